//! What differs still when the operators that were found have been applied.

use serde_json::Value;

use super::Unexplained;
use crate::drift::schema::{all, at, is_required};
use crate::drift::target::find;
use crate::model::{Path, Tool};

/// What is said for people.
const WORDS: [&str; 2] = ["title", "description"];

pub(super) fn unexplained(now: &[Tool], new: &[Tool]) -> Vec<Unexplained> {
    let mut left = Vec::new();
    for tool in new {
        let what = match find(now, &tool.reference()) {
            Some(old) => differences(old, tool),
            None => vec!["it was added".to_owned()],
        };
        left.extend(what.into_iter().map(|what| Unexplained { tool: tool.reference(), what }));
    }
    for tool in now.iter().filter(|tool| find(new, &tool.reference()).is_none()) {
        left.push(Unexplained { tool: tool.reference(), what: "it was removed".to_owned() });
    }
    left
}

fn differences(old: &Tool, new: &Tool) -> Vec<String> {
    let mut words = Vec::new();
    let mut told = |differs: bool, what: &str| words.extend(differs.then(|| format!("its {what} changed")));
    told(old.description != new.description, "description");
    told(old.title != new.title, "title");
    told(old.annotations != new.annotations, "annotations");
    sides("input", &old.input_schema, &new.input_schema, &mut words);
    match (&old.output_schema, &new.output_schema) {
        (Some(old), Some(new)) => sides("output", old, new, &mut words),
        (None, Some(_)) => words.push("it declares its result now".to_owned()),
        (Some(_), None) => words.push("it no longer declares its result".to_owned()),
        (None, None) => {}
    }
    words
}

fn sides(side: &str, old: &Value, new: &Value, words: &mut Vec<String>) {
    if same(old, new) {
        return;
    }
    let before = words.len();
    let mut said = told(old) != told(new);
    for path in all(old) {
        match (at(old, &path), at(new, &path)) {
            // What is inside of something that was removed went with it.
            (Some(_), None) if at(new, &path.parent()).is_some() => words.push(format!("{side} `{path}` was removed")),
            (Some(one), Some(other)) => {
                let (one_keys, other_keys) = (keys(one), keys(other));
                said |= told(one) != told(other);
                if !same(&one_keys, &other_keys) {
                    let (now, then) = (short(&other_keys), short(&one_keys));
                    words.push(format!("{side} `{path}` is another: {now} and was {then}"));
                }
                if is_required(old, &path) != is_required(new, &path) {
                    words.push(format!("{side} `{path}` is required on one side only"));
                }
            }
            _ => {}
        }
    }
    let added = |path: &Path| at(old, path).is_none() && at(old, &path.parent()).is_some();
    words.extend(all(new).into_iter().filter(added).map(|path| format!("{side} `{path}` was added")));
    if said {
        words.push(format!("the titles or descriptions in its {side} changed"));
    }
    let whole: Vec<String> = differing(old, new).into_iter().map(|key| format!("`{key}`")).collect();
    if !whole.is_empty() {
        words.push(format!("its {side} schema has another {}", whole.join(", ")));
    }
    // Which dialect a schema is written in is no difference of what it allows.
    if words.len() == before && old.get("$schema") == new.get("$schema") {
        words.push(format!("its {side} schema changed in a way that no property shows"));
    }
}

/// What a property says of itself in words.
fn told(property: &Value) -> [Option<&Value>; 2] {
    WORDS.map(|key| property.get(key))
}

/// What a schema says of the whole, and the other otherwise.
fn differing(old: &Value, new: &Value) -> Vec<String> {
    let names =
        |schema: &Value| schema.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let mut keys: Vec<String> = names(old).into_iter().chain(names(new)).collect();
    keys.sort();
    keys.dedup();
    const ELSEWHERE: [&str; 6] = ["properties", "required", "items", "$schema", "title", "description"];
    keys.retain(|key| !ELSEWHERE.contains(&key.as_str()) && old.get(key) != new.get(key));
    keys
}

/// A property without its words, and without the properties inside of it, which are told for themselves.
fn keys(property: &Value) -> Value {
    let mut keys = property.clone();
    if let Some(object) = keys.as_object_mut() {
        ["properties", "required", "items"].iter().chain(&WORDS).for_each(|key| {
            object.shift_remove(*key);
        });
    }
    keys
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 80 { text.chars().take(77).chain("...".chars()).collect() } else { text }
}

/// Whether two schemas say the same; the order of required names says nothing.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| {
                    b.get(key).is_some_and(|other| {
                        if key == "required" { sorted(value) == sorted(other) } else { same(value, other) }
                    })
                })
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => one == other,
    }
}

fn sorted(names: &Value) -> Option<Vec<&str>> {
    let mut names: Vec<&str> = names.as_array()?.iter().filter_map(Value::as_str).collect();
    names.sort_unstable();
    Some(names)
}
