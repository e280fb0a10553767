//! The events of OpenAI's Responses API, put together to the response.
//!
//! The last event of a whole stream holds the response. The others matter where the stream was torn.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::piece::merge;

/// None if there is no event of a response.
pub(super) fn assemble(events: Vec<Value>) -> Option<Value> {
    let mut response = None;
    let mut items: BTreeMap<u64, Map<String, Value>> = BTreeMap::new();
    let mut error = None;
    for mut event in events {
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        let number = event["output_index"].as_u64().unwrap_or_default();
        match kind.as_str() {
            "response.output_item.added" | "response.output_item.done" => {
                if let Value::Object(item) = event["item"].take() {
                    items.insert(number, item);
                }
            }
            "error" => error = Some(fault(event)),
            _ if event["response"].is_object() => response = Some(event["response"].take()),
            _ => add(&kind, items.entry(number).or_default(), &mut event),
        }
    }
    items.retain(|_, item| !item.is_empty());
    if response.is_none() && items.is_empty() && error.is_none() {
        return None;
    }
    let mut whole = response.unwrap_or_else(|| json!({"object": "response"}));
    let is_bare = whole["output"].as_array().is_none_or(Vec::is_empty);
    // Some servers leave the output out of the last event.
    if is_bare {
        whole["output"] = items.into_values().map(Value::Object).collect();
    }
    if let Some(error) = error {
        whole["error"] = error;
    }
    Some(whole)
}

/// Whether the response has its end.
pub(super) fn is_ended(response: &Value) -> bool {
    let status = response["status"].as_str().unwrap_or_default();
    matches!(status, "completed" | "failed" | "incomplete" | "cancelled") || !response["error"].is_null()
}

/// Adds a piece to the item that it belongs to.
fn add(kind: &str, item: &mut Map<String, Value>, event: &mut Value) {
    let (content, summary) = (event["content_index"].as_u64(), event["summary_index"].as_u64());
    let delta = event["delta"].take();
    match kind {
        "response.content_part.added" | "response.content_part.done" => {
            *place(item, "content", content) = event["part"].take();
        }
        "response.reasoning_summary_part.added" | "response.reasoning_summary_part.done" => {
            *place(item, "summary", summary) = event["part"].take();
        }
        "response.output_text.delta" | "response.reasoning_text.delta" => {
            merge("content", place(item, "content", content), json!({"text": delta}));
        }
        "response.refusal.delta" => merge("content", place(item, "content", content), json!({"refusal": delta})),
        "response.output_text.annotation.added" => {
            let annotations = json!({"annotations": [event["annotation"].take()]});
            merge("content", place(item, "content", content), annotations);
        }
        "response.reasoning_summary_text.delta" => {
            merge("summary", place(item, "summary", summary), json!({"text": delta}));
        }
        "response.function_call_arguments.delta" | "response.mcp_call_arguments.delta" => {
            merge("arguments", item.entry("arguments").or_insert(Value::Null), delta);
        }
        "response.custom_tool_call_input.delta" => merge("input", item.entry("input").or_insert(Value::Null), delta),
        "response.code_interpreter_call_code.delta" => {
            merge("code", item.entry("code").or_insert(Value::Null), delta);
        }
        _ => {}
    }
}

/// A place in a list of an item. Lists are filled from the front, so that a wild number makes no endless list.
fn place<'a>(item: &'a mut Map<String, Value>, list: &str, number: Option<u64>) -> &'a mut Value {
    let slot = item.entry(list).or_insert(Value::Null);
    let mut parts = match slot.take() {
        Value::Array(parts) => parts,
        _ => Vec::new(),
    };
    let number = number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default().min(parts.len());
    if number == parts.len() {
        parts.push(Value::Null);
    }
    *slot = Value::Array(parts);
    &mut slot[number]
}

fn fault(mut event: Value) -> Value {
    match event["error"].take() {
        Value::Null => json!({"code": event["code"], "message": event["message"]}),
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn torn() -> Vec<Value> {
        vec![
            json!({"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}}),
            json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "content": []}}),
            json!({"type": "response.content_part.added", "output_index": 0, "content_index": 0,
                "part": {"type": "output_text", "text": "", "annotations": []}}),
            json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "He"}),
            json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "llo"}),
            json!({"type": "response.output_item.added", "output_index": 1,
                "item": {"type": "function_call", "name": "a", "arguments": ""}}),
            json!({"type": "response.function_call_arguments.delta", "output_index": 1, "delta": "{\"x\""}),
        ]
    }

    #[test]
    fn a_torn_stream_tells_what_came() {
        let whole = assemble(torn()).unwrap();
        let expected = json!({"id": "r", "status": "in_progress", "output": [
            {"type": "message", "content": [{"type": "output_text", "text": "Hello", "annotations": []}]},
            {"type": "function_call", "name": "a", "arguments": "{\"x\""}]});
        assert_eq!(whole, expected);
        assert!(!is_ended(&whole));
    }

    #[test]
    fn the_last_event_outranks_all_others_but_for_a_missing_output() {
        let last = |output: Value| {
            let response = json!({"id": "r", "status": "completed", "output": output});
            let mut events = torn();
            events.push(json!({"type": "response.completed", "response": response}));
            assemble(events).unwrap()
        };
        let whole = last(json!([{"type": "message"}]));
        assert_eq!(whole["output"], json!([{"type": "message"}]));
        assert!(is_ended(&whole));
        assert_eq!(last(json!([]))["output"][0]["content"][0]["text"], "Hello");
    }

    #[test]
    fn wild_events_do_no_harm() {
        let wild = vec![
            json!({"type": "response.output_text.delta", "output_index": 7, "content_index": u64::MAX, "delta": "a"}),
            json!({"type": "response.output_item.added", "output_index": 8, "item": "none"}),
            json!({"type": "response.refusal.delta", "output_index": 9, "content_index": -1, "delta": ["b"]}),
            json!({"type": "error", "code": "c", "message": "busy", "sequence_number": 4}),
        ];
        let whole = assemble(wild).unwrap();
        assert_eq!(whole["output"], json!([{"content": [{"text": "a"}]}, {"content": [{"refusal": ["b"]}]}]));
        assert_eq!(whole["error"], json!({"code": "c", "message": "busy"}));
        assert_eq!(assemble(vec![json!({"type": "ping"})]), None);
    }
}
