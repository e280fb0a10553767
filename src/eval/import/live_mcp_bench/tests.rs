//! Queries in LiveMCPBench's layout, made for the tests.

use serde_json::json;

use super::*;
use crate::score::Check;

fn query(answers: &str, file: &str, tools: &str) -> ImportedTask {
    let record = json!({
        "task_id": "t", "Question": "Where can I park?", "answers": answers, "category": "Travel", "file_name": file,
        "Annotator Metadata": {"Steps": "1. look", "Number of steps": "1", "Tools": tools, "Number of tools": "2"},
    });
    read(&[record]).remove(0).unwrap()
}

fn names(read: &ImportedTask) -> Vec<&str> {
    read.task.checks.iter().map(Check::name).collect()
}

#[test]
fn tools_are_milestones_of_any_server() {
    let read = query("", "", "1. geocode_address\n2. get-tickets\n\nwrite_file");
    let Check::Trajectory(tools) = &read.task.checks[0] else { panic!("tools come first") };
    let named: Vec<&str> = tools.milestones.iter().map(|one| one.call.tool.as_str()).collect();
    assert_eq!(named, ["*.geocode_address", "*.get-tickets", "*.write_file"]);
    assert_eq!(names(&read), ["tools", "fulfilment"]);
    assert_eq!(read.task.labels["category"], "Travel");
    let lost: Vec<String> = read.lost.iter().map(ToString::to_string).collect();
    assert_eq!(lost, ["clock", "servers", "call_server (3)", "criterion"]);
}

#[test]
fn short_answers_are_claims_and_files_are_lost() {
    assert_eq!(names(&query("42 km", "", "")), ["says 42 km", "fulfilment"]);
    let read = query("file /data/report.pdf", "/data/clock.png", "");
    assert_eq!(names(&read), ["fulfilment"]);
    assert!(read.lost.iter().any(|lost| lost.code == lost::FILES && lost.count == 2));
    let long = query("first\nsecond", "", "");
    assert!(matches!(&long.task.checks[0], Check::Judge(judge) if judge.question.contains("first\nsecond")));
}
