//! What holds for every operator: the same seed gives the same drift, maps bring calls and results there and back, and
//! drifted schemas accept what the map makes.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::drift::operators::{form, groups, names, outputs, required};
use crate::drift::target::find;
use crate::drift::*;
use crate::model::{Path, Seed, Tool, ToolRef};

/// A valid call of a tool.
fn call(tool: &Tool, seed: Seed) -> Call {
    Call::new(tool.reference(), sample::value(&tool.input_schema, &mut seed.derive("call", 0).rng()))
}

fn is_valid(schema: &Value, value: &Value) -> bool {
    jsonschema::validator_for(schema).is_ok_and(|validator| validator.is_valid(value))
}

/// Whether a map has a reason to refuse a valid call: no tool to call, no parameter for a value, no other form of a value.
fn excused(error: &Unmappable, map: &MigrationMap) -> bool {
    map.steps.iter().any(|step| match (error, &step.rewrite) {
        (Unmappable::Gone { tool, .. }, Rewrite::Gone { tool: gone, .. }) => tool == gone,
        (Unmappable::Removed { tool, .. }, Rewrite::Drop { tool: of, .. }) => tool == of,
        (Unmappable::Value { tool, value, .. }, Rewrite::Convert { tool: of, conversion, .. }) => {
            let value: Value = serde_json::from_str(value).unwrap();
            tool == of
                && conversion.convert_exactly(&value).is_none()
                && conversion.inverse().convert_exactly(&value).is_none()
        }
        _ => false,
    })
}

/// Every call and every result goes there and back, and is valid on both sides.
fn check(old: &[Tool], new: &[Tool], map: &MigrationMap, seed: Seed, what: &str) {
    for tool in old {
        let old_call = call(tool, seed);
        assert!(
            is_valid(&tool.input_schema, &old_call.arguments),
            "{what}: the test makes calls that are valid: {old_call:?}"
        );
        let mapped = match map.call_to_new(&old_call) {
            Ok(mapped) => mapped,
            Err(error) if excused(&error, map) => continue,
            Err(error) => panic!("{what}: {error}"),
        };
        let now = find(new, &mapped[0].tool).unwrap_or_else(|| panic!("{what}: {} is not there", mapped[0].tool));
        assert!(
            is_valid(&now.input_schema, &mapped[0].arguments),
            "{what}: {} refuses {}",
            now.input_schema,
            mapped[0].arguments
        );
        let back = map.call_to_old(&mapped[0]).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(back, old_call, "{what}: over {:?}", mapped[0]);
        if let Some(output) = &tool.output_schema {
            results(tool, output, now, &mapped[0], map, seed, what);
        }
    }
}

fn results(tool: &Tool, output: &Value, now: &Tool, asked: &Call, map: &MigrationMap, seed: Seed, what: &str) {
    let result = sample::value(output, &mut seed.derive("result", 0).rng());
    let mapped = map.result_to_new(&tool.reference(), &result);
    let Some(output) = &now.output_schema else {
        assert!(
            what.contains("Merge"),
            "{what}: a declared result stays declared, unless two tools with two results are one"
        );
        return;
    };
    let back = map.result_to_old(&asked.tool, &mapped);
    let forgets = map.steps.iter().any(|step| matches!(step.rewrite, Rewrite::Forget { .. }));
    // Another part of a split tool than the first may have drifted on by itself: its results are `answer_to_new`'s to say.
    if map.tools_to_new(&tool.reference()).first() == Some(&asked.tool) {
        assert!(is_valid(output, &mapped), "{what}: {output} refuses {mapped}");
        assert!(forgets || back == result, "{what}: {result} over {mapped} is {back}");
    }
    let answer = map.answer_to_new(asked, &result).unwrap();
    assert!(is_valid(output, &answer), "{what}: {output} refuses {answer}");
    assert_eq!(map.result_to_new(&tool.reference(), &json!("a text")), json!("a text"));
}

/// Operators that a seed chooses, one after the other.
fn several(seed: Seed, count: usize) -> (Vec<Drifted>, Inventory) {
    let (mut all, mut now) = (Vec::new(), sample::inventory());
    let operators = Operator::all();
    for number in 0.. {
        let choice = seed.derive("choice", number);
        if all.len() == count {
            break;
        }
        if let Ok(drifted) = operators[(choice.0 >> 7) as usize % operators.len()].apply(&now, choice) {
            // A default that has changed unseen is not the one that later operators read from the schema.
            if matches!(&drifted.operator, Operator::Behaves(Behaves { acts: Acts::DefaultChanged { .. }, .. })) {
                continue;
            }
            now = drifted.inventory.clone();
            all.push(drifted);
        }
    }
    (all, now)
}

#[test]
fn every_operator_applies_to_the_sample() {
    let inventory = sample::inventory();
    for operator in Operator::all() {
        let drifted = operator.apply(&inventory, Seed(3)).unwrap();
        let visible = !matches!(operator, Operator::Behaves(_));
        assert_eq!(drifted.inventory != inventory, visible, "{}", operator.name());
        assert!((0.0..=1.0).contains(&operator.severity()));
    }
}

#[test]
fn operators_that_cannot_apply_say_why() {
    let plain = vec![sample::inventory().remove(6)];
    let refused = |operator: Operator| operator.apply(&plain, Seed(1)).unwrap_err().to_string();
    assert_eq!(refused(Operator::Nest(Nest::default())), "apply nest: no tool has two parameters");
    assert_eq!(
        refused(Operator::EnumChange(form::EnumChange::default())),
        "apply enum_change: no tool has a parameter with an enum of texts"
    );
    for operator in Operator::all() {
        if operator.applies_to(&plain, Seed(1)).is_empty() {
            assert!(refused(operator.clone()).starts_with(&format!("apply {}: ", operator.name())));
        }
    }
    let given = RenameTool { tool: Some(ToolRef::new("no", "such")), to: None };
    assert!(refused(Operator::RenameTool(given)).ends_with("leave open what was given, or give something else"));
}

#[test]
fn operators_read_and_write_json() {
    let inventory = sample::inventory();
    for operator in Operator::all() {
        let drifted = operator.apply(&inventory, Seed(5)).unwrap();
        let text = serde_json::to_string(&drifted).unwrap();
        assert_eq!(serde_json::from_str::<Drifted>(&text).unwrap(), drifted, "{}", operator.name());
    }
    let open: Operator = serde_json::from_value(json!({"operator": "rename_tool"})).unwrap();
    assert_eq!(open, Operator::RenameTool(RenameTool::default()));
    let wrong = serde_json::from_value::<Operator>(json!({"operator": "rename_tool", "too": "x"})).unwrap_err();
    assert!(wrong.to_string().contains("unknown field `too`"), "{wrong}");
}

#[test]
fn a_settled_operator_needs_no_seed_and_an_open_one_is_refused() {
    let inventory = sample::inventory();
    for operator in Operator::all() {
        let drifted = operator.apply(&inventory, Seed(8)).unwrap();
        assert_eq!(drifted.operator.apply_settled(&inventory).unwrap(), drifted);
        assert_eq!(drifted.operator.settle(&inventory, Seed(9)).unwrap(), drifted.operator, "{}", operator.name());
    }
    let open = Operator::Remove(Remove::default()).apply_settled(&inventory).unwrap_err();
    assert_eq!(open.to_string(), "apply an operator as it is: its `tool` is open; settle it with a seed first");
}

#[test]
fn clients_that_go_on_as_before_are_refused() {
    let inventory = sample::inventory();
    for (operator, seed) in Operator::all().iter().flat_map(|operator| (0..6).map(move |seed| (operator, Seed(seed)))) {
        let drifted = operator.apply(&inventory, seed).unwrap();
        for tool in &inventory {
            let old = call(tool, seed);
            let accepted = find(&drifted.inventory, &tool.reference())
                .is_some_and(|tool| is_valid(&tool.input_schema, &old.arguments));
            let mapped = drifted.map.call_to_old(&old);
            let same = drifted.map.call_to_new(&old).is_ok_and(|calls| calls[0] == old);
            assert!(accepted || mapped.is_err(), "{:?} lets {old:?} pass", drifted.operator);
            assert!(!same || mapped.as_ref() == Ok(&old), "{:?} stops {old:?}", drifted.operator);
        }
    }
}

#[test]
fn pages_are_cut_led_through_and_folded() {
    let inventory = sample::inventory();
    let tool = ToolRef::new("calendar", "list_events");
    let paginate =
        outputs::Paginate { tool: Some(tool.clone()), list: Some(Path::root().field("events")), page_size: Some(2) };
    let rename = names::RenameTool { tool: Some(tool.clone()), to: Some("show_events".into()) };
    let first = Operator::Paginate(paginate).apply_settled(&inventory).unwrap();
    let second = Operator::RenameTool(rename).apply_settled(&first.inventory).unwrap();
    let map = first.map.then(second.map);
    let whole = json!({"events": [{"event_id": "a"}, {"event_id": "b"}, {"event_id": "c"}], "total": 3});
    let mut asked = map.call_to_new(&Call::new(tool, json!({}))).unwrap().remove(0);
    assert_eq!(asked.arguments, json!({"page": 1, "page_size": 2}));
    let mut pages = Vec::new();
    loop {
        pages.push(map.answer_to_new(&asked, &whole).unwrap());
        match map.next_page(&asked, &pages[pages.len() - 1]) {
            Some(next) => asked = next,
            None => break,
        }
    }
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1], json!({"events": [{"event_id": "c"}], "total": 3, "next_cursor": null}));
    assert_eq!(map.fold_pages(&asked.tool, &pages), whole);
}

#[test]
fn handles_are_looked_up_without_a_server() {
    let tool = ToolRef::new("shop", "addToCart");
    let operator =
        form::HandleInsteadOfName { tool: Some(tool.clone()), parameter: Some("productName".into()), prefix: None };
    let drifted = Operator::HandleInsteadOfName(operator).apply(&sample::inventory(), Seed(1)).unwrap();
    let lookup = Call::new(ToolRef::new("shop", "lookupProductHandle"), json!({"productName": "pen"}));
    assert_eq!(drifted.map.own_answer(&lookup), Some(json!({"productHandle": "pro_70656e"})));
    let buy = Call::new(tool.clone(), json!({"productId": 1, "quantity": 2, "productHandle": "pro_70656e"}));
    assert_eq!(drifted.map.call_to_old(&buy).unwrap().arguments["productName"], "pen");
    let name = Call::new(tool, json!({"productId": 1, "quantity": 2, "productHandle": "pen"}));
    assert!(matches!(drifted.map.call_to_old(&name), Err(Unmappable::Value { .. })));
}

#[test]
fn parts_and_wholes_know_which_tool_is_meant() {
    let inventory = sample::inventory();
    let whole = ToolRef::new("files", "read_file");
    let split = groups::Split { tool: Some(whole.clone()), parameter: Some("encoding".into()), names: None };
    let split = Operator::Split(split).apply(&inventory, Seed(1)).unwrap();
    let part = split.map.call_to_new(&Call::new(whole.clone(), json!({"path": "a", "encoding": "base64"}))).unwrap();
    assert_eq!(part[0], Call::new(ToolRef::new("files", "read_file_base64"), json!({"path": "a"})));
    let plain = split.map.call_to_new(&Call::new(whole, json!({"path": "a"}))).unwrap();
    assert_eq!(plain[0].tool.tool, "read_file_utf_8");
    let merge = groups::Merge { tool: Some(ToolRef::new("calendar", "delete_event")), ..Default::default() };
    let merged = Operator::Merge(merge).apply(&inventory, Seed(1)).unwrap();
    let one = Call::new(ToolRef::new("calendar", "delete_event"), json!({"event_id": "7"}));
    let now = merged.map.call_to_new(&one).unwrap().remove(0);
    assert_eq!(now.arguments, json!({"event_id": "7", "action": "delete"}));
    assert_eq!(merged.map.call_to_old(&now).unwrap(), one);
}

#[test]
fn what_a_later_tool_needs_makes_a_task_unsolvable() {
    let remove = |field: &str| {
        let tool = Some(ToolRef::new("calendar", "list_events"));
        let operator = outputs::OutputRemoveField { tool, field: Some(field.parse().unwrap()) };
        Operator::OutputRemoveField(operator).apply_settled(&sample::inventory()).unwrap().solvable
    };
    assert_eq!(remove("total"), Solvable::Yes);
    assert!(
        matches!(remove("events[].event_id"), Solvable::No(why) if why.contains("delete_event needs the `event_id`"))
    );
}

#[test]
fn breaking_changes_are_told_from_harmless_ones() {
    let inventory = sample::inventory();
    let breaks = |operator: Operator| {
        let drifted = operator.apply(&inventory, Seed(2)).unwrap();
        detect(&inventory, &drifted.inventory).breaking
    };
    assert_eq!(breaks(Operator::Reorder(Reorder::default())), []);
    assert_eq!(breaks(Operator::Distractors(Distractors::default())), []);
    assert_eq!(breaks(Operator::RequiredToOptional(required::RequiredToOptional::default())), []);
    assert_eq!(breaks(Operator::Remove(Remove::default()))[0].why, "it is gone");
    assert!(breaks(Operator::OptionalToRequired(Default::default()))[0].why.ends_with("is required now"));
    assert!(breaks(Operator::EnumChange(Default::default()))[0].why.contains("no longer allows"));
    let renamed = breaks(Operator::RenameParameter(Default::default()));
    assert!(renamed.len() == 1 && renamed[0].why.contains("` is called `"), "{renamed:?}");
}

#[test]
fn a_tool_that_does_another_thing_is_no_copy() {
    let inventory = sample::inventory();
    let other = Tool { name: "update_event".into(), description: "Update an event.".into(), ..inventory[0].clone() };
    let new: Inventory = inventory.iter().cloned().chain([other]).collect();
    let names: Vec<&str> = detect(&inventory, &new).operators.iter().map(Operator::name).collect();
    assert_eq!(names, ["distractors"]);
}

#[test]
fn single_operators_are_recovered_from_the_inventories() {
    let inventory = sample::inventory();
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for operator in Operator::all()
        .into_iter()
        .filter(|operator| !matches!(operator, Operator::Behaves(_) | Operator::VersionUpgrade(_)))
    {
        for seed in 0..8 {
            let drifted = operator.apply(&inventory, Seed(seed)).unwrap();
            let detected = detect(&inventory, &drifted.inventory);
            let same = detected.operators == [drifted.operator.clone()] && detected.unexplained.is_empty();
            (right, all) = (right + usize::from(same), all + 1);
            wrong.extend((!same).then(|| format!("{:?}\n  not {:?}", drifted.operator, detected.operators)));
        }
    }
    assert!(right * 100 >= all * 95, "{right} of {all}\n{}", wrong.join("\n"));
}

#[test]
fn explaining_shows_both_sides() {
    let rename = RenameParameter {
        tool: Some(ToolRef::new("calendar", "get_event")),
        parameter: Some("event_id".into()),
        to: Some("ref".into()),
    };
    let drifted = Operator::RenameParameter(rename).apply_settled(&sample::inventory()).unwrap();
    let text = explain(&drifted);
    assert!(text.starts_with("rename_parameter, severity 0.4\nsolvable\n"), "{text}");
    assert!(text.contains("  takes event_id: string, required                       |\n"), "{text}");
    assert!(
        text.contains("| takes ref: string, required") || text.contains("|   takes ref: string, required"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_operator_goes_there_and_back(seed in any::<u64>()) {
        let inventory = sample::inventory();
        for operator in Operator::all() {
            let drifted = operator.apply(&inventory, Seed(seed)).unwrap();
            prop_assert_eq!(&operator.apply(&inventory, Seed(seed)).unwrap(), &drifted);
            check(&inventory, &drifted.inventory, &drifted.map, Seed(seed), &format!("{:?}", drifted.operator));
        }
    }

    #[test]
    fn several_operators_go_there_and_back_as_one_map(seed in any::<u64>()) {
        let (drifts, new) = several(Seed(seed), 4);
        let whole = drifts.iter().fold(MigrationMap::default(), |map, drifted| map.then(drifted.map.clone()));
        let what = drifts.iter().map(|drifted| format!("{:?}", drifted.operator)).collect::<Vec<_>>().join("\n");
        check(&sample::inventory(), &new, &whole, Seed(seed), &what);
        prop_assert_eq!(&whole.inverse().inverse(), &whole);
        for tool in &sample::inventory() {
            let first = call(tool, Seed(seed));
            let one_by_one = drifts.iter().try_fold(first.clone(), |call, drifted| Ok(drifted.map.call_to_new(&call)?.remove(0)));
            prop_assert_eq!(one_by_one, whole.call_to_new(&first).map(|mut calls| calls.remove(0)));
        }
    }
}

/// `DRIFT_CATALOG=inventory.jsonl cargo test`: the same over real tools, where arguments can be made for them.
#[test]
fn real_tools_go_there_and_back() {
    let Some(path) = std::env::var_os("DRIFT_CATALOG") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let read = |line: &str| {
        let raw: Value = serde_json::from_str(line).unwrap();
        let field = |key: &str| raw[key].as_str().unwrap_or_default().to_owned();
        Tool {
            server: field("server"),
            name: field("name"),
            title: None,
            description: field("description"),
            input_schema: raw["inputSchema"].clone(),
            output_schema: Some(raw["outputSchema"].clone()).filter(Value::is_object),
            annotations: Default::default(),
        }
    };
    let fits = |tool: &Tool| {
        (0..12).all(|seed| {
            is_valid(&tool.input_schema, &call(tool, Seed(seed)).arguments)
                && tool.output_schema.as_ref().is_none_or(|output| {
                    is_valid(output, &sample::value(output, &mut Seed(seed).derive("result", 0).rng()))
                })
        })
    };
    let inventory: Inventory = text.lines().step_by(9).map(read).filter(fits).take(300).collect();
    assert!(inventory.len() > 200, "{} tools", inventory.len());
    for operator in Operator::all() {
        for seed in 0..12 {
            let drifted = operator.apply(&inventory, Seed(seed)).unwrap();
            check(&inventory, &drifted.inventory, &drifted.map, Seed(seed), &format!("{:?}", drifted.operator));
        }
    }
}
