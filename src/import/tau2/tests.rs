//! Results in tau2-bench's layout, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;

fn results(messages: &Value) -> Value {
    json!({
        "timestamp": "t",
        "info": {
            "environment_info": {"domain_name": "bakery", "policy": "Never sell stale bread.", "tool_defs": {
                "sell": {"name": "sell", "doc": "Sells a loaf.", "params": {"type": "object",
                    "properties": {"loaf": {"type": "string"}}},
                    "returns": {"title": "returns", "type": "object",
                        "properties": {"returns": {"$ref": "#/$defs/Bill"}}, "$defs": {"Bill": {"type": "object"}}}},
            }},
            "agent_info": {"implementation": "some_agent", "llm": "model-a"},
            "user_info": {"implementation": "some_user", "llm": "model-b"},
        },
        "tasks": [],
        "simulations": [{
            "id": "sim-1", "task_id": "5", "trial": 0, "seed": 11, "termination_reason": "user_stop",
            "reward_info": {"reward": 1.0, "reward_breakdown": {"DB": 1.0}, "db_check": {"db_match": true},
                "nl_assertions": null},
            "messages": messages,
        }],
    })
}

fn only(results: &Value) -> Result<Conversation, Unreadable> {
    let mut read = read_all(results);
    assert_eq!(read.len(), 1);
    read.remove(0)
}

#[test]
fn a_simulation_is_what_the_agent_saw() {
    let call = |id: &str, arguments: Value| {
        json!({"id": id, "name": "sell", "arguments": arguments,
        "requestor": "assistant"})
    };
    let conversation = only(&results(&json!([
        {"role": "assistant", "content": "Grüß Gott!", "tool_calls": null, "timestamp": "t", "cost": 0.0},
        {"role": "user", "content": "Two loaves 🍞.", "tool_calls": null},
        {"role": "assistant", "content": null, "tool_calls": [call("a", json!({"loaf": "rye", "note": null})),
            call("b", json!({"loaf": {"kind": "spelt"}}))]},
        {"role": "tool", "tool_messages": [
            {"id": "a", "role": "tool", "content": "{\"price\": 3}", "requestor": "assistant", "error": false},
            {"id": "b", "role": "tool", "content": "Error: sold out", "requestor": "assistant", "error": true},
        ]},
        {"role": "user", "content": null, "tool_calls": [{"id": "u", "name": "count_coins", "arguments": {},
            "requestor": "user"}]},
        {"id": "u", "role": "tool", "content": "5", "requestor": "user", "error": false},
        {"role": "user", "content": "Just rye then. ###STOP###"},
        {"role": "user", "content": "###TRANSFER###"},
    ])))
    .unwrap();
    let expected = [
        Spoken::System { text: "Never sell stale bread.".to_owned() },
        Spoken::Assistant { text: Some("Grüß Gott!".to_owned()), calls: Vec::new(), trained: None },
        Spoken::User { text: "Two loaves 🍞.".to_owned() },
        conversation.messages[3].clone(),
        Spoken::Tool { call: 0, text: "{\"price\": 3}".to_owned(), is_error: Some(false) },
        Spoken::Tool { call: 1, text: "Error: sold out".to_owned(), is_error: Some(true) },
        Spoken::User { text: "Just rye then.".to_owned() },
    ];
    assert_eq!(conversation.messages, expected);
    let arguments: Vec<_> = conversation.calls().map(|call| call.arguments.clone()).collect();
    assert_eq!(arguments, [json!({"loaf": "rye", "note": null}), json!({"loaf": {"kind": "spelt"}})]);
    let lost = [
        lost::REWARD_CHECKS,
        lost::TASK,
        lost::AGENT_INSTRUCTION,
        lost::MESSAGE_METADATA,
        lost::USER_CALLS,
        lost::CONTROL_WORDS,
    ];
    assert_eq!(conversation.lost, lost);
}

#[test]
fn facts_of_the_run_are_labels_and_tools_belong_to_the_domain() {
    let conversation = only(&results(&json!([{"role": "user", "content": "hi"}]))).unwrap();
    let labels: Vec<_> = conversation.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        labels,
        [
            "agent=some_agent", "agent_model=model-a", "domain=bakery", "reward=1.0", "reward.DB=1.0", "seed=11",
            "task_id=5", "termination_reason=user_stop", "trial=0", "user_model=model-b",
        ]
    );
    let tool = &conversation.tools[0];
    assert_eq!(tool.server.as_deref(), Some("bakery"));
    assert_eq!(tool.output_schema, Some(json!({"$ref": "#/$defs/Bill", "$defs": {"Bill": {"type": "object"}}})));
}

#[test]
fn results_without_ids_follow_the_calls() {
    let call = json!({"id": "", "name": "sell", "arguments": {}});
    let conversation = only(&results(&json!([
        {"role": "assistant", "tool_calls": [call.clone(), call]},
        {"id": "", "role": "tool", "content": "one"}, {"id": "", "role": "tool", "content": "two"},
    ])))
    .unwrap();
    assert!(conversation.unanswered().is_empty());
    assert!(matches!(&conversation.messages[3], Spoken::Tool { call: 1, text, is_error: None } if text == "two"));
}

#[test]
fn a_simulation_in_a_file_of_its_own_is_read() {
    let run =
        json!({"id": "sim-2", "task_id": "5", "policy": "Be kind.", "messages": [{"role": "user", "content": "hi"}]});
    let conversation = only(&run).unwrap();
    assert_eq!(conversation.messages[0], Spoken::System { text: "Be kind.".to_owned() });
    assert_eq!(conversation.lost, [lost::NO_TOOLS, lost::AGENT_INSTRUCTION]);
}

#[test]
fn a_broken_simulation_does_not_take_the_others_along() {
    let mut several =
        results(&json!([{"role": "assistant", "tool_calls": [{"id": "a", "name": "sell", "arguments": [1]}]}]));
    let voice = json!({"id": "sim-3", "messages": null, "ticks": []});
    let good = json!({"id": "sim-4", "messages": [{"role": "user", "content": "hi"}]});
    several["simulations"].as_array_mut().unwrap().extend([voice, good]);
    let read = read_all(&several);
    let told: Vec<String> = read.iter().filter_map(|read| read.as_ref().err().map(ToString::to_string)).collect();
    assert_eq!(
        told,
        [
            "simulations[0].messages[0].tool_calls[0].arguments is a list; it should be a JSON object or its text",
            "simulations[1].messages is missing; it should be a list of messages; runs by voice are told in ticks and \
             cannot be read",
        ]
    );
    assert!(read[2].is_ok());
}
