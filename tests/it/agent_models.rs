//! Models as agents: a model that knows a task's calls passes it in every one of the loops, and one that only talks does not.

use serde_json::{Value, json};

use crate::llm_fake::{Answer, Asked, Fake, completion};
use crate::program::json as told;

/// A task with one call that draws on nothing, and whose checks look at the state alone.
fn task() -> (String, String, Value) {
    let suite = include_str!("../../benchmarks/suites/starter.jsonl");
    let tasks = suite.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let plain = |task: &Value| {
        let [call] = task["reference"].as_array().unwrap().as_slice() else { return None };
        let state = task["checks"].as_array().unwrap().iter().all(|check| check["kind"] == "state");
        let plain = state && call.get("draws").is_none() && task["user"]["kind"] == "none";
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        plain.then(|| (text(&task["id"]), text(&call["tool"]), call["arguments"].clone()))
    };
    let found = tasks.into_iter().find_map(|task| plain(&task));
    found.expect("the suite has a task with one call")
}

/// What was said to the model last, by whom.
fn last(asked: &Asked) -> (String, String) {
    let message = asked.body["messages"].as_array().unwrap().last().unwrap();
    let text = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
    (text("role"), text("content"))
}

/// Attempts the task with a loop before a model that is told by a function; gives the score and what the model was asked.
fn attempted(agent: &str, id: &str, says: impl Fn(&Asked) -> Value + Send + Sync + 'static) -> (bool, Vec<Asked>) {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(move |_, asked| {
        let message = says(asked);
        let finish = if message.get("tool_calls").is_some() { "tool_calls" } else { "stop" };
        let mut answer = completion(message, finish);
        // An endpoint that shows its model the tools says that it has read them.
        answer["usage"]["prompt_tokens"] = json!(9000);
        Answer::new(200, answer)
    });
    let arguments = ["eval", "--suite", "starter", "--agent", agent, "--tasks", id, "--out", "out"];
    let report = told(folder.path(), &[&arguments[..], &["--model", "small", "--model-url", &fake.endpoint]].concat());
    (report["categories"]["all"]["rate"] == json!(1.0), fake.asked())
}

fn says(text: &str) -> Value {
    json!({"role": "assistant", "content": text})
}

#[test]
fn a_model_with_tool_calls_passes() {
    let (id, tool, arguments) = task();
    let (passed, asked) = attempted("native", &id, move |asked| match last(asked).0.as_str() {
        "tool" => says("Done."),
        _ => {
            let function = json!({"name": tool, "arguments": arguments.to_string()});
            json!({"role": "assistant", "content": null,
                "tool_calls": [{"id": "call_0", "type": "function", "function": function}]})
        }
    });
    assert!(passed);
    assert_eq!(asked.len(), 2);
    assert!(asked[0].body["tools"].as_array().is_some_and(|tools| !tools.is_empty()));
}

#[test]
fn a_model_that_is_held_to_a_schema_passes() {
    let (id, tool, arguments) = task();
    let call = json!({"tool": tool, "arguments": arguments});
    let result = format!("Result of {tool}: ");
    let (passed, asked) = attempted("structured", &id, {
        let call = call.clone();
        move |asked| match last(asked).1.starts_with(&result) {
            true => says(&json!({"answer": "Done."}).to_string()),
            false => says(&call.to_string()),
        }
    });
    assert!(passed);
    assert_eq!(asked.len(), 2);
    for asked in &asked {
        let format = &asked.body["response_format"];
        assert_eq!(format["type"], "json_schema");
        let schema = jsonschema::validator_for(&format["json_schema"]["schema"]).unwrap();
        assert!(schema.is_valid(&call) && schema.is_valid(&json!({"answer": "Done."})));
        assert!(!schema.is_valid(&json!({"tool": "no_such_tool", "arguments": {}})));
        assert!(asked.body.get("tools").is_none());
    }
}

#[test]
fn a_model_that_writes_its_calls_passes() {
    let (id, tool, arguments) = task();
    let (passed, asked) = attempted("react", &id, move |asked| match last(asked).1.starts_with("Observation:") {
        true => says("Thought: all is done\nFinal Answer: Done."),
        false => says(&format!("Thought: go\nAction: {tool}\nAction Input: {arguments}")),
    });
    assert!(passed);
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].body["stop"], json!(["Observation:"]));
}

#[test]
fn a_model_that_only_talks_passes_in_none() {
    let (id, tool, _) = task();
    for agent in ["native", "structured", "react"] {
        let text = format!("You should call {tool}.");
        assert!(!attempted(agent, &id, move |_| says(&text)).0, "{agent}");
    }
}
