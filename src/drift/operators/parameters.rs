//! Parameters come and go, without which a call works.

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

/// A call may say one thing more. The original cannot serve a call that does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewOptionalParameter {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    /// Its schema.
    pub property: Option<Value>,
}

/// A parameter is gone. An old call that gives it has no counterpart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RemoveParameter {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
}

/// Names and types that a tool may get.
const NEW: [(&str, &str); 4] =
    [("verbose", "boolean"), ("dry_run", "boolean"), ("request_note", "string"), ("trace_level", "integer")];

impl Drifting for NewOptionalParameter {
    fn about(&self) -> About {
        About { name: "new_optional_parameter", severity: 0.05, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let is_free = |name: &str| find(inventory, &tool).is_none_or(|tool| free_parameter(tool, name).is_ok());
        let free: Vec<&(&str, &str)> = NEW.iter().filter(|(name, _)| is_free(name)).collect();
        let (name, kind) = free.choose(rng).map_or(("drift_note", "string"), |pair| **pair);
        let parameter = self.parameter.clone().or_else(|| Some(name.to_owned()));
        let property = self.property.clone().or_else(|| Some(json!({"type": kind})));
        Ok(Operator::NewOptionalParameter(Self { tool: Some(tool), parameter, property }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (name, property) = (given(&self.parameter, "parameter")?, given(&self.property, "property")?);
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        free_parameter(tool, name)?;
        let path = Path::root().field(name.as_str());
        schema::put(&mut tool.input_schema, &path, property.clone(), false);
        let mut effect = Effect::of([]);
        effect.steps.push(Step::from(Rewrite::Drop { tool: tool.reference(), path }).inverse());
        Ok(effect)
    }
}

impl Drifting for RemoveParameter {
    fn about(&self) -> About {
        About { name: "remove_parameter", severity: 0.6, needs: "no tool has an optional parameter" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let named = self.parameter.is_some();
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |tool, path, _| {
            named || !is_required(&tool.input_schema, path)
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::RemoveParameter(Self { tool: Some(target.reference()), parameter: Some(target.name()) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let path = Path::root().field(given(&self.parameter, "parameter")?.as_str());
        known(tool, Side::Input, &path)?;
        schema::take(&mut tool.input_schema, &path);
        let why = format!("{} cannot be told its `{path}` any more", tool.reference());
        Ok(Effect::of([Rewrite::Drop { tool: tool.reference(), path }]).unsolvable(why))
    }
}
