//! Trajectories in the layout of ATIF, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;

fn record(steps: &Value) -> Value {
    let tool = json!({"type": "function", "function": {"name": "look", "description": "Looks.",
        "parameters": {"type": "object", "properties": {"at": {"type": "string"}}}}});
    json!({
        "schema_version": "ATIF-v1.7", "session_id": "run-1", "trajectory_id": "walk",
        "agent": {"name": "walker", "version": "2", "model_name": "model-a", "tool_definitions": [tool]},
        "steps": steps, "final_metrics": {"total_steps": 4}, "extra": {"reward": 1.0},
    })
}

fn only(steps: &Value) -> Result<Conversation, Unreadable> {
    let mut read = read_all(&record(steps));
    assert_eq!(read.len(), 1);
    read.remove(0)
}

fn agent(calls: &Value, results: &Value) -> Value {
    json!({"step_id": 1, "source": "agent", "message": "", "tool_calls": calls, "observation": {"results": results}})
}

fn look(id: &str) -> Value {
    json!({"tool_call_id": id, "function_name": "look", "arguments": {"at": "🌙", "note": null}})
}

/// Which call each result answers, with its text.
fn answers(conversation: &Conversation) -> Vec<(usize, &str)> {
    let answer = |message: &'_ Spoken| match message {
        Spoken::Tool { call, .. } => Some(*call),
        _ => None,
    };
    let texts = conversation.messages.iter().filter_map(|message| match message {
        Spoken::Tool { text, .. } => Some(text.as_str()),
        _ => None,
    });
    conversation.messages.iter().filter_map(answer).zip(texts).collect()
}

#[test]
fn steps_become_messages_and_results_follow_their_calls() {
    let conversation = only(&json!([
        {"step_id": 1, "source": "system", "message": "Be brief."},
        {"step_id": 2, "source": "user", "message": [{"type": "text", "text": "What is up?"},
            {"type": "image", "source": {"media_type": "image/png", "path": "sky.png"}}]},
        {"step_id": 3, "source": "agent", "message": "I look twice.", "reasoning_content": "Hm.",
            "tool_calls": [look("a"), look("b")], "metrics": {"prompt_tokens": 3},
            "observation": {"results": [{"source_call_id": "b", "content": "stars"},
                {"source_call_id": "a", "content": "no moon", "extra": {"is_error": true}}]}},
        {"step_id": 4, "source": "agent", "message": "Stars.", "is_copied_context": true},
    ]))
    .unwrap();
    assert_eq!(answers(&conversation), [(1, "stars"), (0, "no moon")]);
    assert!(matches!(&conversation.messages[4], Spoken::Tool { is_error: Some(true), .. }));
    assert!(matches!(&conversation.messages[5], Spoken::Assistant { trained: Some(false), .. }));
    assert_eq!(conversation.calls().next().unwrap().arguments, json!({"at": "🌙", "note": null}));
    assert_eq!((conversation.id.as_deref(), conversation.tools[0].name.as_str()), (Some("walk"), "look"));
    let labels: Vec<_> = conversation.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(labels, ["agent=walker", "agent_model=model-a", "agent_version=2", "reward=1.0", "session_id=run-1"]);
    assert_eq!(conversation.lost, [lost::USAGE, lost::NON_TEXT_CONTENT, lost::MESSAGE_METADATA, lost::REASONING]);
}

#[test]
fn a_result_without_a_call_belongs_to_the_last_one() {
    let screen = json!([{"content": "$ ls"}]);
    let conversation = only(&json!([agent(&json!([look("a"), look("b")]), &screen)])).unwrap();
    assert_eq!(answers(&conversation), [(1, "$ ls")]);
    assert!(conversation.lost.contains(&lost::NO_RESULTS));
    let conversation = only(&json!([agent(&json!([]), &screen)])).unwrap();
    assert!(conversation.messages.is_empty() && conversation.lost.contains(&lost::UNASKED_RESULTS));
}

#[test]
fn a_subagent_is_a_conversation_of_its_own() {
    let mut whole = record(&json!([agent(
        &json!([look("a")]),
        &json!([{"source_call_id": "a", "content": "done", "subagent_trajectory_ref": [{"trajectory_id": "sub"}]}])
    )]));
    let mut sub = record(&json!([{"step_id": 1, "source": "user", "message": "Help."}]));
    sub["trajectory_id"] = "sub".into();
    whole["subagent_trajectories"] = json!([sub]);
    let read: Vec<Conversation> = read_all(&whole).into_iter().map(Result::unwrap).collect();
    assert!(read[0].lost.contains(&lost::SUBAGENT_REFS));
    assert_eq!((read[1].id.as_deref(), read[1].labels["subagent_of"].as_str()), (Some("sub"), "walk"));
}

#[test]
fn broken_trajectories_name_the_place() {
    let fault = |steps: Value| only(&steps).unwrap_err().to_string();
    assert_eq!(
        fault(json!([agent(&json!([look("a")]), &json!([{"source_call_id": "z", "content": ""}]))])),
        "steps[0].observation.results[0] answers no open call \"z\" of its step; every result should follow its call, once"
    );
    assert_eq!(
        fault(json!([{"source": "robot", "message": ""}])),
        "steps[0].source is the text \"robot\"; it should be one of system, user, agent"
    );
    let newer = read_all(&json!({"schema_version": "ATIF-v2.0"})).remove(0).unwrap_err().to_string();
    assert!(newer.starts_with("schema_version is the text \"ATIF-v2.0\"; it should be ATIF-v1"), "{newer}");
}
