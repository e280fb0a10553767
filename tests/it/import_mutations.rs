//! Every value of a good record is replaced by something else in turn: a reader may refuse the result, with a place,
//! but it never panics, and what it reads holds together.

use std::collections::HashSet;

use mcplab::import::{Conversation, ForeignFormat, Spoken};
use serde_json::{Value, json};

fn openai() -> Value {
    let call =
        |id: &str| json!({"id": id, "type": "function", "function": {"name": "look", "arguments": "{\"at\": null}"}});
    json!({
        "id": "r",
        "request": {"model": "m", "tools": [{"type": "function", "function": {"name": "look",
            "parameters": {"type": "object"}}}], "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": [{"type": "text", "text": "u"}]},
            {"role": "assistant", "content": null, "tool_calls": [call("a"), call("b")], "weight": 0},
            {"role": "tool", "tool_call_id": "b", "content": "2"},
            {"role": "tool", "tool_call_id": "a", "content": "1"},
            {"role": "assistant", "function_call": {"name": "look", "arguments": {}}},
            {"role": "function", "name": "look", "content": "3"},
        ]},
        "response": {"choices": [{"message": {"role": "assistant", "content": "done"}}]},
    })
}

fn toucan() -> Value {
    json!({
        "uuid": "u", "subset_name": "s", "question": "q", "target_tools": "look",
        "available_tools": [{"type": "function", "function": {"name": "eye-look", "parameters": {"type": "object"}}}],
        "messages": [
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": "", "function_call": {"name": "eye-look", "arguments": "{}"}},
            {"role": "assistant", "content": "", "function_call": {"name": "eye-look", "arguments": "{}"}},
            {"role": "function", "name": "eye-look", "content": "1"},
            {"role": "function", "name": "eye-look", "content": "2"},
            {"role": "assistant", "content": "done", "reasoning_content": "hm"},
        ],
        "response_quality_assessment": {"completeness": {"score": 5, "reasoning": "r"}},
        "metadata": {"mcp_servers": [{"server_name": "Eye", "remote_server_response": {"tools": [{"name": "look"}]}}]},
    })
}

fn executed() -> Value {
    json!({
        "id": "e", "involved_classes": ["A"], "initial_config": {}, "questions": [[{"role": "user", "content": "q"}],
            []],
        "calls": [
            {"turn": 0, "tool": "look", "args": {"a": [1]}, "result": {"x": 1}, "error": null},
            {"turn": 1, "tool": "look", "args": {}, "result": null, "error": "no"},
        ],
    })
}

fn result() -> Value {
    json!({"id": "m", "result": [["[look(a=1)]", [{"look": "{}"}], "done"]], "inference_log": [
        [{"role": "state_info", "content": {}}],
        {"begin_of_turn_query": [{"role": "user", "content": "q"}],
         "step_0": [{"role": "assistant", "content": "go"}, {"role": "handler_log",
             "model_response_decoded": ["look(a='x')", "look()"]}, {"role": "tool", "content": "1"}, {"role": "tool",
             "content": "2"}],
         "step_1": [{"role": "assistant", "content": [{"look": "{}"}]}, {"role": "tool", "content": "3"}]},
    ]})
}

fn tau2() -> Value {
    json!({
        "info": {"environment_info": {"domain_name": "d", "policy": "p", "tool_defs": {"look": {"doc": "l",
            "params": {}, "returns": {"properties": {"returns": {}}}}}}, "agent_info": {"llm": "m"}},
        "simulations": [{"id": "s", "task_id": "t", "reward_info": {"reward": 1.0, "reward_breakdown": {"DB": 1.0}},
            "messages": [
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "name": "look", "arguments": {},
                "requestor": "assistant"}]},
            {"role": "tool", "tool_messages": [{"id": "a", "role": "tool", "content": "1", "error": false,
                "requestor": "assistant"}]},
            {"role": "user", "content": null, "tool_calls": [{"id": "b", "name": "own", "arguments": {},
                "requestor": "user"}]},
            {"id": "b", "role": "tool", "content": "2", "requestor": "user"},
        ]}],
    })
}

/// A log as one value: its lines are the items.
fn mcp_log() -> Value {
    let message = |id: u32, rest: Value| {
        let mut message = json!({"jsonrpc": "2.0", "id": id});
        message.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        message
    };
    json!([
        message(0, json!({"method": "initialize", "params": {"clientInfo": {"name": "c"}}})),
        message(0, json!({"result": {"serverInfo": {"name": "s"}, "protocolVersion": "v"}})),
        message(1, json!({"method": "tools/list"})),
        message(1, json!({"result": {"tools": [{"name": "look", "inputSchema": {"type": "object"}}]}})),
        message(2, json!({"method": "tools/call", "params": {"name": "look", "arguments": {"a": 1}}})),
        message(3, json!({"method": "tools/call", "params": {"name": "look"}})),
        message(3, json!({"result": {"content": [{"type": "text", "text": "1"}, {"type": "image"}],
            "structuredContent": {"x": 1}}})),
        {"direction": "in", "message": message(2, json!({"error": {"code": -1, "message": "no"}}))},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2, "reason": "late"}},
    ])
}

fn atif() -> Value {
    let call = |id: &str| json!({"tool_call_id": id, "function_name": "look", "arguments": {"at": null}});
    let observed = |id: &str| json!({"source_call_id": id, "content": [{"type": "text", "text": "1"}], "extra": {"is_error": true}});
    let sub = json!({"schema_version": "ATIF-v1.7", "trajectory_id": "sub", "agent": {"name": "b", "version": "1"},
        "steps": [{"step_id": 1, "source": "user", "message": "u"}]});
    json!({
        "schema_version": "ATIF-v1.7", "session_id": "s", "trajectory_id": "t", "final_metrics": {"total_steps": 3},
        "agent": {"name": "a", "version": "1", "tool_definitions": [{"type": "function",
            "function": {"name": "look", "parameters": {"type": "object"}}}]},
        "steps": [
            {"step_id": 1, "source": "user", "message": [{"type": "text", "text": "u"}]},
            {"step_id": 2, "source": "agent", "message": "", "tool_calls": [call("a"), call("b")],
                "observation": {"results": [observed("b"), observed("a")]}, "extra": {"trained": false}},
            {"step_id": 3, "source": "agent", "message": "m", "tool_calls": [call("c")],
                "observation": {"results": [{"content": "2"}, {"content": "3"}]}, "is_copied_context": true},
        ],
        "subagent_trajectories": [sub],
    })
}

fn inspect() -> Value {
    let call = |id: &str| json!({"id": id, "function": "look", "arguments": {"at": null}, "type": "function"});
    json!({
        "version": 2, "status": "success", "eval": {"task": "t", "model": "m"},
        "samples": [{
            "id": 1, "epoch": 1, "uuid": "u", "input": "u", "target": ["x"],
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "u"}]},
                {"role": "assistant", "content": "", "tool_calls": [call("a"), call("b")], "metadata": {"trained": false}},
                {"role": "tool", "content": "", "tool_call_id": "b", "function": "look",
                    "error": {"type": "unknown", "message": "no"}},
                {"role": "tool", "content": "attachment://d", "tool_call_id": "a", "function": "look"},
                {"role": "assistant", "content": "done"},
            ],
            "scores": {"s": {"value": {"part": 1}}}, "attachments": {"d": "1"}, "metadata": {"k": 1},
            "events": [{"event": "model", "tools": [{"name": "look", "parameters": {"type": "object"}}]}],
        }],
    })
}

/// The paths of all values inside a value.
fn paths(value: &Value, here: &str, found: &mut Vec<String>) {
    let mut inside = |key: &str, value: &Value| {
        let path = format!("{here}/{key}");
        found.push(path.clone());
        paths(value, &path, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| inside(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| inside(&at.to_string(), value)),
        _ => {}
    }
}

fn check(format: ForeignFormat, good: &Value) {
    let written = |record: &Value| match (format, record) {
        (ForeignFormat::McpLog, Value::Array(lines)) => lines.iter().map(|line| format!("{line}\n")).collect(),
        _ => record.to_string(),
    };
    let file: String = written(good);
    assert_eq!(ForeignFormat::guess_file(&file), Some(format));
    let read = format.read_all(&file);
    assert!(!read.is_empty() && read.iter().all(Result::is_ok), "{read:?}");
    let mut places = Vec::new();
    paths(good, "", &mut places);
    let others = [
        json!(null),
        json!(true),
        json!(-3),
        json!("x"),
        json!(""),
        json!([]),
        json!([7]),
        json!({}),
        json!({"a": [null]}),
    ];
    for place in &places {
        for other in &others {
            let mut record = good.clone();
            *record.pointer_mut(place).unwrap() = other.clone();
            for found in format.read_all(&written(&record)) {
                match found {
                    Ok(conversation) => holds_together(&conversation, &format!("{place} = {other}")),
                    Err(fault) => assert!(fault.to_string().contains("should"), "{fault}"),
                }
            }
        }
    }
}

fn holds_together(conversation: &Conversation, how: &str) {
    let (mut made, mut answered) = (0, HashSet::new());
    for message in &conversation.messages {
        match message {
            Spoken::Assistant { text, calls, .. } => {
                assert!(text.as_ref().is_some_and(|text| !text.is_empty()) || !calls.is_empty(), "{how}");
                assert!(calls.iter().all(|call| call.arguments.is_object() && !call.name.is_empty()), "{how}");
                made += calls.len();
            }
            Spoken::Tool { call, .. } => assert!(*call < made && answered.insert(*call), "{how}"),
            Spoken::System { .. } | Spoken::User { .. } => {}
        }
    }
    assert_eq!(conversation.unanswered().len(), made - answered.len(), "{how}");
    let codes: HashSet<_> = conversation.lost.iter().collect();
    assert_eq!(codes.len(), conversation.lost.len(), "{how}");
}

#[test]
fn openai_rows_hold_together() {
    check(ForeignFormat::OpenAi, &openai());
}

#[test]
fn toucan_rows_hold_together() {
    check(ForeignFormat::Toucan, &toucan());
}

#[test]
fn bfcl_rows_hold_together() {
    check(ForeignFormat::Bfcl, &executed());
    check(ForeignFormat::Bfcl, &result());
}

#[test]
fn tau2_results_hold_together() {
    check(ForeignFormat::Tau2, &tau2());
}

#[test]
fn mcp_logs_hold_together() {
    check(ForeignFormat::McpLog, &mcp_log());
}

#[test]
fn atif_trajectories_hold_together() {
    check(ForeignFormat::Atif, &atif());
}

#[test]
fn inspect_logs_hold_together() {
    check(ForeignFormat::Inspect, &inspect());
}
