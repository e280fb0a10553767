//! Parameters move into an object, or out of one.

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side, Step};
use crate::drift::schema;
use crate::drift::target::{self, Target, find, find_mut, free_parameter, known};
use crate::model::{Path, Tool, ToolRef};

/// Parameters are inside of an object now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Nest {
    pub tool: Option<ToolRef>,
    pub parameters: Option<Vec<String>>,
    pub into: Option<String>,
}

/// What was inside of an object are parameters now. An optional object without content is taken for none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Flatten {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
}

impl Drifting for Nest {
    fn about(&self) -> About {
        About { name: "nest", severity: 0.5, needs: "no tool has two parameters" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |tool| {
            let names = schema::names(&tool.input_schema);
            self.parameters.as_ref().map_or(names.len() > 1, |given| given.iter().all(|name| names.contains(name)))
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let names = find(inventory, &tool).map(|tool| schema::names(&tool.input_schema)).unwrap_or_default();
        let chosen = || {
            let mut chosen = names.clone();
            chosen.shuffle(rng);
            chosen.truncate(rng.random_range(2..=3));
            names.iter().filter(|name| chosen.contains(name)).cloned().collect()
        };
        let parameters: Vec<String> = self.parameters.clone().unwrap_or_else(chosen);
        let open = ["options", "details", "settings", "request", "params"];
        let free: Vec<&&str> = open.iter().filter(|into| !names.iter().any(|name| name == *into)).collect();
        let into = self.into.clone().or_else(|| free.choose(rng).map(|into| (**into).to_owned()));
        Ok(Operator::Nest(Self { tool: Some(tool), parameters: Some(parameters), into }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let (parameters, into) = (given(&self.parameters, "parameters")?, given(&self.into, "into")?);
        free_parameter(tool, into)?;
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for name in parameters {
            let path = Path::root().field(name.as_str());
            known(tool, Side::Input, &path)?;
            let Some((property, needed)) = schema::take(&mut tool.input_schema, &path) else { continue };
            properties.insert(name.clone(), property);
            required.extend(needed.then(|| name.clone()));
        }
        let whole = !required.is_empty();
        let mut object = json!({"type": "object", "properties": properties});
        if whole {
            object["required"] = json!(required);
        }
        schema::put(&mut tool.input_schema, &Path::root().field(into.as_str()), object, whole);
        let tool = tool.reference();
        Ok(Effect::of([Rewrite::Nest { tool, parameters: parameters.clone(), into: into.clone(), whole }]))
    }
}

impl Drifting for Flatten {
    fn about(&self) -> About {
        let needs = "no tool has a parameter that is an object of named parameters, none of which the tool has already";
        About { name: "flatten", severity: 0.5, needs }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, property| {
            let (inner, outer) = (schema::names(property), schema::names(&tool.input_schema));
            let open = property.get("additionalProperties").is_some_and(|more| more != &json!(false));
            let own = |name: &String| Some(name.as_str()) == path.last_field();
            let clash = inner.iter().any(|name| outer.contains(name) || own(name));
            // What an optional object requires only where it is given, parameters cannot say.
            let needs = property.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
            let told = !needs || schema::is_required(&tool.input_schema, path);
            schema::kind(property) == "object"
                && !inner.is_empty()
                && !open
                && !clash
                && told
                && schema::default(property).is_none()
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::Flatten(Self { tool: Some(target.reference()), parameter: Some(target.name()) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let name = given(&self.parameter, "parameter")?;
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let path = Path::root().field(name.as_str());
        known(tool, Side::Input, &path)?;
        let parameters = schema::at(&tool.input_schema, &path).map(schema::names).unwrap_or_default();
        parameters.iter().try_for_each(|name| free_parameter(tool, name))?;
        let Some((object, whole)) = schema::take(&mut tool.input_schema, &path) else { return Ok(Effect::of([])) };
        for name in &parameters {
            let inner = Path::root().field(name.as_str());
            let needed = whole && schema::is_required(&object, &inner);
            let property = schema::at(&object, &inner).cloned().unwrap_or_default();
            schema::put(&mut tool.input_schema, &inner, property, needed);
        }
        let nest = Rewrite::Nest { tool: tool.reference(), parameters, into: name.clone(), whole };
        let mut effect = Effect::of([]);
        effect.steps.push(Step::from(nest).inverse());
        Ok(effect)
    }
}
