//! `$ref` inside one schema: only pointers into the same document are followed, never the network.

use serde_json::Value;

/// What a reference leads to.
pub(super) enum Target<'s> {
    Found(&'s Value),
    /// Points outside the document, or at nothing.
    Missing,
}

/// Looks up `#`, `#/$defs/Name`, an `$anchor`, or an `$id` inside `root`.
pub(super) fn target<'s>(root: &'s Value, reference: &str) -> Target<'s> {
    let found = match reference.strip_prefix('#') {
        Some("") => Some(root),
        Some(pointer) if pointer.starts_with('/') => root.pointer(&decoded(pointer)),
        Some(anchor) => named(root, "$anchor", anchor),
        None => named(root, "$id", reference),
    };
    found.map_or(Target::Missing, Target::Found)
}

/// The definition that calls itself `name`.
fn named<'s>(root: &'s Value, key: &str, name: &str) -> Option<&'s Value> {
    ["$defs", "definitions"]
        .iter()
        .filter_map(|group| root.get(group)?.as_object())
        .flat_map(|group| group.values())
        .find(|schema| schema.get(key).and_then(Value::as_str) == Some(name))
}

/// A JSON pointer in a URI fragment may be percent-encoded.
fn decoded(pointer: &str) -> String {
    if !pointer.contains('%') {
        return pointer.to_owned();
    }
    let bytes = pointer.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| pointer.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| pointer.to_owned())
}
