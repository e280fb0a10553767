//! Tools that became others: successors, parts, wholes, renamed ones; and those that are gone.

use serde_json::Value;

use super::{Search, likeness};
use crate::drift::operator::Operator;
use crate::drift::operators::form::HandleInsteadOfName;
use crate::drift::operators::groups::{Merge, Split};
use crate::drift::operators::names::RenameTool;
use crate::drift::operators::presence::{Remove, Replace, replaces};
use crate::drift::schema;
use crate::drift::target::find;
use crate::model::{Path, Tool, ToolRef};

/// Tools that are less like each other are not one tool under two names.
const LIKE: f64 = 0.45;

pub(super) fn search(search: &mut Search<'_>) {
    for tool in search.missing() {
        let _ = replaced(search, &tool) || split(search, &tool);
    }
    for tool in search.added() {
        merged(search, &tool);
    }
    handles(search);
    renamed(search);
    for tool in search.missing() {
        search.found(Operator::Remove(Remove { tool: Some(tool.reference()) }));
    }
}

/// A successor says whom it replaces. Its parameters stand in the order of those they replace.
fn replaced(search: &mut Search<'_>, tool: &Tool) -> bool {
    let says = |new: &Tool| new.server == tool.server && new.description.starts_with(&replaces(&tool.name));
    let Some(new) = search.added().into_iter().find(says) else { return false };
    let (before, after) = (schema::names(&tool.input_schema), schema::names(&new.input_schema));
    let gone = before.iter().filter(|name| !after.contains(name));
    let mut open: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
    let mut pairs = Vec::new();
    for name in gone {
        let property =
            |tool: &Tool, name: &String| schema::at(&tool.input_schema, &Path::root().field(name.as_str())).cloned();
        let old = property(tool, name).unwrap_or_default();
        let like = |other: &&String| {
            likeness::of_parameters((name, &old), (other, &property(&new, other).unwrap_or_default()))
        };
        let best = (0..open.len()).rev().max_by(|a, b| like(&open[*a]).total_cmp(&like(&open[*b])));
        if let Some(at) = best.filter(|at| like(&open[*at]) >= 0.3) {
            pairs.push((name.clone(), open.remove(at).clone()));
        }
    }
    let (tool, to) = (Some(tool.reference()), Some(new.name));
    search.found(Operator::Replace(Replace { tool, to, parameters: Some(pairs) }))
}

/// A flag or an enum, with a new tool for each of its values.
fn split(search: &mut Search<'_>, tool: &Tool) -> bool {
    let added: Vec<Tool> = search.added().into_iter().filter(|new| new.server == tool.server).collect();
    for path in schema::top(&tool.input_schema) {
        let name = path.last_field().unwrap_or_default().to_owned();
        let Some(values) = schema::at(&tool.input_schema, &path).and_then(Split::values) else { continue };
        let names = Split::named(&tool.name, &name, &values);
        // One of them may be gone again; the others say what they are.
        let says = |part: &String, value: &Value| {
            let mark = Split::mark(&name, value);
            added.iter().any(|new| new.name == *part && new.description.ends_with(&mark))
        };
        let there = |name: &String| added.iter().any(|new| new.name == *name);
        let parts = names.iter().all(there) || names.iter().zip(&values).any(|(name, value)| says(name, value));
        let given = parts.then_some(names);
        let Some(names) = given.or_else(|| by_value(tool, &name, &values, &added)) else { continue };
        let operator = Split { tool: Some(tool.reference()), parameter: Some(name), names: Some(names) };
        if search.found(Operator::Split(operator)) {
            return true;
        }
    }
    false
}

/// New tools with all parameters but one, each with another value of that one in its name.
fn by_value(tool: &Tool, parameter: &str, values: &[Value], added: &[Tool]) -> Option<Vec<String>> {
    let rest: Vec<String> = schema::names(&tool.input_schema).into_iter().filter(|name| name != parameter).collect();
    let part = |value: &Value| {
        let says = |new: &&Tool| new.name.to_lowercase().contains(&value.as_str().unwrap_or("\n").to_lowercase());
        let mut fits = added.iter().filter(|new| schema::names(&new.input_schema) == rest);
        fits.find(says).map(|new| new.name.clone())
    };
    let names: Vec<String> = values.iter().map(part).collect::<Option<_>>()?;
    let mut distinct = names.clone();
    distinct.sort();
    distinct.dedup();
    (distinct.len() == names.len()).then_some(names)
}

/// A new tool with all parameters of two old ones, and one more whose two values are their verbs.
fn merged(search: &mut Search<'_>, new: &Tool) {
    let missing: Vec<Tool> = search.missing().into_iter().filter(|tool| tool.server == new.server).collect();
    for path in schema::top(&new.input_schema) {
        let parameter = path.last_field().unwrap_or_default();
        let values = schema::at(&new.input_schema, &path).map(schema::alternatives).unwrap_or_default();
        let [Value::String(one), Value::String(other)] = values else { continue };
        let of = |value: &str| {
            let named = |tool: &&Tool| crate::drift::case::words(&tool.name).contains(&value.to_lowercase());
            let names = schema::names(&new.input_schema);
            // Some may have gone or got other names since.
            let inside = |tool: &&Tool| {
                let own = schema::names(&tool.input_schema);
                2 * own.iter().filter(|name| names.contains(name)).count() >= own.len()
            };
            missing.iter().filter(|tool| named(tool) && inside(tool)).collect::<Vec<_>>()
        };
        let pairs = of(one).into_iter().flat_map(|a| of(other).into_iter().map(move |b| (a, b)));
        let fit = |(a, b): &(&Tool, &Tool)| a.name != b.name && Merge::agree(a, b);
        let like =
            |(a, b): &(&Tool, &Tool)| likeness::of_names(&a.name, &new.name) + likeness::of_names(&b.name, &new.name);
        let best = pairs.filter(fit).max_by(|a, b| like(a).total_cmp(&like(b)));
        if let Some((a, b)) = best {
            search.found(Operator::Merge(Merge {
                tool: Some(a.reference()),
                with: Some(b.reference()),
                to: Some(new.name.clone()),
                parameter: Some(parameter.to_owned()),
                values: Some((one.clone(), other.clone())),
            }));
            return;
        }
    }
}

/// Parameters that take handles now: found here, because a tool came with them that looks handles up.
fn handles(search: &mut Search<'_>) {
    for tool in search.now.clone() {
        let Some(new) = find(search.new, &tool.reference()) else { continue };
        let kept = schema::names(&new.input_schema);
        for name in schema::names(&tool.input_schema).into_iter().filter(|name| !kept.contains(name)) {
            let path = Path::root().field(HandleInsteadOfName::handle(&name));
            let Some(property) = schema::at(&new.input_schema, &path) else { continue };
            let pattern = schema::text(property, "pattern").strip_prefix('^');
            let Some(prefix) = pattern.and_then(|pattern| pattern.strip_suffix("[0-9a-f]*$")) else { continue };
            let prefix = Some(prefix.to_owned());
            let handle = HandleInsteadOfName { tool: Some(tool.reference()), parameter: Some(name), prefix };
            search.found(Operator::HandleInsteadOfName(handle));
        }
    }
}

/// Pairs the tools that are left, the most alike first. A new tool that is more like one that stayed is a copy of that one.
fn renamed(search: &mut Search<'_>) {
    let (missing, added) = (search.missing(), search.added());
    let stayed: Vec<&Tool> = search.now.iter().filter(|tool| find(search.new, &tool.reference()).is_some()).collect();
    let mut pairs: Vec<(f64, &Tool, &Tool)> = Vec::new();
    for new in added.iter().filter(|_| !missing.is_empty()) {
        let rival = stayed.iter().map(|tool| likeness::of_tools(tool, new)).fold(0.0, f64::max);
        for old in missing.iter().filter(|old| old.server == new.server) {
            let like = likeness::of_tools(old, new);
            if like >= LIKE && like >= rival {
                pairs.push((like, old, new));
            }
        }
    }
    pairs.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let mut taken: Vec<ToolRef> = Vec::new();
    let mut found = Vec::new();
    for (_, old, new) in pairs {
        if !taken.contains(&old.reference()) && !taken.contains(&new.reference()) {
            taken.extend([old.reference(), new.reference()]);
            found.push(RenameTool { tool: Some(old.reference()), to: Some(new.name.clone()) });
        }
    }
    for rename in found {
        search.found(Operator::RenameTool(rename));
    }
}
