//! Which tools there are, and where: removed, deprecated, replaced, moved, and servers that are down.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::names::{other_name, rename_parameter, rename_tool};
use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side};
use crate::drift::target::{self, Target, find, find_mut, free};
use crate::drift::{schema, synonyms};
use crate::model::{Path, Tool, ToolRef};

/// A tool is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Remove {
    pub tool: Option<ToolRef>,
}

/// A tool works, and warns in its description and its results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deprecate {
    pub tool: Option<ToolRef>,
    pub warning: Option<String>,
}

/// A successor stands where a tool was: another name, other parameter names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Replace {
    pub tool: Option<ToolRef>,
    pub to: Option<String>,
    /// Old and new names of parameters.
    pub parameters: Option<Vec<(String, String)>>,
}

/// A tool is at another server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoveToServer {
    pub tool: Option<ToolRef>,
    pub server: Option<String>,
}

/// A server does not answer, so that none of its tools is listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerDown {
    pub server: Option<String>,
}

/// How a successor's description begins.
pub(crate) fn replaces(tool: &str) -> String {
    format!("Replaces `{tool}`. ")
}

/// How a deprecated tool's description begins.
pub(crate) const DEPRECATED: &str = "Deprecated: ";

impl Drifting for Remove {
    fn about(&self) -> About {
        About { name: "remove", severity: 1.0, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::Remove(Self { tool: Some(target.reference()) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = given(&self.tool, "tool")?;
        find_mut(inventory, tool)?;
        inventory.retain(|other| other.reference() != *tool);
        let why = "the server no longer has it".to_owned();
        Ok(Effect::of([Rewrite::Gone { tool: tool.clone(), why }]).unsolvable(format!("{tool} is gone")))
    }
}

impl Drifting for Deprecate {
    fn about(&self) -> About {
        About { name: "deprecate", severity: 0.2, needs: "every tool is deprecated" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |tool| {
            let warns = tool
                .output_schema
                .as_ref()
                .is_some_and(|output| schema::names(output).iter().any(|name| name == "warning"));
            !tool.description.starts_with(DEPRECATED) && !warns
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let open = ["it will be removed in the next version.", "it is kept for old clients.", "support ends soon."];
        let warning = self.warning.clone().or_else(|| open.choose(rng).map(|text| (*text).to_owned()));
        Ok(Operator::Deprecate(Self { tool: Some(target.reference()), warning }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        let warning = format!("{DEPRECATED}{}", given(&self.warning, "warning")?);
        tool.description = format!("{warning}\n{}", tool.description);
        let path = Path::root().field("warning");
        if let Some(output) = &mut tool.output_schema {
            schema::put(output, &path, json!({"type": "string"}), false);
        }
        Ok(Effect::of([Rewrite::Constant { tool: tool.reference(), side: Side::Output, path, value: json!(warning) }]))
    }
}

impl Drifting for Replace {
    fn about(&self) -> About {
        About { name: "replace", severity: 0.6, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let to = self.to.clone().unwrap_or_else(|| other_name(inventory, &tool, rng));
        let names = find(inventory, &tool).map(|tool| schema::names(&tool.input_schema)).unwrap_or_default();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for name in names.iter().take(2) {
            let taken = |new: &str| names.iter().any(|name| name == new) || pairs.iter().any(|(_, other)| other == new);
            let new = synonyms::rename(name, taken, rng);
            pairs.push((name.clone(), new));
        }
        let parameters = self.parameters.clone().or(Some(pairs));
        Ok(Operator::Replace(Self { tool: Some(tool), to: Some(to), parameters }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let reference = given(&self.tool, "tool")?;
        let tool = find_mut(inventory, reference)?;
        let renames = given(&self.parameters, "parameters")?.iter().map(|(old, new)| rename_parameter(tool, old, new));
        let mut rewrites = renames.collect::<Result<Vec<_>, _>>()?;
        tool.description = format!("{}{}", replaces(&reference.tool), tool.description);
        rewrites.push(rename_tool(inventory, reference, given(&self.to, "to")?)?);
        Ok(Effect::of(rewrites))
    }
}

impl Drifting for MoveToServer {
    fn about(&self) -> About {
        About { name: "move_to_server", severity: 0.4, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let mut open = target::server_names(inventory);
        open.retain(|server| *server != tool.server && free(inventory, &ToolRef::new(server, &tool.tool)).is_ok());
        let server = self.server.clone().or_else(|| open.choose(rng).cloned());
        let server = server.or_else(|| Some(format!("{}_next", tool.server)));
        Ok(Operator::MoveToServer(Self { tool: Some(tool), server }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (from, server) = (given(&self.tool, "tool")?, given(&self.server, "server")?);
        let to = ToolRef::new(server, &from.tool);
        free(inventory, &to)?;
        find_mut(inventory, from)?.server = server.clone();
        Ok(Effect::of([Rewrite::Tool { from: from.clone(), to }]))
    }
}

impl Drifting for ServerDown {
    fn about(&self) -> About {
        About { name: "server_down", severity: 1.0, needs: "there is no server" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::servers(inventory, self.server.as_ref(), |_| true)
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::ServerDown(Self { server: Some(target.server.clone()) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let server = given(&self.server, "server")?;
        let gone = |tool: &Tool| Rewrite::Gone { tool: tool.reference(), why: format!("the server {server} is down") };
        let rewrites: Vec<Rewrite> = inventory.iter().filter(|tool| tool.server == *server).map(gone).collect();
        inventory.retain(|tool| tool.server != *server);
        Ok(Effect::of(rewrites).unsolvable(format!("the server {server} is down")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::sample;

    #[test]
    fn a_tool_cannot_move_where_its_name_is_taken() {
        let mut inventory = sample::inventory();
        let tool = inventory[0].reference();
        inventory.push(Tool { server: "other".into(), ..inventory[0].clone() });
        let operator = MoveToServer { tool: Some(tool.clone()), server: Some("other".into()) };
        let error = Operator::MoveToServer(operator).apply_settled(&inventory).unwrap_err();
        assert!(matches!(error, DriftError::Taken { .. }), "{error}");
    }
}
