//! The fallback grammar: how to speak of a tool from the words of its names alone.

use serde_json::Value;

use crate::model::Tool;

/// Words that begin tool names and are English verbs.
const VERBS: &[&str] = &[
    "add", "append", "archive", "assign", "book", "calculate", "call", "cancel", "change", "check", "clear", "close",
    "commit", "compare", "convert", "copy", "count", "create", "delete", "describe", "diff", "download", "edit",
    "export", "fetch", "find", "flag", "forward", "generate", "get", "import", "insert", "list", "load", "look",
    "make", "mark", "merge", "move", "open", "order", "pay", "place", "query", "read", "remove", "rename", "reply",
    "reserve", "reset", "run", "save", "schedule", "search", "send", "set", "share", "show", "sort", "start", "stop",
    "summarize", "track", "translate", "unshare", "update", "upload", "validate", "view", "write",
];

/// A name in lower-case words.
pub fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        let boundary = !c.is_alphanumeric() || (c.is_uppercase() && lower);
        lower = c.is_lowercase();
        if boundary && out.last().is_some_and(|word| !word.is_empty()) {
            out.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = out.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

/// A parameter or field name as a noun phrase: `tracking_number` is `tracking number`.
pub fn noun(name: &str) -> String {
    let mut words = words(name);
    if words.len() > 1 && words.last().is_some_and(|word| word == "id" || word == "ids") {
        words.pop();
    }
    match words.as_slice() {
        [one] if one == "q" => "query".to_owned(),
        words => words.join(" "),
    }
}

/// Verb and object of a tool's name, e.g. `("create", "directory")`; the server's own name in front
/// of it (`git_log` of `git`) is no part of either.
pub fn verb_and_object(tool: &Tool) -> (String, String) {
    let mut words = words(&tool.name);
    let server = self::words(&tool.server);
    if words.len() > 1 && words.first().is_some_and(|word| server.contains(word)) {
        words.remove(0);
    }
    // `PurchaseOrder_list` lists orders, whatever else is a verb in it.
    let reads = words.len() > 1 && words.last().is_some_and(|word| matches!(word.as_str(), "list" | "search" | "get"));
    let at = match reads {
        true => Some(words.len() - 1),
        false => words.iter().position(|word| VERBS.contains(&word.as_str())),
    };
    match at {
        Some(at) => {
            let verb = words.remove(at);
            (spoken(&verb).to_owned(), words.join(" "))
        }
        None => ("show me".to_owned(), words.join(" ")),
    }
}

/// Verbs of interfaces in the words of people.
fn spoken(verb: &str) -> &str {
    match verb {
        "get" | "fetch" | "describe" | "view" | "list" => "show me",
        "query" => "look up",
        other => other,
    }
}

/// The noun for what a tool returns or changes: the last word of its object, in the singular.
pub fn item(tool: &Tool, list: Option<&str>) -> String {
    let (_, object) = verb_and_object(tool);
    let noun = list.map_or_else(|| object.clone(), noun);
    let last = noun.split(' ').next_back().unwrap_or_default();
    match singular(last) {
        word if word.is_empty() => "item".to_owned(),
        word => word,
    }
}

/// `entries` is `entry`, `boxes` is `box`, `status` stays.
pub fn singular(word: &str) -> String {
    match word {
        _ if word.ends_with("ies") && word.len() > 4 => format!("{}y", &word[..word.len() - 3]),
        _ if ["ches", "shes", "xes", "sses"].iter().any(|end| word.ends_with(end)) => word[..word.len() - 2].to_owned(),
        _ if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) => {
            word[..word.len() - 1].to_owned()
        }
        _ => word.to_owned(),
    }
}

/// Whether a value is short enough to be said in passing.
pub fn is_short(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty() && text.chars().count() <= 120 && !text.contains('\n'),
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_the_verb_of_what_only_reads() {
        let spoken = |name: &str| {
            let tool: Tool = serde_json::from_value(serde_json::json!({
                "server": "erp", "name": name, "input_schema": {"type": "object"}
            }))
            .unwrap();
            verb_and_object(&tool)
        };
        assert_eq!(spoken("PurchaseOrder_list"), ("show me".to_owned(), "purchase order".to_owned()));
        assert_eq!(spoken("order_book"), ("order".to_owned(), "book".to_owned()));
    }
}
