//! Stories of the family `home`.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// All items of a list that have such a value in such a field.
fn having<'a>(list: &'a Value, key: &str, value: &Value) -> Vec<&'a Value> {
    list.as_array().expect("a list").iter().filter(|item| item[key] == *value).collect()
}

#[test]
fn a_scene_sets_what_can_be_reached_and_an_unlocked_door_is_the_users_word() {
    let mut lab = Lab::new("devices", 3);
    let locks = lab.ok("list_home_devices", json!({"kind": "lock"}));
    let lock = text(&locks, "/devices/0/id");
    lab.ok("set_door_lock", json!({"device_id": lock, "is_locked": true}));
    let unlock = json!({"device_id": lock, "is_locked": false});
    let refused = lab.answer("set_door_lock", &unlock, "confirm_unlock", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
    let answer = json!({"action": "accept", "content": {"confirm": true}});
    assert_eq!(lab.answered("set_door_lock", &unlock, answer)["is_locked"], false);

    let scenes = lab.ok("list_scenes", json!({"query": "good night"}));
    let scene = text(&scenes, "/scenes/0/id");
    let done = lab.ok("activate_scene", json!({"scene_id": scene}));
    let offline = having(&done["outcomes"], "outcome", &json!("offline"));
    assert!(!offline.is_empty() && done["failed_count"].as_u64() >= Some(offline.len() as u64), "{done}");
    assert_eq!(lab.ok("get_home_device", json!({"device_id": lock}))["is_locked"], true);
    let light = text(offline[0], "/device_id");
    lab.no("set_light", json!({"device_id": light, "is_on": true}), "conflict");
    lab.no("set_light", json!({"device_id": lock, "is_on": true}), "invalid");

    let heating = lab.ok("list_home_devices", json!({"kind": "thermostat", "is_online": true}));
    let heating = text(&heating, "/devices/0/id");
    lab.ok("set_thermostat", json!({"device_id": heating, "heating_mode": "off"}));
    lab.no("set_thermostat", json!({"device_id": heating, "target_celsius": 21}), "conflict");
    lab.no("set_thermostat", json!({"device_id": heating, "heating_mode": "heat", "target_celsius": 20.3}), "invalid");
    let set = lab.ok("set_thermostat", json!({"device_id": heating, "heating_mode": "heat", "target_celsius": 20.5}));
    assert_eq!(set["target_celsius"], 20.5);

    let plan = json!({"name": "Bedtime", "scene_id": scene, "trigger": "time", "time_of_day": "22:15", "weekdays": ["friday"]});
    let automation = lab.ok("create_home_automation", plan.clone());
    assert_eq!(automation["next_run_at"], "2026-03-06T22:15:00+01:00");
    lab.no("create_home_automation", plan, "conflict");
}

#[test]
fn pairing_offers_its_tools_and_rooms_are_watched() {
    let mut lab = Lab::new("devices", 3);
    let ask =
        |lab: &mut Lab, method: &str, params: Value| lab.host.request(method, &params.to_string()).expect("a result");
    assert!(!ask(&mut lab, "tools/list", json!({})).contains(r#""name":"pair_device""#));
    let devices = lab.ok("list_home_devices", json!({}));
    let room = text(&devices, "/devices/0/room_id");
    let address = format!("home://rooms/{room}");
    ask(&mut lab, "resources/subscribe", json!({"uri": address}));
    let found = lab.ok("start_pairing", json!({}));
    assert!(lab.host.events().contains("notifications/tools/list_changed"));
    assert!(ask(&mut lab, "tools/list", json!({})).contains(r#""name":"pair_device""#));
    let candidates = found["candidates"].as_array().expect("candidates");
    let (near, far) = (&candidates[0]["id"], &candidates[candidates.len() - 1]["id"]);
    lab.no("pair_device", json!({"candidate_id": far, "room_id": room, "name": "Far"}), "conflict");
    let paired = lab.ok("pair_device", json!({"candidate_id": near, "room_id": room, "name": "Näher"}));
    assert_eq!(paired["room_id"], room);
    let events = lab.host.events();
    assert!(events.contains(&address) && events.contains("list_changed"), "{events}");
    assert!(ask(&mut lab, "resources/read", json!({"uri": address})).contains("Näher"));
    assert!(lab.host.call_tool("pair_device", "{}").is_err(), "pairing mode is over");
}
