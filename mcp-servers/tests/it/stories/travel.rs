//! Journeys: what travellers try with tickets, rooms, cars, itineraries and the weather.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::lab::{Lab, host, text};

fn accept(content: Value) -> Value {
    json!({"action": "accept", "content": content})
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn cents(money: &Value) -> i64 {
    text(money, "/amount").replace('.', "").parse().expect("an amount")
}

#[test]
fn a_flight_is_booked_with_a_passport_seated_moved_and_cancelled() {
    let mut lab = Lab::new("flights", 1);
    let airports = lab.ok("search_airports", json!({"query": "munich"}));
    assert_eq!(airports["airports"][0]["airport"], "MUC");
    let found = lab.ok(
        "search_flights",
        json!({"origin_airport": "MUC", "destination_airport": "lhr", "departure_date": "2026-04-10", "max_stops": 0}),
    );
    let offer_id = text(&found, "/offers/0/id");
    let details = lab.ok("get_flight_offer", json!({"offer_id": offer_id}));
    assert_eq!(
        (&details["rules"]["passport_required"], &details["rules"]["refund_percent"]),
        (&json!(true), &json!(50))
    );
    let travellers = lab.ok("list_travellers", json!({"limit": 50}));
    let without = list(&travellers, "travellers").iter().find(|one| one.get("passport_number").is_none());
    let email = text(without.expect("somebody without a passport"), "/email");
    let book = json!({"offer_id": offer_id, "passenger_emails": [email]});
    let papers = json!({"passport_number": "c01x00t47", "date_of_birth": "1988-04-17"});
    assert_eq!(lab.answer("book_flight", &book, "documents", json!({"action": "decline"}))["isError"], true);
    let booking = lab.answered("book_flight", &book, accept(papers));
    let id = text(&booking, "/id");
    let known = lab.ok("list_travellers", json!({"query": email}));
    assert_eq!(known["travellers"][0]["passport_number"], "C01X00T47");
    assert!(lab.no("book_flight", book, "conflict").contains("booked already"));
    let other = list(&travellers, "travellers").iter().find(|one| one["email"] != *email).expect("somebody else");
    let same = json!({"passenger_email": other["email"], "passport_number": "C01X00T47", "passport_expires": "2031-01-01", "date_of_birth": "1990-01-01"});
    assert!(lab.no("update_travel_document", same, "invalid").contains("is the passport of"));

    let seats = lab.ok("get_seat_map", json!({"flight_booking_id": id, "preference": "window"}));
    let number = text(&seats, "/flight_number");
    let seat = json!({"flight_booking_id": id, "flight_number": number, "passenger_email": email, "seat": seats["free_seats"][0]["seat"]});
    assert_eq!(lab.ok("choose_seat", seat.clone())["passengers"][0]["seats"][0]["seat"], seat["seat"]);
    assert!(lab.no("choose_seat", seat, "conflict").contains("taken"));

    let change = json!({"flight_booking_id": id, "new_departure_date": "2026-04-14"});
    let moved = lab.answered("change_flight_date", &change, accept(json!({"agree": true})));
    assert_eq!(cents(&moved["change_fee"]), 6_000);
    assert_eq!(moved["booking"]["segments"][0]["departure_date"], "2026-04-14");
    lab.no("check_in_to_flight", json!({"flight_booking_id": id}), "conflict");
    let gone = lab.ok("cancel_flight_booking", json!({"flight_booking_id": id}));
    assert_eq!(gone["refund"], gone["booking"]["total_price"], "within a day of booking all is paid back");
    lab.no("cancel_flight_booking", json!({"flight_booking_id": id}), "conflict");
}

#[test]
fn offers_expire_and_imminent_flights_are_checked_in() {
    let mut lab = Lab::new("flights", 3);
    let saved = lab.ok("list_saved_flight_offers", json!({}));
    let (old, fresh): (Vec<&Value>, Vec<&Value>) =
        list(&saved, "offers").iter().partition(|one| one["expired"] == true);
    let sentence = lab.no("get_flight_offer", json!({"offer_id": old[0]["offer_id"]}), "conflict");
    assert!(sentence.contains("Search again"), "{sentence}");
    let fresh = json!({"offer_id": fresh[0]["offer_id"]});
    lab.ok("get_flight_offer", fresh.clone());
    for _ in 0..1_300 {
        lab.host.call_tool("list_travellers", "{}").expect("a result");
    }
    lab.no("get_flight_offer", fresh, "conflict");

    let bookings = lab.ok("list_flight_bookings", json!({}));
    let id = text(&bookings, "/bookings/0/id");
    let booking = lab.ok("get_flight_booking", json!({"flight_booking_id": id}));
    let passes = lab.ok("check_in_to_flight", json!({"flight_booking_id": id}));
    let (passengers, segments) = (list(&booking, "passengers").len(), list(&booking, "segments").len());
    assert_eq!(list(&passes, "boarding_passes").len(), passengers * segments);
    assert!(lab.no("check_in_to_flight", json!({"flight_booking_id": id}), "conflict").contains("already"));
    let segment = &booking["segments"][0];
    let flight = json!({"flight_number": segment["flight_number"], "departure_date": segment["departure_date"]});
    let status = lab.ok("get_flight_status", flight);
    assert_eq!(status["scheduled_departure"], segment["departure"]);
    let long_ago = json!({"flight_number": segment["flight_number"], "departure_date": "2024-03-05"});
    assert!(lab.no("get_flight_status", long_ago, "not_found").contains("Nothing is known"));
}

#[test]
fn rooms_are_cancelled_free_late_or_not_at_all() {
    let mut lab = Lab::new("hotels", 1);
    let stay = json!({"city": "Vienna", "check_in_date": "2026-04-20", "check_out_date": "2026-04-23", "free_cancellation": true});
    let found = lab.ok("search_hotels", stay);
    let hotel_id = text(&found, "/hotels/0/id");
    let dates = json!({"hotel_id": hotel_id, "check_in_date": "2026-04-20", "check_out_date": "2026-04-23"});
    let rates = lab.ok("get_room_rates", dates);
    let rate = |plan: &str| {
        let rates = list(&rates, "rates").iter();
        json!({"rate_id": text(rates.into_iter().find(|rate| rate["rate_plan"] == plan).expect("a rate"), "/id")})
    };
    let flexible = lab.ok("book_hotel_room", rate("flexible"));
    assert_eq!(flexible["total_price"], found["hotels"][0]["total_price"]);
    lab.no("book_hotel_room", rate("flexible"), "conflict");
    let change =
        json!({"hotel_booking_id": flexible["id"], "check_in_date": "2026-04-21", "check_out_date": "2026-04-23"});
    let shorter = lab.ok("change_hotel_dates", change);
    assert!(cents(&shorter["new_price"]) < cents(&shorter["old_price"]));
    let free = lab.ok("cancel_hotel_booking", json!({"hotel_booking_id": flexible["id"]}));
    assert_eq!(cents(&free["penalty"]), 0);

    let saver = lab.ok("book_hotel_room", rate("saver"));
    let change =
        json!({"hotel_booking_id": saver["id"], "check_in_date": "2026-04-21", "check_out_date": "2026-04-23"});
    lab.no("change_hotel_dates", change, "not_allowed");
    let cancel = json!({"hotel_booking_id": saver["id"]});
    let kept = lab.answer("cancel_hotel_booking", &cancel, "penalty", accept(json!({"agree": false})));
    assert_eq!(kept["_meta"]["mcplab/error"], "not_allowed");
    let lost = lab.answered("cancel_hotel_booking", &cancel, accept(json!({"agree": true})));
    assert_eq!((&lost["penalty"], cents(&lost["refund"])), (&saver["total_price"], 0));
}

#[test]
fn train_tickets_are_exchanged_if_they_are_flexible() {
    let mut lab = Lab::new("trains", 1);
    let code = |lab: &mut Lab, city: &str| {
        text(&lab.ok("search_stations", json!({"query": city})), "/stations/0/station_code")
    };
    let (from, to) = (code(&mut lab, "Hamburg"), code(&mut lab, "Munich"));
    let way = |lab: &mut Lab, day: &str, place: usize| {
        let search = json!({"origin_station_code": from, "destination_station_code": to, "travel_date": day});
        let found = lab.ok("search_trains", search);
        text(&found, &format!("/connections/{place}/id"))
    };
    let first = way(&mut lab, "2026-03-20", 0);
    let ticket = lab.ok("book_train_tickets", json!({"connection_id": first}));
    lab.no("book_train_tickets", json!({"connection_id": first}), "conflict");
    let seat = lab.ok("reserve_train_seat", json!({"train_booking_id": ticket["id"], "seat_preference": "aisle"}));
    assert!(cents(&seat["fee"]) > 0);
    let swap = lab.ok("reserve_train_seat", json!({"train_booking_id": ticket["id"], "seat_preference": "table"}));
    assert_eq!(cents(&swap["fee"]), 0, "a seat is paid for once");
    let options =
        lab.ok("list_exchange_options", json!({"train_booking_id": ticket["id"], "travel_date": "2026-03-21"}));
    let second = text(&options, "/options/1/connection/id");
    let exchange = json!({"train_booking_id": ticket["id"], "connection_id": second});
    let moved = lab.ok("exchange_train_tickets", exchange);
    assert_eq!(moved["booking"]["travel_date"], "2026-03-21");
    let gone = lab.ok("cancel_train_booking", json!({"train_booking_id": ticket["id"]}));
    assert_eq!(gone["refund"], gone["booking"]["total_price"]);

    let saver =
        lab.ok("book_train_tickets", json!({"connection_id": first, "ticket_type": "saver", "travel_class": "first"}));
    let exchange = json!({"train_booking_id": saver["id"], "connection_id": second});
    lab.no("exchange_train_tickets", exchange, "not_allowed");
    let cancel = json!({"train_booking_id": saver["id"]});
    let lost = lab.answered("cancel_train_booking", &cancel, accept(json!({"agree": true})));
    assert_eq!(cents(&lost["refund"]), 0);
    let far = json!({"origin_station_code": from, "destination_station_code": code(&mut lab, "Madrid"), "travel_date": "2026-03-20"});
    assert!(lab.no("search_trains", far, "conflict").contains("900 km"));
}

#[test]
fn young_drivers_pay_more_or_walk() {
    let mut lab = Lab::new("cars", 1);
    let found = lab.ok("search_rental_locations", json!({"query": "LIS airport"}));
    let place = text(&found, "/locations/0/id");
    let search = |class: &str| json!({"pick_up_location_id": place, "pick_up_at": "2026-04-07T10:00", "drop_off_at": "2026-04-10T09:00", "car_class": class});
    let offers = (["compact", "economy", "suv"]).map(|class| lab.ok("search_rental_cars", search(class)));
    let offer = offers.iter().find_map(|found| found["offers"][0]["id"].as_str()).expect("a car").to_owned();
    lab.no("book_rental_car", json!({"offer_id": offer, "driver_age": 19}), "not_allowed");
    let book = json!({"offer_id": offer, "driver_age": 23, "extras": ["child_seat", "child_seat"]});
    let kept = lab.answer("book_rental_car", &book, "young_driver", json!({"action": "cancel"}));
    assert_eq!(kept["_meta"]["mcplab/error"], "not_allowed");
    let rental = lab.answered("book_rental_car", &book, accept(json!({"accept_surcharge": true})));
    // Summer time has begun by then, and the local clock counts.
    assert_eq!((&rental["pick_up_at"], &rental["days"]), (&json!("2026-04-07T10:00:00+01:00"), &json!(3)));
    assert_eq!(rental["extras"], json!(["child_seat"]));
    let parts = ["car_price", "extras_price", "young_driver_surcharge"].map(|part| cents(&rental[part]));
    assert_eq!(parts.iter().sum::<i64>(), cents(&rental["total_price"]));
    let longer = lab.ok("change_car_rental", json!({"rental_id": rental["id"], "drop_off_at": "2026-04-11T09:00"}));
    assert_eq!(longer["rental"]["days"], 4);
    lab.no("change_car_rental", json!({"rental_id": rental["id"]}), "invalid");
    let free = lab.ok("cancel_car_rental", json!({"rental_id": rental["id"]}));
    assert_eq!(cents(&free["cancellation_fee"]), 0);
    let closed =
        json!({"pick_up_location_id": place, "pick_up_at": "2026-04-07T02:00", "drop_off_at": "2026-04-10T09:00"});
    assert!(lab.no("search_rental_cars", closed, "conflict").contains("closed"));
}

#[test]
fn a_trip_is_planned_checked_and_shared() {
    let mut lab = Lab::new("trips", 1);
    let trip = lab.ok(
        "create_trip",
        json!({"name": "Autumn in Rome", "cities": ["Rome"], "start_date": "2026-10-02", "end_date": "2026-10-05", "budget": "900"}),
    );
    let (id, version) = (text(&trip, "/id"), trip["version"].as_i64().expect("a version"));
    let item = |kind: &str, title: &str, start: &str| json!({"trip_id": id, "kind": kind, "title": title, "start": start, "duration_minutes": 120});
    let first = lab.ok("add_trip_item", item("activity", "Forum", "2026-10-03T10:00"));
    assert_eq!(first["start"], "2026-10-03T10:00:00+02:00");
    lab.ok("add_trip_item", item("meal", "Lunch", "2026-10-03T11:00"));
    lab.no("add_trip_item", item("meal", "Dinner", "2026-10-12T20:00"), "invalid");
    let kinds = |lab: &mut Lab| -> Vec<String> {
        let check = lab.ok("check_trip", json!({"trip_id": id}));
        list(&check, "problems").iter().map(|problem| text(problem, "/kind")).collect()
    };
    let found = kinds(&mut lab);
    assert!(
        ["overlap", "night_without_hotel", "missing_transport"].iter().all(|kind| found.iter().any(|one| one == kind))
    );
    lab.ok("move_trip_item", json!({"trip_item_id": first["id"], "start": "2026-10-03T08:30"}));
    assert!(!kinds(&mut lab).iter().any(|kind| kind == "overlap"));
    let again = json!({"trip_item_id": first["id"], "start": "2026-10-03T08:30", "target_trip_id": id});
    assert!(lab.no("move_trip_item", again, "conflict").contains("nothing to move"));
    let nights = json!({"trip_id": id, "kind": "hotel", "title": "Friends", "start": "2026-10-02T15:00", "duration_minutes": 4_000, "cost": "1000"});
    lab.ok("add_trip_item", nights);
    let found = kinds(&mut lab);
    assert!(found.iter().any(|kind| kind == "over_budget") && !found.iter().any(|kind| kind == "night_without_hotel"));
    let budget = lab.ok("get_trip_budget", json!({"trip_id": id}));
    assert_eq!(cents(&budget["remaining"]), -10_000);
    lab.ok("update_packing_list", json!({"trip_id": id, "add": ["Hat", "Map"], "packed": ["hat"]}));
    lab.no("update_packing_list", json!({"trip_id": id, "add": ["Rope"], "packed": ["Tent"]}), "conflict");
    let stale = json!({"trip_id": id, "expected_version": version, "name": "Roman days"});
    assert!(lab.no("update_trip", stale, "conflict").contains("version 2"));

    let contacts: Value = serde_json::from_str(&host("contacts", 1, "small").state()).expect("JSON");
    let contact = contacts["state"]["contacts"].as_object().expect("a table").values().next().expect("a contact");
    let shared = lab.ok("share_trip", json!({"trip_id": id, "contact_email": contact["email"]}));
    assert_eq!(shared["shared_with"][0]["name"], contact["name"]);
    lab.no("share_trip", json!({"trip_id": id, "contact_email": "x@y.example"}), "not_found");
    lab.host
        .request("resources/subscribe", &json!({"uri": format!("trips://{id}/itinerary")}).to_string())
        .expect("ok");
    lab.ok("remove_trip_item", json!({"trip_item_id": first["id"]}));
    assert!(lab.host.events().contains("resources/updated"));
    assert_eq!(lab.ok("delete_trip", json!({"trip_id": id}))["deleted_items"], 2);
}

#[test]
fn all_servers_hold_the_same_bookings() {
    for seed in 0..12 {
        let trips: Value = serde_json::from_str(&host("trips", seed, "small").state()).expect("JSON");
        let forwarded = trips["state"]["forwarded_bookings"].as_object().expect("a table").clone();
        let mut found = BTreeMap::<&str, usize>::new();
        let servers = [
            ("flights", "bookings", "booking_reference", "/segments/0/departure"),
            ("trains", "bookings", "booking_reference", "/legs/0/departure"),
            ("hotels", "bookings", "confirmation_number", "/check_in_from"),
            ("cars", "rentals", "confirmation_number", "/pick_up_at"),
        ];
        for (server, table, reference, start) in servers {
            let state: Value = serde_json::from_str(&host(server, seed, "small").state()).expect("JSON");
            for row in state["state"][table].as_object().expect("a table").values() {
                let Some(copy) = forwarded.get(row[reference].as_str().expect("a reference")) else { continue };
                assert_eq!(copy["start"], text(row, start), "seed {seed} {server}");
                assert_eq!(copy["cost"], row["total_price"], "seed {seed} {server}");
                *found.entry(server).or_default() += 1;
            }
        }
        assert_eq!(found.values().sum::<usize>(), forwarded.len(), "seed {seed}: a confirmation without a booking");
    }
}

#[test]
fn an_unfiled_booking_is_filed_once() {
    let mut lab = (0..20).map(|seed| Lab::new("trips", seed)).find_map(|mut lab| {
        let unfiled = lab.ok("list_unfiled_bookings", json!({}));
        unfiled["bookings"][0]["suggested_trip_id"].is_string().then_some((lab, unfiled))
    });
    let (lab, unfiled) = lab.as_mut().expect("a world with an unfiled booking");
    let first = &unfiled["bookings"][0];
    let file =
        json!({"trip_id": first["suggested_trip_id"], "booking_reference": first["booking"]["booking_reference"]});
    let item = lab.ok("add_booking_to_trip", file.clone());
    assert_eq!(item["cost"], first["booking"]["cost"]);
    assert!(lab.no("add_booking_to_trip", file.clone(), "conflict").contains("filed already"));
    lab.no("move_trip_item", json!({"trip_item_id": item["id"], "start": "2026-03-20T10:00:00Z"}), "not_allowed");
    let unknown = json!({"trip_id": file["trip_id"], "booking_reference": "ZZZZZZ"});
    lab.no("add_booking_to_trip", unknown, "not_found");
    let delete = json!({"trip_id": file["trip_id"]});
    let gone = lab.answered("delete_trip", &delete, accept(json!({"agree": true})));
    assert!(gone["unfiled_references"].as_array().is_some_and(|all| all.contains(&file["booking_reference"])));
}

#[test]
fn the_weather_is_one_weather() {
    let mut lab = Lab::new("weather", 2);
    for city in ["Munich", "Sydney", "Mexico City", "Helsinki", "Singapore"] {
        let now = lab.ok("get_current_weather", json!({"city": city}));
        let hours = lab.ok("get_hourly_forecast", json!({"city": city, "hours": 48}));
        let days = lab.ok("get_daily_forecast", json!({"city": city}));
        assert_eq!(now["current"], hours["hours"][0], "{city}");
        assert_eq!(now["today"], days["days"][0], "{city}");
        let tomorrow = text(&days, "/days/1/date");
        let of_day = list(&hours, "hours").iter().filter(|hour| text(hour, "/time").starts_with(&tomorrow));
        let highest = of_day.filter_map(|hour| hour["temperature"].as_f64()).fold(f64::MIN, f64::max);
        assert_eq!(days["days"][1]["high"].as_f64(), Some(highest), "{city}");
        let imperial = lab.ok("get_current_weather", json!({"city": city, "units": "imperial"}));
        let celsius = now["current"]["temperature"].as_f64().expect("a number");
        let fahrenheit = imperial["current"]["temperature"].as_f64().expect("a number");
        assert!((celsius * 1.8 + 32.0 - fahrenheit).abs() < 0.2, "{city}: {celsius} {fahrenheit}");
    }
    let mean = |lab: &mut Lab, city: &str, month: i64| {
        let months = lab.ok("get_climate_averages", json!({"city": city, "month": month}));
        months["months"][0]["average_high"].as_f64().expect("a number")
    };
    assert!(mean(&mut lab, "Melbourne", 1) > mean(&mut lab, "Melbourne", 7));
    assert!(mean(&mut lab, "Warsaw", 7) > mean(&mut lab, "Warsaw", 1) + 12.0);
    lab.no("get_daily_forecast", json!({"city": "Rome", "start_date": "2026-04-20"}), "invalid");
    lab.no("get_current_weather", json!({"city": "Atlantis"}), "not_found");
    let places = lab.ok("list_weather_places", json!({}));
    let home = list(&places, "places").iter().find(|place| place["label"] == "Home").expect("a home");
    let contacts: Value = serde_json::from_str(&host("contacts", 2, "small").state()).expect("JSON");
    assert_eq!(home["city"], contacts["state"]["profile"]["home_city"]);
}
