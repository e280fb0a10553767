//! Every tool at work: one good end and one refusal each, on stories that a user might tell.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lab::{Lab, TOOLS, text};

#[test]
fn contacts_are_found_changed_and_grouped() {
    let mut lab = Lab::new("contacts", 1);
    assert!(text(&lab.ok("get_my_profile", json!({})), "/email").contains('@'));
    let all = lab.ok("list_contacts", json!({"limit": 50}));
    let (id, name) = (text(&all, "/contacts/2/id"), text(&all, "/contacts/2/name"));
    let found = lab.ok("search_contacts", json!({"query": name.to_uppercase()}));
    assert_eq!(found["contacts"][0]["id"], id);
    assert_eq!(lab.ok("get_contact", json!({"contact_id": id}))["name"], name);
    let new =
        lab.ok("create_contact", json!({"name": "Ada Boe", "email": "Ada@Boe.example", "birthday": "1990-02-03"}));
    assert_eq!(new["email"], "ada@boe.example");
    let new_id = text(&new, "/id");
    let changed = lab.ok("update_contact", json!({"contact_id": new_id, "phone": "+1 2", "city": "Rome"}));
    assert_eq!((&changed["phone"], &changed["city"]), (&json!("+1 2"), &json!("Rome")));
    let group_id = text(&lab.ok("list_contact_groups", json!({})), "/groups/0/id");
    lab.ok("add_contact_to_group", json!({"contact_id": new_id, "group_id": group_id}));
    let members = lab.ok("list_contacts", json!({"group_id": group_id, "limit": 50}));
    assert!(members.to_string().contains(&new_id));
    let page = lab.ok("list_contacts", json!({"limit": 5}));
    let next = lab.ok("list_contacts", json!({"limit": 5, "cursor": page["next_cursor"]}));
    assert_ne!(page["contacts"][0], next["contacts"][0]);

    lab.no("get_my_profile", json!({"x": 1}), "invalid");
    lab.no("list_contact_groups", json!({"x": 1}), "invalid");
    lab.no("search_contacts", json!({"query": "?!"}), "invalid");
    lab.no("list_contacts", json!({"group_id": "grp_zzzzzz"}), "not_found");
    let hint = lab.no("get_contact", json!({"contact_id": "con_zzzzzz"}), "not_found");
    assert_eq!(hint, "No contact has the id con_zzzzzz. Use search_contacts to find ids.");
    lab.no("create_contact", json!({"name": "Twin", "email": "ada@boe.example"}), "conflict");
    lab.no("update_contact", json!({"contact_id": new_id}), "invalid");
    lab.no("update_contact", json!({"contact_id": new_id, "email": text(&all, "/contacts/0/email")}), "conflict");
    lab.no("add_contact_to_group", json!({"contact_id": new_id, "group_id": group_id}), "conflict");
    lab.ok("remove_contact_from_group", json!({"contact_id": new_id, "group_id": group_id}));
    lab.no("remove_contact_from_group", json!({"contact_id": new_id, "group_id": group_id}), "conflict");
    lab.ok("delete_contact", json!({"contact_id": new_id}));
    lab.no("delete_contact", json!({"contact_id": new_id}), "not_found");
}

#[test]
fn events_are_planned_moved_and_cancelled() {
    let mut lab = Lab::new("calendar", 1);
    let slots = lab.ok("find_free_slots", json!({"date": "2026-03-10", "duration_minutes": 45}));
    let start = text(&slots, "/slots/0/start");
    let plan = json!({"title": "Plan B", "start": start, "duration_minutes": 45, "attendees": ["x@y.example"], "location": "Roof"});
    let event = lab.ok("create_event", plan.clone());
    let id = text(&event, "/id");
    assert_eq!(event["attendees"][0]["response"], "needs_action");
    lab.no("create_event", plan, "conflict");
    let moved = lab.ok("update_event", json!({"event_id": id, "start": "2026-03-10T21:00:00Z", "title": "Plan C"}));
    assert_eq!(moved["end"], "2026-03-10T22:45:00+01:00");
    lab.ok("add_attendee", json!({"event_id": id, "email": "z@y.example"}));
    lab.no("add_attendee", json!({"event_id": id, "email": "z@y.example"}), "conflict");
    assert_eq!(lab.ok("get_event", json!({"event_id": id}))["attendees"].as_array().map(Vec::len), Some(2));
    let day = lab.ok("list_events", json!({"start_date": "2026-03-10"}));
    assert!(day.to_string().contains("Plan C"));
    let found = lab.ok("search_events", json!({"query": "plan c", "attendee_email": "z@y.example"}));
    assert_eq!(found["events"][0]["id"], id);
    assert_eq!(lab.ok("cancel_event", json!({"event_id": id}))["status"], "cancelled");
    lab.no("cancel_event", json!({"event_id": id}), "conflict");

    lab.no("list_events", json!({"start_date": "2026-03-10", "end_date": "2026-03-09"}), "invalid");
    lab.no("list_events", json!({"start_date": "tomorrow"}), "invalid");
    lab.no("search_events", json!({}), "invalid");
    lab.no("get_event", json!({"event_id": "evt_zzzzzz"}), "not_found");
    lab.no("find_free_slots", json!({"date": "2026-03-04", "duration_minutes": 30}), "invalid");
    lab.no("update_event", json!({"event_id": id, "title": "x"}), "conflict");
    lab.no("respond_to_invitation", json!({"event_id": id, "response": "accepted"}), "not_allowed");
}

#[test]
fn invitations_are_answered_and_belong_to_their_organiser() {
    let answered = (0..20).any(|seed| {
        let mut lab = Lab::new("calendar", seed);
        let events = lab.ok("search_events", json!({"from_date": "2026-03-06", "limit": 50}));
        let events = events["events"].as_array().expect("events").clone();
        let ids: Vec<String> = events.iter().map(|event| text(event, "/id")).collect();
        let invited =
            ids.into_iter().find(|id| lab.ok("get_event", json!({"event_id": id})).get("my_response").is_some());
        let Some(id) = invited else { return false };
        let event = lab.ok("respond_to_invitation", json!({"event_id": id, "response": "declined"}));
        assert_eq!(event["my_response"], "declined");
        lab.no("update_event", json!({"event_id": id, "title": "Mine"}), "not_allowed");
        lab.no("cancel_event", json!({"event_id": id}), "not_allowed");
        lab.no("add_attendee", json!({"event_id": id, "email": "z@y.example"}), "not_allowed");
        // Whoever has declined is free at that time.
        let plan = json!({"title": "Instead", "start": event["start"], "duration_minutes": 15});
        lab.ok("create_event", plan);
        true
    });
    assert!(answered, "no seed has an invitation");
}

#[test]
fn mail_is_written_answered_and_sorted() {
    let mut lab = Lab::new("mail", 1);
    let folders = lab.ok("list_mail_folders", json!({}));
    let folder = |name: &str| {
        let folders = folders["folders"].as_array().expect("folders");
        text(folders.iter().find(|folder| folder["name"] == name).expect("the folder"), "/id")
    };
    let inbox = lab.ok("search_messages", json!({"folder_id": folder("Inbox"), "limit": 3}));
    let (id, subject) = (text(&inbox, "/messages/0/id"), text(&inbox, "/messages/0/subject"));
    let sender = text(&inbox, "/messages/0/from/email");
    assert!(text(&lab.ok("get_message", json!({"message_id": id})), "/body").len() > 40);
    let found = lab.ok("search_messages", json!({"query": subject, "from_email": sender}));
    assert!(found.to_string().contains(&id));
    let reply = lab.ok("reply_to_message", json!({"message_id": id, "body": "Yes."}));
    assert_eq!((&reply["subject"], &reply["to"][0]["email"]), (&json!(format!("Re: {subject}")), &json!(sender)));
    let forward = lab.ok("forward_message", json!({"message_id": id, "to": ["x@y.example"], "note": "FYI"}));
    assert!(text(&forward, "/body").starts_with("FYI\n\n----"));
    let sent = lab
        .ok("send_message", json!({"to": ["x@y.example", "X@y.example"], "subject": "Hi", "body": "Hello", "cc": []}));
    assert_eq!(sent["to"].as_array().map(Vec::len), Some(1));
    let draft = lab.ok("create_draft", json!({"to": ["x@y.example"], "subject": "Later", "body": "..."}));
    let draft_id = text(&draft, "/id");
    lab.no("reply_to_message", json!({"message_id": draft_id, "body": "?"}), "not_allowed");
    lab.no("move_message", json!({"message_id": draft_id, "folder_id": folder("Archive")}), "not_allowed");
    assert_eq!(lab.ok("send_draft", json!({"draft_id": draft_id}))["folder_id"], folder("Sent"));
    lab.no("send_draft", json!({"draft_id": draft_id}), "conflict");
    assert_eq!(lab.ok("mark_message", json!({"message_id": id, "mark": "unread"}))["is_read"], false);
    let unread = lab.ok("search_messages", json!({"unread_only": true, "since": "2026-01-01", "limit": 50}));
    assert!(unread.to_string().contains(&id));
    lab.ok("move_message", json!({"message_id": id, "folder_id": folder("Archive")}));
    lab.no("move_message", json!({"message_id": id, "folder_id": folder("Archive")}), "conflict");
    assert_eq!(lab.ok("delete_message", json!({"message_id": id}))["result"], "moved_to_trash");
    assert_eq!(lab.ok("delete_message", json!({"message_id": id}))["result"], "deleted");

    lab.no("delete_message", json!({"message_id": id}), "not_found");
    lab.no("get_message", json!({"message_id": id}), "not_found");
    lab.no("forward_message", json!({"message_id": id, "to": ["x@y.example"]}), "not_found");
    lab.no("mark_message", json!({"message_id": draft_id, "mark": "blue"}), "invalid");
    lab.no("list_mail_folders", json!({"x": 1}), "invalid");
    lab.no("search_messages", json!({"folder_id": "mbx_zzzzzz"}), "not_found");
    lab.no("create_draft", json!({"to": [], "subject": "x", "body": "y"}), "invalid");
    let field = lab.no("send_message", json!({"to": ["nobody"], "subject": "x", "body": "y"}), "invalid");
    assert!(field.starts_with("Argument `to`: \"nobody\" is not an email address"), "{field}");
}

#[test]
fn files_are_read_written_and_shared() {
    let mut lab = Lab::new("files", 1);
    let root = lab.ok("list_folder", json!({}));
    assert_eq!(root["folder"]["path"], "/");
    let recipes = lab.ok("list_folder", json!({"path": "personal/recipes/"}));
    let (recipes_id, recipe) = (text(&recipes, "/folder/id"), text(&recipes, "/files/0/name"));
    let found = lab.ok("search_files", json!({"query": recipe}));
    assert!(found.to_string().contains(&text(&recipes, "/files/0/id")));
    let file = lab.ok("create_file", json!({"name": "notes.md", "content": "One"}));
    let id = text(&file, "/id");
    assert_eq!((&file["path"], &file["mime_type"]), (&json!("/notes.md"), &json!("text/markdown")));
    lab.no("create_file", json!({"name": "Notes.md", "content": "Two"}), "conflict");
    lab.no("create_file", json!({"name": "a/b", "content": "Two"}), "invalid");
    lab.ok("append_to_file", json!({"file_id": id, "text": "Two"}));
    assert_eq!(lab.ok("read_file", json!({"file_id": id}))["content"], "One\nTwo\n");
    let folder = lab.ok("create_folder", json!({"name": "Soups", "parent_folder_id": recipes_id}));
    assert_eq!(folder["path"], "/Personal/Recipes/Soups");
    lab.no("create_folder", json!({"name": "soups", "parent_folder_id": recipes_id}), "conflict");
    let folder_id = text(&folder, "/id");
    assert_eq!(
        lab.ok("move_file", json!({"file_id": id, "folder_id": folder_id}))["path"],
        "/Personal/Recipes/Soups/notes.md"
    );
    lab.no("move_file", json!({"file_id": id, "folder_id": folder_id}), "conflict");
    assert_eq!(lab.ok("rename_file", json!({"file_id": id, "new_name": "soup.md"}))["name"], "soup.md");
    lab.no("rename_file", json!({"file_id": id, "new_name": "soup.md"}), "conflict");
    assert_eq!(lab.ok("copy_file", json!({"file_id": id}))["name"], "Copy of soup.md");
    lab.no("copy_file", json!({"file_id": id}), "conflict");
    let shared = lab.ok("share_file", json!({"file_id": id, "email": "x@y.example", "permission": "viewer"}));
    assert_eq!(shared["shared_with"][0]["permission"], "viewer");
    assert_eq!(lab.ok("get_file_info", json!({"file_id": id}))["shared_with"], shared["shared_with"]);
    lab.no(
        "share_file",
        json!({"file_id": id, "email": text(&shared, "/owner/email"), "permission": "editor"}),
        "invalid",
    );
    lab.ok("delete_file", json!({"file_id": id}));
    for tool in ["delete_file", "get_file_info", "read_file"] {
        lab.no(tool, json!({"file_id": id}), "not_found");
    }
    lab.no("append_to_file", json!({"file_id": id, "text": "x"}), "not_found");
    lab.no("list_folder", json!({"path": "/Nowhere"}), "not_found");
    lab.no("search_files", json!({}), "invalid");
}

#[test]
fn files_of_others_stay_theirs() {
    let met = (0..30).any(|seed| {
        let mut lab = Lab::new("files", seed);
        let files = lab.ok("search_files", json!({"query": "md", "limit": 50}));
        let ids: Vec<String> = files["files"].as_array().expect("files").iter().map(|file| text(file, "/id")).collect();
        let viewed = ids.into_iter().find(|id| lab.ok("get_file_info", json!({"file_id": id}))["access"] == "viewer");
        let Some(id) = viewed else { return false };
        lab.no("append_to_file", json!({"file_id": id, "text": "x"}), "not_allowed");
        lab.no("delete_file", json!({"file_id": id}), "not_allowed");
        lab.ok("copy_file", json!({"file_id": id}));
        true
    });
    assert!(met, "no seed has a file that may only be viewed");
}

#[test]
fn goods_are_bought_cancelled_and_returned() {
    let mut lab = Lab::new("shop", 1);
    let found = lab.ok("search_products", json!({"in_stock_only": true, "sort_by": "price_descending", "limit": 50}));
    let (dear, id) = (text(&found, "/products/0/price/amount"), text(&found, "/products/0/id"));
    assert_eq!(lab.ok("get_product", json!({"product_id": id}))["price"]["amount"], dear);
    let cheap = lab.ok("search_products", json!({"max_price": 30.0, "category": "office"}));
    assert!(cheap["products"].as_array().is_some());
    let address_id = text(&lab.ok("list_addresses", json!({})), "/addresses/0/id");
    let payments = lab.ok("list_payment_methods", json!({}));
    let payments = payments["payment_methods"].as_array().expect("methods");
    let payment = |kind: &str| text(payments.iter().find(|method| method["kind"] == kind).expect("the kind"), "/id");
    let order = |kind: &str| json!({"address_id": address_id, "payment_method_id": payment(kind)});
    lab.no("place_order", order("card"), "conflict");
    let cart = lab.ok("add_to_cart", json!({"product_id": id, "quantity": 1}));
    let line = text(&cart, "/items/0/id");
    lab.no("add_to_cart", json!({"product_id": id, "quantity": 0}), "invalid");
    lab.ok("remove_from_cart", json!({"item_id": line}));
    lab.no("remove_from_cart", json!({"item_id": line}), "not_found");
    lab.ok("add_to_cart", json!({"product_id": id, "quantity": 1}));
    assert_eq!(lab.ok("get_cart", json!({}))["items"][0]["quantity"], 1);
    lab.no("place_order", order("gift_card"), "not_allowed");
    let placed = lab.ok("place_order", order("card"));
    let order_id = text(&placed, "/id");
    assert!(lab.ok("get_cart", json!({}))["items"].as_array().is_some_and(Vec::is_empty));
    let listed = lab.ok("list_orders", json!({"order_number": placed["order_number"]}));
    assert_eq!(listed["orders"][0]["id"], order_id);
    assert_eq!(lab.ok("cancel_order", json!({"order_id": order_id}))["status"], "cancelled");
    lab.no("cancel_order", json!({"order_id": order_id}), "conflict");

    let shipped = text(&lab.ok("list_orders", json!({"status": "shipped"})), "/orders/0/id");
    lab.no("cancel_order", json!({"order_id": shipped}), "not_allowed");
    let order = lab.ok("get_order", json!({"order_id": shipped}));
    let tracked = lab.ok("track_shipment", json!({"tracking_number": order["tracking_number"]}));
    assert_eq!(tracked["status"], "in_transit");
    lab.no(
        "request_return",
        json!({"order_id": shipped, "item_id": order["items"][0]["id"], "reason": "damaged"}),
        "not_allowed",
    );
    let delivered = lab.ok("list_orders", json!({"status": "delivered"}));
    let ids: Vec<Value> =
        delivered["orders"].as_array().expect("orders").iter().map(|order| order["id"].clone()).collect();
    let late = lab.ok("get_order", json!({"order_id": ids[ids.len() - 1]}));
    lab.no(
        "request_return",
        json!({"order_id": late["id"], "item_id": late["items"][0]["id"], "reason": "damaged"}),
        "not_allowed",
    );
    let order = lab.ok("get_order", json!({"order_id": ids[0]}));
    let back = json!({"order_id": ids[0], "item_id": order["items"][0]["id"], "reason": "wrong_item", "comment": "Two left shoes"});
    let requested = lab.ok("request_return", back.clone());
    assert_eq!(lab.ok("get_return", json!({"return_id": requested["id"]})), requested);
    lab.no("request_return", back, "conflict");

    lab.no("search_products", json!({"category": "food"}), "invalid");
    lab.no("get_product", json!({"product_id": "prd_zzzzzz"}), "not_found");
    lab.no("list_orders", json!({"status": "lost"}), "invalid");
    lab.no("get_order", json!({"order_id": "ord_zzzzzz"}), "not_found");
    lab.no("track_shipment", json!({"tracking_number": "TRK0"}), "not_found");
    lab.no("get_return", json!({"return_id": "ret_zzzzzz"}), "not_found");
    for tool in ["get_cart", "list_addresses", "list_payment_methods"] {
        lab.no(tool, json!({"x": 1}), "invalid");
    }
}

/// The stories above must not forget a tool: each is called for a good end (`ok`) and for a refusal (`no`).
#[test]
fn every_tool_has_a_good_end_and_a_refusal() {
    // Without spaces, because calls are laid out in several ways.
    let source: String = include_str!("tools.rs").split_whitespace().collect();
    let called = |method: &str| -> BTreeSet<String> {
        let call = format!("lab.{method}(\"");
        let calls = source.split(&call).skip(1);
        calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let looped = ["delete_file", "get_file_info", "read_file", "get_cart", "list_addresses", "list_payment_methods"];
    let told = ["contacts", "calendar", "mail", "files", "shop"];
    for (name, _) in TOOLS.iter().filter(|(_, (owner, _))| told.contains(&owner.as_str())) {
        assert!(called("ok").contains(name), "{name} has no good end");
        assert!(called("no").contains(name) || looped.contains(&name.as_str()), "{name} has no refusal");
    }
}
