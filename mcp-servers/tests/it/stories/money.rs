//! Stories of the family `money`.

use serde_json::{Value, json};

use crate::lab::{Lab, host, text};

fn cents(money: &Value) -> i64 {
    text(money, "/amount").replace('.', "").parse().expect("an amount")
}

/// A seed whose world passes a test, and its server.
fn seed_where(server: &str, fits: impl Fn(&mut Lab) -> bool) -> Lab {
    (0..200).map(|seed| Lab::new(server, seed)).find_map(|mut lab| fits(&mut lab).then_some(lab)).expect("such a world")
}

#[test]
fn a_first_payment_is_confirmed_and_the_next_one_is_not() {
    let mut bank = Lab::new("bank", 1);
    let accounts = bank.ok("list_bank_accounts", json!({}));
    let (current, savings) = (text(&accounts, "/accounts/0/id"), text(&accounts, "/accounts/1/id"));
    let payee = json!({"name": "Ada Boe", "account_number": "DE89 3704 0044 0532 0130 00"});
    let payee = text(&bank.ok("add_payee", payee.clone()), "/id");
    let wrong = json!({"name": "Ada Boe", "account_number": "DE88 3704 0044 0532 0130 00"});
    assert!(bank.no("add_payee", wrong, "invalid").contains("check digits"));
    let pay = |amount: &str| json!({"source_account_id": current, "payee_id": payee, "amount": amount, "reference": "Tickets"});
    let declined = bank.call("send_bank_payment", &pay("20").to_string());
    let message = text(&declined, "/inputRequests/confirm_payment/params/message");
    assert!(message.contains("Ada Boe") && message.contains("never paid"), "{message}");
    let refused = bank.answer("send_bank_payment", &pay("20"), "confirm_payment", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
    let yes = json!({"action": "accept", "content": {"confirm": true}});
    let paid = bank.answered("send_bank_payment", &pay("20"), yes);
    let before = cents(&accounts["accounts"][0]["balance"]);
    assert_eq!(cents(&paid["balance"]), before - 2_000 - cents(&paid["fee"]));
    bank.ok("send_bank_payment", pay("10"));
    let from_savings = json!({"source_account_id": savings, "payee_id": payee, "amount": "5", "reference": "x"});
    bank.no("send_bank_payment", from_savings, "not_allowed");
    bank.no("send_bank_payment", pay("90000"), "not_allowed");
    let moved = json!({"source_account_id": savings, "target_account_id": current, "amount": "100.50"});
    let moved = bank.ok("transfer_between_accounts", moved);
    let now = bank.ok("list_bank_accounts", json!({}));
    assert_eq!(now["accounts"][0]["balance"], moved["target_balance"]);
    let found = bank.ok("search_bank_transactions", json!({"payee_id": payee, "direction": "out", "query": "tickets"}));
    assert_eq!((&found["match_count"], cents(&found["money_out"])), (&json!(2), 3_000));
}

#[test]
fn the_bank_shows_what_the_shop_sold_and_the_company_repaid() {
    for seed in 0..30 {
        let mut bank = Lab::new("bank", seed);
        let mut shop = Lab::new("shop", seed);
        let orders = shop.ok("list_orders", json!({"limit": 50}));
        let recent = orders["orders"]
            .as_array()
            .expect("orders")
            .iter()
            .filter(|order| text(order, "/placed_at").as_str() > "2026-01-02");
        for order in recent {
            let found =
                bank.ok("search_bank_transactions", json!({"query": order["order_number"], "direction": "out"}));
            assert_eq!(cents(&found["money_out"]), cents(&order["total"]), "seed {seed}: {order}");
        }
        let mut expenses = Lab::new("expenses", seed);
        let reports = expenses.ok("list_expense_reports", json!({"scope": "mine", "status": "reimbursed"}));
        let report = &reports["expense_reports"][0];
        let found = bank.ok("search_bank_transactions", json!({"query": report["report_number"], "direction": "in"}));
        assert_eq!(found["money_in"], report["total"], "seed {seed}");
    }
}

#[test]
fn balances_statements_and_transactions_add_up() {
    for seed in 0..20 {
        let mut bank = Lab::new("bank", seed);
        let accounts = bank.ok("list_bank_accounts", json!({}));
        for account in accounts["accounts"].as_array().expect("accounts") {
            assert!(cents(&account["available"]) >= 0, "seed {seed}: {account}");
            let statement = |bank: &mut Lab, month: &str| {
                bank.ok("get_bank_statement", json!({"account_id": account["id"], "month": month}))
            };
            let (february, march) = (statement(&mut bank, "2026-02"), statement(&mut bank, "2026-03"));
            assert_eq!(february["closing_balance"], march["opening_balance"]);
            assert_eq!(march["closing_balance"], account["balance"]);
            let uri = json!({"uri": february["statement_uri"]}).to_string();
            let csv = bank.host.request("resources/read", &uri).expect("a statement");
            assert!(csv.contains("date,transaction_id"), "{csv}");
        }
    }
    Lab::new("bank", 1).no("get_bank_statement", json!({"account_id": "acc_000000", "month": "2026-02"}), "not_found");
}

#[test]
fn an_unknown_payment_is_disputed_and_freezes_the_card() {
    let mut bank = Lab::new("bank", 3);
    let found = bank.ok("search_bank_transactions", json!({"category": "subscriptions", "status": "booked"}));
    let id = &found["transactions"][0]["id"];
    let dispute = bank.ok("dispute_transaction", json!({"transaction_id": id, "reason": "not_recognised"}));
    let card = bank.ok("get_bank_transaction", json!({"transaction_id": id}));
    assert_eq!((&card["dispute_id"], &dispute["card_frozen"]), (&dispute["id"], &json!(true)));
    let thaw = json!({"card_id": card["card_id"], "is_frozen": false});
    assert!(bank.no("update_bank_card", thaw, "not_allowed").contains(&text(&dispute, "/case_number")));
    bank.no("dispute_transaction", json!({"transaction_id": id, "reason": "wrong_amount"}), "conflict");
    let rent = bank.ok("search_bank_transactions", json!({"category": "housing"}));
    let rent = json!({"transaction_id": rent["transactions"][0]["id"], "reason": "wrong_amount"});
    bank.no("dispute_transaction", rent, "not_allowed");
}

#[test]
fn an_invoice_is_drafted_sent_paid_and_credited() {
    let mut books = Lab::new("invoices", 4);
    let customers = books.ok("list_billing_customers", json!({}));
    let customer = text(&customers, "/customers/0/customer/id");
    let line =
        json!({"description": "Workshop", "quantity": "2.5", "unit": "day", "unit_price": "400", "tax_rate": "zero"});
    let draft = books.ok("create_invoice", json!({"customer_id": customer, "lines": [line]}));
    let id = text(&draft, "/id");
    assert!(draft.get("invoice_number").is_none() && text(&draft, "/total/amount").starts_with("1000"));
    let more = json!({"invoice_id": id, "description": "Room", "quantity": "1", "unit": "piece", "unit_price": "100",
        "tax_rate": "zero", "expected_version": 1});
    books.ok("add_invoice_line", more.clone());
    assert!(books.no("add_invoice_line", more, "conflict").contains("version 2"));
    books.no("record_invoice_payment", json!({"invoice_id": id, "amount": "10"}), "conflict");
    let sent = books.ok("send_invoice", json!({"invoice_id": id, "expected_version": 2}));
    assert!(text(&sent, "/invoice_number").starts_with("INV-") && sent["issued_on"] == "2026-03-05");
    books.no("remove_invoice_line", json!({"invoice_id": id, "line_id": sent["lines"][0]["id"]}), "conflict");
    let part = books.ok("record_invoice_payment", json!({"invoice_id": id, "amount": "300"}));
    assert_eq!(part["status"], "partially_paid");
    books.no("record_invoice_payment", json!({"invoice_id": id, "amount": "801"}), "not_allowed");
    books.no("void_invoice", json!({"invoice_id": id, "reason": "Mistake"}), "not_allowed");
    let paid = books.ok("record_invoice_payment", json!({"invoice_id": id, "amount": "800", "method": "card"}));
    assert_eq!((&paid["status"], cents(&paid["outstanding"])), (&json!("paid"), 0));
    let credited = books.ok("create_credit_note", json!({"invoice_id": id, "amount": "50", "reason": "Late start"}));
    assert!(text(&credited, "/refund_due/amount").starts_with("50") && credited["status"] == "paid");
    assert_eq!(books.ok("create_credit_note", json!({"invoice_id": id, "reason": "Rest"}))["status"], "credited");
}

#[test]
fn reminders_go_out_one_by_one_and_stop_where_they_are_cancelled() {
    let mut books = Lab::new("invoices", 1);
    let late = books.ok("list_invoices", json!({"overdue_only": true}));
    let late = late["invoices"].as_array().expect("invoices").len();
    assert!(late > 1);
    let params = json!({"name": "send_payment_reminders", "arguments": {}, "_meta": {"mcplab/cancelAfter": 1}});
    let mut cancelled = books.host.clone();
    let result = cancelled.request("tools/call", &params.to_string()).expect("a result");
    assert!(result.contains("cancelled"), "{result}");
    let first = books.ok("send_payment_reminders", json!({}));
    assert_eq!(books.host.events().matches("notifications/progress").count(), late);
    assert!(first["sent_count"].as_u64() > Some(0), "{first}");
    assert_ne!(cancelled.state(), books.host.state());
    let again = books.ok("send_payment_reminders", json!({}));
    assert_eq!(again["sent_count"], 0);
    let mixed =
        books.ok("send_payment_reminders", json!({"invoice_ids": ["inv_zzzzzz", first["results"][0]["invoice_id"]]}));
    assert_eq!(
        (&mixed["results"][0]["outcome"], &mixed["results"][1]["outcome"]),
        (&json!("failed"), &json!("skipped"))
    );
    let report = books.ok("get_ageing_report", json!({}));
    let open = books.ok("list_invoices", json!({"limit": 50}));
    assert_eq!(report["outstanding_total"], open["outstanding_total"]);
}

#[test]
fn shares_are_bought_when_the_exchange_is_open_and_wait_when_it_is_not() {
    let is_open = |lab: &mut Lab| {
        let ticker = lab.ok("get_portfolio", json!({}))["holdings"][0]["ticker"].clone();
        lab.ok("get_stock_quote", json!({"ticker": ticker}))["market"] == "open"
    };
    let mut open = seed_where("portfolio", is_open);
    let mine = open.ok("get_portfolio", json!({}));
    let (ticker, held) =
        (mine["holdings"][0]["ticker"].clone(), mine["holdings"][0]["quantity"].as_i64().expect("shares"));
    open.no("place_stock_order", json!({"ticker": ticker, "side": "sell", "quantity": held + 1}), "conflict");
    let sold = open.ok("place_stock_order", json!({"ticker": ticker, "side": "sell", "quantity": 1}));
    let quote = open.ok("get_stock_quote", json!({"ticker": ticker}));
    assert_eq!((&sold["status"], &sold["fill_price"]), (&json!("filled"), &quote["price"]));
    let cash = open.ok("get_portfolio", json!({}))["cash"].clone();
    assert_eq!(cents(&cash), cents(&mine["cash"]) + cents(&sold["fill_price"]) - cents(&sold["fee"]));
    open.no("cancel_stock_order", json!({"stock_order_id": sold["id"]}), "conflict");

    let mut closed = seed_where("portfolio", |lab| !is_open(lab));
    let mine = closed.ok("get_portfolio", json!({}));
    let order = json!({"ticker": mine["holdings"][0]["ticker"], "side": "sell", "quantity": 1});
    let waiting = closed.ok("place_stock_order", order);
    assert_eq!(waiting["status"], "pending");
    assert_eq!(closed.ok("cancel_stock_order", json!({"stock_order_id": waiting["id"]}))["status"], "cancelled");
    assert_eq!(closed.ok("get_portfolio", json!({}))["cash"], mine["cash"]);
}

#[test]
fn prices_agree_between_quotes_history_and_performance() {
    for seed in 0..10 {
        let mut lab = Lab::new("portfolio", seed);
        let mine = lab.ok("get_portfolio", json!({}));
        let ticker = mine["holdings"][0]["ticker"].clone();
        let history = lab.ok("get_price_history", json!({"ticker": ticker, "from_date": "2026-02-02"}));
        assert_eq!(
            history["prices"].as_array().and_then(|all| all.last()).map(|one| &one["price"]),
            Some(&mine["holdings"][0]["price"])
        );
        let quote = lab.ok("get_stock_quote", json!({"ticker": ticker, "date": "2026-02-08"}));
        assert_eq!((&quote["session_date"], &quote["price"]), (&json!("2026-02-06"), &history["prices"][4]["price"]));
        let all = lab.ok("get_portfolio_performance", json!({"period": "all"}));
        assert_eq!(all["end_value"], mine["market_value"]);
        lab.no("get_stock_quote", json!({"ticker": ticker, "date": "2026-04-01"}), "invalid");
    }
}

#[test]
fn a_quoted_rate_is_used_once_and_soon() {
    let mut lab = Lab::new("currency", 6);
    let wallet = lab.ok("list_wallet_balances", json!({}));
    let from = text(&wallet, "/home_currency");
    let to = if from == "EUR" { "USD" } else { "EUR" };
    let ask = json!({"amount": "30", "from_currency": from, "to_currency": to});
    let quote = lab.ok("create_rate_quote", ask.clone());
    assert!(quote["rate"].as_f64() < quote["middle_rate"].as_f64());
    let done = lab.ok("execute_rate_quote", json!({"rate_quote_id": quote["id"]}));
    assert_eq!(done["exchange"]["target_amount"], quote["target_amount"]);
    lab.no("execute_rate_quote", json!({"rate_quote_id": quote["id"]}), "conflict");
    let slow = lab.ok("create_rate_quote", ask.clone());
    for _ in 0..61 {
        lab.ok("list_currencies", json!({"query": "franc"}));
    }
    assert!(lab.no("execute_rate_quote", json!({"rate_quote_id": slow["id"]}), "conflict").contains("expired"));
    lab.no("create_rate_quote", json!({"amount": "99999999", "from_currency": from, "to_currency": to}), "conflict");
    let then = lab.ok(
        "convert_currency",
        json!({"amount": "100", "from_currency": from, "to_currency": to, "date": "2026-02-08"}),
    );
    let history = json!({"from_currency": from, "to_currency": to, "from_date": "2026-02-06", "to_date": "2026-02-08"});
    assert_eq!(lab.ok("get_rate_history", history)["rates"][0]["rate"], then["rate"]);
}

#[test]
fn a_report_is_mended_and_submitted_and_others_are_decided() {
    let mut lab = Lab::new("expenses", 2);
    let report = lab.ok("create_expense_report", json!({"title": "Fair in Tokyo"}));
    let id = text(&report, "/id");
    lab.no("submit_expense_report", json!({"expense_report_id": id}), "conflict");
    let dinner = json!({"expense_report_id": id, "category": "client_entertainment", "date": "2026-03-03", "amount": "9800",
        "currency": "JPY", "merchant": "Sakura"});
    let with = lab.ok("add_expense", dinner);
    assert_eq!(with["violations"].as_array().map(Vec::len), Some(2), "{with}");
    assert_ne!(with["expenses"][0]["amount"], json!(null));
    lab.no("submit_expense_report", json!({"expense_report_id": id}), "not_allowed");
    let expense = text(&with, "/expenses/0/id");
    let wrong = json!({"expense_report_id": id, "expense_id": expense, "receipt_file_id": "msg_000000"});
    lab.no("attach_receipt", wrong, "invalid");
    let files: Value = serde_json::from_str(&host("files", 2, "small").state()).expect("JSON");
    let file = files["state"]["files"].as_object().and_then(|files| files.keys().next()).expect("a file");
    let receipt =
        json!({"expense_report_id": id, "expense_id": expense, "receipt_file_id": file, "attendees": ["Aiko Mori"]});
    assert_eq!(lab.ok("attach_receipt", receipt)["violations"], json!([]));
    assert_eq!(lab.ok("submit_expense_report", json!({"expense_report_id": id}))["status"], "submitted");
    lab.no("remove_expense", json!({"expense_report_id": id, "expense_id": expense}), "conflict");
    let csv = lab.ok("export_expense_report", json!({"expense_report_id": id}));
    assert!(text(&csv, "/content").contains(file) && csv["row_count"] == 1);

    let waiting = lab.ok("list_expense_reports", json!({"scope": "to_approve"}));
    let mut ids: Vec<Value> =
        waiting["expense_reports"].as_array().expect("reports").iter().map(|one| one["id"].clone()).collect();
    ids.push(json!(id));
    let decided = lab.ok("approve_expense_reports", json!({"expense_report_ids": ids}));
    let outcomes: Vec<&Value> =
        decided["results"].as_array().expect("results").iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes.last(), Some(&&json!("refused")), "nobody approves the own report: {decided}");
    lab.no("reject_expense_report", json!({"expense_report_id": id, "reason": "x"}), "not_allowed");
}

#[test]
fn receipts_are_files_and_rates_are_those_of_the_exchange() {
    let mut seen = 0;
    for seed in 0..30 {
        let expenses: Value = serde_json::from_str(&host("expenses", seed, "small").state()).expect("JSON");
        let files: Value = serde_json::from_str(&host("files", seed, "small").state()).expect("JSON");
        let mut exchange = Lab::new("currency", seed);
        for report in expenses["state"]["expense_reports"].as_object().expect("reports").values() {
            for expense in report["expenses"].as_array().expect("expenses") {
                if let Some(file) = expense["receipt_file_id"].as_str() {
                    let name = text(&files["state"]["files"][file], "/name");
                    let order = text(expense, "/description").replace("Order ", "");
                    assert!(name.contains(&order), "{name}, {order}");
                    seen += 1;
                }
                let home = text(expense, "/reimbursable/currency");
                let sum = json!({"amount": expense["amount"]["amount"], "from_currency": expense["amount"]["currency"],
                    "to_currency": home, "date": expense["date"]});
                assert_eq!(exchange.ok("convert_currency", sum)["target_amount"], expense["reimbursable"]);
            }
        }
    }
    assert!(seen > 10, "only {seen} receipts");
}
