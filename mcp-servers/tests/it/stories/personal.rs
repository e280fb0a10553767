//! Stories of the family `personal`.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// The row of a list that a test looks for.
fn row<'a>(value: &'a Value, list: &str, wanted: impl Fn(&Value) -> bool) -> &'a Value {
    let found = value[list].as_array().expect("a list").iter().find(|one| wanted(one));
    found.unwrap_or_else(|| panic!("nothing fits in {value}"))
}

#[test]
fn notes_grow_are_linked_and_come_back() {
    let mut lab = Lab::new("notes", 3);
    let notebooks = lab.ok("list_notebooks", json!({}));
    let home = text(row(&notebooks, "notebooks", |one| one["name"] == "Home"), "/id");
    let shared = text(row(&notebooks, "notebooks", |one| one["access"] == "viewer"), "/id");
    let plan = lab.ok(
        "create_note",
        json!({"notebook_id": home, "title": "Balcony", "content": "## Plants\n\n- Basil\n\n## Tools\n\n- Spade", "tags": ["#Green", "green"]}),
    );
    let id = text(&plan, "/id");
    assert_eq!(plan["tags"], json!(["green"]));
    lab.no("create_note", json!({"notebook_id": home, "title": "balcony", "content": "x"}), "conflict");
    lab.no("create_note", json!({"notebook_id": shared, "title": "Rules", "content": "x"}), "not_allowed");
    let grown = lab.ok("append_to_note", json!({"note_id": id, "text": "- Thyme", "section": "plants"}));
    assert_eq!(grown["content"], "## Plants\n\n- Basil\n- Thyme\n\n## Tools\n\n- Spade");
    lab.no("append_to_note", json!({"note_id": id, "text": "x", "section": "Roses"}), "not_found");
    let stale = json!({"note_id": id, "expected_version": 1, "content": "gone"});
    assert!(lab.no("update_note", stale, "conflict").contains("version 2"));
    lab.ok("update_note", json!({"note_id": id, "expected_version": 2, "content": "gone"}));
    let link = format!("See [the balcony](note:{id}).");
    let other = lab.ok("create_note", json!({"notebook_id": home, "title": "Summer", "content": link}));
    lab.no("create_note", json!({"notebook_id": home, "title": "x", "content": "[x](note:not_zzzzzz)"}), "invalid");
    let view = lab.ok("get_note", json!({"note_id": id}));
    assert_eq!(view["backlinks"][0]["note_id"], other["id"]);
    assert_eq!(lab.ok("search_notes", json!({"links_to_note_id": id}))["notes"][0]["title"], "Summer");
    assert_eq!(lab.ok("list_note_versions", json!({"note_id": id}))["versions"].as_array().map(Vec::len), Some(3));
    let back = lab.ok("restore_note_version", json!({"note_id": id, "version": 2, "expected_version": 3}));
    assert_eq!((&back["version"], &back["content"]), (&json!(4), &grown["content"]));
    lab.no("restore_note_version", json!({"note_id": id, "version": 4}), "conflict");
    lab.ok("organize_note", json!({"note_id": id, "pinned": true}));
    assert_eq!(lab.ok("organize_note", json!({"note_id": id, "archived": true}))["pinned"], false);
    lab.no("append_to_note", json!({"note_id": id, "text": "x"}), "conflict");
    lab.no("organize_note", json!({"note_id": id, "notebook_id": shared}), "not_allowed");
}

#[test]
fn tasks_wait_for_each_other_and_come_back() {
    let mut lab = Lab::new("tasks", 3);
    let list = text(&lab.ok("list_task_lists", json!({})), "/lists/0/id");
    let mut make = |title: &str, more: Value| {
        let mut task = json!({"list_id": list, "title": title});
        task.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        text(&lab.ok("create_task", task), "/id")
    };
    let (paint, buy) = (make("Paint the door", json!({})), make("Buy paint", json!({"priority": "urgent"})));
    let part = make("Sand it", json!({"parent_task_id": paint}));
    let weekly = make("Sweep", json!({"due_date": "2026-03-05", "repeat": "weekly"}));
    lab.no("create_task", json!({"list_id": list, "title": "x", "parent_task_id": part}), "not_allowed");
    lab.no("create_task", json!({"list_id": list, "title": "x", "repeat": "daily"}), "invalid");
    lab.ok("set_task_blockers", json!({"task_id": paint, "blocked_by_task_ids": [buy]}));
    lab.no("set_task_blockers", json!({"task_id": buy, "blocked_by_task_ids": [paint]}), "conflict");
    let done = lab.ok("complete_tasks", json!({"task_ids": [paint, part, "tsk_zzzzzz", weekly]}));
    assert_eq!((&done["completed_count"], &done["refused_count"]), (&json!(2), &json!(2)));
    assert!(text(&done, "/results/0/reason").contains("waits for Buy paint"));
    let next = lab.ok("get_task", json!({"task_id": done["results"][3]["next_task_id"]}));
    assert_eq!((&next["task"]["due_date"], &next["task"]["status"]), (&json!("2026-03-12"), &json!("open")));
    let done = lab.ok("complete_tasks", json!({"task_ids": [buy]}));
    assert_eq!(done["results"][0]["unblocked_task_ids"], json!([paint]));
    lab.ok("complete_tasks", json!({"task_ids": [paint]}));
    lab.no("update_task", json!({"task_id": paint, "title": "x"}), "conflict");
    lab.ok("reopen_task", json!({"task_id": part}));
    assert_eq!(lab.ok("get_task", json!({"task_id": paint}))["task"]["status"], "open");
    let ask = json!({"task_id": paint});
    let refused = lab.answer("delete_task", &ask, "confirm_deletion", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
    let gone = lab.answered("delete_task", &ask, json!({"action": "accept", "content": {"delete": true}}));
    assert_eq!(gone["deleted_subtask_ids"], json!([part]));
    lab.no("get_task", json!({"task_id": part}), "not_found");
    // Assignees are contacts.
    let contact = text(&Lab::new("contacts", 3).ok("list_contacts", json!({})), "/contacts/0/id");
    let given = lab.ok("update_task", json!({"task_id": next["task"]["id"], "assignee_contact_id": contact}));
    assert_eq!(given["assignee"]["contact_id"], contact);
    let found = lab.ok("search_tasks", json!({"assignee_contact_id": contact, "query": "sweep"}));
    assert_eq!(found["tasks"].as_array().map(Vec::len), Some(1));
}

#[test]
fn months_end_where_they_end() {
    let mut lab = Lab::new("tasks", 4);
    let list = text(&lab.ok("list_task_lists", json!({})), "/lists/0/id");
    let rent = json!({"list_id": list, "title": "Rent", "due_date": "2026-03-31", "repeat": "monthly"});
    let id = text(&lab.ok("create_task", rent), "/id");
    let done = lab.ok("complete_tasks", json!({"task_ids": [id]}));
    let next = lab.ok("get_task", json!({"task_id": done["results"][0]["next_task_id"]}));
    assert_eq!(next["task"]["due_date"], "2026-04-30");
}

#[test]
fn reminders_come_before_events_of_the_calendar() {
    let mut lab = Lab::new("reminders", 3);
    let events = Lab::new("calendar", 3).ok("search_events", json!({"from_date": "2026-03-06"}));
    let (event, title) = (text(&events, "/events/0/id"), text(&events, "/events/0/title"));
    let set = json!({"event_id": event, "minutes_before": 7});
    let reminder = lab.ok("create_event_reminder", set.clone());
    assert_eq!((&reminder["event_title"], &reminder["status"]), (&json!(title), &json!("upcoming")));
    lab.no("create_event_reminder", set, "conflict");
    lab.no("create_event_reminder", json!({"event_id": event, "minutes_before": 20_000}), "invalid");
    let id = text(&reminder, "/id");
    let late = json!({"reminder_id": id, "until": "2026-06-01T12:00:00+02:00"});
    assert!(lab.no("snooze_reminder", late, "not_allowed").contains(&title));
    lab.no("snooze_reminder", json!({"reminder_id": id}), "invalid");
    lab.no("create_reminder", json!({"text": "Sleep", "remind_at": "2026-03-06T23:30:00"}), "not_allowed");
    lab.no("create_reminder", json!({"text": "Sleep", "remind_at": "2026-03-05T10:00:00"}), "invalid");
    let quiet = json!({"text": "Sleep", "remind_at": "2026-03-06T23:30:00", "during_quiet_hours": true});
    lab.ok("create_reminder", quiet);
    let soon = json!({"text": "Tea", "remind_at": "2026-03-05T14:40:00"});
    let tea = text(&lab.ok("create_reminder", soon), "/id");
    let due = lab.ok("list_due_reminders", json!({"within_minutes": 15}));
    assert!(due.to_string().contains(&tea));
    assert!(!lab.ok("list_due_reminders", json!({})).to_string().contains(&tea));
    assert_eq!(lab.ok("snooze_reminder", json!({"reminder_id": tea, "minutes": 60}))["snooze_count"], 1);
    assert_eq!(lab.ok("complete_reminder", json!({"reminder_id": tea}))["status"], "completed");
    lab.no("snooze_reminder", json!({"reminder_id": tea, "minutes": 5}), "conflict");
    // Tasks are those of the tasks server.
    let tasks = Lab::new("tasks", 3).ok("search_tasks", json!({}));
    let about = json!({"text": "x", "remind_at": "2026-03-06T10:00:00", "task_id": tasks["tasks"][0]["id"]});
    assert_eq!(lab.ok("create_reminder", about)["task_title"], tasks["tasks"][0]["title"]);
}
