//! Stories of maps, units and the glossary.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

#[test]
fn places_are_found_reached_and_saved() {
    let mut lab = Lab::new("maps", 4);
    let cafes = lab.ok("search_places", json!({"city": "Wien", "kind": "cafe", "radius_metres": 20000}));
    let cafe = &cafes["places"][0];
    let details = lab.ok("get_place", json!({"place_id": cafe["id"]}));
    assert_eq!((&details["place"]["name"], &details["place"]["time_zone"]), (&cafe["name"], &json!("Europe/Vienna")));
    let found = lab.ok("geocode_address", json!({"address": cafe["address"]}));
    assert_eq!((&found["place_id"], &found["precision"]), (&cafe["id"], &json!("place")));
    let back = lab.ok("reverse_geocode", json!({"latitude": found["latitude"], "longitude": found["longitude"]}));
    assert_eq!((&back["nearest_place"]["id"], &back["metres_to_place"]), (&cafe["id"], &json!(0)));
    lab.no("reverse_geocode", json!({"latitude": 0.0, "longitude": -30.0}), "not_found");
    let at_night = json!({"city": "Wien", "kind": "cafe", "open_at": "2026-03-06T03:00:00+01:00"});
    assert_eq!(lab.ok("search_places", at_night)["places"], json!([]));
    // Noon in Vienna is night in Tokyo.
    let tokyo =
        json!({"city": "Tokyo", "kind": "clinic", "open_at": "2026-03-06T12:30:00+01:00", "radius_metres": 20000});
    assert_eq!(lab.ok("search_places", tokyo)["places"], json!([]));

    let other = &cafes["places"][1];
    let way = |mode: &str| json!({"origin_place_id": cafe["id"], "destination_place_id": other["id"], "mode": mode});
    let (walk, ride) = (lab.ok("get_route", way("walking")), lab.ok("get_route", way("cycling")));
    assert!(walk["duration_minutes"].as_i64() > ride["duration_minutes"].as_i64());
    let steps = walk["steps"].as_array().expect("steps").iter().filter_map(|step| step["distance_metres"].as_i64());
    assert_eq!(Some(steps.sum()), walk["distance_metres"].as_i64());
    let far = json!({"origin_place_id": cafe["id"], "destination_address": "New York"});
    assert!(lab.no("get_route", far, "not_allowed").contains("flight"));
    let nowhere = json!({"origin_place_id": cafe["id"], "destination_place_id": cafe["id"]});
    assert!(lab.no("get_route", nowhere, "invalid").contains(&text(cafe, "/name")));
    let times = json!({"origin_address": "Wien", "destination_place_ids": [cafe["id"], "plc_zzzzzz"]});
    let times = lab.ok("get_travel_times", times);
    assert!(times["destinations"][0]["duration_minutes"].is_i64());
    assert_eq!(times["destinations"][1]["problem"], "Maps know no such place.");
    let here = json!({"origin_place_id": cafe["id"], "destination_place_ids": [cafe["id"]]});
    assert_eq!(lab.ok("get_travel_times", here)["destinations"][0]["duration_minutes"], 0);

    let saved = lab.ok("save_place", json!({"label": "Coffee", "place_id": cafe["id"]}));
    lab.no("save_place", json!({"label": "coffee", "place_id": other["id"]}), "conflict");
    lab.no("save_place", json!({"label": "Twice", "place_id": cafe["id"]}), "conflict");
    assert_eq!(lab.ok("get_place", json!({"place_id": cafe["id"]}))["saved_place_id"], saved["id"]);
    lab.ok("remove_saved_place", json!({"saved_place_id": saved["id"]}));
    lab.no("remove_saved_place", json!({"saved_place_id": saved["id"]}), "not_found");
}

#[test]
fn home_is_where_the_shop_sends_parcels() {
    let (mut maps, mut shop) = (Lab::new("maps", 8), Lab::new("shop", 8));
    let addresses = shop.ok("list_addresses", json!({}));
    let home = maps.ok("list_saved_places", json!({"query": "home"}));
    let homes = home["saved_places"].as_array().expect("places");
    let home = homes.iter().find(|one| one["label"] == "Home").expect("a home");
    assert!(text(home, "/address").starts_with(&text(&addresses, "/addresses/0/street")));
}

#[test]
fn units_numbers_and_days_are_worked_out() {
    let mut lab = Lab::new("units", 1);
    let mut convert = |value: f64, from: &str, to: &str| {
        lab.ok("convert_units", json!({"value": value, "from_unit": from, "to_unit": to}))["value"].as_f64()
    };
    assert_eq!(convert(1.0, "mile", "km"), Some(1.609344));
    assert_eq!(convert(-40.0, "°F", "celsius"), Some(-40.0));
    assert_eq!(convert(1.0, "GiB", "MB"), Some(1073.741824));
    assert_eq!(convert(3.0, "feet", "INCHES"), Some(36.0));
    lab.no("convert_units", json!({"value": 1, "from_unit": "kg", "to_unit": "km"}), "conflict");
    lab.no("convert_units", json!({"value": -300, "from_unit": "°C", "to_unit": "K"}), "invalid");
    lab.no("convert_units", json!({"value": 1, "from_unit": "furlong", "to_unit": "km"}), "not_found");
    let pressure = lab.ok("list_units", json!({"dimension": "pressure"}));
    assert!(pressure["units"].as_array().is_some_and(|units| units.len() > 5));
    let mut value = |text: &str| lab.ok("evaluate_expression", json!({"expression": text}))["value"].as_f64();
    assert_eq!((value("0.1 + 0.2"), value("80 - 25%")), (Some(0.3), Some(60.0)));
    let wrong = lab.no("evaluate_expression", json!({"expression": "3 + * 4"}), "invalid");
    assert!(wrong.contains("at character 5"), "{wrong}");
    let days = lab.ok("count_days_between", json!({"from_date": "2026-03-05", "to_date": "2026-04-02"}));
    let working = days["working_days"].as_i64().expect("a number");
    let date = lab.ok("add_working_days", json!({"start_date": "2026-03-05", "working_days": working}));
    assert_eq!((&days["days"], &date["date"]), (&json!(28), &json!("2026-04-02")));
    let back =
        lab.ok("add_working_days", json!({"start_date": "2026-04-02", "working_days": -1, "ignore_holidays": true}));
    assert_eq!(back["date"], "2026-04-01");
    let sums = lab.ok("summarize_numbers", json!({"numbers": [4, 1, 3, 2], "percentile": 75}));
    assert_eq!((&sums["median"], &sums["percentile_value"]), (&json!(2.5), &json!(3.25)));
}

#[test]
fn terms_are_proposed_reviewed_and_checked() {
    let mut lab = Lab::new("glossary", 3);
    let glossaries = lab.ok("list_glossaries", json!({}));
    let with_role = |role: &str| {
        let all = glossaries["glossaries"].as_array().expect("glossaries");
        all.iter().find(|one| one["glossary"]["my_role"] == role).map(|one| text(one, "/glossary/id")).expect("one")
    };
    let new =
        json!({"term": "sandbox", "language": "de", "translation": "Sandkasten", "glossary_id": with_role("reader")});
    lab.no("propose_glossary_term", new, "not_allowed");
    let mut new = json!({"term": "sandbox", "language": "de", "translation": "Sandkasten"});
    lab.no("propose_glossary_term", new.clone(), "invalid");
    new["definition"] = json!("A place to try things out.");
    let term = lab.ok("propose_glossary_term", new.clone());
    lab.no("propose_glossary_term", new, "conflict");
    let own = json!({"term_id": term["id"], "language": "de", "decision": "approve"});
    lab.no("review_term_proposal", own, "not_allowed");

    let company = text(&term, "/glossary_id");
    let open =
        lab.ok("search_glossary_terms", json!({"glossary_id": company, "with_proposals_only": true, "limit": 50}));
    let open = open["terms"].as_array().expect("terms").clone();
    let (id, language) = open.iter().find_map(|one| foreign(&mut lab, one)).expect("a colleague's proposal");
    lab.no("review_term_proposal", json!({"term_id": id, "language": language, "decision": "reject"}), "invalid");
    let decided = lab.ok("review_term_proposal", json!({"term_id": id, "language": language, "decision": "approve"}));
    let name = text(&decided, "/term");
    let listed = lab
        .ok("translate_glossary_terms", json!({"terms": [name, "zzz"], "language": language, "glossary_id": company}));
    assert_eq!((&listed["translations"][0]["finding"], &listed["approved_count"]), (&json!("approved"), &json!(1)));
    assert_eq!(listed["translations"][1]["finding"], "not_found");

    let right = text(&listed, "/translations/0/translation");
    let mut check = |text: &str, translated: &str| {
        let texts = json!({"text": text, "translated_text": translated, "language": language});
        lab.ok("check_terminology", texts)
    };
    assert_eq!(check(&format!("One {name}."), &format!("Xx {right}."))["passed"], true);
    let missing = check(&format!("One {name}."), "Xx.");
    assert_eq!(
        (&missing["problems"][0]["kind"], &missing["problems"][0]["position"]),
        (&json!("missing_translation"), &json!(5))
    );
    let avoided = open.iter().find_map(|one| {
        let term = lab.ok("get_glossary_term", json!({"term_id": one["id"]}));
        Some((text(&term, "/term"), term["avoid"][0].as_str()?.to_owned()))
    });
    let (term, avoided) = avoided.expect("a word to avoid");
    let report = lab.ok("check_terminology", json!({"text": format!("Our {avoided} is here.")}));
    assert_eq!((&report["problems"][0]["suggestion"], &report["passed"]), (&json!(term), &json!(false)));
    let comment = json!({"term_id": id, "comment": "Too long.", "flag": true});
    lab.ok("comment_on_term", comment.clone());
    lab.no("comment_on_term", comment, "conflict");
}

/// A term with the language of a proposal that a colleague made.
fn foreign(lab: &mut Lab, summary: &Value) -> Option<(String, String)> {
    let state: Value = serde_json::from_str(&lab.host.state()).expect("JSON");
    let term = lab.ok("get_glossary_term", json!({"term_id": summary["id"]}));
    let proposed = |one: &&Value| one["status"] == "proposed" && one["proposed_by"] != state["state"]["me"];
    let found = term["translations"].as_array()?.iter().find(proposed)?;
    Some((text(&term, "/id"), text(found, "/language")))
}
