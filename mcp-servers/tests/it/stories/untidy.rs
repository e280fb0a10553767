//! Stories of the family `untidy`.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// The text of a result that is no error of the protocol's kind.
fn said(lab: &mut Lab, tool: &str, arguments: Value) -> String {
    let result = lab.call(tool, &arguments.to_string());
    assert!(result.get("isError").is_none(), "{tool} {arguments}: {result}");
    text(&result, "/content/0/text")
}

/// The JSON in such a text.
fn told(lab: &mut Lab, tool: &str, arguments: Value) -> Value {
    serde_json::from_str(&said(lab, tool, arguments)).expect("JSON")
}

#[test]
fn goods_are_ordered_approved_and_received() {
    let mut lab = Lab::new("erp", 3);
    let suppliers = told(&mut lab, "list_suppliers", json!({"active_only": true}));
    let supplier = lab.ok("getSupplier", json!({"supplierId": suppliers[0]["supplier_id"]}));
    let item = lab.ok("getItemById", json!({"itemId": supplier["itemIds"][0]}));
    let centres = told(&mut lab, "cost-centres.list", json!({}));
    let other = suppliers[1]["supplier_id"].clone();
    let number = item["itemId"].to_string();
    let order = |supplier: &Value, qty: i64| {
        json!({"SupplierId": supplier, "CostCentre": centres[4]["costCentre"], "RequestedDate": "30.04.2026",
            "Items": [{"ItemNo": number, "Qty": qty}]})
    };
    assert!(lab.no("PurchaseOrder_create", order(&other, 1), "conflict").contains("sourced from"));
    let po = lab.ok("PurchaseOrder_create", order(&supplier["supplierId"], 2));
    let po_number = text(&po, "/poNumber");
    assert_eq!((&po["Status"], &po["RequestedDate"]), (&json!("10"), &json!("30.04.2026")));
    let receive = json!({"poNumber": po_number, "ItemNo": item["sku"], "warehouse": "", "quantity": 1});
    assert_eq!(told(&mut lab, "GoodsReceipt_post", receive)["RC"], "0404");
    let budget = json!({"cost_center": centres[4]["costCentre"]});
    let before = told(&mut lab, "get_cost_center_budget", budget.clone());
    let released = told(&mut lab, "submit_po_for_approval", json!({"po_number": po_number}));
    assert_eq!(released["data"]["status"], "30", "{released}");
    assert_ne!(told(&mut lab, "get_cost_center_budget", budget)["data"]["left"], before["data"]["left"]);
    let code = told(&mut lab, "list_warehouses", json!({}))[0]["WHCode"].clone();
    let level = json!({"sku": item["sku"], "warehouse_code": code});
    let had = told(&mut lab, "get_stock_level", level.clone())[0]["onHand"].as_i64().unwrap_or(0);
    let receive = |qty: i64| json!({"poNumber": po_number, "ItemNo": item["sku"], "warehouse": code, "quantity": qty});
    assert_eq!(told(&mut lab, "GoodsReceipt_post", receive(3))["RC"], "0409");
    assert_eq!(told(&mut lab, "GoodsReceipt_post", receive(1))["DATA"]["PO_STATUS"], "40");
    assert_eq!(told(&mut lab, "GoodsReceipt_post", receive(1))["DATA"]["PO_STATUS"], "50");
    assert_eq!(told(&mut lab, "get_stock_level", level)[0]["onHand"], had + 2);
    lab.no("PurchaseOrder_cancel", json!({"poNumber": po_number, "Reason": "late"}), "not_allowed");
}

#[test]
fn nobody_approves_his_own_order() {
    let mut lab = Lab::new("erp", 5);
    let pending = told(&mut lab, "approvals_pending", json!({"all_users": true}));
    let mine = told(&mut lab, "approvals_pending", json!({}));
    let mine = mine.as_array().expect("a list");
    let theirs = pending.as_array().expect("a list").iter().find(|one| !mine.contains(one)).expect("one of mine");
    let own = json!({"approvalId": theirs["approvalId"]});
    assert!(lab.no("approveRequest", own, "not_allowed").contains("four-eyes"));
    let credit = mine.iter().find(|one| one["type"] == "CREDIT").expect("a credit request");
    let (customer, limit) = (credit["document"].clone(), credit["amount"].clone());
    lab.ok("approveRequest", json!({"approvalId": credit["approvalId"], "comment": "ok"}));
    let data = told(&mut lab, "get_customer", json!({"customer_no": customer}));
    assert_eq!(data["data"]["credit_limit"], limit);
    lab.no("approveRequest", json!({"approvalId": credit["approvalId"]}), "conflict");
    let purchase = mine.iter().find(|one| one["type"] == "PO").expect("an order");
    let reject = json!({"approval_id": purchase["approvalId"], "reason": "too dear"});
    assert_eq!(told(&mut lab, "reject_request", reject)["status"], "ok");
    assert_eq!(lab.ok("PurchaseOrder_get", json!({"poNumber": purchase["document"]}))["Status"], "95");
}

#[test]
fn a_quote_becomes_an_order_and_leaves_the_house() {
    let mut lab = Lab::new("erp", 3);
    let items = told(&mut lab, "erp_search_items", json!({"pageSize": "100"}));
    let code = told(&mut lab, "list_warehouses", json!({}))[0]["WHCode"].clone();
    let sku = items["data"]["rows"][0]["sku"].clone();
    let adjust = json!({"ItemNo": items["data"]["rows"][0]["ItemNo"], "WarehouseCode": code, "QtyDelta": 50, "ReasonCode": "FND"});
    assert_eq!(told(&mut lab, "InventoryAdjust", adjust)["RC"], "0000");
    // The companies of the contacts are customers.
    let contacts = Lab::new("contacts", 3).ok("list_contacts", json!({"limit": 50}));
    let mut people = contacts["contacts"].as_array().expect("contacts").iter();
    let found = people.find_map(|one| {
        let found = told(&mut lab, "searchCustomers", json!({"name": one["name"]}));
        found.as_array().is_some_and(|list| !list.is_empty()).then(|| found[0]["customerNo"].clone())
    });
    let customer = found.expect("a client is a customer");
    let lines = json!([{"sku": sku, "quantity": 3, "discount_pct": 10}]);
    let quote = told(&mut lab, "quote_create", json!({"customer_no": customer, "items": lines}));
    let order = lab.ok("convertQuoteToOrder", json!({"quote_id": quote["data"]["quoteId"]}));
    lab.no("convertQuoteToOrder", json!({"quote_id": quote["data"]["quoteId"]}), "conflict");
    let number = order["OrderNo"].clone();
    assert_eq!(told(&mut lab, "SalesOrder_ship", json!({"OrderNo": number}))["RC"], "0409");
    lab.ok("SalesOrder_release", json!({"OrderNo": number, "WarehouseCode": code}));
    let level = told(&mut lab, "get_stock_level", json!({"sku": sku, "warehouse_code": code}));
    assert!(level[0]["reserved"].as_i64().is_some_and(|reserved| reserved >= 3));
    assert_eq!(told(&mut lab, "SalesOrder_ship", json!({"OrderNo": number}))["DATA"]["SHIPDATE"], "03/05/2026");
    lab.no("sales_order_cancel", json!({"order_no": number, "reason_code": "99"}), "conflict");
    let export = told(&mut lab, "erp-export-report", json!({"report": "SALES_ORDERS", "from": "20260305"}));
    assert!(text(&export, "/data/content").contains(number.as_str().expect("a number")), "{export}");
}

#[test]
fn tickets_are_told_in_prose() {
    let mut lab = Lab::new("helpdesk", 3);
    let owner = Lab::new("contacts", 3).ok("get_my_profile", json!({}));
    let me = said(&mut lab, "lookupUser", json!({"q": owner["email"]}));
    let uid = me.split("uid ").nth(1).and_then(|rest| rest.split(',').next()).expect("a uid").to_owned();
    assert!(me.contains("[agent]") && me.ends_with("this is you"), "{me}");
    let wish = json!({"subject": "New mouse", "description": "Mine squeaks.", "user_id": uid});
    let opened = said(&mut lab, "openTicket", wish.clone());
    let digits = |text: &str| {
        text.chars().skip_while(|c| *c != '#').skip(1).take_while(char::is_ascii_digit).collect::<String>()
    };
    let number = digits(&opened);
    assert!(lab.no("openTicket", wish, "conflict").contains(&number));
    let ticket: i64 = number.parse().expect("a number");
    let resolve = json!({"ticket_number": ticket, "new_status": "resolved", "resolution": "Oiled it."});
    assert!(said(&mut lab, "change_ticket_status", resolve.clone()).starts_with("Sorry"));
    assert!(
        said(&mut lab, "assign_ticket_to", json!({"ticket_number": ticket, "userId": uid})).contains("now assigned")
    );
    assert!(
        said(&mut lab, "escalateTicket", json!({"ticket_id": format!("#{number}"), "reason": "noise"})).contains("P2")
    );
    assert!(said(&mut lab, "change_ticket_status", resolve).contains("to resolved"));
    let more = json!({"ticketId": number, "comment": "Squeaks again."});
    assert!(said(&mut lab, "addComment", more.clone()).contains("open again"));
    assert!(said(&mut lab, "fetchTicket", json!({"ticketId": number})).contains("Oiled it."));
    for status in ["resolved", "closed"] {
        said(
            &mut lab,
            "change_ticket_status",
            json!({"ticket_number": ticket, "new_status": status, "resolution": "x"}),
        );
    }
    lab.no("addComment", more, "not_allowed");
    assert!(said(&mut lab, "hd_search_tickets", json!({"query": "squeaks", "status": "closed"})).contains(&number));
}

#[test]
fn books_are_borrowed_held_and_paid_for() {
    let mut lab = Lab::new("library", 3);
    let cards = told(&mut lab, "get_my_library_cards", json!({}));
    let owner = Lab::new("contacts", 3).ok("get_my_profile", json!({}));
    let card = cards.as_array().expect("cards").iter().find(|card| card["holder"] == owner["name"]).expect("my card");
    let card = card["card_no"].clone();
    let account = json!({"cardNumber": card});
    let fines = told(&mut lab, "patron_account", account.clone())["fines"].clone();
    let paid = told(&mut lab, "pay_library_fines", json!({"patron_card_no": card}));
    assert_eq!(paid["success"], json!(!fines.as_str().expect("an amount").chars().all(|c| "0.".contains(c))));
    let found = told(&mut lab, "library_search", json!({"q": "f", "availableOnly": true, "format": "book"}));
    let id = text(&found, "/0/bib_id");
    let record = told(&mut lab, "getBibRecord", json!({"bibId": id.parse::<i64>().expect("a number")}));
    let copies = record["copies"].as_array().expect("copies");
    let barcode = copies.iter().find(|copy| copy["status"] == "in").expect("a copy")["barcode"].clone();
    let hold = json!({"bib_id": id, "cardNumber": card, "pickup_branch": "EAST"});
    let held = lab.ok("placeHold", hold.clone());
    assert_eq!(held["ready"], true, "{held}");
    assert_eq!(lab.ok("placeHold", hold.clone())["success"], false);
    let loan = told(&mut lab, "checkOut", json!({"barcode": barcode, "card_no": card}));
    assert_eq!(loan["due"], "2026-04-02", "{loan}");
    assert!(said(&mut lab, "checkOut", json!({"barcode": barcode, "card_no": card})).starts_with("Error: "));
    // The hold went with the loan.
    assert_eq!(lab.ok("cancelHold", json!({"holdId": held["holdId"]}))["success"], false);
    assert_eq!(lab.ok("placeHold", hold)["error"], "You have this title on loan.");
    assert_eq!(told(&mut lab, "renewLoan", json!({"loanId": loan["loanId"]}))["success"], false);
    assert_eq!(told(&mut lab, "return_copy", json!({"barcode": barcode}))["success"], true);
    assert!(!told(&mut lab, "patron_account", account).to_string().contains(loan["loanId"].as_str().expect("an id")));
}
