//! Questions and answers in BFCL's layout, made for the tests, and the real gold conversations where they are.

use std::fs::File;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde_json::json;

use super::*;
use crate::eval::import::read_tasks;
use crate::score::Check;

fn question(id: &str, turns: &[&str]) -> Value {
    let turns: Vec<Value> = turns
        .iter()
        .map(|text| if text.is_empty() { json!([]) } else { json!([{"role": "user", "content": text}]) })
        .collect();
    json!({"id": id, "question": turns, "initial_config": {"Shed": {}}, "path": ["Garden.water"],
        "involved_classes": ["Garden", "Shed", "Attic"]})
}

fn answer(id: &str, turns: &[&[&str]]) -> Value {
    json!({"id": id, "ground_truth": turns})
}

fn lost(task: &ImportedTask) -> Vec<String> {
    task.lost.iter().map(ToString::to_string).collect()
}

#[test]
fn turns_become_replies_and_calls_milestones_behind_each_other() {
    let mut asked = question("q", &["Open the shed.", "", "Water twice."]);
    asked["missed_function"] = json!({"1": ["open"]});
    asked["excluded_function"] = json!(["burn"]);
    let shed = json!({"id": "s", "question": [[{"role": "user", "content": "Open."}]], "involved_classes": ["Shed"]});
    let answers = answer("q", &[&[], &["open('shed')"], &["water(plant='rose')", "water(plant='rose')"]]);
    let mut tasks = read(&[answers, asked, shed, answer("s", &[&["open(what='door')"]])]);
    let read = tasks.remove(0).unwrap();
    let task = &read.task;
    assert_eq!((task.prompt.as_str(), task.category), ("Open the shed.", Category::MultiTurn));
    assert_eq!(task.user, User::Scripted { replies: vec!["Water twice.".to_owned()] });
    let servers: Vec<(&str, bool)> =
        task.servers.iter().map(|server| (server.name.as_str(), server.distractor)).collect();
    assert_eq!(servers, [("Garden", false), ("Shed", false), ("Attic", true)]);
    let Check::Trajectory(gold) = &task.checks[0] else { panic!("calls come first") };
    let milestones: Vec<(&str, usize, usize)> =
        gold.milestones.iter().map(|one| (one.call.tool.as_str(), one.times, one.after.len())).collect();
    assert_eq!((milestones, gold.decides), (vec![("Shed.open", 1, 0), ("Garden.water", 2, 1)], false));
    let reference: Vec<(&str, usize, &Value)> =
        task.reference.iter().map(|call| (call.tool.as_str(), call.turn, &call.arguments)).collect();
    let rose = json!({"plant": "rose"});
    assert_eq!(reference, [("open", 0, &json!({"what": "shed"})), ("water", 1, &rose), ("water", 1, &rose)]);
    assert_eq!(
        lost(&read),
        ["clock", "initial_state", "held_back_tools", "excluded_tools", "state_check", "criterion"]
    );
    assert_eq!(tasks.remove(0).unwrap().task.category, Category::Stateful);
}

#[test]
fn a_call_that_cannot_be_told_in_full_is_no_reference() {
    let read = read(&[question("q", &["Open."]), answer("q", &[&["open('shed')"]])]).remove(0).unwrap();
    let Check::Trajectory(gold) = &read.task.checks[0] else { panic!("calls come first") };
    assert_eq!(gold.milestones[0].call.tool, "*.open");
    assert_eq!(gold.milestones[0].call.arguments.keys().next().unwrap().to_string(), "[*]");
    assert!(read.task.reference.is_empty());
    let told = lost(&read);
    assert!(["call_server", "argument_names", "reference"].iter().all(|code| told.iter().any(|lost| lost == code)));
}

#[test]
fn records_without_their_other_half_say_so() {
    let told: Vec<String> = read(&[
        question("q", &["Open."]),
        answer("z", &[&[]]),
        question("b", &["Open."]),
        answer("b", &[&["open(what=now())"]]),
        json!({"id": 3}),
    ])
    .into_iter()
    .map(|task| task.unwrap_err().to_string())
    .collect();
    assert_eq!(
        told,
        [
            "record 5: invalid type: integer `3`, expected a string",
            "task q has no answer: give the questions and the possible answers in one text, one behind the other",
            "task b: \"open(what=now())\" cannot be told as a call: what of open is no literal at character 10",
            "z: it is an answer without a question; give the questions and the answers in one text",
        ]
    );
}

#[test]
fn the_real_gold_conversations_are_all_sound_tasks() {
    let Ok(file) = File::open("/work/shared/data/bfcl_multi_turn/executed.jsonl.gz") else { return };
    let mut text = String::new();
    MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    let read = read_tasks(None, &text, "executed.jsonl").unwrap();
    assert_eq!((read.tasks.len(), read.refused.len()), (200, 0));
    let with_reference = read.tasks.iter().filter(|read| !read.task.reference.is_empty()).count();
    assert!(with_reference >= 190, "{with_reference} have a reference");
}
