//! Names: the same tools and parameters are called something else.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::drift::Inventory;
use crate::drift::case::{Case, words};
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side};
use crate::drift::target::{self, Target, find, find_mut, free, free_parameter, known};
use crate::drift::{schema, synonyms};
use crate::model::{Path, Tool, ToolRef};

/// A tool has another name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RenameTool {
    pub tool: Option<ToolRef>,
    pub to: Option<String>,
}

/// A parameter has another name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RenameParameter {
    pub tool: Option<ToolRef>,
    pub parameter: Option<String>,
    pub to: Option<String>,
}

/// The tools and parameters of a server are written in another case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseStyle {
    pub server: Option<String>,
    pub style: Option<Case>,
}

/// The tools of a server begin with its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamespacePrefix {
    pub server: Option<String>,
    pub prefix: Option<String>,
}

/// Renames a tool, which must be there.
pub(crate) fn rename_tool(inventory: &mut Inventory, tool: &ToolRef, to: &str) -> Result<Rewrite, DriftError> {
    let new = ToolRef::new(&tool.server, to);
    free(inventory, &new)?;
    find_mut(inventory, tool)?.name = to.to_owned();
    Ok(Rewrite::Tool { from: tool.clone(), to: new })
}

/// Another name that a tool could have on its server.
pub(crate) fn other_name(inventory: &[Tool], tool: &ToolRef, rng: &mut ChaCha8Rng) -> String {
    let taken = |name: &str| find(inventory, &ToolRef::new(&tool.server, name)).is_some();
    synonyms::rename(&tool.tool, taken, rng)
}

pub(crate) fn rename_parameter(tool: &mut Tool, name: &str, to: &str) -> Result<Rewrite, DriftError> {
    let path = Path::root().field(name);
    known(tool, Side::Input, &path)?;
    free_parameter(tool, to)?;
    schema::rename(&mut tool.input_schema, &path, to);
    Ok(Rewrite::Field { tool: tool.reference(), side: Side::Input, path, to: to.to_owned() })
}

impl Drifting for RenameTool {
    fn about(&self) -> About {
        About { name: "rename_tool", severity: 0.4, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let to = self.to.clone().unwrap_or_else(|| other_name(inventory, &tool, rng));
        Ok(Operator::RenameTool(Self { tool: Some(tool), to: Some(to) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        Ok(Effect::of([rename_tool(inventory, given(&self.tool, "tool")?, given(&self.to, "to")?)?]))
    }
}

impl Drifting for RenameParameter {
    fn about(&self) -> About {
        About { name: "rename_parameter", severity: 0.4, needs: "no tool has a parameter" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::parameters(inventory, self.tool.as_ref(), self.parameter.as_ref(), |_, _, _| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let (tool, name) = (target.reference(), target.name());
        let taken = |name: &str| find(inventory, &tool).is_some_and(|tool| free_parameter(tool, name).is_err());
        let to = self.to.clone().unwrap_or_else(|| synonyms::rename(&name, taken, rng));
        Ok(Operator::RenameParameter(Self { tool: Some(tool), parameter: Some(name), to: Some(to) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = find_mut(inventory, given(&self.tool, "tool")?)?;
        Ok(Effect::of([rename_parameter(tool, given(&self.parameter, "parameter")?, given(&self.to, "to")?)?]))
    }
}

/// A tool's new name, and those of its parameters that change.
struct Renamed {
    from: String,
    to: String,
    parameters: Vec<(String, String)>,
}

impl CaseStyle {
    /// The new names of a server's tools and of their parameters, where no two become one.
    fn renames(tools: &[&Tool], style: Case) -> Option<Vec<Renamed>> {
        let apart = |names: &[String]| {
            let mut sorted: Vec<&String> = names.iter().collect();
            sorted.sort();
            sorted.windows(2).all(|pair| pair[0] != pair[1]) && names.iter().all(|name| !name.is_empty())
        };
        let written = |names: &[String]| -> Option<Vec<String>> {
            let new: Vec<String> = names.iter().map(|name| style.rewrite(name)).collect();
            apart(&new).then_some(new)
        };
        let names: Vec<String> = tools.iter().map(|tool| tool.name.clone()).collect();
        let mut renames = Vec::new();
        for (tool, to) in tools.iter().zip(written(&names)?) {
            let old = schema::names(&tool.input_schema);
            let pairs: Vec<_> = old.iter().cloned().zip(written(&old)?).filter(|(old, new)| old != new).collect();
            renames.push(Renamed { from: tool.name.clone(), to, parameters: pairs });
        }
        let changes = renames.iter().any(|tool| tool.from != tool.to || !tool.parameters.is_empty());
        // A name that is free only once another tool has been renamed would need an order of its own.
        let swaps = renames.iter().any(|tool| tool.from != tool.to && names.contains(&tool.to));
        (changes && !swaps).then_some(renames)
    }
}

impl Drifting for CaseStyle {
    fn about(&self) -> About {
        About { name: "case_style", severity: 0.3, needs: "no server has a name that another case changes" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let styles: Vec<Case> = self.style.map_or(Case::ALL.to_vec(), |style| vec![style]);
        target::servers(inventory, self.server.as_ref(), |tools| {
            styles.iter().any(|style| Self::renames(tools, *style).is_some())
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tools: Vec<&Tool> = inventory.iter().filter(|tool| tool.server == target.server).collect();
        // Some name of two words has to change, else the new style could not be told from another.
        let visible = |style: &Case| {
            tools.iter().any(|tool| words(&tool.name).len() > 1 && style.rewrite(&tool.name) != tool.name)
        };
        let fit: Vec<Case> = Case::ALL.into_iter().filter(|style| Self::renames(&tools, *style).is_some()).collect();
        let seen: Vec<Case> = fit.iter().copied().filter(visible).collect();
        let style = self.style.or_else(|| if seen.is_empty() { &fit } else { &seen }.choose(rng).copied());
        Ok(Operator::CaseStyle(Self { server: Some(target.server.clone()), style }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (server, style) = (given(&self.server, "server")?, *given(&self.style, "style")?);
        let tools: Vec<&Tool> = inventory.iter().filter(|tool| tool.server == *server).collect();
        let about = self.about();
        let none = DriftError::Nowhere {
            operator: about.name,
            needs: "no name would change, or two would become one",
            given: "",
        };
        let renames = Self::renames(&tools, style).ok_or(none)?;
        let mut rewrites = Vec::new();
        for Renamed { from, to, parameters } in renames {
            let tool = ToolRef::new(server, &from);
            for (old, new) in parameters {
                rewrites.push(rename_parameter(find_mut(inventory, &tool)?, &old, &new)?);
            }
            if from != to {
                rewrites.push(rename_tool(inventory, &tool, &to)?);
            }
        }
        Ok(Effect::of(rewrites))
    }
}

impl Drifting for NamespacePrefix {
    fn about(&self) -> About {
        About { name: "namespace_prefix", severity: 0.3, needs: "there is no server" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::servers(inventory, self.server.as_ref(), |_| true)
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let words = words(&target.server);
        let short = words.iter().rev().find(|word| !["mcp", "server"].contains(&word.as_str()));
        let prefix = format!("{}_", short.map_or("tools", String::as_str));
        let prefix = self.prefix.clone().or(Some(prefix));
        Ok(Operator::NamespacePrefix(Self { server: Some(target.server.clone()), prefix }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (server, prefix) = (given(&self.server, "server")?, given(&self.prefix, "prefix")?);
        let tools: Vec<ToolRef> = inventory.iter().filter(|tool| tool.server == *server).map(Tool::reference).collect();
        let rename = |tool: &ToolRef| rename_tool(inventory, tool, &format!("{prefix}{}", tool.tool));
        Ok(Effect::of(tools.iter().map(rename).collect::<Result<Vec<_>, _>>()?))
    }
}
