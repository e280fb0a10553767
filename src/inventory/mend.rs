//! Mistakes that schemas of real servers have, and how each is mended.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::JsonType;
use super::resolve::{Target, target};
use crate::model::{Path, Problem};

/// Subschemas nested deeper than this are not looked at.
const MAX_DEPTH: usize = 64;
/// No more references than this are followed to find circles.
const MAX_STEPS: usize = 100_000;

/// Walks the places where subschemas stand and mends what is known to go wrong there.
pub(super) struct Mender<'s> {
    root: &'s Value,
    /// Whether an array under `items` has to be called `prefixItems`.
    tuples: bool,
    /// Whether a boolean beside a bound is as it should be.
    draft4: bool,
    problems: Vec<Problem>,
    /// Whether a reference leads back to itself, by its name.
    circular: HashMap<String, bool>,
    /// References followed so far.
    steps: usize,
}

impl<'s> Mender<'s> {
    pub fn new(root: &'s Value, tuples: bool, draft4: bool) -> Self {
        Self { root, tuples, draft4, problems: Vec::new(), circular: HashMap::new(), steps: 0 }
    }

    /// Mends the schema and tells what was wrong; the places are paths inside it.
    pub fn mend(mut self, schema: &mut Value) -> Vec<Problem> {
        self.subschema(schema, &Path::root(), 0);
        self.problems
    }

    fn report(&mut self, place: &Path, message: impl Into<String>, mend: &str) {
        self.problems.push(Problem::new(place.to_string(), message).mend(mend));
    }

    fn subschema(&mut self, schema: &mut Value, place: &Path, depth: usize) {
        let Some(object) = schema.as_object_mut() else { return };
        if depth > MAX_DEPTH {
            return;
        }
        self.types(object, place);
        self.required(object, place);
        self.exclusive_bounds(object, place);
        self.reference(object, place);
        if self.tuples && object.get("items").is_some_and(Value::is_array) {
            let items = object.remove("items").unwrap_or_default();
            object.insert("prefixItems".into(), items);
            self.report(place, "`items` is a list, as in older drafts; taken as `prefixItems`", "write `prefixItems`");
        }
        self.inside(object, place, depth + 1);
    }

    fn inside(&mut self, object: &mut Map<String, Value>, place: &Path, depth: usize) {
        for group in ["properties", "patternProperties", "$defs", "definitions"] {
            for (name, member) in object.get_mut(group).and_then(Value::as_object_mut).into_iter().flatten() {
                self.subschema(member, &place.field(name.as_str()), depth);
            }
        }
        for key in ["items", "additionalProperties", "contains", "not"] {
            object.get_mut(key).into_iter().for_each(|inner| self.subschema(inner, &place.each(), depth));
        }
        for key in ["allOf", "anyOf", "oneOf", "prefixItems", "items"] {
            let options = object.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten();
            options.for_each(|option| self.subschema(option, place, depth));
        }
    }

    /// `String`, `int`, `dict` and other names that JSON Schema does not have.
    fn types(&mut self, object: &mut Map<String, Value>, place: &Path) {
        let Some(Value::String(name)) = object.get("type") else { return };
        let known = JsonType::from_name(name);
        if known.is_some_and(|kind| kind.name() == name) {
            return;
        }
        let message = format!("{name:?} is not a JSON Schema type");
        match known {
            Some(kind) => object.insert("type".into(), kind.name().into()),
            None => object.remove("type"),
        };
        self.report(place, message, "use string, number, integer, boolean, array, object or null");
    }

    /// `required: true` inside a parameter (draft 3) moves to the list of the object around it.
    fn required(&mut self, object: &mut Map<String, Value>, place: &Path) {
        let mut named = Vec::new();
        for (name, member) in object.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
            let Some(member) = member.as_object_mut() else { continue };
            if let Some(Value::Bool(required)) = member.get("required") {
                if *required {
                    named.push(name.clone());
                }
                member.remove("required");
                self.report(
                    &place.field(name.as_str()),
                    "`required` is a boolean",
                    "list the name in `required` of the object",
                );
            }
        }
        if object.get("required").is_some_and(Value::is_boolean) {
            object.remove("required");
        }
        if named.is_empty() {
            return;
        }
        let list = object.entry("required").or_insert_with(|| Value::Array(Vec::new()));
        let Some(list) = list.as_array_mut() else { return };
        let missing: Vec<Value> = named.into_iter().map(Value::String).filter(|name| !list.contains(name)).collect();
        list.extend(missing);
    }

    /// `exclusiveMinimum: true` beside `minimum` (draft 4) becomes the number itself.
    fn exclusive_bounds(&mut self, object: &mut Map<String, Value>, place: &Path) {
        if self.draft4 {
            return;
        }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            let Some(Value::Bool(set)) = object.get(exclusive) else { continue };
            let moved = if *set { object.remove(bound) } else { None };
            match moved {
                Some(number) => object.insert(exclusive.into(), number),
                None => object.remove(exclusive),
            };
            self.report(place, format!("`{exclusive}` is a boolean, as in draft 4"), "write the bound itself");
        }
    }

    fn reference(&mut self, object: &mut Map<String, Value>, place: &Path) {
        let Some(reference) = object.get("$ref") else { return };
        let Some(name) = reference.as_str() else {
            self.report(place, "`$ref` is not a string; it is ignored", "write a JSON pointer");
            object.remove("$ref");
            return;
        };
        let message = match target(self.root, name) {
            Target::Missing => format!("the $ref {name:?} cannot be resolved; anything is allowed there"),
            Target::Found(_) if self.is_circular(name) => {
                format!("the $ref {name:?} leads back to itself without describing anything; it is cut")
            }
            Target::Found(_) => return,
        };
        self.report(place, message, "refer to a schema under `$defs` of the same document");
        object.remove("$ref");
    }

    /// Whether following a reference in place, through `$ref` and combining keywords alone, comes back to it.
    fn is_circular(&mut self, start: &str) -> bool {
        if let Some(known) = self.circular.get(start) {
            return *known;
        }
        let mut seen = HashSet::new();
        let mut open = vec![start];
        let mut circular = false;
        while let Some(name) = open.pop() {
            let Target::Found(schema) = target(self.root, name) else { continue };
            let next = in_place(schema);
            self.steps += next.len();
            // Beyond the budget a reference counts as circular: cutting it is safe, following it may never end.
            circular = next.contains(&start) || self.steps > MAX_STEPS;
            if circular {
                break;
            }
            open.extend(next.into_iter().filter(|name| seen.insert(*name)));
        }
        self.circular.insert(start.to_owned(), circular);
        circular
    }
}

/// The references that apply to the same value as the schema itself.
fn in_place(schema: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        found.extend(schema.get("$ref").and_then(Value::as_str));
        for key in ["allOf", "anyOf", "oneOf"] {
            open.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        open.extend(["not", "if", "then", "else"].iter().filter_map(|key| schema.get(key)));
    }
    found
}
