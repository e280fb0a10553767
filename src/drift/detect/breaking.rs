//! What stops a client that knows the old inventory only.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Breaking;
use super::allowed::{narrower, types};
use crate::drift::map::MigrationMap;
use crate::drift::rewrite::{Rewrite, Side};
use crate::drift::schema::{all, alternatives, at, is_open, is_required};
use crate::drift::target::find;
use crate::model::{Path, Tool, ToolRef};

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
            let renames = renames(map, &tool.reference());
            calls(&tool.input_schema, &new.input_schema, &renames).into_iter().for_each(&mut report);
            results(tool, new, &renames).into_iter().for_each(&mut report);
        }
    }
    found
}

/// A field under its old and its new name.
struct Rename {
    side: Side,
    from: Path,
    to: Path,
}

/// The fields of a tool that the map gives other names.
fn renames(map: &MigrationMap, tool: &ToolRef) -> Vec<Rename> {
    let (mut now, mut found): (ToolRef, Vec<Rename>) = (tool.clone(), Vec::new());
    for step in &map.steps {
        match &step.rewrite {
            Rewrite::Field { tool, side, path, to } if *tool == now && !step.turned => {
                let to = path.parent().field(to.as_str());
                match found.iter_mut().find(|rename| rename.side == *side && rename.to == *path) {
                    Some(rename) => rename.to = to,
                    None => found.push(Rename { side: *side, from: path.clone(), to }),
                }
            }
            _ => match step.tools(&now).into_iter().next() {
                Some(next) => now = next,
                None => break,
            },
        }
    }
    found
}

/// What became of a field that is not there under its old name.
fn gone(path: &Path, side: Side, renames: &[Rename]) -> String {
    match renames.iter().find(|rename| rename.side == side && rename.from == *path) {
        Some(rename) => format!("`{path}` is called `{}` now", rename.to),
        None => format!("`{path}` was removed or has another name"),
    }
}

/// Why calls that the old schema allows may be refused, or not do what they did.
fn calls(old: &Value, new: &Value, renames: &[Rename]) -> Vec<String> {
    let mut why = Vec::new();
    for path in all(old) {
        let (Some(before), now) = (at(old, &path), at(new, &path)) else { continue };
        match now {
            Some(now) => {
                if is_required(new, &path) && !is_required(old, &path) {
                    why.push(format!("`{path}` is required now"));
                }
                values(&path, before, now, &mut why);
            }
            // Told of the object around it, or not known.
            None if at(new, &path.parent()).is_none_or(is_open) && path.segments().len() > 1 => {}
            None => why.push(gone(&path, Side::Input, renames)),
        }
    }
    let renamed = |path: &Path| renames.iter().any(|rename| rename.side == Side::Input && rename.to == *path);
    let fresh = |path: &Path| at(old, path).is_none() && is_required(new, path) && !renamed(path);
    let told = |path: &Path| path.segments().len() == 1 || at(old, &path.parent()).is_some();
    let new_ones = all(new).into_iter().filter(|path| fresh(path) && told(path));
    why.extend(new_ones.map(|path| format!("`{path}` is new and required")));
    why
}

/// Which values of a parameter are no longer taken.
fn values(path: &Path, before: &Value, now: &Value, why: &mut Vec<String>) {
    let list = |types: Vec<&String>| types.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    match (types(before), types(now)) {
        (Some(before), Some(now)) => {
            let gone: Vec<&String> =
                before.difference(&now).filter(|kind| now.is_empty() || !implied(kind, &now)).collect();
            if !gone.is_empty() && before.is_disjoint(&now) {
                why.push(format!("`{path}` is {} now and was {}", list(now.iter().collect()), list(gone)));
            } else if !gone.is_empty() {
                why.push(format!("`{path}` no longer takes {}", list(gone)));
            }
        }
        (None, Some(now)) if says_nothing(before) => {
            why.push(format!("`{path}` takes only {} now", list(now.iter().collect())));
        }
        _ => {}
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
    let bounds = narrower(before, now);
    if !bounds.is_empty() {
        why.push(format!("`{path}` is bounded now: {}", bounds.join(", ")));
    }
}

/// An integer is a number.
fn implied(kind: &str, now: &BTreeSet<String>) -> bool {
    kind == "integer" && now.contains("number")
}

/// Whether a schema names neither types nor a place where they are named.
fn says_nothing(schema: &Value) -> bool {
    ["$ref", "anyOf", "oneOf", "allOf", "const"].iter().all(|key| schema.get(*key).is_none())
}

/// Which facts a reader of the old results misses.
fn results(old: &Tool, new: &Tool, renames: &[Rename]) -> Vec<String> {
    let (old, new) = match (&old.output_schema, &new.output_schema) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => return vec!["it no longer declares its result".to_owned()],
        _ => return Vec::new(),
    };
    let lacks = |path: &Path| {
        let around = at(new, &path.parent());
        at(new, path).is_none() && (path.segments().len() == 1 || around.is_some_and(|around| !is_open(around)))
    };
    all(old)
        .iter()
        .filter(|path| lacks(path))
        .map(|path| format!("the result's {}", gone(path, Side::Output, renames)))
        .collect()
}
