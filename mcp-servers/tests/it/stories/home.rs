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
    let gone = lab.ok("delete_home_automation", json!({"automation_id": automation["id"]}));
    assert!(gone["is_enabled"] == false && gone.get("next_run_at").is_none(), "{gone}");
    let history = lab.ok("get_sensor_history", json!({"device_id": heating}));
    assert_eq!((&history["measure"], &history["unit"]), (&json!("temperature_celsius"), &json!("°C")));
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

#[test]
fn films_need_a_screen_and_children_a_fitting_age() {
    let mut lab = Lab::new("media", 3);
    let players = lab.ok("get_now_playing", json!({}));
    let speaker = text(having(&players["players"], "has_screen", &json!(false))[0], "/device_id");
    let television = text(having(&players["players"], "has_screen", &json!(true))[0], "/device_id");
    let devices = Lab::new("devices", 3).ok("get_home_device", json!({"device_id": television}));
    assert_eq!(devices["kind"], "television", "the smart home has the same one");
    let profiles = lab.ok("list_media_profiles", json!({}));
    let child = having(&profiles["profiles"], "is_child", &json!(true))[0].clone();
    let films = lab.ok("search_media", json!({"kind": "film", "limit": 50}));
    let films = films["items"].as_array().expect("films");
    let for_adults = films.iter().find(|film| film["age_rating"].as_i64() > Some(12)).expect("a film for adults");
    let play = |device: &str, profile: &Value| json!({"device_id": device, "item_id": for_adults["id"], "profile_id": profile});
    lab.no("play_media", json!({"device_id": speaker, "item_id": for_adults["id"]}), "conflict");
    lab.no("play_media", play(&television, &child["id"]), "not_allowed");
    let started = lab.ok("play_media", json!({"device_id": television, "item_id": for_adults["id"]}));
    assert_eq!(started["player"]["state"], "playing");
    let history = lab.ok("list_play_history", json!({"device_id": television, "limit": 1}));
    assert_eq!(history["plays"][0]["item_id"], for_adults["id"]);
    assert_eq!(lab.ok("control_playback", json!({"device_id": television, "action": "pause"}))["state"], "paused");
    lab.no("control_playback", json!({"device_id": television, "action": "pause"}), "conflict");
    // The child has minutes for a while of music, and not for a long film.
    let long = films.iter().find(|film| film["duration_seconds"].as_i64() > Some(91 * 60) && film["age_rating"] == 0);
    if let Some(long) = long {
        let sentence = lab.no(
            "play_media",
            json!({"device_id": television, "item_id": long["id"], "profile_id": child["id"]}),
            "not_allowed",
        );
        assert!(sentence.contains("minutes today"), "{sentence}");
    }
}

#[test]
fn a_playlist_is_made_sorted_and_played_with_its_queue() {
    let mut lab = Lab::new("media", 5);
    let found = lab.ok("search_media", json!({"kind": "track", "limit": 4}));
    let ids: Vec<&Value> = found["items"].as_array().expect("tracks").iter().map(|item| &item["id"]).collect();
    let list = lab.ok("create_playlist", json!({"name": "Für unterwegs", "item_ids": ids[..3]}));
    lab.no("create_playlist", json!({"name": "FÜR UNTERWEGS"}), "conflict");
    let id = text(&list, "/id");
    lab.no("add_to_playlist", json!({"playlist_id": id, "item_id": ids[0]}), "conflict");
    let longer = lab.ok("add_to_playlist", json!({"playlist_id": id, "item_id": ids[3], "position": 1}));
    let moved = json!({"playlist_id": id, "entry_id": longer["entries"][0]["id"], "position": 4});
    assert_eq!(lab.ok("move_in_playlist", moved)["entries"][3]["item_id"], *ids[3]);
    let players = lab.ok("get_now_playing", json!({}));
    let online = having(&players["players"], "is_online", &json!(true));
    let device = text(online[0], "/device_id");
    let started = lab.ok("play_media", json!({"device_id": device, "playlist_id": id}));
    assert_eq!(started["player"]["queue"].as_array().map(Vec::len), Some(3));
    let skipped = lab.ok("control_playback", json!({"device_id": device, "action": "skip"}));
    assert_eq!(skipped["current"]["item_id"], *ids[1]);
    let rated = lab.ok("rate_media", json!({"item_id": ids[1], "stars": 5}));
    assert_eq!(rated["title"], skipped["current"]["title"]);
    let details = lab.ok("get_media_item", json!({"item_id": ids[1]}));
    assert!(having(&details["playlists"], "id", &json!(id)).len() == 1 && details["ratings"][0]["stars"] == 5);
    let lists = lab.ok("list_playlists", json!({"query": "editors"}));
    let editors = text(&lists, "/playlists/0/id");
    lab.no("add_to_playlist", json!({"playlist_id": editors, "item_id": ids[0]}), "not_allowed");
}

#[test]
fn meals_become_one_shopping_list_that_the_family_shares() {
    let mut lab = Lab::new("recipes", 3);
    let found = lab.ok("search_recipes", json!({"with_ingredient": "eggs", "limit": 2}));
    let (one, two) = (text(&found, "/recipes/0/id"), text(&found, "/recipes/1/id"));
    // Whole numbers of eggs: what each recipe needs for eight, summed by hand.
    let eggs = |lab: &mut Lab, id: &str| {
        let recipe = lab.ok("get_recipe", json!({"recipe_id": id, "servings": 8}));
        having(&recipe["ingredients"], "food", &json!("eggs"))[0]["amount"]["quantity"].as_f64().expect("eggs")
    };
    let needed = eggs(&mut lab, &one) + eggs(&mut lab, &two);
    lab.ok("update_pantry", json!({"food": "eggs", "quantity": 3, "unit": "piece"}));
    for (id, meal) in [(&one, "lunch"), (&two, "dinner")] {
        lab.ok("plan_meal", json!({"date": "2026-06-01", "meal": meal, "recipe_id": id, "servings": 8}));
    }
    lab.no("plan_meal", json!({"date": "2026-06-01", "meal": "lunch", "recipe_id": one}), "conflict");
    lab.no("plan_meal", json!({"date": "2026-03-04", "meal": "lunch", "recipe_id": one}), "invalid");
    let list = lab.ok("create_shopping_list", json!({"from_date": "2026-06-01", "to_date": "2026-06-01"}));
    let item = having(&list["items"], "food", &json!("eggs"))[0].clone();
    assert_eq!(item["amount"]["quantity"].as_f64(), Some(needed - 3.0), "{item}");
    assert_eq!(item["recipe_names"].as_array().map(Vec::len), Some(2));
    let id = text(&list, "/id");
    lab.ok("check_shopping_item", json!({"shopping_list_id": id, "food": "eggs"}));
    let pantry = lab.ok("list_pantry", json!({}));
    assert_eq!(having(&pantry["items"], "food", &json!("eggs"))[0]["amount"]["quantity"].as_f64(), Some(needed));

    let mut book = Lab::new("contacts", 3);
    let groups = book.ok("list_contact_groups", json!({}));
    let family = having(&groups["groups"], "name", &json!("Family"))[0]["id"].clone();
    let people = book.ok("list_contacts", json!({"limit": 50}));
    for person in people["contacts"].as_array().expect("contacts") {
        let contact = book.ok("get_contact", json!({"contact_id": person["id"]}));
        let share = json!({"shopping_list_id": id, "contact_id": person["id"]});
        if contact["group_ids"].to_string().contains(family.as_str().expect("an id")) {
            lab.ok("share_shopping_list", share.clone());
            lab.no("share_shopping_list", share, "conflict");
        } else {
            lab.no("share_shopping_list", share, "not_allowed");
        }
    }
}

#[test]
fn diets_hold_in_every_recipe_and_substitutes_fit_them() {
    for seed in 0..40 {
        let mut lab = Lab::new("recipes", seed);
        let vegan = lab.ok("search_recipes", json!({"diet": "vegan", "limit": 50}));
        for recipe in vegan["recipes"].as_array().expect("recipes") {
            let recipe = lab.ok("get_recipe", json!({"recipe_id": recipe["id"]}));
            let ingredients = recipe["ingredients"].to_string();
            for animal in ["egg\"", "eggs", "\"butter\"", "\"cream\"", "feta", "mince", "chicken", "salmon", "parmesan"]
            {
                assert!(!ingredients.contains(animal), "seed {seed}: {recipe}");
            }
        }
    }
    let mut lab = Lab::new("recipes", 1);
    let list = lab.ok("find_substitutes", json!({"food": "cream", "diet": "vegan"}));
    assert!(list.to_string().contains("coconut milk") && !list.to_string().contains("yoghurt"));
    lab.no("find_substitutes", json!({"food": "cumin"}), "not_found");
    lab.no("get_nutrition_totals", json!({}), "invalid");
}

#[test]
fn a_pantry_takes_foods_by_their_names_in_fitting_units_and_lists_name_each_food_once() {
    let mut lab = Lab::new("recipes", 3);
    let update = |food: &str, quantity: f64, unit: &str| json!({"food": food, "quantity": quantity, "unit": unit});
    assert!(lab.no("update_pantry", update("coconut oil", 1.0, "cup"), "invalid").contains("Lists have oil"));
    assert!(lab.no("update_pantry", update("eggs", 3.0, "clove"), "invalid").contains("g, piece, oz"));
    assert_eq!(lab.ok("update_pantry", update("Carrot", 187.0, "g"))["amount"]["text"], "187 g");
    for seed in 0..12 {
        let mut lab = Lab::new("recipes", seed);
        // Whatever recipes need and the pantry holds can be entered with the same unit.
        let found = lab.ok("search_recipes", json!({"limit": 50}));
        let mut amounts: Vec<Value> = lab.ok("list_pantry", json!({}))["items"].as_array().expect("items").clone();
        for recipe in found["recipes"].as_array().expect("recipes") {
            let recipe = lab.ok("get_recipe", json!({"recipe_id": recipe["id"]}));
            amounts.extend(recipe["ingredients"].as_array().expect("ingredients").iter().cloned());
        }
        for one in amounts.iter().filter(|one| one["amount"]["unit"].is_string()) {
            lab.ok("update_pantry", update(&text(one, "/food"), 2.0, &text(one, "/amount/unit")));
        }
        for (place, recipe) in found["recipes"].as_array().expect("recipes").iter().enumerate() {
            let date = format!("2026-04-{:02}", place % 7 + 1);
            let meal = json!({"date": date, "meal": "dinner", "recipe_id": recipe["id"], "servings": 5});
            lab.ok("plan_meal", meal);
        }
        let list = lab.ok("create_shopping_list", json!({"from_date": "2026-04-01", "subtract_pantry": false}));
        let items = list["items"].as_array().expect("items");
        for item in items {
            assert_eq!(having(&list["items"], "food", &item["food"]).len(), 1, "seed {seed}: {item}");
            let pieces = item["amount"]["unit"] == "piece";
            assert!(!pieces || item["amount"]["quantity"].as_f64().is_some_and(|count| count.fract() == 0.0), "{item}");
        }
    }
}

#[test]
fn a_watch_is_emptied_step_by_step_and_duplicates_stay_out() {
    let (mut lab, tracker) = (0..60)
        .find_map(|seed| {
            let mut lab = Lab::new("fitness", seed);
            let trackers = lab.ok("list_fitness_trackers", json!({}));
            let full =
                trackers["trackers"].as_array()?.iter().find(|one| one["pending_count"].as_u64() >= Some(2))?.clone();
            Some((lab, text(&full, "/id")))
        })
        .expect("a watch with two workouts");
    let sync = json!({"tracker_id": tracker});
    // The caller loses interest after the first workout, which stays in the log.
    let before = lab.ok("list_workouts", json!({"limit": 50}))["workouts"].as_array().map(Vec::len);
    let params = json!({"name": "sync_fitness_tracker", "arguments": sync, "_meta": {"mcplab/cancelAfter": 1}});
    let cancelled = lab.host.request("tools/call", &params.to_string()).expect("a result");
    assert!(cancelled.contains("cancelled after 1 of"), "{cancelled}");
    let mut lab = Lab::of(lab.host.clone());
    let after = lab.ok("list_workouts", json!({"limit": 50}))["workouts"].as_array().map(Vec::len);
    let rest = lab.ok("sync_fitness_tracker", sync.clone());
    assert!(lab.host.events().contains("notifications/progress"));
    let duplicates = rest["duplicates"].as_array().expect("duplicates");
    assert_eq!(duplicates.len(), 1, "the last one was entered by hand: {rest} {before:?} {after:?}");
    let twin = lab.ok("get_workout", json!({"workout_id": duplicates[0]["workout_id"]}));
    assert!(text(&twin, "/title").ends_with("entered by hand"));
    let imported = rest["imported_workouts"].as_array().expect("workouts");
    assert!(imported.iter().all(|one| one["title"].is_string() && one["duration"].is_string()), "{rest}");
    let nothing = lab.ok("sync_fitness_tracker", sync);
    assert_eq!(nothing["imported_workouts"], json!([]));
    let trackers = lab.ok("list_fitness_trackers", json!({}));
    let away = having(&trackers["trackers"], "is_in_range", &json!(false))[0]["id"].clone();
    lab.no("sync_fitness_tracker", json!({"tracker_id": away}), "conflict");
}

#[test]
fn workouts_keep_the_clocks_of_their_city_and_count_for_goals() {
    let mut lab = Lab::new("fitness", 3);
    let goal = json!({"name": "Walk", "metric": "distance_km", "sport": "walk", "target": 20, "start_date": "2026-01-01", "end_date": "2026-06-01"});
    let before = lab.ok("create_fitness_goal", goal.clone())["progress"].as_f64().expect("a number");
    lab.no("create_fitness_goal", goal, "conflict");
    let walk = json!({"sport": "walk", "started_at": "2026-02-26T08:00", "duration_seconds": 3600, "distance": 3, "distance_unit": "mi", "city": "Tokyo"});
    let logged = lab.ok("log_workout", walk.clone());
    assert_eq!(logged["started_at"], "2026-02-26T08:00:00+09:00");
    assert_eq!(logged["distance_meters"], 4828);
    // The same hour by the clocks of Lisbon.
    let same = json!({"sport": "walk", "started_at": "2026-02-25T23:30:00Z", "duration_seconds": 600, "distance": 1, "city": "Lisboa"});
    lab.no("log_workout", same, "conflict");
    let goals = lab.ok("list_fitness_goals", json!({}));
    let walked = having(&goals["goals"], "name", &json!("Walk"))[0]["progress"].as_f64().expect("a number");
    assert!((walked - before - 4.828).abs() < 0.001);
    let day = lab.ok("list_workouts", json!({"from_date": "2026-02-26", "to_date": "2026-02-26"}));
    assert!(day.to_string().contains(&text(&logged, "/id")));
    lab.no(
        "log_workout",
        json!({"sport": "run", "started_at": "2026-02-02T03:00", "duration_seconds": 60, "distance": 5}),
        "invalid",
    );
    lab.no(
        "log_workout",
        json!({"sport": "strength", "started_at": "2026-03-05T23:30", "duration_seconds": 600}),
        "invalid",
    );

    lab.ok("record_measurement", json!({"measure": "sleep_hours", "value": 7.5, "unit": "hours"}));
    lab.no("record_measurement", json!({"measure": "weight", "value": 60, "unit": "percent"}), "invalid");
    lab.no("record_measurement", json!({"measure": "weight", "value": 299, "unit": "kg"}), "conflict");
    let plan = lab.ok("get_training_plan", json!({}));
    let planned = having(&plan["sessions"], "status", &json!("planned"));
    let (one, other) = (planned[0], planned[1]);
    lab.no("move_training_session", json!({"session_id": one["id"], "date": other["date"]}), "conflict");
    let records = lab.ok("list_personal_records", json!({}));
    for record in records["records"].as_array().expect("records") {
        lab.ok("get_workout", json!({"workout_id": record["workout_id"]}));
    }
}

#[test]
fn a_slot_is_held_for_ten_minutes_and_booked_with_the_answers_of_the_user() {
    let mut lab = Lab::new("clinic", 3);
    let patients = lab.ok("list_clinic_patients", json!({}));
    let uninsured = having(&patients["patients"], "has_insurance_number", &json!(false))[0]["id"].clone();
    let slots = |lab: &mut Lab, speciality: &str| {
        lab.ok("find_clinic_slots", json!({"speciality": speciality}))["slots"].take()
    };
    let found = slots(&mut lab, "paediatrics");
    let slot = found[0]["id"].clone();
    lab.no("book_clinic_appointment", json!({"slot_id": slot, "reason": "Cough"}), "not_allowed");
    let booking = json!({"slot_id": slot, "patient_id": uninsured});
    let declined = lab.answer("book_clinic_appointment", &booking, "visit", json!({"action": "decline"}));
    assert_eq!(declined["_meta"]["mcplab/error"], "not_allowed");
    let form = json!({"action": "accept", "content": {"reason": "Fièvre", "insurance_number": "b 123 456-7"}});
    let booked = lab.answered("book_clinic_appointment", &booking, form);
    assert_eq!((&booked["status"], &booked["reason"]), (&json!("booked"), &json!("Fièvre")));
    // The number is known from now on, and the time is taken.
    let after = lab.ok("list_clinic_patients", json!({}));
    assert!(having(&after["patients"], "has_insurance_number", &json!(false)).is_empty());
    lab.no("book_clinic_appointment", booking, "not_found");
    let again = slots(&mut lab, "paediatrics");
    assert!(again.as_array().expect("slots").iter().all(|slot| slot["starts_at"] != booked["starts_at"]));

    // Moved to another time, and cancelled: the time is free again.
    let moved = json!({"appointment_id": booked["id"], "slot_id": again[0]["id"]});
    assert_eq!(lab.ok("reschedule_clinic_appointment", moved)["starts_at"], again[0]["starts_at"]);
    lab.ok("cancel_clinic_appointment", json!({"appointment_id": booked["id"]}));
    let free = slots(&mut lab, "paediatrics");
    assert!(free.as_array().expect("slots").iter().any(|slot| slot["starts_at"] == booked["starts_at"]));
    // Ten minutes later the hold is over.
    for _ in 0..601 {
        lab.host.call_tool("list_referrals", "{}").expect("a result");
    }
    let late = json!({"slot_id": free[0]["id"], "patient_id": uninsured, "reason": "Cough"});
    assert!(lab.no("book_clinic_appointment", late, "conflict").contains("has expired"));
}

#[test]
fn specialists_take_referrals_and_the_records_of_others_are_private() {
    let mut lab = Lab::new("clinic", 3);
    let referrals = lab.ok("list_referrals", json!({"usable_only": true}));
    let referral = referrals["referrals"][0].clone();
    let slots = lab.ok("find_clinic_slots", json!({"speciality": referral["speciality"]}));
    let booking = json!({"slot_id": slots["slots"][0]["id"], "reason": "As written"});
    lab.no("book_clinic_appointment", booking.clone(), "not_allowed");
    let mut with = booking;
    with["referral_id"] = referral["id"].clone();
    let booked = lab.ok("book_clinic_appointment", with);
    assert_eq!(booked["referral_id"], referral["id"]);
    let unused = lab.ok("list_referrals", json!({"usable_only": true}));
    assert!(having(&unused["referrals"], "id", &referral["id"]).is_empty());

    let patients = lab.ok("list_clinic_patients", json!({}));
    let other = having(&patients["patients"], "access", &json!("none"))[0]["id"].clone();
    for tool in [
        "list_prescriptions", "list_test_results", "list_referrals", "get_vaccination_record",
        "list_clinic_appointments",
    ] {
        lab.no(tool, json!({"patient_id": other}), "not_allowed");
    }
    let relative = having(&patients["patients"], "access", &json!("booking_only"))[0]["id"].clone();
    let visits = lab.ok("list_clinic_appointments", json!({"patient_id": relative}));
    let reasons = visits["appointments"].as_array().expect("appointments").iter();
    assert!(reasons.into_iter().all(|visit| visit.get("reason").is_none()));
    let child = having(&patients["patients"], "access", &json!("guardian"))[0]["id"].clone();
    lab.ok("get_vaccination_record", json!({"patient_id": child}));
    let tests = lab.ok("list_test_results", json!({"status": "awaiting_review"}));
    lab.no("get_test_result", json!({"test_result_id": tests["test_results"][0]["id"]}), "not_allowed");

    // The visit of tomorrow is too near to be cancelled here.
    let visits = lab.ok("list_clinic_appointments", json!({"status": "booked", "limit": 1}));
    let sentence =
        lab.no("cancel_clinic_appointment", json!({"appointment_id": visits["appointments"][0]["id"]}), "not_allowed");
    assert!(sentence.contains("24 hours") && sentence.contains('+'), "{sentence}");
    let medicines = lab.ok("list_prescriptions", json!({}));
    let controlled = having(&medicines["prescriptions"], "is_controlled", &json!(true))[0]["id"].clone();
    lab.no("request_refill", json!({"prescription_id": controlled}), "not_allowed");
}
