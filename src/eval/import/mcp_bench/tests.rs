//! Tasks in MCP-Bench's layout, made for the tests.

use serde_json::json;

use super::*;
use crate::score::{Basis, Check};

fn task(id: &str) -> Value {
    json!({
        "task_id": id, "task_description": "Convert 3 ft with Unit Converter:convert, then Unit Converter: nothing.",
        "fuzzy_description": "How long is my 3 ft board in metres?",
        "dependency_analysis": "Unit Converter:list_units feeds Unit Converter:convert; Weather Data:now is no part of it.",
        "distraction_servers": ["Weather Data", "Unit Converter"],
    })
}

#[test]
fn servers_distractors_and_named_tools_are_kept() {
    let whole = json!({"server_tasks": [{"server_name": "Unit Converter", "servers": ["Unit Converter"], "tasks": [task("u_0")]}]});
    let read = read(&[whole]).unwrap().remove(0).unwrap();
    let task = &read.task;
    let servers: Vec<(&str, bool)> =
        task.servers.iter().map(|server| (server.name.as_str(), server.distractor)).collect();
    assert_eq!(servers, [("Unit Converter", false), ("Weather Data", true)]);
    assert_eq!((task.id.as_str(), task.basis), ("mcp-bench-u_0", Basis::Judge));
    assert_eq!(task.fuzzy.as_deref(), Some("How long is my 3 ft board in metres?"));
    let Check::Trajectory(tools) = &task.checks[0] else { panic!("tools come first") };
    let named: Vec<&str> = tools.milestones.iter().map(|one| one.call.tool.as_str()).collect();
    assert_eq!((named, tools.decides), (vec!["Unit Converter.convert", "Unit Converter.list_units"], false));
    let lost: Vec<String> = read.lost.iter().map(ToString::to_string).collect();
    assert_eq!(lost, ["clock", "dependencies", "criterion"]);
}

#[test]
fn every_grouping_is_read() {
    let forms = [
        json!([{"server_name": "A+B", "task": task("t")}]),
        json!([{"tasks": [{"server_name": "A+B", "task": task("t")}]}]),
        json!([{"combinations": [{"servers": ["A", "B"], "generated_tasks": [task("t")]}]}]),
        json!([{"server_tasks": [{"server_name": "A+B", "task": task("t")}]}]),
    ];
    for form in forms {
        let read = read(form.as_array().unwrap()).unwrap().remove(0).unwrap();
        let needed = read.task.servers.iter().filter(|server| !server.distractor).count();
        assert_eq!((needed, read.task.category), (2, Category::ManyServersSequential), "{form}");
    }
    assert!(super::read(&[json!({"x": 1})]).is_none());
}

#[test]
fn a_broken_task_does_not_take_the_others_along() {
    let whole = json!({"server_tasks": [{"server_name": "A", "tasks": [{"task_id": "x"}, task("t")]}]});
    let read = read(&[whole]).unwrap();
    assert_eq!(read[0].as_ref().unwrap_err().to_string(), "task 0: missing field `task_description`");
    assert!(read[1].is_ok());
}
