//! A model at the command line: texts in its words, answered from the record the next time, and its opinion as a judge.

use std::process::Output;

use serde_json::json;

use crate::cli::run;
use crate::llm_fake::{Answer, Asked, Fake};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The last thing that a model was asked.
fn question(asked: &Asked) -> String {
    let messages = asked.body["messages"].as_array().unwrap();
    messages.iter().rev().find_map(|message| message["content"].as_str()).unwrap_or_default().to_owned()
}

const MADE: &[&str] = &["generate", "--builtin", "contacts,calendar", "-n", "30", "--seed", "4"];

#[test]
fn texts_come_from_a_model_once_and_from_the_record_ever_after() {
    let dir = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, asked| {
        let question = question(asked);
        let text = question.split_once("MESSAGE:\n").map(|(_, text)| text).unwrap_or_default();
        let text = text.split("\n\nAnswer").next().unwrap_or_default();
        Answer::says(&json!({"text": format!("If I may: {text}")}).to_string())
    });
    let model = ["--model", "small", "--model-url", &fake.endpoint];
    let first = run(dir.path(), &[MADE, &model, &["--out", "first"]].concat());
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stderr(&first).contains("model small: "), "{}", stderr(&first));
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name).join("sft.jsonl")).unwrap();
    assert!(read("first").matches("If I may: ").count() >= 60);
    let calls = fake.asked().len();
    drop(fake);

    let replay = ["--model", "small", "--model-url", "http://127.0.0.1:9", "--model-replay", "--out", "again"];
    let again = run(dir.path(), &[MADE, &replay[..]].concat());
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(stderr(&again).contains("model small: 0 calls"), "{}", stderr(&again));
    assert_eq!(read("first"), read("again"));
    assert!(calls >= 60);

    let other = [&["generate", "--builtin", "contacts", "-n", "3", "--seed", "5"], &replay[..5], &["--out", "other"]];
    let other = run(dir.path(), &other.concat());
    assert_eq!(other.status.code(), Some(5), "{}", stderr(&other));
    assert!(stderr(&other).contains("no recording"), "{}", stderr(&other));
}

#[test]
fn a_judge_is_measured_before_it_is_believed() {
    let dir = tempfile::tempdir().unwrap();
    assert!(run(dir.path(), &[MADE, &["--out", "run", "-q"]].concat()).status.success());
    let verdict = |good: bool| {
        let verdict = if good { "GOOD" } else { "BAD" };
        Answer::says(&json!({"verdict": verdict, "reason": "as the test says"}).to_string())
    };
    let judged = |fake: &Fake, record: &str| {
        let model = ["--model", "small", "--model-url", &fake.endpoint, "--model-record", record];
        let output = run(dir.path(), &[&["filter", "run", "--judge", "20"], &model[..]].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // Rows with a planted defect are the even ones, and the first row is none of the labelled ones.
    let knows = judged(&Fake::start(move |number, _| verdict(number % 2 == 0 || number >= 20)), "knows");
    assert!(knows.contains("kappa 1.00: it may drop rows, and objects to 0 of 9"), "{knows}");
    let agrees = judged(&Fake::start(move |_, _| verdict(true)), "agrees");
    assert!(agrees.contains("kappa 0.00: below 0.61, so it drops nothing"), "{agrees}");
    let babbles = judged(&Fake::start(|_, _| Answer::says("Well, it depends.")), "babbles");
    assert!(babbles.contains("20 unread"), "{babbles}");

    let few = Fake::start(move |_, _| verdict(true));
    let model = ["--model", "small", "--model-url", &few.endpoint, "--model-record", "few"];
    let output = run(dir.path(), &[&["filter", "run", "-n", "8", "--judge", "20"], &model[..]].concat());
    assert!(String::from_utf8_lossy(&output.stdout).contains("too few rows to tell"));
    let nobody = run(dir.path(), &["filter", "run", "--judge", "20"]);
    assert_eq!(nobody.status.code(), Some(2), "{}", stderr(&nobody));
    assert!(stderr(&nobody).contains("no model is set up"), "{}", stderr(&nobody));
}

#[test]
fn rows_are_rated_by_a_model_and_only_good_ones_stay() {
    let dir = tempfile::tempdir().unwrap();
    assert!(run(dir.path(), &[MADE, &["--out", "run", "-q"]].concat()).status.success());
    let fake = Fake::start(|number, _| match number % 3 {
        0 => Answer::says(&json!({"rating": 5, "reason": "right"}).to_string()),
        1 => Answer::says(&json!({"rating": 2.5, "reason": "dull"}).to_string()),
        _ => Answer::says("Nice."),
    });
    let model = ["--model", "small", "--model-url", &fake.endpoint, "--model-record", "ratings"];
    let select = ["dataset", "select", "run", "--method", "rating", "--out", "best", "--format", "json"];
    let output = run(dir.path(), &[&select, &model[..]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let (rows, kept) = (told["rows"].as_u64().unwrap(), told["kept"].as_u64().unwrap());
    assert_eq!(kept, rows.div_ceil(3), "{told}");
    assert!(told["left"]["select.rated_low"].as_u64() > Some(0) && told["left"]["select.no_rating"].as_u64() > Some(0));
}

#[test]
fn settings_of_a_model_stand_in_the_file_and_hold_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let secret = "sk-not-to-be-shown-1234567890";
    let text = format!("[model]\nendpoint = \"http://127.0.0.1:9/v1\"\nname = \"small\"\nkey = \"{secret}\"\n");
    std::fs::write(dir.path().join("mcplab.toml"), text).unwrap();
    let output = run(dir.path(), &[MADE, &["--out", "run"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("settings hold no keys") && !stderr(&output).contains(secret),
        "{}",
        stderr(&output)
    );
}
