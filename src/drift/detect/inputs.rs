//! What happened to the parameters of a tool that is on both sides.

use serde_json::{Value, json};

use super::{Search, likeness};
use crate::drift::conversion::{Conversion, Items, fitting};
use crate::drift::operator::Operator;
use crate::drift::operators::form::{EnumChange, TypeChange};
use crate::drift::operators::names::RenameParameter;
use crate::drift::operators::nesting::{Flatten, Nest};
use crate::drift::operators::parameters::{NewOptionalParameter, RemoveParameter};
use crate::drift::operators::required::{NewRequiredParameter, OptionalToRequired, RequiredToOptional, Source};
use crate::drift::schema::{self, alternatives, at, is_required, kind, names};
use crate::model::{Path, Tool, ToolRef};

/// Parameters that are less like each other are not one under two names.
const LIKE: f64 = 0.35;

pub(super) fn search(search: &mut Search<'_>, tool: &ToolRef) {
    let same = |search: &Search<'_>| search.pair(tool).is_none_or(|(old, new)| old.input_schema == new.input_schema);
    if same(search) {
        return;
    }
    nested(search, tool);
    flattened(search, tool);
    renamed(search, tool);
    added(search, tool);
    for path in search.pair(tool).map(|(old, _)| schema::top(&old.input_schema)).unwrap_or_default() {
        let Some((_, new)) = search.pair(tool) else { return };
        changed(search, tool, &path, &new.input_schema);
    }
}

/// What happened to a parameter that is in an object of the other side, which may be that of all parameters.
fn changed(search: &mut Search<'_>, tool: &ToolRef, path: &Path, object: &Value) {
    let Some(new) = at(object, path) else { return };
    required(search, tool, path, is_required(object, path), new);
    form(search, tool, path, new);
}

/// The parameters of one that the other has not, with their schemas.
fn only(one: &Tool, other: &Tool) -> Vec<(String, Value)> {
    let has = names(&other.input_schema);
    let mine = names(&one.input_schema).into_iter().filter(|name| !has.contains(name));
    mine.map(|name| (name.clone(), one.input_schema["properties"][name.as_str()].clone())).collect()
}

fn nested(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    for (into, object) in only(&new, &old) {
        let inner = names(&object);
        let gone = only(&old, &new);
        let kept = |name: &&String| gone.iter().any(|(gone, _)| gone == *name);
        let moved = inner.iter().filter(kept).count();
        if kind(&object) != "object" || moved == 0 || 2 * moved < inner.len() {
            continue;
        }
        for name in &inner {
            match kept(&name) {
                true => changed(search, tool, &Path::root().field(name.as_str()), &object),
                false => before_nesting(search, tool, &object, name, &gone),
            }
        }
        let now = search.pair(tool).map(|(old, _)| names(&old.input_schema)).unwrap_or_default();
        let parameters = Some(inner.into_iter().filter(|name| now.contains(name)).collect());
        search.found(Operator::Nest(Nest { tool: Some(tool.clone()), parameters, into: Some(into) }));
    }
}

/// A property of an object that no parameter is the same as: it was new, or had another name, before it came there.
fn before_nesting(search: &mut Search<'_>, tool: &ToolRef, object: &Value, name: &str, gone: &[(String, Value)]) {
    let property = &object["properties"][name];
    if is_required(object, &Path::root().field(name)) && constant(search, tool, name, property) {
        return;
    }
    let inner = names(object);
    let left = gone.iter().filter(|(gone, _)| !inner.contains(gone));
    let like = |(gone, schema): &&(String, Value)| likeness::of_parameters((gone, schema), (name, property));
    let best = left.max_by(|one, other| like(one).total_cmp(&like(other)));
    if let Some((parameter, _)) = best.filter(|best| like(best) >= LIKE) {
        let (parameter, to) = (Some(parameter.clone()), Some(name.to_owned()));
        search.found(Operator::RenameParameter(RenameParameter { tool: Some(tool.clone()), parameter, to }));
    } else if !is_required(object, &Path::root().field(name)) {
        let (parameter, property) = (Some(name.to_owned()), Some(property.clone()));
        let tool = Some(tool.clone());
        search.found(Operator::NewOptionalParameter(NewOptionalParameter { tool, parameter, property }));
    }
}

fn flattened(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    let fresh = only(&new, &old);
    for (name, object) in only(&old, &new) {
        let inner = names(&object);
        let moved = inner.iter().filter(|name| fresh.iter().any(|(fresh, _)| fresh == *name)).count();
        if kind(&object) == "object" && moved > 0 && 2 * moved >= inner.len() {
            search.found(Operator::Flatten(Flatten { tool: Some(tool.clone()), parameter: Some(name) }));
        }
    }
}

/// Pairs the parameters that are gone with new ones, the most alike first.
fn renamed(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    let (gone, fresh) = (only(&old, &new), only(&new, &old));
    let needed = |tool: &Tool, name: &str| is_required(&tool.input_schema, &Path::root().field(name));
    let mut pairs = Vec::new();
    for (at, (name, property)) in gone.iter().enumerate() {
        for (to, (other, new_property)) in fresh.iter().enumerate() {
            let like = likeness::of_parameters((name, property), (other, new_property));
            let same = if needed(&old, name) == needed(&new, other) { 0.05 } else { 0.0 };
            pairs.push((like + same, at, to));
        }
    }
    pairs.sort_by(|(one, a, b), (other, c, d)| other.total_cmp(one).then(a.cmp(c)).then(b.cmp(d)));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (like, at, to) in pairs {
        if like >= LIKE && !left.contains(&at) && !right.contains(&to) {
            left.push(at);
            right.push(to);
            let (parameter, to) = (Some(gone[at].0.clone()), Some(fresh[to].0.clone()));
            search.found(Operator::RenameParameter(RenameParameter { tool: Some(tool.clone()), parameter, to }));
        }
    }
}

/// New parameters, as far as the value of those that must be given can be found out; and parameters that are gone.
fn added(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    for (name, property) in only(&new, &old) {
        let needed = is_required(&new.input_schema, &Path::root().field(name.as_str()));
        if needed && (constant(search, tool, &name, &property) || schema::default(&property).is_none()) {
            continue;
        }
        // One that must be given and has a default came as any other; that it must be given is found next.
        let (tool, parameter, property) = (Some(tool.clone()), Some(name), Some(property));
        search.found(Operator::NewOptionalParameter(NewOptionalParameter { tool, parameter, property }));
    }
    for (name, _) in only(&old, &new) {
        let (tool, parameter) = (Some(tool.clone()), Some(name));
        search.found(Operator::RemoveParameter(RemoveParameter { tool, parameter }));
    }
}

/// Finds the only value that a new parameter can have.
fn constant(search: &mut Search<'_>, tool: &ToolRef, name: &str, property: &Value) -> bool {
    let told = schema::text(property, "description");
    let said =
        told.strip_prefix("Always ").and_then(|rest| serde_json::from_str::<Value>(rest.trim_end_matches('.')).ok());
    let teller = told.strip_prefix(&format!("The `{name}` that `")).and_then(|rest| rest.strip_suffix("` returns."));
    let from = teller.map(|teller| ToolRef::new(&tool.server, teller));
    let output = from.as_ref().and_then(|from| search.pair(from)).and_then(|(_, teller)| teller.output_schema);
    let output = output.and_then(|output| at(&output, &Path::root().field(name))?.get("const").cloned());
    let single = match alternatives(property) {
        [value] => Some(value),
        _ => property.get("const"),
    };
    let (value, source) = match (said, single, output) {
        (Some(value), ..) => (value, Source::Description),
        (_, Some(value), _) => (value.clone(), Source::Enum),
        (_, _, Some(value)) => (value, Source::Output),
        _ => return false,
    };
    search.found(Operator::NewRequiredParameter(NewRequiredParameter {
        tool: Some(tool.clone()),
        parameter: Some(name.to_owned()),
        value: Some(value),
        source: Some(source),
        from: from.filter(|_| source == Source::Output),
    }))
}

fn required(search: &mut Search<'_>, tool: &ToolRef, path: &Path, now: bool, property: &Value) {
    let Some((old, _)) = search.pair(tool) else { return };
    let (tool, parameter) = (Some(tool.clone()), path.last_field().map(str::to_owned));
    match (is_required(&old.input_schema, path), now) {
        (false, true) => search.found(Operator::OptionalToRequired(OptionalToRequired { tool, parameter })),
        (true, false) => {
            let value = schema::default(property).cloned();
            search.found(Operator::RequiredToOptional(RequiredToOptional { tool, parameter, value }))
        }
        _ => false,
    };
}

/// Another form of the values: one that gives exactly the new schema, else one that the types suggest.
fn form(search: &mut Search<'_>, tool: &ToolRef, path: &Path, new: &Value) {
    let Some((old, _)) = search.pair(tool) else { return };
    let Some(old) = at(&old.input_schema, path) else { return };
    if old == new {
        return;
    }
    let name = path.last_field().unwrap_or_default().to_owned();
    let (tool, parameter) = (Some(tool.clone()), Some(name.clone()));
    if let Some(values) = exchanged(alternatives(old), alternatives(new)) {
        search.found(Operator::EnumChange(EnumChange { tool, parameter, values: Some(values) }));
        return;
    }
    let exact = fitting(&name, old).into_iter().find(|conversion| conversion.schema(old) == *new);
    if let Some(conversion) = exact.or_else(|| suggested(old, new)) {
        search.found(Operator::TypeChange(TypeChange { tool, parameter, conversion: Some(conversion) }));
    }
}

/// The values that stand where others stood, if there are as many as before.
fn exchanged(old: &[Value], new: &[Value]) -> Option<Vec<(Value, Value)>> {
    let pairs: Vec<(Value, Value)> =
        old.iter().cloned().zip(new.iter().cloned()).filter(|(old, new)| old != new).collect();
    // The same values in another order are the same values.
    let fresh = pairs.iter().all(|(_, now)| !old.contains(now));
    (old.len() == new.len() && !pairs.is_empty() && fresh).then_some(pairs)
}

fn suggested(old: &Value, new: &Value) -> Option<Conversion> {
    let items = |list: &Value| {
        let kind = list.get("items").map(kind).unwrap_or_default();
        if matches!(kind, "number" | "integer") { Items::Numbers } else { Items::Texts }
    };
    let single = |object: &Value| {
        let fields = names(object);
        let needed = object.get("required") == Some(&json!(fields));
        fields.into_iter().next().filter(|_| needed && names(object).len() == 1)
    };
    match (kind(old), kind(new)) {
        ("number" | "integer", "string") => Some(Conversion::NumberToText),
        ("string", "number" | "integer") => Some(Conversion::TextToNumber),
        ("array", "string") => Some(Conversion::ListToText { items: items(old) }),
        ("string", "array") => Some(Conversion::TextToList { items: items(new) }),
        ("string" | "number" | "integer", "object") => single(new).map(|field| Conversion::Wrap { field }),
        ("object", "string" | "number" | "integer") => single(old).map(|field| Conversion::Unwrap { field }),
        _ => None,
    }
}
