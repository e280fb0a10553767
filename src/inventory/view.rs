//! The value inside a result that later steps can draw from.
//!
//! A server may send structured content, JSON as text, or prose. What is there as data is taken as it is. Prose is
//! looked into, and what is recovered stands *beside* the text under these names, so that every path of the declared
//! output stays valid:
//!
//! | name | from |
//! |---|---|
//! | `text` | the text itself, where the result is nothing but text |
//! | `json` | text that is JSON, inside a wrapper such as `{"result": "{..}"}` |
//! | `lines[]` | the non-empty lines, where there are several |
//! | `fields.<key>` | `Key: value` and `key = value` lines |
//! | `items[]` | bullets and numbered lines |
//! | `tagged.<tag>[]` | `[FILE] a.txt`, `[DIR] src` |
//! | `records[].<key>` | blocks of `Key: value` lines with repeating keys, and tables |
//!
//! Keys are written in snake case; numbers and booleans are recovered as such.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::prose;
use crate::model::{Content, Outcome};

/// The value of a successful result; `None` for a failure and for a result without text or structure.
pub fn view(outcome: &Outcome) -> Option<Cow<'_, Value>> {
    if !outcome.is_ok() {
        return None;
    }
    if let Some(value) = outcome.value() {
        return Some(match lone_text(&value) {
            Some((name, text)) => Cow::Owned(unwrapped(name, text)),
            None => value,
        });
    }
    let texts: Vec<&str> = outcome.content.iter().filter_map(text_of).collect();
    match texts.as_slice() {
        [] => None,
        [text] => Some(Cow::Owned(from_text(text))),
        several => Some(Cow::Owned(all_json(several).unwrap_or_else(|| from_text(&several.join("\n"))))),
    }
}

fn text_of(content: &Content) -> Option<&str> {
    match content {
        Content::Text { text } => Some(text),
        Content::Other { block } => block.pointer("/resource/text").and_then(Value::as_str),
    }
}

/// The one string of `"text"` or `{"content": "text"}`.
fn lone_text(value: &Value) -> Option<(Option<&str>, &str)> {
    match value {
        Value::String(text) => Some((None, text)),
        Value::Object(object) if object.len() == 1 => {
            object.iter().find_map(|(name, value)| Some((Some(name.as_str()), value.as_str()?)))
        }
        _ => None,
    }
}

fn unwrapped(name: Option<&str>, text: &str) -> Value {
    let Some(name) = name else { return from_text(text) };
    let mut object = Map::from_iter([(name.to_owned(), Value::from(text))]);
    match json(text) {
        Some(value) => add(&mut object, "json", value),
        None => recover(&mut object, text),
    }
    Value::Object(object)
}

/// JSON text is its value; other text stands under `text`.
fn from_text(text: &str) -> Value {
    if let Some(value) = json(text) {
        return value;
    }
    let mut object = Map::from_iter([("text".to_owned(), Value::from(text))]);
    recover(&mut object, text);
    Value::Object(object)
}

fn recover(object: &mut Map<String, Value>, text: &str) {
    prose::recover(text).into_iter().for_each(|(name, value)| add(object, name, value));
}

/// What the server itself named is never replaced.
fn add(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.entry(name).or_insert(value);
}

/// Servers send a list as one JSON text an item.
fn all_json(texts: &[&str]) -> Option<Value> {
    texts.iter().map(|text| json(text)).collect::<Option<Vec<Value>>>().map(Value::Array)
}

/// JSON objects and arrays, also inside a code fence; a bare number or word stays text.
fn json(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = match text.strip_prefix("```json").and_then(|rest| rest.strip_suffix("```")) {
        Some(inside) => inside.trim(),
        None => text,
    };
    text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten()
}
