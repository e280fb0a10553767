//! What a call must give: parameters that become required or optional, and a new one whose value can be found out.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side, Step};
use crate::drift::schema::{self, is_required};
use crate::drift::target::{self, Target, find, find_mut, free_parameter, known};
use crate::model::{Path, Tool, ToolRef};

/// A parameter must be given now; what leaving it out meant is its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OptionalToRequired {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
}

/// A parameter may be left out now, which means `value`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequiredToOptional {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    pub value: Option<Value>,
}

/// Every call has to say one thing more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewRequiredParameter {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    pub value: Option<Value>,
    pub source: Option<Source>,
    /// The tool whose result has the value, where that is its source.
    pub from: Option<ToolRef>,
}

/// Where the value of a new parameter is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The description names it.
    Description,
    /// It is the only value of the enum.
    Enum,
    /// Another tool returns it.
    Output,
}

const NEW: [(&str, &str); 6] = [
    ("api_version", "2026-03"),
    ("region", "eu-central"),
    ("tenant", "primary"),
    ("client_mode", "standard"),
    ("schema_version", "v2"),
    ("workspace", "default"),
];

impl Drifting for OptionalToRequired {
    fn about(&self) -> About {
        let needs = "no tool has an optional parameter with a default, which is what old calls would have to say";
        About { name: "optional_to_required", severity: 0.4, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let named = self.parameter.is_some();
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, property| {
            !is_required(&tool.input_schema, path) && (named || schema::default(property).is_some())
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::OptionalToRequired(Self { tool: Some(target.reference()), parameter: Some(target.name()) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, name) = (given(&self.tool, "tool")?, given(&self.parameter, "parameter")?);
        let (changed, path) = (find_mut(inventory, tool)?, Path::root().field(name.as_str()));
        known(changed, Side::Input, &path)?;
        schema::set_required(&mut changed.input_schema, &path, true);
        let value = schema::at(&changed.input_schema, &path).and_then(schema::default).cloned();
        let known = value.is_some();
        let effect = Effect::of([Rewrite::Fill { tool: tool.clone(), path, value }]);
        let why = || format!("calls of {tool} that left `{name}` out have no value for it");
        Ok(if known { effect } else { effect.unsolvable(why()) })
    }
}

impl Drifting for RequiredToOptional {
    fn about(&self) -> About {
        About { name: "required_to_optional", severity: 0.05, needs: "no tool has a required parameter" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, _| {
            is_required(&tool.input_schema, path)
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let path = target.path.clone().unwrap_or_default();
        let property = find(inventory, &tool).and_then(|tool| schema::at(&tool.input_schema, &path));
        let first = |property: &Value| schema::default(property).or(schema::alternatives(property).first()).cloned();
        let value = self.value.clone().or_else(|| property.and_then(first));
        Ok(Operator::RequiredToOptional(Self { tool: Some(tool), parameter: Some(target.name()), value }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let path = Path::root().field(given(&self.parameter, "parameter")?.as_str());
        known(tool, Side::Input, &path)?;
        schema::set_required(&mut tool.input_schema, &path, false);
        if let (Some(value), Some(property)) =
            (&self.value, schema::at_mut(&mut tool.input_schema, &path).and_then(Value::as_object_mut))
        {
            property.insert("default".to_owned(), value.clone());
        }
        let fill = Rewrite::Fill { tool: tool.reference(), path, value: self.value.clone() };
        let mut effect = Effect::of([]);
        effect.steps.push(Step::from(fill).inverse());
        Ok(effect)
    }
}

impl NewRequiredParameter {
    /// The new parameter's schema.
    fn property(&self) -> Result<Value, DriftError> {
        let (name, value) = (given(&self.parameter, "parameter")?, given(&self.value, "value")?);
        let kind = match value {
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            _ => "string",
        };
        Ok(match given(&self.source, "source")? {
            Source::Description => json!({"type": kind, "description": format!("Always {value}.")}),
            Source::Enum => json!({"type": kind, "enum": [value]}),
            Source::Output => {
                let from = &given(&self.from, "from")?.tool;
                json!({"type": kind, "description": format!("The `{name}` that `{from}` returns.")})
            }
        })
    }

    /// A tool that needs no input and tells its output, which can tell one thing more.
    fn teller<'i>(inventory: &'i [Tool], tool: &ToolRef, name: &str) -> Option<&'i Tool> {
        inventory.iter().find(|other| {
            let needs =
                other.input_schema.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
            let output = other.output_schema.as_ref().filter(|output| schema::kind(output) == "object");
            let fits = output.is_some_and(|output| !schema::names(output).iter().any(|other| other == name));
            other.server == tool.server && other.name != tool.tool && !needs && fits
        })
    }
}

impl Drifting for NewRequiredParameter {
    fn about(&self) -> About {
        About { name: "new_required_parameter", severity: 0.5, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let has = |name: &str| find(inventory, &tool).is_some_and(|tool| free_parameter(tool, name).is_err());
        let free: Vec<&(&str, &str)> = NEW.iter().filter(|(name, _)| !has(name)).collect();
        let (name, value) = free.choose(rng).map_or(("drift_version", "v2"), |pair| **pair);
        let parameter = self.parameter.clone().unwrap_or_else(|| name.to_owned());
        let teller = Self::teller(inventory, &tool, &parameter).map(Tool::reference);
        let open = if teller.is_some() {
            &[Source::Description, Source::Enum, Source::Output][..]
        } else {
            &[Source::Description, Source::Enum]
        };
        let source = self.source.or_else(|| open.choose(rng).copied());
        let from = self.from.clone().or(teller).filter(|_| source == Some(Source::Output));
        let value = self.value.clone().or_else(|| Some(json!(value)));
        Ok(Operator::NewRequiredParameter(Self { tool: Some(tool), parameter: Some(parameter), value, source, from }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (property, value) = (self.property()?, given(&self.value, "value")?);
        let name = given(&self.parameter, "parameter")?;
        let path = Path::root().field(name.as_str());
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        free_parameter(tool, name)?;
        schema::put(&mut tool.input_schema, &path, property, true);
        let constant = |tool, side| Rewrite::Constant { tool, side, path: path.clone(), value: value.clone() };
        let mut rewrites = vec![constant(tool.reference(), Side::Input)];
        if let Some(from) = self.from.as_ref().filter(|_| self.source == Some(Source::Output)) {
            let teller = find_mut(inventory, from)?;
            if let Some(output) = &mut teller.output_schema {
                schema::put(output, &path, json!({"const": value}), false);
            }
            rewrites.push(constant(from.clone(), Side::Output));
        }
        Ok(Effect::of(rewrites))
    }
}
