//! Stories of the family `office`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// The items of a list in a result.
fn list(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no {key} in {value}")).clone()
}

/// The rows of a table of a server's state.
fn table(lab: &Lab, name: &str) -> Vec<Value> {
    let state: Value = serde_json::from_str(&lab.host.state()).expect("JSON");
    state["state"][name].as_object().expect("a table").values().cloned().collect()
}

fn read(lab: &mut Lab, uri: &str) -> String {
    let contents = lab.host.request("resources/read", &json!({"uri": uri}).to_string()).expect("contents");
    text(&serde_json::from_str(&contents).expect("JSON"), "/contents/0/text")
}

#[test]
fn a_taken_room_is_swapped_for_another_one() {
    let mut lab = Lab::new("rooms", 3);
    let when = json!({"start": "2026-03-26T10:00:00+01:00", "duration_minutes": 60});
    let free = list(&lab.ok("find_available_meeting_rooms", when.clone()), "meeting_rooms");
    let seats: Vec<i64> = free.iter().filter_map(|room| room["capacity"].as_i64()).collect();
    assert!(seats.is_sorted() && seats.len() >= 3, "{seats:?}");
    // A colleague's booking, and the same time for the user.
    let owner = table_owner(&lab);
    let taken = table(&lab, "room_bookings").into_iter().filter(|one| {
        one["booked_by"] != owner && one["status"] == "booked" && text(one, "/start").as_str() > "2026-03-06"
    });
    let wishes = taken.map(|taken| {
        let minutes = minutes(&taken);
        json!({"meeting_room_id": taken["meeting_room_id"], "start": taken["start"], "duration_minutes": minutes, "title": "Plan B"})
    });
    let wishes: Vec<Value> = wishes.collect();
    let mut asks = |wish: &Value| lab.call("book_meeting_room", &wish.to_string())["resultType"] == "input_required";
    let wish = wishes.into_iter().find(|wish| asks(wish)).expect("a room that is taken");
    let refused = lab.answer("book_meeting_room", &wish, "alternative", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "conflict", "{refused}");
    let first = json!({"action": "accept", "content": {"alternative": "first"}});
    let booking = lab.answered("book_meeting_room", &wish, first);
    assert_ne!(booking["meeting_room_id"], wish["meeting_room_id"]);
    let again = lab.no("book_meeting_room", wish, "conflict");
    assert!(again.contains("already have"), "{again}");
    let id = &booking["id"];
    lab.no("check_in_to_meeting_room", json!({"room_booking_id": id}), "not_allowed");
    let moved =
        lab.ok("move_meeting_room_booking", json!({"room_booking_id": id, "start": "2026-03-31T11:00:00+02:00"}));
    assert_eq!(moved["start"], "2026-03-31T10:00:00+01:00");
    lab.ok("cancel_meeting_room_booking", json!({"room_booking_id": id}));
    lab.no("cancel_meeting_room_booking", json!({"room_booking_id": id}), "conflict");
}

fn table_owner(lab: &Lab) -> Value {
    let state: Value = serde_json::from_str(&lab.host.state()).expect("JSON");
    state["state"]["owner"].clone()
}

fn minutes(booking: &Value) -> i64 {
    let clock = |key: &str| {
        let time = text(booking, key);
        let part = |range: std::ops::Range<usize>| time[range].parse::<i64>().expect("digits");
        part(11..13) * 60 + part(14..16)
    };
    clock("/end") - clock("/start")
}

#[test]
fn rooms_agree_with_the_calendar_and_keep_the_house_rules() {
    let mut linked = 0;
    for seed in 0..20 {
        let (mut lab, mut calendar) = (Lab::new("rooms", seed), Lab::new("calendar", seed));
        let bookings = table(&lab, "room_bookings");
        for booking in bookings.iter().filter(|booking| booking["event_id"].is_string()) {
            let event = calendar.ok("get_event", json!({"event_id": booking["event_id"]}));
            assert_eq!((&event["start"], &event["location"]), (&booking["start"], &booking["room_name"]));
            linked += 1;
        }
        // Nobody shares a room.
        for (place, one) in bookings.iter().enumerate() {
            for other in bookings[place + 1..].iter().filter(|other| other["meeting_room_id"] == one["meeting_room_id"])
            {
                assert!(text(one, "/end") <= text(other, "/start") || text(other, "/end") <= text(one, "/start"));
            }
        }
        let large = table(&lab, "meeting_rooms").into_iter().find(|room| room["name"] == "The Loft").expect("a room");
        if large.get("closed_because").is_some() {
            continue;
        }
        let mut wish = json!({"meeting_room_id": large["id"], "start": "2026-04-20T17:00:00+01:00", "duration_minutes": 30, "attendee_count": 3});
        let hint = lab.no("book_meeting_room", wish.clone(), "not_allowed");
        assert!(hint.contains("needed_equipment"), "{hint}");
        wish["needed_equipment"] = json!("projector");
        let booked = lab.ok("book_meeting_room", wish.clone());
        assert_eq!((&booked["status"], &booked["title"]), (&json!("booked"), &json!("Meeting")));
        wish["start"] = json!("2026-04-21T05:00:00+01:00");
        lab.no("book_meeting_room", wish.clone(), "not_allowed");
        wish["start"] = json!("2026-04-18T10:00:00+01:00");
        lab.no("book_meeting_room", wish.clone(), "not_allowed");
        wish["start"] = json!("2026-04-21T10:00:00+01:00");
        wish["duration_minutes"] = json!(300);
        let hint = lab.no("book_meeting_room", wish, "not_allowed");
        assert!(hint.contains("4 hours"), "{hint}");
    }
    assert!(linked > 20, "{linked} bookings of events");
}

#[test]
fn a_room_is_entered_in_time() {
    let entered = (0..20).filter(|seed| {
        let mut lab = Lab::new("rooms", *seed);
        let mine = list(&lab.ok("list_meeting_room_bookings", json!({"to_date": "2026-03-05"})), "room_bookings");
        let now = mine.iter().find(|one| one["start"] == "2026-03-05T14:30:00+01:00" && one["status"] == "booked");
        let Some(now) = now else { return false };
        let inside = lab.ok("check_in_to_meeting_room", json!({"room_booking_id": now["id"]}));
        assert_eq!(inside["status"], "checked_in");
        lab.no("check_in_to_meeting_room", json!({"room_booking_id": now["id"]}), "conflict");
        assert!(read(&mut lab, "rooms://today").contains(&text(now, "/title")));
        true
    });
    assert!(entered.count() > 5);
}

#[test]
fn leave_is_counted_confirmed_and_taken_back() {
    let mut lab = Lab::new("leave", 4);
    let before = lab.ok("get_leave_balance", json!({"kind": "annual"}));
    let left = before["balances"][0]["remaining_days"].as_f64().expect("days");
    // A Friday and a Monday, from noon on: one day and a half. Far enough ahead for any notice.
    let wish = json!({"kind": "annual", "start_date": "2026-09-11", "end_date": "2026-09-14", "starts_at_noon": true});
    let request = lab.ok("request_leave", wish.clone());
    assert_eq!((&request["working_days"], &request["status"]), (&json!(1.5), &json!("pending")));
    let after = lab.ok("get_leave_balance", json!({"kind": "annual"}));
    assert_eq!(after["balances"][0]["remaining_days"].as_f64(), Some(left - 1.5));
    lab.no("request_leave", wish, "conflict");
    lab.no("request_leave", json!({"kind": "annual", "start_date": "2026-09-12"}), "invalid");
    lab.no(
        "request_leave",
        json!({"kind": "annual", "start_date": "2026-09-21", "end_date": "2026-10-30"}),
        "not_allowed",
    );
    let id = &request["id"];
    lab.ok("cancel_leave_request", json!({"leave_request_id": id}));
    lab.no("cancel_leave_request", json!({"leave_request_id": id}), "conflict");
    // Tomorrow is short notice, so the user is asked.
    let soon = json!({"kind": "annual", "start_date": "2026-03-06"});
    let no = lab.answer("request_leave", &soon, "confirm", json!({"action": "accept", "content": {"confirm": false}}));
    assert_eq!(no["_meta"]["mcplab/error"], "not_allowed", "{no}");
    let yes = lab.answered("request_leave", &soon, json!({"action": "accept", "content": {"confirm": true}}));
    assert_eq!(yes["status"], "pending");
    let sick = lab.ok("request_leave", json!({"kind": "sick", "start_date": "2026-03-05"}));
    assert_eq!(sick["status"], "approved");
}

#[test]
fn public_holidays_cost_nothing_and_blackouts_are_kept() {
    for seed in 0..12 {
        let mut lab = Lab::new("leave", seed);
        let holidays = list(&lab.ok("list_public_holidays", json!({"year": 2026})), "public_holidays");
        assert!(holidays.len() >= 6, "{holidays:?}");
        let periods = list(&lab.ok("list_leave_policies", json!({})), "blackout_periods");
        let day = text(&periods[0], "/start_date");
        let refused = lab.call("request_leave", &json!({"kind": "annual", "start_date": day}).to_string());
        assert!(refused.get("isError").is_some() && refused["resultType"] != "input_required", "{refused}");
        // Nobody is away twice at a time, and every request counts at least half a day.
        let requests = table(&lab, "leave_requests");
        for (place, one) in requests.iter().enumerate() {
            assert!(one["working_days"].as_f64().is_some_and(|days| days > 0.0), "{one}");
            for other in requests[place + 1..].iter().filter(|other| other["employee_email"] == one["employee_email"]) {
                let apart = text(one, "/end_date") < text(other, "/start_date")
                    || text(other, "/end_date") < text(one, "/start_date");
                assert!(apart, "{one} {other}");
            }
        }
    }
}

#[test]
fn managers_decide_for_their_reports_only() {
    let mut decided = 0;
    for seed in 0..6 {
        let mut lab = Lab::new("leave", seed);
        let pending = lab.ok("list_leave_requests", json!({"scope": "direct_reports", "status": "pending"}));
        for request in list(&pending, "leave_requests") {
            let id = &request["id"];
            lab.no("decide_leave_request", json!({"leave_request_id": id, "decision": "decline"}), "invalid");
            let result = lab.ok("decide_leave_request", json!({"leave_request_id": id, "decision": "approve"}));
            assert_eq!(result["leave_request"]["status"], "approved");
            let (from, to) = (&request["start_date"], &request["end_date"]);
            let away = lab.ok("list_team_absences", json!({"start_date": from, "end_date": to}));
            assert!(away.to_string().contains(&text(&request, "/employee_email")));
            lab.no("decide_leave_request", json!({"leave_request_id": id, "decision": "approve"}), "conflict");
            decided += 1;
        }
        let mine = list(&lab.ok("list_leave_requests", json!({"status": "pending"})), "leave_requests");
        let own = json!({"leave_request_id": mine[0]["id"], "decision": "approve"});
        let hint = lab.no("decide_leave_request", own, "not_allowed");
        assert!(hint.starts_with("This is your own request; "), "{hint}");
    }
    assert!(decided >= 6, "{decided} decisions");
}

#[test]
fn chats_are_read_answered_and_kept_apart() {
    let mut lab = Lab::new("chat", 2);
    let channels = list(&lab.ok("list_chat_channels", json!({})), "channels");
    let named = |name: &str| channels.iter().find(|one| one["name"] == name).expect("a channel")["id"].clone();
    let general = named("general");
    let people = list(&lab.ok("find_chat_people", json!({"channel_id": general, "limit": 50})), "people");
    let other = people.iter().find(|one| one["handle"] != people[0]["handle"]).expect("somebody");
    let say = format!("Lunch? @{} @nobody.known", text(other, "/handle"));
    let posted = lab.ok("post_chat_message", json!({"channel_id": general, "text": say}));
    let me = text(&posted, "/chat_message/author_email");
    let id = &posted["chat_message"]["id"];
    if text(other, "/email") != me {
        assert_eq!(posted["chat_message"]["mentions"], json!([other["email"]]));
    }
    let reply = json!({"channel_id": general, "text": "At one.", "parent_chat_message_id": id});
    let answer = lab.ok("post_chat_message", reply);
    let thread = lab.ok("read_chat_thread", json!({"chat_message_id": answer["chat_message"]["id"]}));
    assert_eq!(list(&thread, "chat_messages").len(), 2);
    lab.ok("react_to_message", json!({"chat_message_id": id, "emoji": ":tada:"}));
    lab.no("react_to_message", json!({"chat_message_id": id, "emoji": "tada"}), "conflict");
    lab.ok("pin_chat_message", json!({"chat_message_id": id}));
    let gone = lab.ok("delete_chat_message", json!({"chat_message_id": id}));
    assert_eq!(gone["replies_kept"], 1);
    lab.no("edit_chat_message", json!({"chat_message_id": id, "text": "x"}), "not_found");
    lab.no("post_chat_message", json!({"channel_id": named("announcements"), "text": "News!"}), "not_allowed");
    lab.no("leave_channel", json!({"channel_id": general}), "not_allowed");
    // Messages of others stay as they are.
    let theirs = table(&lab, "chat_messages")
        .into_iter()
        .find(|one| one["author_email"] != json!(me) && one["channel_id"] == general && one["deleted"] == false);
    let theirs = theirs.expect("a message of somebody else");
    lab.no("delete_chat_message", json!({"chat_message_id": theirs["id"]}), "not_allowed");
    // A public channel must be joined first; a private one needs an invitation.
    let all = table(&lab, "channels");
    let outside = |kind: &str| {
        let found = all.iter().find(|one| one["kind"] == kind && !one["members"].to_string().contains(&me));
        found.expect("a channel without the user")["id"].clone()
    };
    lab.no("read_channel_messages", json!({"channel_id": outside("public")}), "not_allowed");
    lab.ok("join_channel", json!({"channel_id": outside("public")}));
    lab.ok("read_channel_messages", json!({"channel_id": outside("public")}));
    let joined = all.iter().find(|one| one["id"] == outside("public")).expect("the channel");
    let members = joined["members"].to_string();
    let colleague = people.iter().find(|one| one["email"] != json!(me) && !members.contains(&text(one, "/email")));
    let colleague = colleague.expect("somebody outside");
    let invited = lab.ok("invite_to_channel", json!({"channel_id": joined["id"], "email": colleague["email"]}));
    assert_eq!((&invited["id"], &invited["invited_name"]), (&joined["id"], &colleague["name"]));
    lab.no("join_channel", json!({"channel_id": outside("private")}), "not_allowed");
    lab.ok("mark_channel_read", json!({"channel_id": general}));
    let unread = lab.ok("read_channel_messages", json!({"channel_id": general, "unread_only": true}));
    assert_eq!(list(&unread, "chat_messages").len(), 0);
}

#[test]
fn who_is_on_leave_says_so_in_the_chat() {
    let mut away = 0;
    for seed in 0..20 {
        let (mut leave, mut chat) = (Lab::new("leave", seed), Lab::new("chat", seed));
        let today = json!({"start_date": "2026-03-05", "end_date": "2026-03-05"});
        for absence in list(&leave.ok("list_team_absences", today), "absences") {
            let found = chat.ok("find_chat_people", json!({"query": absence["employee_name"]}));
            let person = list(&found, "people").into_iter().find(|one| one["email"] == absence["employee_email"]);
            let person = person.expect("a colleague");
            assert_eq!(person["presence"], "offline");
            assert!(text(&person, "/status_text").starts_with("Away until"), "{person}");
            away += 1;
        }
        let texts: Vec<String> = table(&chat, "chat_messages").iter().map(|one| text(one, "/text")).collect();
        assert!(texts.len() >= 25 && texts.iter().all(|text| !text.contains('{')), "{texts:?}");
    }
    assert!(away > 5, "{away} people away");
}

#[test]
fn documents_are_edited_on_the_version_that_was_read() {
    let mut lab = Lab::new("documents", 1);
    let mine = list(&lab.ok("search_documents", json!({"my_role": "owner"})), "documents");
    let id = &mine[0]["id"];
    let outline = lab.ok("get_document_outline", json!({"document_id": id}));
    let section = &outline["sections"][0]["id"];
    let version = outline["document"]["version"].as_i64().expect("a version");
    let edit = json!({"section_id": section, "expected_version": version, "text": "All is well."});
    assert_eq!(lab.ok("edit_document_section", edit.clone())["version"], version + 1);
    let hint = lab.no("edit_document_section", edit, "conflict");
    assert!(hint.contains("Read the section again"), "{hint}");
    assert!(read(&mut lab, &text(&outline, "/uri")).contains("All is well."));
    let versions = list(&lab.ok("list_document_versions", json!({"document_id": id})), "versions");
    assert_eq!(versions.len() as i64, version + 1);
    let back = json!({"document_id": id, "version": version, "expected_version": version + 1});
    let restored = lab.ok("restore_document_version", back);
    assert_eq!(restored["document"]["version"], version + 2);
    let export = lab.ok("export_document", json!({"document_id": id, "format": "html", "version": version + 1}));
    assert!(read(&mut lab, &text(&export, "/uri")).contains("<p>All is well.</p>"));
    let comment = lab.ok("comment_on_document", json!({"section_id": section, "text": "Really?"}));
    lab.ok("resolve_document_comment", json!({"document_comment_id": comment["id"]}));
    lab.no("resolve_document_comment", json!({"document_comment_id": comment["id"]}), "conflict");
    let outside = json!({"document_id": id, "email": "x@elsewhere.example", "role": "editor"});
    lab.no("share_document", outside, "not_allowed");
    let made = lab.ok("create_document", json!({"title": "Next steps", "template": "retrospective"}));
    assert_eq!(list(&made, "sections").len(), 3);
}

#[test]
fn roles_decide_what_one_may_do_and_suggestions_go_stale() {
    let (mut viewed, mut accepted) = (0, 0);
    for seed in 0..10 {
        let mut lab = Lab::new("documents", seed);
        for document in list(&lab.ok("search_documents", json!({"limit": 50})), "documents") {
            let outline = lab.ok("get_document_outline", json!({"document_id": document["id"]}));
            let section = &outline["sections"][0]["id"];
            let edit = json!({"section_id": section, "expected_version": document["version"], "text": "New."});
            match document["my_role"].as_str() {
                Some("viewer") => {
                    lab.no("comment_on_document", json!({"section_id": section, "text": "Hm."}), "not_allowed");
                    viewed += 1;
                }
                Some("commenter") => {
                    lab.no("edit_document_section", edit, "not_allowed");
                    lab.ok("suggest_document_edit", json!({"section_id": section, "new_text": "New."}));
                }
                _ => {}
            }
        }
        for suggestion in table(&lab, "suggestions") {
            let accept = json!({"suggestion_id": suggestion["id"], "decision": "accept"});
            let result = lab.call("decide_document_suggestion", &accept.to_string());
            if result.get("isError").is_none() {
                let text = lab.ok("read_document_section", json!({"section_id": suggestion["section_id"]}));
                assert_eq!(text["text"], suggestion["new_text"]);
                lab.no("decide_document_suggestion", accept, "conflict");
                accepted += 1;
            }
        }
    }
    assert!(viewed > 0 && accepted > 3, "{viewed} {accepted}");
}

#[test]
fn budgets_agree_with_the_files_and_compute() {
    for seed in 0..8 {
        let (mut lab, files) = (Lab::new("spreadsheets", seed), Lab::new("files", seed));
        let books = list(&lab.ok("list_workbooks", json!({"query": "budget"})), "workbooks");
        for book in &books {
            let sheet = &book["sheets"][0]["id"];
            let csv = read(&mut lab, &format!("spreadsheets://sheets/{}", text(book, "/sheets/0/id")));
            let name = format!("{}.csv", text(book, "/title"));
            let file = table(&files, "files").into_iter().find(|file| file["name"] == json!(name)).expect("a file");
            let total = |text: &str| {
                let line = text.lines().find(|line| line.starts_with("Total,")).expect("a total").to_owned();
                let number = |place| line.split(',').nth(place).and_then(|cell: &str| cell.parse::<f64>().ok());
                (number(1), number(2))
            };
            assert_eq!(total(&csv), total(&text(&file, "/content")), "{name}");
            let sum = lab.ok("aggregate_sheet_column", json!({"sheet_id": sheet, "column": "B", "aggregation": "sum"}));
            assert_eq!(sum["value"].as_f64(), total(&csv).0);
        }
    }
}

#[test]
fn rows_are_added_sorted_and_protected() {
    let mut lab = Lab::new("spreadsheets", 5);
    let books = list(&lab.ok("list_workbooks", json!({"access": "owner", "limit": 50})), "workbooks");
    let party = books.iter().find(|book| book["sheets"][1]["name"] == "Costs").expect("a workbook");
    let costs = &party["sheets"][1]["id"];
    let before = lab.ok("read_sheet_range", json!({"sheet_id": costs, "range": "B5"}));
    let total: f64 = text(&before, "/rows/0/values/0").parse().expect("a number");
    lab.ok("append_sheet_rows", json!({"sheet_id": costs, "rows": [["Tents", "100", "0"]], "before_row": 5}));
    let after = lab.ok("read_sheet_range", json!({"sheet_id": costs, "range": "B6"}));
    assert_eq!(text(&after, "/rows/0/values/0").parse::<f64>().ok(), Some(total + 100.0));
    assert_eq!(after["formulas"][0]["formula"], "=SUM(B2:B5)");
    let sorted = lab.ok("sort_sheet_range", json!({"sheet_id": costs, "range": "A2:C5", "by_column": "A"}));
    let names: Vec<String> = list(&sorted, "rows").iter().map(|row| text(row, "/values/0")).collect();
    assert_eq!(names, ["Catering", "Music", "Tents", "Venue"]);
    lab.no("sort_sheet_range", json!({"sheet_id": costs, "range": "A2:C6", "by_column": "A"}), "conflict");
    let circle = json!({"sheet_id": costs, "start_cell": "B6", "rows": [["=SUM(B2:B6)"]]});
    lab.no("write_sheet_range", circle, "conflict");
    let unknown = json!({"sheet_id": costs, "start_cell": "E1", "rows": [["=VLOOKUP(A1)"]]});
    let hint = lab.no("write_sheet_range", unknown, "invalid");
    assert!(hint.contains("VLOOKUP is not known"), "{hint}");
    // The header of the sign-up is protected until it is not.
    let people = &party["sheets"][0]["id"];
    let rename = json!({"sheet_id": people, "start_cell": "A1", "rows": [["Who"]]});
    lab.no("write_sheet_range", rename.clone(), "conflict");
    let seen = lab.ok("read_sheet_range", json!({"sheet_id": people, "range": "A1:B1"}));
    lab.ok("unprotect_sheet_range", json!({"protection_id": seen["protections"][0]["id"]}));
    lab.ok("write_sheet_range", rename);
    let guests = json!({"sheet_id": people, "column": "Guests", "aggregation": "sum", "group_by": "Coming"});
    let groups = list(&lab.ok("aggregate_sheet_column", guests), "groups");
    let keys: BTreeSet<String> = groups.iter().map(|group| text(group, "/key")).collect();
    assert!(keys.is_subset(&BTreeSet::from(["TRUE".to_owned(), "FALSE".to_owned()])), "{keys:?}");
    // What colleagues keep can be seen only.
    let phones = list(&lab.ok("list_workbooks", json!({"access": "viewer"})), "workbooks");
    let add = json!({"sheet_id": phones[0]["sheets"][0]["id"], "rows": [["Somebody"]]});
    lab.no("append_sheet_rows", add, "not_allowed");
}

#[test]
fn an_import_goes_on_chunk_by_chunk_and_stops_when_cancelled() {
    let mut lab = Lab::new("spreadsheets", 6);
    let book = lab.ok("create_workbook", json!({"title": "Stock"}));
    let sheet = &book["sheets"][0]["id"];
    let lines: String = (0..50).map(|index| format!("\"Item, {index}\",{index}\n")).collect();
    let import = json!({"sheet_id": sheet, "csv": format!("Name,Pieces\n{lines}"), "has_header": true});
    let params = json!({"name": "import_csv_rows", "arguments": import, "_meta": {"mcplab/cancelAfter": 2}});
    let cancelled = lab.host.request("tools/call", &params.to_string()).expect("a result");
    assert!(cancelled.contains("cancelled"), "{cancelled}");
    assert!(lab.host.events().contains("40 of 51 rows added"));
    let all = lab.ok("list_workbooks", json!({"query": "stock"}));
    assert_eq!(all["workbooks"][0]["sheets"][0]["row_count"], 40);
    // By name, in another order, below what is there.
    let more =
        json!({"sheet_id": sheet, "csv": "pieces;name\n7;\"Last; one\"", "has_header": true, "delimiter": "semicolon"});
    let done = lab.ok("import_csv_rows", more);
    assert_eq!((&done["imported_count"], &done["range"]), (&json!(1), &json!("A41:B41")));
    let found = lab.ok("find_sheet_rows", json!({"sheet_id": sheet, "column": "Name", "equals": "Last; one"}));
    assert_eq!(found["rows"][0]["types"], json!(["text", "number"]));
    let sum = lab.ok("aggregate_sheet_column", json!({"sheet_id": sheet, "column": "Pieces", "aggregation": "sum"}));
    assert_eq!(sum["value"], json!(748.0));
    lab.no("import_csv_rows", json!({"sheet_id": sheet, "csv": "colour\nred", "has_header": true}), "invalid");
}
