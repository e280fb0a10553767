//! What stops a client that knows the old inventory only.

use serde_json::Value;

use super::Breaking;
use crate::drift::map::MigrationMap;
use crate::drift::schema::{all, alternatives, at, is_required, top};
use crate::drift::target::find;
use crate::model::Tool;

pub(super) fn breaking(old: &[Tool], new: &[Tool], map: &MigrationMap) -> Vec<Breaking> {
    let mut found = Vec::new();
    for tool in old {
        let now = map.tools_to_new(&tool.reference());
        let mut report = |why: String| found.push(Breaking { tool: tool.reference(), why });
        match now.as_slice() {
            [] => report("it is gone".to_owned()),
            [one] if *one == tool.reference() => {}
            [one] => report(format!("it is called {one} now")),
            many => {
                let names: Vec<String> = many.iter().map(ToString::to_string).collect();
                report(format!("it is several tools now: {}", names.join(", ")));
            }
        }
        if let [one] = now.as_slice()
            && let Some(new) = find(new, one)
        {
            calls(&tool.input_schema, &new.input_schema).into_iter().for_each(&mut report);
            results(tool, new).into_iter().for_each(&mut report);
        }
    }
    found
}

/// Why calls that the old schema allows may be refused.
fn calls(old: &Value, new: &Value) -> Vec<String> {
    let mut why = Vec::new();
    for path in top(old) {
        let (Some(before), now) = (at(old, &path), at(new, &path)) else { continue };
        let Some(now) = now else {
            why.push(format!("`{path}` was removed or has another name"));
            continue;
        };
        if is_required(new, &path) && !is_required(old, &path) {
            why.push(format!("`{path}` is required now"));
        }
        let widened = before.get("type").and_then(Value::as_str) == Some("integer")
            && now.get("type").and_then(Value::as_str) == Some("number");
        if before.get("type") != now.get("type") && now.get("type").is_some() && !widened {
            let kind = |schema: &Value| schema.get("type").map_or("any".to_owned(), ToString::to_string);
            why.push(format!("`{path}` is {} now and was {}", kind(now), kind(before)));
        }
        let (values, left) = (alternatives(before), alternatives(now));
        let removed = values.iter().filter(|value| !left.is_empty() && !left.contains(value));
        why.extend(removed.map(|value| format!("`{path}` no longer allows {value}")));
        if values.is_empty() && !left.is_empty() {
            why.push(format!("`{path}` allows only certain values now"));
        }
        for key in ["format", "pattern"] {
            if now.get(key).is_some() && before.get(key) != now.get(key) {
                why.push(format!("`{path}` has another {key} now"));
            }
        }
    }
    let new_ones = top(new).into_iter().filter(|path| at(old, path).is_none() && is_required(new, path));
    why.extend(new_ones.map(|path| format!("`{path}` is new and required")));
    why
}

/// Which facts a reader of the old results misses.
fn results(old: &Tool, new: &Tool) -> Vec<String> {
    let (Some(old), Some(new)) = (&old.output_schema, &new.output_schema) else { return Vec::new() };
    let gone = |path: &crate::model::Path| {
        at(new, path).is_none() && (path.segments().len() == 1 || at(new, &path.parent()).is_some())
    };
    all(old)
        .iter()
        .filter(|path| gone(path))
        .map(|path| format!("the result's `{path}` was removed or has another name"))
        .collect()
}
