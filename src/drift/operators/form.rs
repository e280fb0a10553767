//! The form of values: other types, other dates and units, other values of an enum, handles where names were.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::rename_parameter;
use crate::drift::Inventory;
use crate::drift::case::{Case, words};
use crate::drift::conversion::{Conversion, fitting};
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side};
use crate::drift::target::{self, Target, find, find_mut, free, free_parameter, known};
use crate::drift::{schema, synonyms};
use crate::model::{Annotations, Path, Tool, ToolRef};

/// A parameter takes its values in another form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TypeChange {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    pub conversion: Option<Conversion>,
}

/// The values of an enum are called something else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnumChange {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    /// Old and new.
    pub values: Option<Vec<(Value, Value)>>,
}

/// A parameter that took a name takes a handle, which a new tool looks up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HandleInsteadOfName {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    pub prefix: Option<String>,
}

/// Converts a parameter and its schema.
fn convert(tool: &mut Tool, name: &str, conversion: &Conversion) -> Result<Rewrite, DriftError> {
    let path = Path::root().field(name);
    known(tool, Side::Input, &path)?;
    if let Some(property) = schema::at_mut(&mut tool.input_schema, &path) {
        *property = conversion.schema(property);
    }
    Ok(Rewrite::Convert { tool: tool.reference(), side: Side::Input, path, conversion: conversion.clone() })
}

impl Drifting for TypeChange {
    fn about(&self) -> About {
        let needs = "no tool has a parameter whose values have another form: a number, a list, a date, an id";
        About { name: "type_change", severity: 0.5, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let named = self.conversion.is_some();
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |_, path, property| {
            named || !fitting(path.last_field().unwrap_or_default(), property).is_empty()
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let (tool, name) = (target.reference(), target.name());
        let path = target.path.clone().unwrap_or_default();
        let property = find(inventory, &tool).and_then(|tool| schema::at(&tool.input_schema, &path));
        let open = property.map(|property| fitting(&name, property)).unwrap_or_default();
        let conversion = self.conversion.clone().or_else(|| open.choose(rng).cloned());
        Ok(Operator::TypeChange(Self { tool: Some(tool), parameter: Some(name), conversion }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let conversion = given(&self.conversion, "conversion")?;
        Ok(Effect::of([convert(tool, given(&self.parameter, "parameter")?, conversion)?]))
    }
}

impl EnumChange {
    fn renamed(values: &[Value], rng: &mut ChaCha8Rng) -> Vec<(Value, Value)> {
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let upper = |text: &&str| (json!(text), json!(text.to_uppercase()));
        let all: Vec<(Value, Value)> = texts.iter().map(upper).filter(|(old, new)| old != new).collect();
        let fresh = all.iter().all(|(_, new)| !values.contains(new));
        let distinct = all.iter().enumerate().all(|(at, (_, new))| all[..at].iter().all(|(_, other)| other != new));
        if rng.random_bool(0.5) && fresh && distinct && !all.is_empty() {
            return all;
        }
        let one = texts.choose(rng).copied().unwrap_or_default();
        vec![(json!(one), json!(synonyms::rename(one, |new| texts.contains(&new), rng)))]
    }
}

impl Drifting for EnumChange {
    fn about(&self) -> About {
        About { name: "enum_change", severity: 0.4, needs: "no tool has a parameter with an enum of texts" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |_, _, property| {
            let values = schema::alternatives(property);
            let named = |value: &Value| value.as_str().is_some_and(|text| !words(text).is_empty());
            schema::kind(property) == "string" && values.len() > 1 && values.iter().all(named)
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let path = target.path.clone().unwrap_or_default();
        let property = find(inventory, &tool).and_then(|tool| schema::at(&tool.input_schema, &path));
        let values = property.map(schema::alternatives).unwrap_or_default();
        let values = self.values.clone().unwrap_or_else(|| Self::renamed(values, rng));
        Ok(Operator::EnumChange(Self { tool: Some(tool), parameter: Some(target.name()), values: Some(values) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let conversion = Conversion::Values { pairs: given(&self.values, "values")?.clone() };
        Ok(Effect::of([convert(tool, given(&self.parameter, "parameter")?, &conversion)?]))
    }
}

impl HandleInsteadOfName {
    /// `project_name` and `project` become `project_handle`.
    pub(crate) fn handle(name: &str) -> String {
        let mut parts = words(name);
        if parts.len() > 1 && parts.last().is_some_and(|word| word == "name") {
            parts.pop();
        }
        parts.push("handle".to_owned());
        Case::of(name).write(&parts)
    }

    /// The tool that gives handles for names.
    fn lookup(server: &str, like: &str, name: &str, handle: &str, pattern: &str) -> Tool {
        let mut parts = vec!["lookup".to_owned()];
        parts.extend(words(handle));
        Tool {
            server: server.to_owned(),
            name: Case::of(like).write(&parts),
            title: None,
            description: format!("Gives the `{handle}` of a `{name}`."),
            input_schema: json!({"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}),
            output_schema: Some(json!({
                "type": "object", "properties": {handle: {"type": "string", "pattern": pattern}}, "required": [handle],
            })),
            annotations: Annotations { read_only: Some(true), ..Annotations::default() },
        }
    }
}

impl Drifting for HandleInsteadOfName {
    fn about(&self) -> About {
        let needs = "no tool has a parameter that takes the name of a thing as a text";
        About { name: "handle_instead_of_name", severity: 0.7, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let named = self.parameter.is_some();
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, property| {
            let name = path.last_field().unwrap_or_default();
            let parts = words(name);
            let is_name = parts.last().is_some_and(|word| word == "name") || named;
            let handle = Self::handle(name);
            let lookup = Self::lookup(&tool.server, &tool.name, name, &handle, "").reference();
            let fits = free_parameter(tool, &handle).is_ok() && free(inventory, &lookup).is_ok();
            is_name && fits && schema::kind(property) == "string" && schema::alternatives(property).is_empty()
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let name = target.name();
        let letters: String = words(&name).concat().chars().filter(char::is_ascii_alphabetic).take(3).collect();
        let prefix = self.prefix.clone().or_else(|| Some(format!("{letters}_")));
        Ok(Operator::HandleInsteadOfName(Self { tool: Some(target.reference()), parameter: Some(name), prefix }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (name, prefix) = (given(&self.parameter, "parameter")?, given(&self.prefix, "prefix")?);
        let conversion = Conversion::NameToHandle { prefix: prefix.clone() };
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let handle = Self::handle(name);
        let converted = convert(tool, name, &conversion)?;
        let renamed = rename_parameter(tool, name, &handle)?;
        let lookup = Self::lookup(&tool.server, &tool.name, name, &handle, &format!("^{prefix}[0-9a-f]*$"));
        let reference = lookup.reference();
        free(inventory, &reference)?;
        inventory.push(lookup);
        let looked_up = Rewrite::Lookup { tool: reference, from: name.clone(), to: handle, conversion };
        Ok(Effect::of([converted, renamed, looked_up]))
    }
}
