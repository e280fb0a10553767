//! Stories of the family `commerce`.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// The first item of a list that is as wanted.
fn first<'a>(list: &'a Value, key: &str, wanted: impl Fn(&Value) -> bool) -> &'a Value {
    list[key].as_array().expect("a list").iter().find(|one| wanted(one)).expect("a fitting item")
}

fn minor(money: &Value) -> i64 {
    text(money, "/amount").replace('.', "").parse().expect("a number")
}

#[test]
fn a_payment_is_made_declined_repeated_and_refunded() {
    let mut lab = Lab::new("payments", 4);
    let customers = lab.ok("search_payment_customers", json!({}));
    // The second customer's second card is blocked by its bank.
    let customer = first(&customers, "customers", |one| one["payment_methods"][1]["kind"] == "card");
    let (good, other) = (text(customer, "/payment_methods/0/id"), text(customer, "/payment_methods/1/id"));
    let order =
        json!({"customer_id": customer["id"], "amount": "20", "description": "Workshop", "idempotency_key": "k1"});
    let intent = lab.ok("create_payment_intent", order.clone());
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(lab.ok("create_payment_intent", order)["id"], intent["id"]);
    let another =
        json!({"customer_id": customer["id"], "amount": "21", "description": "Workshop", "idempotency_key": "k1"});
    lab.no("create_payment_intent", another, "conflict");
    lab.no("confirm_payment_intent", json!({"payment_intent_id": intent["id"]}), "invalid");
    let declined =
        lab.ok("confirm_payment_intent", json!({"payment_intent_id": intent["id"], "payment_method_id": other}));
    assert!(["card_declined", "expired_card"].contains(&declined["last_decline_code"].as_str().expect("a code")));
    let paid = lab.ok("confirm_payment_intent", json!({"payment_intent_id": intent["id"], "payment_method_id": good}));
    assert_eq!((&paid["status"], paid.get("last_decline_code")), (&json!("succeeded"), None));
    let details = lab.ok("get_payment_intent", json!({"payment_intent_id": intent["id"]}));
    assert_eq!(details["charges"].as_array().map(Vec::len), Some(2));
    lab.no("cancel_payment_intent", json!({"payment_intent_id": intent["id"]}), "conflict");
    lab.no("create_refund", json!({"payment_intent_id": intent["id"], "amount": "20.5"}), "invalid");
    lab.ok("create_refund", json!({"payment_intent_id": intent["id"], "amount": "5", "reason": "duplicate"}));
    let rest = lab.ok("create_refund", json!({"payment_intent_id": intent["id"]}));
    assert_eq!(minor(&rest["amount"]), minor(&paid["amount"]) / 4 * 3);
    lab.no("create_refund", json!({"payment_intent_id": intent["id"]}), "conflict");
}

#[test]
fn large_refunds_ask_and_disputed_payments_are_not_refunded() {
    let mut lab = Lab::new("payments", 5);
    let paid = lab.ok("list_payment_intents", json!({"status": "succeeded", "limit": 50}));
    let untouched = |one: &Value| minor(&one["amount_refunded"]) == 0;
    let largest = paid["payment_intents"].as_array().expect("payments").iter().filter(|one| untouched(one));
    let disputes = lab.ok("list_disputes", json!({"status": "needs_response"}));
    let dispute = &disputes["disputes"][0];
    lab.no("create_refund", json!({"payment_intent_id": dispute["payment_intent_id"]}), "not_allowed");
    let lost = lab.ok("list_disputes", json!({"status": "lost"}));
    let disputed = [&dispute["payment_intent_id"], &lost["disputes"][0]["payment_intent_id"]];
    let largest = largest.filter(|one| !disputed.contains(&&one["id"])).max_by_key(|one| minor(&one["amount"]));
    let refund = json!({"payment_intent_id": largest.expect("a payment")["id"]});
    let declined = lab.call("create_refund", &refund.to_string());
    assert_eq!(declined["resultType"], "input_required");
    let no = lab.answer("create_refund", &refund, "confirm_refund", json!({"action": "decline"}));
    assert_eq!(no["_meta"]["mcplab/error"], "not_allowed");
    let done = lab.answered("create_refund", &refund, json!({"action": "accept", "content": {"confirm": true}}));
    assert_eq!(done["amount"], largest.expect("a payment")["amount"]);

    let evidence = json!({"dispute_id": dispute["id"], "service_description": "Two days on site."});
    assert_eq!(lab.ok("submit_dispute_evidence", evidence)["status"], "needs_response");
    let submitted = lab.ok("submit_dispute_evidence", json!({"dispute_id": dispute["id"], "submit": true}));
    assert_eq!(submitted["status"], "under_review");
    lab.no("submit_dispute_evidence", json!({"dispute_id": dispute["id"], "refund_policy": "None."}), "conflict");
    let balance = lab.ok("get_merchant_balance", json!({}));
    lab.ok("create_payout", json!({"amount": balance["available"]["amount"]}));
    assert_eq!(minor(&lab.ok("get_merchant_balance", json!({}))["available"]), 0);
    lab.no("create_payout", json!({"amount": "50"}), "conflict");
}

#[test]
fn a_parcel_is_quoted_sent_collected_and_voided() {
    let mut lab = Lab::new("shipping", 3);
    let valid = json!({"recipient": "Ada Boe", "street": "Hauptstrasse 7", "city": "munchen"});
    let address = lab.ok("validate_address", valid.clone());
    assert_eq!((&address["address"]["city"], &address["deliverable"]), (&json!("München"), &json!(true)));
    assert_eq!(lab.ok("validate_address", valid)["address"]["id"], address["address"]["id"]);
    let wrong = json!({"recipient": "Ada", "street": "Hauptstrasse", "city": "Paris", "country": "Italy"});
    assert_eq!(lab.ok("validate_address", wrong)["problems"].as_array().map(Vec::len), Some(2));
    let parcel = json!({"to_address_id": address["address"]["id"], "parcel": {"weight_grams": 1200, "length_cm": 30, "width_cm": 20, "height_cm": 10}});
    let rates = lab.ok("get_shipping_rates", parcel);
    let rate = text(&rates, "/rates/0/id");
    let mut order = json!({"rate_id": rate, "contents": "Samples"});
    if rates["customs_declaration_needed"] == true {
        lab.no("buy_shipping_label", order.clone(), "not_allowed");
        let item = json!({"description": "Lamp", "hs_code": "9405.20", "quantity": 2, "unit_value": "40"});
        let customs = json!({"to_address_id": address["address"]["id"], "items": [item]});
        order["customs_declaration_id"] = lab.ok("create_customs_declaration", customs)["id"].clone();
    }
    let bought = lab.ok("buy_shipping_label", order.clone());
    assert_eq!(bought["label"]["recipient"], "Ada Boe");
    assert_eq!(bought["label"]["destination"], "Hauptstrasse 7, München, Germany");
    lab.no("buy_shipping_label", order, "conflict");
    let (label, tracking) = (text(&bought, "/label/id"), text(&bought, "/label/tracking_number"));
    let pickup = json!({"label_ids": [label, "lbl_zzzzzz"], "pickup_date": "2026-03-06"});
    let scheduled = lab.ok("schedule_carrier_pickup", pickup.clone());
    assert_eq!(
        (&scheduled["labels"][0]["accepted"], &scheduled["labels"][1]["accepted"]),
        (&json!(true), &json!(false))
    );
    lab.no("schedule_carrier_pickup", pickup, "conflict");
    lab.ok("void_shipping_label", json!({"label_id": label}));
    assert_eq!(lab.ok("track_parcel", json!({"tracking_number": tracking}))["status"], "cancelled");
    let old = lab.ok("list_parcels", json!({"direction": "outgoing", "limit": 50}));
    let on_its_way = first(&old, "parcels", |one| one["label_status"] == "handed_over");
    lab.no("void_shipping_label", json!({"label_id": on_its_way["label_id"]}), "conflict");
}

#[test]
fn parcels_of_the_shop_are_the_same_on_both_servers() {
    let (mut shop, mut shipping) = (Lab::new("shop", 9), Lab::new("shipping", 9));
    let orders = shop.ok("list_orders", json!({"status": "shipped"}));
    let order = shop.ok("get_order", json!({"order_id": orders["orders"][0]["id"]}));
    let parcel = shipping.ok("track_parcel", json!({"tracking_number": order["tracking_number"]}));
    assert_eq!(parcel["carrier"], order["carrier"]);
    let address = format!("{}, {}", text(&parcel, "/recipient"), text(&parcel, "/destination"));
    assert_eq!(order["shipping_address"], address);
    assert_eq!(parcel["expected_delivery"], order["expected_delivery"]);
    assert!(text(&parcel, "/reference").contains(&text(&order, "/order_number")));
    // A rate of an earlier day has expired.
    let state: Value = serde_json::from_str(&shipping.host.state()).expect("JSON");
    let rates = state["state"]["rates"].as_object().expect("rates");
    let old = rates.values().find(|rate| rate.get("label_id").is_none()).expect("an old rate");
    let sentence = shipping.no("buy_shipping_label", json!({"rate_id": old["id"], "contents": "Books"}), "conflict");
    assert!(sentence.contains("expired"), "{sentence}");
}

#[test]
fn a_ticket_is_assigned_answered_solved_and_merged() {
    let mut lab = Lab::new("support", 2);
    let new = lab.ok("search_support_tickets", json!({"status": "new", "unassigned_only": true, "limit": 50}));
    let again = first(&new, "tickets", |one| text(one, "/subject").starts_with("Again: "));
    let twin = text(again, "/subject").replace("Again: ", "");
    let same = lab.ok("search_support_tickets", json!({"query": again["requester_name"], "limit": 50}));
    let main = first(&same, "tickets", |one| one["subject"] == twin.as_str()).clone();
    lab.no("update_support_ticket", json!({"ticket_id": again["id"], "status": "solved"}), "not_allowed");
    let stranger = first(&new, "tickets", |one| one["requester_name"] != main["requester_name"])["id"].clone();
    let merge = json!({"ticket_id": main["id"], "duplicate_ticket_ids": [again["id"], stranger, "tkt_zzzzzz"]});
    let merged = lab.ok("merge_support_tickets", merge);
    assert_eq!(merged["duplicates"][0]["merged"], true);
    assert_eq!(merged["duplicates"][1]["merged"], false);
    lab.no("reply_to_support_ticket", json!({"ticket_id": again["id"], "body": "Hello"}), "conflict");

    let agents = lab.ok("list_support_agents", json!({}));
    let away = first(&agents, "agents", |one| one["agent"].get("away_until").is_some());
    lab.no("assign_support_ticket", json!({"ticket_id": main["id"], "agent_id": away["agent"]["id"]}), "not_allowed");
    let mine = lab.ok("assign_support_ticket", json!({"ticket_id": main["id"]}));
    let macros = lab.ok("list_reply_macros", json!({"query": "solved check"}));
    let reply = json!({"ticket_id": main["id"], "macro_id": macros["macros"][0]["id"], "body": "See you!"});
    let solved = lab.ok("reply_to_support_ticket", reply);
    assert_eq!(solved["status"], "solved");
    let last = solved["messages"].as_array().and_then(|all| all.last()).expect("a message");
    let body = text(last, "/body");
    assert!(body.contains(&text(&mine, "/product")) && body.ends_with("See you!") && !body.contains('{'), "{body}");
    lab.ok("update_support_ticket", json!({"ticket_id": main["id"], "status": "closed"}));
    lab.no("update_support_ticket", json!({"ticket_id": main["id"], "status": "open"}), "not_allowed");
    let urgent = lab.ok("update_support_ticket", json!({"ticket_id": stranger, "priority": "urgent"}));
    assert!(text(&urgent, "/first_response_due") < text(&urgent, "/resolution_due"));
}

#[test]
fn a_deal_goes_through_the_pipeline_stage_by_stage() {
    let (mut lab, mut contacts) = (Lab::new("crm", 6), Lab::new("contacts", 6));
    let companies = lab.ok("search_crm_companies", json!({"lifecycle": "prospect"}));
    let prospect = text(&companies, "/companies/0/id");
    let contact = lab.ok("get_crm_company", json!({"company_id": prospect}))["contacts"][0]["id"].clone();
    let order = json!({"company_id": prospect, "name": "First step", "contact_id": contact});
    let deal = lab.ok("create_deal", order.clone());
    lab.no("create_deal", order, "conflict");
    lab.no("move_deal", json!({"deal_id": deal["id"], "stage": "won", "amount": "5000"}), "not_allowed");
    lab.ok("move_deal", json!({"deal_id": deal["id"], "stage": "discovery"}));
    lab.no("move_deal", json!({"deal_id": deal["id"], "stage": "proposal"}), "invalid");
    let changed = json!({"deal_id": deal["id"], "amount": "50000", "close_date": "2026-03-30", "expected_version": 1});
    lab.no("update_deal", changed.clone(), "conflict");
    let before = minor(&lab.ok("get_sales_forecast", json!({}))["expected"]);
    let proposal = json!({"deal_id": deal["id"], "stage": "proposal", "amount": "50000", "close_date": "2026-03-30", "expected_version": 2});
    let moved = lab.ok("move_deal", proposal);
    let after = minor(&lab.ok("get_sales_forecast", json!({}))["expected"]);
    assert_eq!(after - before, minor(&moved["amount"]) / 2);
    lab.no("move_deal", json!({"deal_id": deal["id"], "stage": "lost"}), "invalid");
    lab.ok("move_deal", json!({"deal_id": deal["id"], "stage": "negotiation"}));
    lab.ok("move_deal", json!({"deal_id": deal["id"], "stage": "won", "close_date": "2026-03-05"}));
    lab.no("update_deal", changed, "conflict");
    assert_eq!(lab.ok("get_crm_company", json!({"company_id": prospect}))["company"]["lifecycle"], "customer");
    let leads = lab.ok("list_leads", json!({"status": "new"}));
    let lead = json!({"lead_id": leads["leads"][0]["id"], "deal_name": "New business"});
    assert_eq!(lab.ok("convert_lead", lead.clone())["deal"]["stage"], "qualification");
    lab.no("convert_lead", lead, "conflict");

    // The clients of the address book have the same ids here.
    let state: Value = serde_json::from_str(&lab.host.state()).expect("JSON");
    let known = contacts.ok("list_contacts", json!({"limit": 50}));
    let of_clients = known["contacts"]
        .as_array()
        .expect("contacts")
        .iter()
        .filter(|one| state["state"]["contacts"][one["id"].as_str().expect("an id")]["email"] == one["email"]);
    assert_eq!(of_clients.count(), 3);
}
