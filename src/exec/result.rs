//! Reads a `tools/call` result from its raw JSON: no content type that we do not know loses a result.

use serde_json::{Map, Value};

use super::failure_kind;
use super::soft_error::soft_error;
use crate::model::{Boundary, Content, Failure, FailureKind, Outcome};

const ERROR_WORD: &str = "mcplab/error";
const STRUCTURED: &str = "structuredContent";

/// The outcome that a raw `CallToolResult` stands for.
pub fn outcome_of_result(raw: Value) -> Outcome {
    let Value::Object(map) = &raw else {
        return misshapen("the result is no JSON object", raw);
    };
    match map.get("resultType").and_then(Value::as_str) {
        None | Some("complete") => {}
        // It asks for something first: input from a person, patience for a task.
        Some(other) => {
            let message = format!("the tool answered with `{other}`, which nobody here can give");
            return Outcome { raw: Some(raw), ..Outcome::failed(Boundary::Tool, FailureKind::Other, message) };
        }
    }
    if !map.get("content").is_some_and(Value::is_array) && !map.contains_key(STRUCTURED) {
        return misshapen("the result has neither `content` nor `structuredContent`", raw);
    }
    let content = blocks(map);
    let declared = map.get("isError").and_then(Value::as_bool).unwrap_or_default();
    let word = map.get("_meta").and_then(|meta| meta.get(ERROR_WORD)).and_then(Value::as_str);
    let kind = word.and_then(failure_kind::of_code_word);
    let more = says_more(map);
    // What says no more than its parts is taken apart and not copied.
    let (structured, raw) = match raw {
        Value::Object(mut map) if !more => (map.swap_remove(STRUCTURED), None),
        raw => (raw.get(STRUCTURED).cloned(), Some(raw)),
    };
    let structured = structured.filter(|value| !value.is_null());
    let mut outcome = Outcome { content, structured, raw, ..Outcome::default() };
    let message = if declared { Some(outcome.text()) } else { soft_error(&outcome) };
    outcome.failure = message.map(|message| Failure {
        boundary: Boundary::Tool,
        kind: kind.unwrap_or_else(|| failure_kind::of_text(&message)),
        message,
    });
    outcome
}

fn blocks(map: &Map<String, Value>) -> Vec<Content> {
    let block = |block: &Value| match (block.get("type").and_then(Value::as_str), block.get("text")) {
        (Some("text"), Some(Value::String(text))) => Content::Text { text: text.clone() },
        _ => Content::Other { block: block.clone() },
    };
    map.get("content").and_then(Value::as_array).into_iter().flatten().map(block).collect()
}

/// Whether the raw result holds anything that the typed view drops.
fn says_more(map: &Map<String, Value>) -> bool {
    let known = |key: &str| matches!(key, "content" | "structuredContent" | "isError" | "resultType");
    let is_text = |block: &Map<String, Value>| block.get("type").and_then(Value::as_str) == Some("text");
    let plain = |block: &Value| block.as_object().is_none_or(|block| !is_text(block) || block.len() == 2);
    let blocks = map.get("content").and_then(Value::as_array);
    !map.keys().all(|key| known(key)) || !blocks.into_iter().flatten().all(plain)
}

fn misshapen(message: &str, raw: Value) -> Outcome {
    Outcome { raw: Some(raw), ..Outcome::failed(Boundary::Server, FailureKind::Protocol, message) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_blocks_and_keys_are_kept() {
        let raw =
            json!({"content": [{"type": "hologram", "data": 1}, {"type": "text", "text": "a"}], "_meta": {"x": 1}});
        let outcome = outcome_of_result(raw.clone());
        assert!(outcome.is_ok());
        assert_eq!(outcome.content.len(), 2);
        assert_eq!(outcome.raw, Some(raw));
    }

    #[test]
    fn plain_results_need_no_raw_json() {
        let outcome = outcome_of_result(json!({"content": [{"type": "text", "text": "a"}], "isError": false}));
        assert_eq!(outcome.raw, None);
        assert_eq!(outcome.text(), "a");
    }

    #[test]
    fn the_kind_of_our_own_servers_is_taken_at_its_word() {
        let outcome = outcome_of_result(json!({
            "isError": true, "content": [{"type": "text", "text": "no"}], "_meta": {"mcplab/error": "conflict"},
        }));
        assert_eq!(outcome.failure.unwrap().kind, FailureKind::Conflict);
    }

    #[test]
    fn a_result_without_content_is_a_protocol_failure() {
        let outcome = outcome_of_result(json!({"toolResult": 3}));
        assert_eq!(outcome.failure.unwrap().kind, FailureKind::Protocol);
        assert!(outcome.raw.is_some());
    }
}
