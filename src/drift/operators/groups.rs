//! One tool becomes two or more, and two become one.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::drift::Inventory;
use crate::drift::case::{Case, words};
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Part, Rewrite, Side, Step};
use crate::drift::schema;
use crate::drift::target::{self, Target, find, find_mut, free, free_parameter, known};
use crate::model::{Annotations, Path, Tool, ToolRef};

/// No tool is split into more than this.
const MOST: usize = 4;

/// A tool for each value of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Split {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    /// The new tools, in the order of the parameter's values: those of its enum, or true and false.
    pub names: Option<Vec<String>>,
}

/// Two tools of one thing are one with a parameter that says what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Merge {
    /// The first, at whose place the new tool is.
    pub tool: Option<ToolRef>,
    /// The second, of the same server.
    pub with: Option<ToolRef>,
    pub to: Option<String>,
    pub parameter: Option<String>,
    /// What the parameter says for the first and for the second.
    pub values: Option<(String, String)>,
}

impl Split {
    /// The values that a parameter can have, if they are few.
    pub(crate) fn values(property: &Value) -> Option<Vec<Value>> {
        let values = schema::alternatives(property);
        match schema::kind(property) {
            "boolean" => Some(vec![json!(true), json!(false)]),
            "string" if (2..=MOST).contains(&values.len()) && values.iter().all(Value::is_string) => {
                Some(values.to_vec())
            }
            _ => None,
        }
    }

    /// What the new tools are called.
    pub(crate) fn named(tool: &str, parameter: &str, values: &[Value]) -> Vec<String> {
        let name = |value: &Value| {
            let mut parts = words(tool);
            match value {
                Value::Bool(yes) => {
                    parts.push(if *yes { "with" } else { "without" }.to_owned());
                    parts.extend(words(parameter));
                }
                value => parts.extend(words(value.as_str().unwrap_or_default())),
            }
            Case::of(tool).write(&parts)
        };
        values.iter().map(name).collect()
    }

    /// The new tools, the first where the old one was.
    fn part(whole: &Tool, name: &str, parameter: &str, value: &Value) -> Tool {
        let mut part = Tool { name: name.to_owned(), ..whole.clone() };
        schema::take(&mut part.input_schema, &Path::root().field(parameter));
        part.description = format!("{}{}", whole.description, Self::mark(parameter, value));
        part
    }

    /// How the description of a part ends.
    pub(crate) fn mark(parameter: &str, value: &Value) -> String {
        let said = value.as_str().map_or(value.to_string(), str::to_owned);
        format!(" (`{parameter}` is {said})")
    }
}

impl Drifting for Split {
    fn about(&self) -> About {
        let needs = "no tool has a flag or a short enum that is required or has a default";
        About { name: "split", severity: 0.6, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, property| {
            let Some(values) = Self::values(property) else { return false };
            let told = schema::is_required(&tool.input_schema, path) || schema::default(property).is_some();
            let mut names = Self::named(&tool.name, path.last_field().unwrap_or_default(), &values);
            let unused = names.iter().all(|name| free(inventory, &ToolRef::new(&tool.server, name)).is_ok());
            names.sort();
            names.dedup();
            told && unused && names.len() == values.len()
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let (tool, parameter) = (target.reference(), target.name());
        let path = target.path.clone().unwrap_or_default();
        let property = find(inventory, &tool).and_then(|tool| schema::at(&tool.input_schema, &path));
        let values = property.and_then(Self::values).unwrap_or_default();
        let names = self.names.clone().unwrap_or_else(|| Self::named(&tool.tool, &parameter, &values));
        Ok(Operator::Split(Self { tool: Some(tool), parameter: Some(parameter), names: Some(names) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (reference, parameter) = (given(&self.tool, "tool")?, given(&self.parameter, "parameter")?);
        let (names, path) = (given(&self.names, "names")?, Path::root().field(parameter.as_str()));
        let whole = find_mut(inventory, reference)?;
        known(whole, Side::Input, &path)?;
        let whole = whole.clone();
        let property = schema::at(&whole.input_schema, &path).cloned().unwrap_or_default();
        let unfit = |why: &str| DriftError::Unfit { tool: reference.clone(), why: format!("`{parameter}` {why}") };
        let values = Self::values(&property).ok_or_else(|| unfit("is neither a flag nor a short enum"))?;
        if values.len() != names.len() {
            return Err(unfit("has another number of values than there are names"));
        }
        for name in names {
            free(inventory, &ToolRef::new(&reference.server, name))?;
        }
        let at = inventory.iter().position(|tool| tool.reference() == *reference).unwrap_or_default();
        let parts = values.iter().zip(names).map(|(value, name)| Self::part(&whole, name, parameter, value));
        inventory.splice(at..=at, parts);
        let part = |(value, name): (&Value, &String)| Part {
            value: value.clone(),
            tool: ToolRef::new(&reference.server, name),
        };
        let parts = values.iter().zip(names).map(part).collect();
        // What has to be said is never left out, whatever its default was.
        let required = schema::is_required(&whole.input_schema, &path);
        let absent = schema::default(&property).filter(|_| !required).cloned();
        Ok(Effect::of([Rewrite::Split { whole: reference.clone(), parameter: parameter.clone(), absent, parts }]))
    }
}

impl Merge {
    /// Whether two tools are of one thing: their names differ in the first word alone, and their common parameters are equal.
    fn fit(one: &Tool, other: &Tool) -> bool {
        let (a, b) = (words(&one.name), words(&other.name));
        let related = a.len() > 1 && a.len() == b.len() && a[1..] == b[1..] && a[0] != b[0];
        one.server == other.server && related && Self::agree(one, other)
    }

    /// Whether the common parameters are equal, so that both can be parameters of one tool.
    pub(crate) fn agree(one: &Tool, other: &Tool) -> bool {
        let same = |path: &Path| {
            let (a, b) = (schema::at(&one.input_schema, path), schema::at(&other.input_schema, path));
            b.is_none() || a == b
        };
        let definitions =
            |tool: &Tool| tool.input_schema.get("$defs").or(tool.input_schema.get("definitions")).cloned();
        schema::top(&one.input_schema).iter().all(same)
            && (definitions(other).is_none() || definitions(one) == definitions(other))
    }

    fn merged(&self, one: &Tool, other: &Tool) -> Result<Tool, DriftError> {
        let (to, parameter, values) =
            (given(&self.to, "to")?, given(&self.parameter, "parameter")?, given(&self.values, "values")?);
        let mut input = one.input_schema.clone();
        for path in schema::top(&one.input_schema) {
            let both = schema::is_required(&input, &path) && schema::is_required(&other.input_schema, &path);
            schema::set_required(&mut input, &path, both);
        }
        for path in schema::top(&other.input_schema) {
            if let Some(property) =
                schema::at(&other.input_schema, &path).filter(|_| schema::at(&input, &path).is_none())
            {
                schema::put(&mut input, &path, property.clone(), false);
            }
        }
        let action = json!({"type": "string", "enum": [values.0, values.1]});
        schema::put(&mut input, &Path::root().field(parameter.as_str()), action, true);
        Ok(Tool {
            server: one.server.clone(),
            name: to.clone(),
            title: None,
            description: format!("{}: {}\n{}: {}", values.0, one.description, values.1, other.description),
            input_schema: input,
            output_schema: one.output_schema.clone().filter(|_| one.output_schema == other.output_schema),
            annotations: if one.annotations == other.annotations { one.annotations } else { Annotations::default() },
        })
    }
}

impl Drifting for Merge {
    fn about(&self) -> About {
        let needs = "no server has two tools whose names differ in the first word alone and whose parameters agree";
        About { name: "merge", severity: 0.6, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let second = |other: &Tool| self.with.as_ref().is_none_or(|with| *with == other.reference());
        let free_action = |tool: &Tool| free_parameter(tool, "action").is_ok();
        target::tools(inventory, self.tool.as_ref(), |tool| {
            let fits = |other: &&Tool| Self::fit(tool, other) && second(other) && free_action(other);
            self.with.is_some() && self.tool.is_some()
                || free_action(tool) && inventory.iter().any(|other| fits(&other))
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let one = find(inventory, &tool).ok_or(DriftError::Tool { tool: tool.clone() })?;
        let partner = |other: &&Tool| Self::fit(one, other) && free_parameter(other, "action").is_ok();
        let with = self.with.clone().or_else(|| inventory.iter().find(partner).map(Tool::reference));
        let (a, b) = (words(&tool.tool), words(with.as_ref().map_or("", |with| with.tool.as_str())));
        let mut parts = vec!["manage".to_owned()];
        parts.extend(a.iter().skip(1).cloned());
        let name = Case::of(&tool.tool).write(&parts);
        let taken = |name: &str| find(inventory, &ToolRef::new(&tool.server, name)).is_some();
        let name = if taken(&name) { crate::drift::synonyms::numbered(&name, taken) } else { name };
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        Ok(Operator::Merge(Self {
            tool: Some(tool.clone()),
            with,
            to: self.to.clone().or(Some(name)),
            parameter: self.parameter.clone().or_else(|| Some("action".to_owned())),
            values: self.values.clone().or_else(|| Some((first(&a), first(&b)))),
        }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (first, second) = (given(&self.tool, "tool")?, given(&self.with, "with")?);
        let parameter = given(&self.parameter, "parameter")?;
        let (one, other) = (find_mut(inventory, first)?.clone(), find_mut(inventory, second)?.clone());
        free_parameter(&one, parameter)?;
        free_parameter(&other, parameter)?;
        if !Self::agree(&one, &other) || one.server != other.server {
            let why = format!("{second} has a parameter of the same name that is another; take two tools that agree");
            return Err(DriftError::Unfit { tool: first.clone(), why });
        }
        let merged = self.merged(&one, &other)?;
        free(inventory, &merged.reference())?;
        let values = given(&self.values, "values")?;
        let part = |value: &String, tool: &ToolRef| Part { value: json!(value), tool: tool.clone() };
        let parts = vec![part(&values.0, first), part(&values.1, second)];
        let split = Rewrite::Split { whole: merged.reference(), parameter: parameter.clone(), absent: None, parts };
        *find_mut(inventory, first)? = merged;
        inventory.retain(|tool| tool.reference() != *second);
        let mut effect = Effect::of([]);
        effect.steps.push(Step::from(split).inverse());
        Ok(effect)
    }
}
