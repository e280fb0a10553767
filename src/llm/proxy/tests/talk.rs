//! What the model says in the tests: each API's stream, and the response of the same call without streaming.

use serde_json::{Value, json};

/// One API.
pub struct Talk {
    pub path: &'static str,
    /// As it comes over the wire.
    pub stream: String,
    pub whole: Value,
    pub tokens: (u64, u64),
}

pub fn all() -> [Talk; 3] {
    [chat(), response(), message()]
}

/// What every talk comes to.
pub fn calls() -> Vec<(String, String)> {
    vec![("get_weather".to_owned(), r#"{"city":"Zürich"}"#.to_owned())]
}

fn chat() -> Talk {
    let head = |choices: Value| {
        json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 7, "model": "m",
            "system_fingerprint": "fp", "choices": choices, "usage": null})
    };
    let piece = |delta: Value, finish: Value| head(json!([{"index": 0, "delta": delta, "finish_reason": finish}]));
    let call = |call: Value| piece(json!({"tool_calls": [call]}), Value::Null);
    let mut last = head(json!([]));
    last["usage"] = json!({"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17});
    let chunks = [
        piece(json!({"role": "assistant", "content": "", "refusal": null}), Value::Null),
        piece(json!({"content": "Grüezi"}), Value::Null),
        piece(json!({"content": " 👋"}), Value::Null),
        call(
            json!({"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}),
        ),
        call(json!({"index": 0, "function": {"arguments": "{\"city\":"}})),
        call(json!({"index": 0, "function": {"arguments": "\"Zürich\"}"}})),
        piece(json!({}), json!("tool_calls")),
        last,
    ];
    let stream: String = chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    let whole = json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 7, "model": "m",
        "system_fingerprint": "fp", "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {
            "role": "assistant", "content": "Grüezi 👋", "refusal": null, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Zürich\"}"}}]}}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17}});
    Talk { path: "/v1/chat/completions", stream: format!("{stream}data: [DONE]\n\n"), whole, tokens: (11, 6) }
}

fn response() -> Talk {
    let whole = json!({"id": "resp_1", "object": "response", "status": "completed", "error": null, "output": [
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Grüezi 👋", "annotations": []}]},
        {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{\"city\":\"Zürich\"}"}],
        "usage": {"input_tokens": 12, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 7, "total_tokens": 19}});
    let mut begun = whole.clone();
    begun["status"] = json!("in_progress");
    begun["output"] = json!([]);
    begun["usage"] = Value::Null;
    let events = [
        json!({"type": "response.created", "response": begun}),
        json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "content": []}}),
        json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Grüezi 👋"}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 1, "delta": "{\"city\":"}),
        json!({"type": "response.completed", "response": whole}),
    ];
    Talk { path: "/v1/responses", stream: named(&events, "\r\n"), whole, tokens: (12, 7) }
}

fn message() -> Talk {
    let whole = json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
        "stop_sequence": null, "content": [
            {"type": "text", "text": "Grüezi 👋"},
            {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Zürich"}}],
        "usage": {"input_tokens": 9, "cache_read_input_tokens": 4, "output_tokens": 8}});
    let mut begun = whole.clone();
    begun["content"] = json!([]);
    begun["stop_reason"] = Value::Null;
    begun["usage"]["output_tokens"] = json!(1);
    let delta = |index: u64, delta: Value| json!({"type": "content_block_delta", "index": index, "delta": delta});
    let events = [
        json!({"type": "message_start", "message": begun}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "ping"}),
        delta(0, json!({"type": "text_delta", "text": "Grüezi"})),
        delta(0, json!({"type": "text_delta", "text": " 👋"})),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "content_block_start", "index": 1,
            "content_block": {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}}),
        delta(1, json!({"type": "input_json_delta", "partial_json": "{\"city\":"})),
        delta(1, json!({"type": "input_json_delta", "partial_json": "\"Zürich\"}"})),
        json!({"type": "content_block_stop", "index": 1}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": null}, "usage": {"output_tokens": 8}}),
        json!({"type": "message_stop"}),
    ];
    Talk { path: "/v1/messages", stream: named(&events, "\n"), whole, tokens: (13, 8) }
}

/// Events with their names.
fn named(events: &[Value], end: &str) -> String {
    let name = |event: &Value| event["type"].as_str().unwrap_or_default().to_owned();
    events.iter().map(|event| format!("event: {}{end}data: {event}{end}{end}", name(event))).collect()
}
