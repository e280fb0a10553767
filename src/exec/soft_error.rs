//! Finds errors that servers hide in successful results: one call in five that fails says so only here.
//!
//! A keyword alone proves nothing, since results quote logs, mails and documents. What counts is the
//! *form* of the result: an envelope that carries an error and no payload, or a short text that is
//! nothing but an error message.

use serde_json::{Map, Value};

use crate::model::{Content, Outcome};

/// A longer text is a document that may well begin with an error.
const LONGEST_MESSAGE: usize = 400;
const MOST_LINES: usize = 3;

/// Keys that stand around an answer and say nothing by themselves.
const ENVELOPE: &[&str] = &[
    "success", "ok", "status", "code", "statuscode", "status_code", "error", "errors", "iserror", "is_error",
    "message", "msg", "detail", "details", "description", "reason", "hint", "hints", "suggestion", "suggestions",
    "error_code", "errorcode", "error_type", "errortype", "error_message", "errormessage", "type", "name", "title",
    "tool", "operation", "action", "request_id", "requestid", "timestamp", "traceback", "stack", "trace",
];

/// Openings after which a short text is an error message and nothing else.
const OPENINGS: &[&str] = &[
    "error:", "error -", "error executing", "error calling", "error reading", "error writing", "error while",
    "error during", "error processing", "error fetching", "error in tool", "an error occurred", "failed to ",
    "failed:", "failure:", "exception:", "fatal:", "unknown tool:", "invalid argument", "unable to ", "could not ",
    "❌",
];

/// The error message inside a result that claims success.
pub fn soft_error(outcome: &Outcome) -> Option<String> {
    if let Some(value) = outcome.value() {
        return in_value(&value);
    }
    match outcome.content.as_slice() {
        [Content::Text { text }] => in_text(text),
        _ => None,
    }
}

fn in_value(value: &Value) -> Option<String> {
    let map = value.as_object()?;
    match sole(map) {
        // Frameworks wrap what a function returned into `result`.
        Some(("result", Value::String(text))) => in_text(text),
        Some(("result", inner @ Value::Object(_))) => in_value(inner),
        _ => in_envelope(map),
    }
}

/// An object is an error when it says no, or names an error, and carries nothing else.
fn in_envelope(map: &Map<String, Value>) -> Option<String> {
    let says_no = map.iter().any(|(key, value)| denies(&key.to_lowercase(), value));
    let error = map.iter().find(|(key, value)| names_error(key) && is_telling(value)).map(|(_, value)| value);
    let says_failed = map.iter().any(|(key, value)| failed_status(&key.to_lowercase(), value));
    let bare = map.iter().all(|(key, value)| is_envelope(key) || is_empty(value));
    match (says_no, error) {
        (true, _) => Some(message(error, map)),
        (false, Some(_)) if bare => Some(message(error, map)),
        (false, None) if bare && says_failed && has_message(map) => Some(message(None, map)),
        _ => None,
    }
}

fn in_text(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let traceback = lower.starts_with("traceback (most recent call last)");
    let short = text.len() <= LONGEST_MESSAGE && text.lines().count() <= MOST_LINES;
    let opens = OPENINGS.iter().any(|opening| lower.starts_with(opening));
    (traceback || short && (opens || exception_name(text) || errno(text))).then(|| text.to_owned())
}

/// `/notes.md: Error - ENOENT: no such file`: the operating system's name of an error behind the word.
fn errno(text: &str) -> bool {
    let Some((_, after)) = text.split_once("Error") else { return false };
    let name: String = after.trim_start_matches([':', ' ', '-']).chars().take_while(char::is_ascii_uppercase).collect();
    name.len() > 3 && name.starts_with('E') && after.contains(&format!("{name}:"))
}

/// `ValueError: ...` and `java.io.IOException: ...`: one word that ends like an exception's name.
fn exception_name(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(head, _)| {
        !head.contains(char::is_whitespace)
            && head.len() > "Error".len()
            && (head.ends_with("Error") || head.ends_with("Exception"))
    })
}

fn denies(key: &str, value: &Value) -> bool {
    match key {
        "success" | "ok" => value == &Value::Bool(false),
        "iserror" | "is_error" => value == &Value::Bool(true),
        _ => false,
    }
}

fn failed_status(key: &str, value: &Value) -> bool {
    match (key, value) {
        ("status", Value::String(word)) => ["error", "failed", "failure"].contains(&word.to_lowercase().as_str()),
        ("status" | "code" | "statuscode" | "status_code", Value::Number(number)) => {
            number.as_u64().is_some_and(|code| (400..600).contains(&code))
        }
        _ => false,
    }
}

fn names_error(key: &str) -> bool {
    ["error", "errors", "error_message", "errormessage"].contains(&key.to_lowercase().as_str())
}

fn is_telling(value: &Value) -> bool {
    match value {
        Value::String(_) | Value::Array(_) | Value::Object(_) => !is_empty(value),
        Value::Bool(yes) => *yes,
        Value::Null | Value::Number(_) => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn is_envelope(key: &str) -> bool {
    ENVELOPE.contains(&key.to_lowercase().as_str())
}

fn has_message(map: &Map<String, Value>) -> bool {
    ["message", "msg", "detail", "details", "reason"].iter().any(|key| map.get(*key).is_some_and(is_telling))
}

/// The most readable text of an envelope.
fn message(error: Option<&Value>, map: &Map<String, Value>) -> String {
    let inner = error.and_then(|error| error.get("message").and_then(Value::as_str).or(error.as_str()));
    let beside = ["message", "msg", "detail", "details", "reason"];
    let beside = || beside.iter().find_map(|key| map.get(*key).and_then(Value::as_str));
    match inner.or_else(beside) {
        Some(text) => text.to_owned(),
        None => error.map_or_else(|| Value::Object(map.clone()).to_string(), Value::to_string),
    }
}

fn sole(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = map.iter();
    match (entries.next(), entries.next()) {
        (Some((key, value)), None) => Some((key, value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of_json(value: Value) -> Option<String> {
        soft_error(&Outcome { structured: Some(value), ..Outcome::default() })
    }

    fn of_text(text: &str) -> Option<String> {
        soft_error(&Outcome { content: vec![Content::Text { text: text.to_owned() }], ..Outcome::default() })
    }

    #[test]
    fn envelopes_around_an_error_are_errors() {
        assert_eq!(of_json(json!({"success": false, "error": "no row"})).as_deref(), Some("no row"));
        assert_eq!(of_json(json!({"error": {"code": 4, "message": "bad id"}})).as_deref(), Some("bad id"));
        assert_eq!(of_json(json!({"status": "error", "message": "boom"})).as_deref(), Some("boom"));
        assert_eq!(of_json(json!({"statusCode": 404, "message": "gone"})).as_deref(), Some("gone"));
        assert_eq!(of_json(json!({"result": {"ok": false, "reason": "full"}})).as_deref(), Some("full"));
        assert_eq!(of_json(json!({"result": "Error: no sheet"})).as_deref(), Some("Error: no sheet"));
        assert_eq!(of_json(json!({"data": null, "error": "late"})).as_deref(), Some("late"));
        assert_eq!(of_text(r#"{"success": false, "message": "no such file"}"#).as_deref(), Some("no such file"));
    }

    #[test]
    fn an_error_of_the_operating_system_in_a_short_text_is_one() {
        assert!(of_text("/notes.md: Error - ENOENT: no such file or directory, open '/notes.md'").is_some());
        assert!(of_text("Error handling EASTER: see page 4").is_none());
        assert!(of_text("An Errorless text about EGGS: fine").is_none());
    }

    #[test]
    fn payload_that_speaks_of_errors_is_none() {
        for value in [
            json!({"id": "job-7", "status": "failed", "started": "2026-03-01"}),
            json!({"success": true, "error": null, "rows": 3}),
            json!({"entries": [{"level": "error", "message": "disk full"}]}),
            json!({"error": "", "result": 4}),
            json!({"errors": [], "warnings": ["x"]}),
            json!({"line": 12, "level": "error", "error": "stack overflow", "host": "web-1"}),
            json!({"content": "Error: disk full"}),
            json!([{"error": "x"}]),
        ] {
            assert_eq!(of_json(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn short_error_texts_are_errors() {
        for text in [
            "Error: ENOENT",
            "Failed to open database",
            "❌ no such branch",
            "ValueError: bad month",
            "Traceback (most recent call last):\n  File \"a.py\", line 1\n\nKeyError: 'x'\nmore\nmore",
        ] {
            assert!(of_text(text).is_some(), "{text}");
        }
    }

    #[test]
    fn texts_that_mention_errors_are_none() {
        for text in [
            "Error handling in Rust is done with Result.",
            "Errors found: 0",
            "Fixed the failed login: see commit 4f2a",
            "The build has no errors.",
            "Subject: Failed to deliver\nFrom: a@b.c\nTo: d@e.f\n\nHello",
            "note: Error: is how messages start",
            "TypeError is raised when a type is wrong",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
        let log = format!("Error: first line\n{}", "2026-03-01 ok\n".repeat(20));
        assert_eq!(of_text(&log), None);
    }
}
