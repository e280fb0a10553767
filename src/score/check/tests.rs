//! Small worlds and answers, and what the checks say of them.

use super::trajectory::glob;
use serde_json::{Value, json};

use super::*;
use crate::model::{Boundary, FailureKind, Outcome, Step, ToolRef, Trajectory};
use crate::score::episode::Opinion;

fn world(start: Value, end: Value) -> Episode {
    Episode {
        start: [("calendar".to_owned(), start.into())].into(),
        end: [("calendar".to_owned(), end.into())].into(),
        now: "2026-12-30T09:00:00+01:00".to_owned(),
        ..Episode::default()
    }
}

fn state(expect: Value, extra: Value) -> StateCheck {
    let mut check = json!({"name": "s", "server": "calendar", "expect": expect, "nothing_else": true});
    check.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    serde_json::from_value(check).unwrap()
}

fn check_state(start: &Value, end: Value, expect: Value, expected: Result<(), &str>) {
    check_state_with(start, end, expect, json!({}), expected);
}

fn check_state_with(start: &Value, end: Value, expect: Value, extra: Value, expected: Result<(), &str>) {
    let judged = state(expect, extra).judge(&world(start.clone(), end));
    match expected {
        Ok(()) => assert_eq!(judged, Judged::passed("")),
        Err(part) => assert!(judged.passed == Some(false) && judged.evidence.contains(part), "{judged:?} lacks {part}"),
    }
}

fn events() -> Value {
    json!({
        "events": [{"id": "e1", "title": "Review", "guests": ["anna"], "updated_at": 1}, {"id": "e2", "title": "Café", "guests": []}],
        "next_id": 3,
        "owner": {"name": "Zoë", "city": null},
        "orders": {"#W1": {"status": "pending"}, "#W2": {"status": "pending"}},
    })
}

fn edited(edit: impl Fn(&mut Value)) -> Value {
    let mut end = events();
    edit(&mut end);
    end
}

#[test]
fn equals_covers_its_place_and_nothing_beside_it() {
    let start = events();
    let expect = json!([{"predicate": "equals", "at": "events[].title", "where": {"id": "e2"}, "value": "Lunch"}]);
    let renamed = edited(|end| end["events"][1]["title"] = json!("Lunch"));
    check_state(&start, renamed.clone(), expect.clone(), Ok(()));
    check_state(&start, start.clone(), expect.clone(), Err(r#"events[id="e2"].title is "Café", expected "Lunch""#));
    let mut more = renamed.clone();
    more["owner"]["name"] = json!("Zoe");
    check_state(&start, more, expect.clone(), Err(r#"also changed: owner.name: "Zoë" -> "Zoe""#));
    let mut order = renamed.clone();
    order["events"].as_array_mut().unwrap().reverse();
    check_state(&start, order, expect.clone(), Ok(()));
    let gone = edited(|end| end["events"] = json!([]));
    check_state(&start, gone, expect, Err(r#"events[].title: nothing is there where {"id":"e2"}"#));
}

#[test]
fn items_are_added_as_often_as_wanted_with_ids_that_nobody_knows() {
    let start = events();
    let new = |id: &str, guests: Value| json!({"id": id, "title": "Standup", "guests": guests, "updated_at": 9});
    let expect = |extra: Value| {
        let mut added = json!({"predicate": "added", "at": "events[]", "where": {
            "title": {"is": "text", "value": "standup"}, "guests": {"is": "contains", "value": "bo"}}});
        added.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!([added])
    };
    let with = |items: Vec<Value>| {
        edited(|end| {
            end["events"].as_array_mut().unwrap().extend(items.clone());
            end["next_id"] = json!(4);
        })
    };
    let volatile = json!({"volatile": ["next_id", "updated_at", "events[].id"]});
    let run = |items, extra, expected| check_state_with(&start, with(items), expect(extra), volatile.clone(), expected);
    run(vec![new("e9", json!(["bo"]))], json!({}), Ok(()));
    run(vec![new("e9", json!(["bo"])), new("e10", json!(["bo"]))], json!({}), Err("2 added instead of 1"));
    run(vec![new("e9", json!(["bo"])), new("e10", json!(["bo"]))], json!({"count": 2}), Ok(()));
    run(vec![new("e9", json!(["cy"]))], json!({}), Err("0 added instead of 1"));
    run(vec![], json!({}), Err("0 added instead of 1"));
    run(vec![new("e9", json!(["bo", "cy"]))], json!({"exact": true}), Ok(()));
    let mut room = new("e9", json!(["bo"]));
    room["room"] = json!("A");
    run(vec![room.clone()], json!({}), Ok(()));
    run(vec![room], json!({"exact": true}), Err("added with more than was asked for"));
}

#[test]
fn the_other_predicates_see_removal_change_lists_and_maps() {
    let start = events();
    let removed = edited(|end| drop(end["events"].as_array_mut().unwrap().remove(0)));
    let expect = json!([{"predicate": "removed", "at": "events[]", "where": {"title": "Review"}}]);
    check_state(&start, removed.clone(), expect.clone(), Ok(()));
    check_state(&start, start.clone(), expect, Err("0 removed instead of 1"));
    check_state(&start, removed, json!([]), Err(r#"also changed: events[id="e1"] removed"#));

    let cancelled = edited(|end| end["orders"]["#W2"]["status"] = json!("cancelled"));
    for at in ["orders.#W2.status", "orders[*].status"] {
        let filter = if at.contains('*') { json!({"status": "cancelled"}) } else { json!({}) };
        let expect = json!([{"predicate": "changed", "at": at, "where": filter, "from": "pending", "to": "cancelled"}]);
        check_state(&start, cancelled.clone(), expect.clone(), Ok(()));
        check_state(
            &start,
            start.clone(),
            expect,
            Err(if filter == json!({}) { "expected a change" } else { "nothing is there" }),
        );
    }

    let invited = edited(|end| end["events"][1]["guests"] = json!(["bo"]));
    let expect = json!([{"predicate": "contains", "at": "events[].guests", "where": {"id": "e2"}, "value": "bo"}]);
    check_state(&start, invited, expect.clone(), Ok(()));
    let both = edited(|end| end["events"][1]["guests"] = json!(["bo", "cy"]));
    check_state(&start, both, expect, Err("cy"));

    let moved = edited(|end| end["owner"]["city"] = json!("København"));
    let expect = json!([{"predicate": "matches", "at": "owner.city", "value": {"is": "text", "value": "kobenhavn"}}]);
    check_state(&start, moved, expect, Ok(()));
    check_state(&start, start.clone(), json!([{"predicate": "equals", "at": "owner.city", "value": null}]), Ok(()));
    let swapped = edited(|end| end["new"] = json!({"a": 1, "b": {"c": 2}}));
    let part = json!([{"predicate": "equals", "at": "new.a", "value": 1}]);
    check_state(&start, swapped.clone(), part, Err("also changed: new added"));
    let parts = json!([{"predicate": "equals", "at": "new.a", "value": 1}, {"predicate": "equals", "at": "new.b", "value": {"c": 2}}]);
    check_state(&start, swapped, parts, Ok(()));
}

#[test]
fn any_single_edit_beside_what_is_wanted_is_a_side_effect() {
    let start = events();
    let wanted = edited(|end| end["events"][1]["title"] = json!("Lunch"));
    let check = state(
        json!([{"predicate": "equals", "at": "events[].title", "where": {"id": "e2"}, "value": "Lunch"}]),
        json!({}),
    );
    for (path, value) in crate::model::Path::leaves(&wanted) {
        for new in [json!("x"), json!(77), json!(null), json!(["y"])] {
            let mut end = wanted.clone();
            path.set(&mut end, new.clone());
            let passed = check.judge(&world(start.clone(), end)).passed;
            let nothing = crate::score::matcher::is_empty(value) && crate::score::matcher::is_empty(&new);
            assert_eq!(passed, Some(nothing), "{path} = {new}");
        }
    }
}

#[test]
fn checks_on_one_server_cover_for_each_other_and_missing_states_are_not_evaluated() {
    let start = events();
    let end = edited(|end| {
        end["events"][1]["title"] = json!("Lunch");
        end["owner"]["name"] = json!("Bo");
    });
    let title = state(json!([{"predicate": "changed", "at": "events[].title", "where": {"id": "e2"}}]), json!({}));
    let owner = state(json!([{"predicate": "equals", "at": "owner.name", "value": "Bo"}]), json!({}));
    let mut episode = world(start, end);
    assert_eq!(title.judge(&episode).passed, Some(false));
    assert_eq!(title.judge_among(&[&title, &owner], &episode).passed, Some(true));
    episode.start.clear();
    assert_eq!(owner.judge(&episode), Judged::not_evaluated("calendar: no state at the start"));
    assert_eq!(owner.wanted(&episode).passed, Some(true));
    episode.end.clear();
    assert_eq!(title.judge(&episode).passed, None);
}

fn check_answer(claim: Value, right: &[&str], wrong: &[&str]) {
    check_answer_with(json!({"claim": claim}), right, wrong);
}

fn check_answer_with(mut check: Value, right: &[&str], wrong: &[&str]) {
    check["name"] = json!("o");
    let check: OutputCheck = serde_json::from_value(check).unwrap();
    for (answers, passes) in [(right, true), (wrong, false)] {
        for answer in answers {
            let episode = Episode { answer: (*answer).to_owned(), ..world(Value::Null, Value::Null) };
            let judged = check.judge(&episode);
            assert_eq!(judged.passed, Some(passes), "{answer:?} {judged:?} {check:?}");
        }
    }
}

#[test]
fn numbers_are_told_by_value_unit_and_rounding() {
    check_answer(
        json!({"type": "number", "value": 1234}),
        &[
            "There are 1,234 files.",
            "1234",
            "one thousand two hundred and thirty-four",
            "**1 234**".replace(' ', "\u{202f}").as_str(),
            "1'234 in all",
        ],
        &["1235", "12,34", "BG1234", "", "It is not 1234.", "in the year 1 234"],
    );
    check_answer(
        json!({"type": "number", "value": 12, "unit": "%"}),
        &["12%", "12 percent", "about 12.00 per cent"],
        &["13%", "12 km"],
    );
    check_answer(json!({"type": "number", "value": 0.125}), &["12.5%", "0.125", "0.13"], &["12%", "0.1"]);
    check_answer(
        json!({"type": "number", "value": 90, "unit": "minutes"}),
        &["90 minutes", "1 hour and 30 minutes", "1h30", "1.5 hours", "an hour and a half", "It takes 90."],
        &["90 seconds", "1 hour", "30 minutes"],
    );
    check_answer(
        json!({"type": "number", "value": -5, "unit": "celsius"}),
        &["-5°C", "minus 5 degrees", "23 °F".replace("23", "23.00").as_str()],
        &["5°C"],
    );
    check_answer(json!({"type": "number", "value": 3.333_333}), &["3.33", "3.333"], &["3.3", "3", "3.34"]);
    check_answer(
        json!({"type": "number", "value": 1_500_000.0}),
        &["1.5 million", "1,500,000", "1500k"],
        &["1.5", "15 million"],
    );
    check_answer(
        json!({"type": "number", "value": 100, "tolerance": {"relative": 0.05}}),
        &["95", "104.9"],
        &["94", "106"],
    );
    check_answer(
        json!({"type": "number", "value": 5}),
        &["five of them", "5-7 of them"],
        &["on June 5", "at 5 pm", "2026-05-05", "5. Rome"],
    );
    check_answer(
        json!({"type": "number", "value": 3}),
        &["in 3 days", "3\u{ff0e}".replace('\u{ff0e}', "").as_str(), "\u{ff13}件"],
        &["no more"],
    );
}

#[test]
fn money_needs_its_currency() {
    check_answer(
        json!({"type": "money", "amount": 1234.5, "currency": "EUR"}),
        &["€1,234.50", "1.234,50 €", "EUR 1234.50", "1234.5 euros", "**€1,234.50**.", "1,234.50€"],
        &["$1,234.50", "1234.50", "€1,234", "£1234.50", "€1.50"],
    );
    check_answer(
        json!({"type": "money", "amount": 20, "currency": "USD"}),
        &["$20", "US$20.00", "20 dollars", "USD 20", "$20 USD", "twenty dollars", "costs $20, not $25"],
        &["A$20", "20 euros", "$20k", "CA$20", "not $20", "$2"],
    );
    check_answer(
        json!({"type": "money", "amount": 5000, "currency": "JPY"}),
        &["¥5,000", "5000 yen", "JPY 5,000", "5,000円", "¥5k"],
        &["$5,000", "CNY 5000", "¥500"],
    );
    check_answer(
        json!({"type": "money", "amount": 1234, "currency": "€"}),
        &["1.234 €", "€1,234", "€1.234,00"],
        &["€1.23"],
    );
    check_answer(json!({"type": "money", "amount": 0.5, "currency": "$"}), &["50 cents", "$0.50", "$.50"], &["$50"]);
    check_answer(
        json!({"type": "money", "amount": -7.25, "currency": "€"}),
        &["-€7.25", "€-7.25", "-7,25 €"],
        &["€7.25"],
    );
    check_answer(json!({"type": "money", "amount": 1_200_000, "currency": "$"}), &["$1.2m", "$1.2 million"], &["$1.2"]);
}

#[test]
fn dates_around_new_year_are_told_from_each_other() {
    check_answer(
        json!({"type": "date", "date": "2027-01-01"}),
        &[
            "2027-01-01", "Friday 1 January", "January 1st, 2027", "on Friday", "in 2 days", "New Year's Day",
            "the 1st of January", "1/1/2027",
        ],
        &["2026-01-01", "tomorrow", "Saturday 1 January", "January 2", "not on Friday", "1 February", "last Friday"],
    );
    check_answer(
        json!({"type": "date", "date": "2026-12-31"}),
        &["tomorrow", "Dec. 31", "Thursday"],
        &["today", "31 November", "31"],
    );
    check_answer(
        json!({"type": "time", "time": "14:00"}),
        &["2 pm", "14:00", "at 2:00 p.m.", "2026-12-30T14:00:00+01:00"],
        &["2:00", "2 am", "14"],
    );
}

#[test]
fn items_texts_and_booleans_are_told_whole() {
    check_answer(
        json!({"type": "items", "items": ["Zürich", "São Paulo", "東京"]}),
        &["Sao Paulo, 東京 and ZURICH", "- Zürich\n- São Paulo\n- 東京"],
        &["Zürich and São Paulo", "Zürichsee, São Paulo, 東京", "São Paulo, 東京, but not Zürich"],
    );
    check_answer(json!({"type": "items", "items": ["a1", "b2"], "need": "any"}), &["It is b2."], &["c3"]);
    check_answer(
        json!({"type": "text", "text": "Plan B", "or": ["second plan"]}),
        &["“plan b”", "the second plan"],
        &["plan"],
    );
    check_answer(
        json!({"type": "boolean", "value": true}),
        &["Yes, it is.", "That's correct"],
        &["No.", "It is.", "Yes. No."],
    );
    check_answer(
        json!({"type": "boolean", "value": false, "yes": ["available"], "no": ["sold out"]}),
        &["It's sold out.", "It is not available"],
        &["It's available", ""],
    );
}

#[test]
fn who_says_everything_does_not_pass() {
    let items = json!({"claim": {"type": "text", "text": "Plan"}, "distractors": [{"type": "text", "text": "Plan B"}]});
    check_answer_with(items, &["Take Plan."], &["Take Plan B.", "Plan, Plan B"]);
    let number = json!({"claim": {"type": "number", "value": 7}, "at_most_claims": 2});
    check_answer_with(number, &["7", "7 of 9", "On June 3rd at 10:00 there were 7."], &["1, 2, 3, 4, 5, 6, 7"]);
    let absent = json!({"claim": {"type": "money", "amount": 5, "currency": "€"}, "absent": true});
    check_answer_with(absent, &["€6", "It is not €5.", ""], &["It is €5."]);
    let about = json!({"claim": {"type": "number", "value": 15}, "about": ["Rome"]});
    check_answer_with(about, &["Rome: 15\nOslo: 3", "Oslo has 3. Rome has 15."], &["Rome: 3\nOslo: 15", "15"]);
    let dates = json!({"claim": {"type": "date", "date": "2027-01-01"}, "at_most_claims": 1});
    check_answer_with(dates, &["Friday 1 January"], &["1 January, 2 January"]);
}

fn step(tool: &str, arguments: Value, ok: bool) -> Step {
    let outcome = if ok { Outcome::default() } else { Outcome::failed(Boundary::Tool, FailureKind::Invalid, "no") };
    Step { tool: ToolRef::new("calendar", tool), arguments, outcome, bindings: Vec::new(), state: None, fault: None }
}

fn check_steps(check: Value, steps: Vec<Step>, expected: Option<&str>) {
    let check: TrajectoryCheck = serde_json::from_value(check).unwrap();
    let episode = Episode { trajectory: Trajectory { steps, ..Episode::default().trajectory }, ..Episode::default() };
    let judged = check.judge(&episode);
    match expected {
        None => assert_eq!(judged, Judged::passed("")),
        Some(part) => {
            assert!(judged.passed == Some(false) && judged.evidence.contains(part), "{judged:?} lacks {part}")
        }
    }
}

#[test]
fn milestones_are_passed_in_their_order_with_anything_between() {
    let check = json!({"name": "t", "milestones": [
        {"name": "write", "call": {"tool": "calendar.create_*", "arguments": {"title": {"is": "text", "value": "lunch"}}}, "after": ["look", "ask"]},
        {"name": "look", "call": {"tool": "*.list_events"}},
        {"name": "ask", "call": {"tool": "calendar.free"}, "times": 2},
    ]});
    let look = || step("list_events", json!({}), true);
    let ask = || step("free", json!({}), true);
    let write = |title: &str, ok| step("create_event", json!({"title": title}), ok);
    check_steps(check.clone(), vec![ask(), look(), ask(), write("Lunch", true)], None);
    check_steps(
        check.clone(),
        vec![ask(), write("Lunch", true), look(), ask(), step("x", json!({}), true), write("Lunch", true)],
        None,
    );
    check_steps(check.clone(), vec![ask(), write("Lunch", true), look(), ask()], Some("write came before look or ask"));
    check_steps(check.clone(), vec![ask(), look(), ask(), write("Dinner", true)], Some("write is missing: 0 of 1"));
    check_steps(check.clone(), vec![ask(), look(), ask(), write("Lunch", false)], Some("write is missing"));
    let mut check: TrajectoryCheck = serde_json::from_value(check).unwrap();
    assert_eq!(check.unreachable(), None);
    let episode = Episode {
        trajectory: Trajectory { steps: vec![look()], ..Episode::default().trajectory },
        ..Episode::default()
    };
    assert_eq!(check.progress(&episode), Some(1.0 / 3.0));
    check.milestones[1].after.push("write".to_owned());
    assert!(check.unreachable().is_some());
}

#[test]
fn forbidden_calls_and_budgets_count_as_they_say() {
    let check = json!({"name": "t", "forbidden": [{"tool": "calendar.delete_*", "even_failed": true}], "most_calls": 2, "most_errors": 0});
    check_steps(check.clone(), vec![step("list", json!({}), true)], None);
    check_steps(check.clone(), vec![step("delete_event", json!({}), false)], Some("forbidden"));
    check_steps(check.clone(), (0..3).map(|_| step("list", json!({}), true)).collect(), Some("3 calls"));
    check_steps(check.clone(), vec![step("list", json!({}), false)], Some("1 failed calls"));
    let planned =
        Step { fault: Some(crate::model::Fault::Timeout { message: String::new() }), ..step("list", json!({}), false) };
    check_steps(check, vec![planned], None);
    assert!(
        glob("a*c", "abc")
            && glob("*", "")
            && glob("a*b*", "aXbY")
            && !glob("a*c", "acb")
            && !glob("ab", "abc")
            && !glob("ab*ba", "aba")
    );
}

#[test]
fn a_judge_counts_only_if_it_was_measured_and_agrees() {
    let check = JudgeCheck { name: "tone".to_owned(), question: "polite?".to_owned() };
    let with = |kappa| {
        let opinion = Opinion { good: false, reason: "rude".to_owned(), kappa };
        check.judge(&Episode { opinions: [("tone".to_owned(), opinion)].into(), ..Episode::default() }).passed
    };
    assert_eq!((with(None), with(Some(0.6)), with(Some(f64::NAN)), with(Some(0.61))), (None, None, None, Some(false)));
    assert_eq!(check.judge(&Episode::default()).passed, None);
}
