//! The servers agree about one world, and the world does not contradict itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::lab::{Lab, NOW, host, text};

fn state(server: &str, seed: u64, size: &str) -> Value {
    let whole: Value = serde_json::from_str(&host(server, seed, size).state()).expect("JSON");
    whole["state"].clone()
}

fn table<'a>(state: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    state[name].as_object().expect("a table").values()
}

/// Runs a check over many small worlds and a few large ones.
fn worlds(check: impl Fn(u64, &str)) {
    (0..60).for_each(|seed| check(seed, "small"));
    (0..3).for_each(|seed| check(seed, "large"));
}

#[test]
fn people_are_the_same_everywhere() {
    worlds(|seed, size| {
        let contacts = state("contacts", seed, size);
        let people: BTreeMap<String, String> =
            table(&contacts, "contacts").map(|contact| (text(contact, "/email"), text(contact, "/name"))).collect();
        assert_eq!(people.len(), table(&contacts, "contacts").count(), "two contacts share an address");
        let names: BTreeSet<&String> = people.values().collect();
        assert!(names.len() + 3 > people.len(), "seed {seed}: too many share a name");
        let me = text(&contacts, "/profile/email");
        for event in table(&state("calendar", seed, size), "events") {
            for attendee in event["attendees"].as_array().expect("attendees") {
                assert_eq!(
                    people[attendee["email"].as_str().expect("an address")],
                    attendee["name"].as_str().expect("a name")
                );
            }
            let organizer = text(event, "/organizer/email");
            assert_eq!(organizer == me, event.get("my_response").is_none());
            assert!(organizer == me || people.contains_key(&organizer));
        }
        let files = state("files", seed, size);
        assert_eq!(text(&files, "/owner/email"), me);
        for share in table(&files, "files").flat_map(|file| file["shared_with"].as_array().expect("shares")) {
            assert!(share["email"] == me || people.contains_key(share["email"].as_str().expect("an address")));
        }
        for message in table(&state("mail", seed, size), "messages") {
            let parties = std::iter::once(&message["from"]).chain(message["to"].as_array().expect("recipients"));
            let known = parties.filter(|party| {
                party["email"] == me || people.contains_key(party["email"].as_str().expect("an address"))
            });
            assert!(known.count() >= 1, "{message}");
        }
    });
}

#[test]
fn appointments_do_not_overlap_and_have_titles_of_their_own() {
    worlds(|seed, size| {
        let calendar = state("calendar", seed, size);
        let mut events: Vec<&Value> = table(&calendar, "events").collect();
        events.sort_by_key(|event| text(event, "/start"));
        assert!(events.len() >= if size == "small" { 14 } else { 100 }, "seed {seed}: {} events", events.len());
        for pair in events.windows(2) {
            assert!(text(pair[0], "/end") <= text(pair[1], "/start"), "{} and {}", pair[0], pair[1]);
        }
        let titles: BTreeSet<String> = events.iter().map(|event| text(event, "/title")).collect();
        assert_eq!(titles.len(), events.len());
        assert!(events.iter().any(|event| text(event, "/start").as_str() > NOW));
    });
}

#[test]
fn orders_add_up_and_their_dates_explain_their_status() {
    worlds(|seed, size| {
        let shop = state("shop", seed, size);
        let products: BTreeSet<String> = table(&shop, "products").map(|product| text(product, "/id")).collect();
        for order in table(&shop, "orders") {
            let items = order["items"].as_array().expect("items");
            let sum: i64 =
                items.iter().map(|item| cents(&item["unit_price"]) * item["quantity"].as_i64().expect("a count")).sum();
            assert_eq!(sum + cents(&order["shipping"]), cents(&order["total"]), "{order}");
            assert!(items.iter().all(|item| products.contains(&text(item, "/product_id"))));
            let dates = ["placed_at", "shipped_at", "delivered_at"].map(|date| order[date].as_str());
            let known: Vec<&str> = dates.into_iter().flatten().chain([NOW]).collect();
            assert!(known.is_sorted(), "{order}");
            let status = text(order, "/status");
            assert_eq!(status == "delivered", order.get("delivered_at").is_some());
            assert_eq!(["shipped", "delivered"].contains(&status.as_str()), order.get("tracking_number").is_some());
        }
        for status in ["processing", "shipped", "delivered", "cancelled"] {
            assert!(table(&shop, "orders").any(|order| order["status"] == status));
        }
    });
}

fn cents(money: &Value) -> i64 {
    text(money, "/amount").replace('.', "").parse().expect("an amount")
}

#[test]
fn mails_and_invoices_tell_the_truth_about_orders() {
    worlds(|seed, size| {
        let (shop, mail, files) = (state("shop", seed, size), state("mail", seed, size), state("files", seed, size));
        let orders: BTreeMap<String, &Value> =
            table(&shop, "orders").map(|order| (text(order, "/order_number"), order)).collect();
        let mut confirmations = 0;
        for message in table(&mail, "messages") {
            if let Some(number) = text(message, "/subject").strip_prefix("Your order ") {
                let total = text(orders[number], "/total/amount");
                assert!(text(message, "/body").contains(&format!("Total: {total}")), "{message}");
                confirmations += 1;
            }
        }
        assert!(confirmations >= 2, "seed {seed}");
        let invoice =
            table(&files, "files").find(|file| text(file, "/name").starts_with("Invoice ")).expect("an invoice");
        let name = text(invoice, "/name");
        let order = orders[name.trim_start_matches("Invoice ").trim_end_matches(".txt")];
        assert!(text(invoice, "/content").contains(&format!("Total  {}", text(order, "/total/amount"))));
    });
}

#[test]
fn letters_and_files_are_complete_and_in_the_past() {
    worlds(|seed, size| {
        for (server, table_name, date, words) in
            [("mail", "messages", "/date", "/body"), ("files", "files", "/modified_at", "/content")]
        {
            let state = state(server, seed, size);
            for thing in table(&state, table_name) {
                assert!(text(thing, date).as_str() < NOW, "{thing}");
                let words = text(thing, words);
                assert!(words.len() > 20 && !words.contains('{') && !words.contains('}'), "{words}");
            }
            let least = if size == "small" { 18 } else { 150 };
            assert!(
                table(&state, table_name).count() >= least,
                "seed {seed} {server}: {}",
                table(&state, table_name).count()
            );
        }
        let mail = state("mail", seed, size);
        let subjects: BTreeSet<String> = table(&mail, "messages").map(|message| text(message, "/subject")).collect();
        assert_eq!(subjects.len(), table(&mail, "messages").count());
        for subject in &subjects {
            let first = subject.strip_prefix("Re: ");
            assert!(first.is_none_or(|first| subjects.contains(first)), "{subject} answers nothing");
        }
    });
}

#[test]
fn a_thousand_worlds_do_not_look_alike() {
    let owners: BTreeSet<String> =
        (0..1000).map(|seed| text(&state("contacts", seed, "small"), "/profile/name")).collect();
    assert!(owners.len() > 850, "{} owners", owners.len());
    let mut titles = BTreeMap::<String, usize>::new();
    for seed in 0..1000 {
        for event in table(&state("calendar", seed, "small"), "events") {
            *titles.entry(text(event, "/title")).or_default() += 1;
        }
    }
    assert!(titles.len() > 5_000, "{} titles", titles.len());
}

#[test]
fn worlds_have_thousands_of_people_products_and_places() {
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for seed in 0..40 {
        for (server, of) in [("contacts", "contacts"), ("shop", "products")] {
            let state = state(server, seed, "large");
            seen.entry(of).or_default().extend(table(&state, of).map(|item| text(item, "/name")));
        }
        let mut maps = Lab::of(host("maps", seed, "large"));
        for city in ["Berlin", "Wien", "Toronto", "Nairobi", "Kyoto"] {
            let found = maps.ok("search_places", json!({"city": city, "radius_metres": 20_000, "limit": 50}));
            let places = found["places"].as_array().expect("places").iter();
            let named = places.map(|place| format!("{}, {}", text(place, "/name"), text(place, "/address")));
            seen.entry("places").or_default().extend(named);
        }
    }
    for (of, names) in &seen {
        assert!(names.len() >= 3_000, "{} different {of}", names.len());
    }
    let foreign = seen["contacts"].iter().filter(|name| !name.is_ascii()).count();
    assert!(foreign * 20 > seen["contacts"].len(), "{foreign} names beyond ASCII");
}
