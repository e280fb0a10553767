//! Determinism: the state is a function of configuration and calls.

use serde_json::{Value, json};

use crate::lab::{Lab, SERVERS, domains, host};

#[test]
fn equal_seeds_give_equal_states_and_other_seeds_other_ones() {
    for server in domains() {
        for size in ["small", "large"] {
            assert_eq!(host(server, 5, size).state(), host(server, 5, size).state());
            assert_ne!(host(server, 5, size).state(), host(server, 6, size).state());
        }
    }
}

#[test]
fn the_state_is_json_and_shows_every_change() {
    for server in SERVERS.iter().copied() {
        let state = host(server, 3, "small").state();
        let value: Value = serde_json::from_str(&state).expect("JSON");
        assert!(value["state"].is_object() && value["server"] == server, "{server}");
    }
    let mut lab = Lab::new("contacts", 3);
    let groups = lab.ok("list_contact_groups", json!({}));
    let people = lab.ok("list_contacts", json!({"limit": 50}));
    let group = &groups["groups"][0]["id"];
    let inside = lab.ok("list_contacts", json!({"group_id": group, "limit": 50}));
    let inside: Vec<&Value> = inside["contacts"].as_array().expect("contacts").iter().map(|one| &one["id"]).collect();
    let outside = people["contacts"].as_array().expect("contacts").iter().find(|one| !inside.contains(&&one["id"]));
    let member = json!({"contact_id": outside.expect("somebody outside")["id"], "group_id": group});
    let before = lab.host.state();
    lab.ok("add_contact_to_group", member.clone());
    assert_ne!(lab.host.state(), before);
}

#[test]
fn equal_calls_give_equal_bytes_and_forks_go_their_own_way() {
    let draft = json!({"to": ["a@b.example"], "subject": "Hello", "body": "Hello!"});
    let mut one = Lab::new("mail", 11);
    let mut other = Lab::of(one.host.clone());
    assert_eq!(one.ok("create_draft", draft.clone()), other.ok("create_draft", draft.clone()));
    assert_eq!(one.host.state(), other.host.state());
    one.ok("create_draft", draft);
    assert_ne!(one.host.state(), other.host.state());
    assert_eq!(other.host.revision(), 1);
}

#[test]
fn refused_calls_use_no_ids_up() {
    let event = json!({"title": "Call", "start": "2026-04-30T22:00:00+01:00", "duration_minutes": 30});
    let mut one = Lab::new("calendar", 2);
    let mut other = Lab::new("calendar", 2);
    one.no("create_event", json!({"title": "Call"}), "invalid");
    other.ok("get_event", json!({"event_id": other_event(&mut Lab::new("calendar", 2))}));
    assert_eq!(one.ok("create_event", event.clone())["id"], other.ok("create_event", event)["id"]);
}

fn other_event(lab: &mut Lab) -> String {
    crate::lab::text(&lab.ok("search_events", json!({"from_date": "2026-01-01"})), "/events/0/id")
}

#[test]
fn the_clock_moves_one_second_a_call() {
    let mut lab = Lab::new("mail", 4);
    let draft = json!({"to": ["a@b.example"], "subject": "Hello", "body": "Hello!"});
    assert_eq!(lab.ok("create_draft", draft.clone())["date"], "2026-03-05T14:30:01+01:00");
    lab.ok("list_mail_folders", json!({}));
    assert_eq!(lab.ok("create_draft", draft)["date"], "2026-03-05T14:30:03+01:00");
}
