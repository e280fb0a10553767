//! Output checks made of told values, judged against answers that are right and wrong.

use serde_json::json;

use super::*;
use crate::score::{Episode, Judged};

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

#[test]
fn a_plain_answer_passes_and_one_without_a_value_or_with_everything_fails() {
    let told = [
        (0, "trips[0].city", json!("Bologna")),
        (0, "trips[0].trip_id", json!("trp_1")),
        (0, "trips[1].city", json!("São Paulo")),
        (0, "trips[0].leaves", json!("2026-03-05T14:20:00+01:00")),
        (1, "status", json!("in_transit")),
        (1, "total_cents", json!(1250)),
        (1, "note", json!("fragile")),
        (1, "price", json!(12.5)),
    ];
    let told = told.map(|(call, text, value)| Stated { call, path: path(text), value, ..Stated::default() });
    let said = "Where do I go, when and at what time does it leave, what is the price and the status?";
    let checks = output_checks(&told, said, &[], &["Quiet Meadow Inn".to_owned()]);
    let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(names, ["trips[].leaves", "trips[].leaves 2", "status", "price"]);
    let judge = |answer: &str| {
        let now = "2026-03-01T09:00:00+01:00".to_owned();
        let episode = Episode { answer: answer.to_owned(), now, ..Episode::default() };
        Judged::all(checks.iter().map(|check| check.judge(&episode))).passed
    };
    let good = "You leave on March 5 at 2:20 pm, it is in transit, for $12.50.";
    assert_eq!(judge(good), Some(true));
    assert_eq!(judge(&good.replace("12.50", "13")), Some(false));
    assert_eq!(judge(&good.replace("March 5", "March 6")), Some(false));
    // Where nothing is asked for by name, the figure counts before the rest.
    let checks = output_checks(&told, "Show me all.", &[], &[]);
    let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(names, ["trips[].leaves", "trips[].leaves 2", "price"]);
    let amount = Stated { path: path("amount"), value: json!("140.00"), ..Stated::default() };
    let [check] = output_checks(&[amount], "", &[], &[]).try_into().unwrap();
    let now = "2026-03-01T09:00:00+01:00".to_owned();
    let episode = |answer: &str| Episode { answer: answer.to_owned(), now: now.clone(), ..Episode::default() };
    assert_eq!(check.judge(&episode("It is $140.")).passed, Some(true));
    assert_eq!(check.judge(&episode("It is $141.")).passed, Some(false));
    // What she says herself is no answer.
    let checks = output_checks(&told, "Do I go to Bologna?", &[], &[]);
    assert!(!format!("{checks:?}").contains("Bologna"), "{checks:?}");
    let long = |number: i32| Stated { path: path("hours[0].value"), value: json!(number), ..Stated::default() };
    assert_eq!(output_checks(&(0..9).map(long).collect::<Vec<_>>(), "", &[], &[]), []);
    assert_eq!(judge(&format!("{good} Quiet Meadow Inn.")), Some(false));
}

#[test]
fn foreign_texts_share_no_word_with_what_was_seen() {
    let state = json!({"a": ["Quiet Meadow Inn", "Red Lion House", "x", "Green Lion Tavern"], "b": "Open Sesame"});
    let found = foreign_texts([&state], &["the house of the lion".to_owned()], 5);
    assert_eq!(found, ["Open Sesame"]);
}

fn told(list: &[(&str, serde_json::Value)], asked: &str) -> Vec<Stated> {
    let of = |(text, value): &(&str, serde_json::Value)| {
        let asked = path(text).generalised() == path(asked);
        Stated { path: path(text), value: value.clone(), asked, ..Stated::default() }
    };
    list.iter().map(of).collect()
}

fn claims(told: &[Stated], said: &str) -> String {
    let own = ["Ana Lobo".to_owned()];
    let checks = output_checks(told, said, &own, &[]);
    checks.iter().map(|check| check.claim.to_string()).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_was_asked_for_counts_and_nothing_stands_in_for_it() {
    let order = [("from_date", json!("2026-03-05")), ("total.amount", json!(12.5)), ("state", json!("in_transit"))];
    assert_eq!(claims(&told(&order, "total.amount"), "What did the order from Bo cost?"), "12.5");
    assert_eq!(claims(&told(&order, "state"), "And the state?"), "\"in_transit\"");
    // She says it herself, so that nothing is left of it.
    assert_eq!(claims(&told(&order, "total.amount"), "Did it cost 12.5?"), "");
    assert_eq!(claims(&told(&order, "total.amount"), "Was it 112.5 or A12.5?"), "12.5");
    // Where nothing is asked for, no common word picks a field.
    assert_eq!(claims(&told(&order, "x"), "What is there from Bo?"), "12.5");
    let mut idle = told(&order, "total.amount");
    idle[1].idle = true;
    assert_eq!(claims(&idle, "What did it cost?"), "");
    let hotels = [("hotels[0].name", json!("Red Lion")), ("hotels[1].name", json!("Blue Boar"))];
    assert_eq!(claims(&told(&hotels, "hotels[].name"), "Is there one beside the Red Lion?"), "\"Blue Boar\"");
    assert_eq!(claims(&told(&hotels, "x"), "What is it like in the Red Lion?"), "");
    assert_eq!(claims(&told(&hotels, "x"), "Which are there?"), "all of Red Lion, Blue Boar");
    assert_eq!(claims(&told(&hotels, "x"), "How many are there?"), "");
}

#[test]
fn what_nobody_says_word_by_word_is_not_claimed() {
    let wanted = |field: &str, value: serde_json::Value, said: &str| claims(&told(&[(field, value)], field), said);
    assert_eq!(wanted("description", json!("Two nights"), ""), "");
    assert_eq!(wanted("repeats", json!("FREQ=WEEKLY"), ""), "");
    assert_eq!(wanted("due", json!("03/31/2026"), ""), "2026-03-31");
    assert_eq!(wanted("created_at", json!("2026-03-05T14:20:00+01:00"), "When was it made?"), "2026-03-05");
    assert_eq!(wanted("start", json!("2026-03-05T14:20:00+01:00"), "When is it?"), "2026-03-05, 14:20:00");
    assert_eq!(wanted("holder", json!("Ana Lobo"), "Who holds it?"), "");
    assert_eq!(claims(&told(&[("region", json!("EUR"))], "x"), ""), "");
    let figures = [("days[0].hours", json!(0)), ("days[1].hours", json!(7.5))];
    assert_eq!(claims(&told(&figures, "days[].hours"), ""), "7.5");
    assert_eq!(wanted("open_count", json!(0), ""), "0");
    assert_eq!(wanted("total.amount", json!("243260"), ""), "243260");
    assert_eq!(claims(&told(&[("open_count", json!(0))], "x"), ""), "");
    // Of two figures that nobody asked for an answer may tell either.
    let gain = [("gain.amount", json!(3)), ("gain_percent", json!(1.5))];
    assert_eq!(claims(&told(&gain, "x"), ""), "");
    assert_eq!(claims(&told(&[("service_name", json!("orbit")), ("rate_date", json!("2026-03-05"))], "x"), ""), "");
}

#[test]
fn of_proposals_one_is_enough() {
    let list = [("books[0].title", json!("Red Tide")), ("books[1].title", json!("Blue Moon"))];
    let mut proposed = told(&list, "books[].title");
    assert_eq!(claims(&proposed, ""), "all of Red Tide, Blue Moon");
    proposed.iter_mut().for_each(|stated| stated.any = true);
    assert_eq!(claims(&proposed, ""), "one of Red Tide, Blue Moon");
}

#[test]
fn a_figure_may_be_said_in_another_unit() {
    let ride = told(&[("duration_minutes", json!(90))], "duration_minutes");
    let checks = output_checks(&ride, "How long is it?", &[], &[]);
    let said = |answer: &str| {
        let now = "2026-03-01T09:00:00+01:00".to_owned();
        checks[0].judge(&Episode { answer: answer.to_owned(), now, ..Episode::default() }).passed
    };
    assert_eq!(said("An hour and a half."), Some(true));
    assert_eq!(said("90"), Some(true));
    assert_eq!(said("90 hours"), Some(false));
}

#[test]
fn the_gist_that_falls_away_is_replaced_by_nothing_and_words_of_a_field_are_taken_together() {
    let agents = [("agents[0].name", json!("Ewa Lis")), ("agents[0].open_count", json!(3))];
    assert_eq!(claims(&told(&agents, "x"), "Who answers tickets, looking for Ewa Lis?"), "");
    assert_eq!(claims(&told(&agents, "x"), "Who is on duty?"), "\"Ewa Lis\"");
    let tests = [("tests[0].flaky_percent", json!(20)), ("tests[0].test_name", json!("token expired"))];
    assert_eq!(claims(&told(&tests, "x"), "List the tests that are flaky."), "\"token expired\"");
    let rates = [("rate_date", json!("2026-03-05")), ("line.service_name", json!("orbit"))];
    assert_eq!(claims(&told(&rates, "x"), "What is the cheapest rate of the service?"), "");
    assert_eq!(claims(&told(&rates, "x"), "Of which service name?"), "\"orbit\"");
}
