//! Values that a call may be given: what the reference says itself, and what a result tells of an item that the user means.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chain::{Atlas, Role};
use crate::model::Path;
use crate::score::{ReferenceCall, folded, places};

/// A text of fewer characters points to nothing.
const POINTING: usize = 3;

/// A value of an argument of the reference.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The name of the parameter in one form.
    pub name: String,
    pub role: Option<Role>,
    pub value: Value,
    /// It comes from a result, so that it must be found in one.
    pub drawn: bool,
    pub turn: usize,
}

impl Given {
    /// All arguments of a reference.
    pub fn all(calls: &[ReferenceCall], atlas: &Atlas) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for call in calls {
            let node = atlas.find(&call.reference()).map(|tool| &atlas.tools[tool]);
            for (path, value) in Path::leaves(&call.arguments) {
                let general = path.generalised();
                let input = node.and_then(|node| node.inputs.iter().find(|input| input.leaf.path == general));
                let given = Self {
                    name: plain(path.last_field().unwrap_or_default()),
                    role: input.map(|input| input.role),
                    value: value.clone(),
                    drawn: call.draws.contains_key(&path),
                    turn: call.turn,
                };
                let same = |known: &Self| (&known.name, &known.value) == (&given.name, &given.value);
                if !found.iter().any(same) {
                    found.push(given);
                }
            }
        }
        found
    }
}

/// A parameter's name in one form: small letters, and in the singular.
pub(super) fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.strip_suffix('s') {
        Some(one) if !one.ends_with('s') && one.len() > 2 => one.to_owned(),
        _ => name,
    }
}

/// Whether what the user says, or what callers name, stands in an item.
pub(super) fn recognisable(item: &Value, said: &str, literals: &BTreeSet<String>) -> bool {
    let said = folded(said);
    let points = |(_, leaf): (Path, &Value)| match leaf {
        Value::String(text) if text.chars().count() >= POINTING => {
            let text = folded(text);
            let named = |literal: &String| {
                let literal = folded(literal);
                literal.chars().count() >= POINTING && places(&text, &literal).next().is_some()
            };
            places(&said, &text).next().is_some() || literals.iter().any(named)
        }
        Value::Number(number) => literals.contains(&number.to_string()),
        _ => false,
    };
    Path::leaves(item).into_iter().any(points)
}
