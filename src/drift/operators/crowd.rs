//! More tools, and tools in another order: the right one is harder to find.

use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::Rewrite;
use crate::drift::target::{self, Target, find, find_mut, free};
use crate::drift::{synonyms, wording};
use crate::model::{Annotations, Tool, ToolRef};

/// Copies of a tool under other names, which do the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NearDuplicates {
    pub tool: Option<ToolRef>,
    /// How many; one if it is not said.
    pub count: Option<usize>,
    pub copies: Option<Vec<Tool>>,
}

/// Tools that have nothing to do with the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Distractors {
    /// How many; three if it is not said.
    pub count: Option<usize>,
    pub tools: Option<Vec<Tool>>,
}

/// The tools come in another order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reorder {
    /// Tools that are not named come last, in the order that they had.
    pub order: Option<Vec<ToolRef>>,
}

impl Drifting for NearDuplicates {
    fn about(&self) -> About {
        About { name: "near_duplicates", severity: 0.2, needs: "there is no tool" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let reference = target.reference();
        let tool = find(inventory, &reference).ok_or(DriftError::Tool { tool: reference.clone() })?;
        let count = self.count.unwrap_or(1);
        let mut copies: Vec<Tool> = Vec::new();
        for _ in 0..count {
            let taken = |name: &str| {
                let names = inventory.iter().chain(&copies).filter(|other| other.server == tool.server);
                names.map(|other| other.name.as_str()).any(|other| other == name)
            };
            let name = synonyms::rename(&tool.name, taken, rng);
            let description = wording::paraphrase(&tool.description);
            copies.push(Tool { name, description, ..tool.clone() });
        }
        let copies = self.copies.clone().or(Some(copies));
        Ok(Operator::NearDuplicates(Self { tool: Some(reference), count: copies.as_ref().map(Vec::len), copies }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, copies) = (given(&self.tool, "tool")?, given(&self.copies, "copies")?);
        find_mut(inventory, tool)?;
        add(inventory, copies, Some(tool))
    }
}

/// Puts tools behind the others.
fn add(inventory: &mut Inventory, tools: &[Tool], of: Option<&ToolRef>) -> Result<Effect, DriftError> {
    for tool in tools {
        free(inventory, &tool.reference())?;
        inventory.push(tool.clone());
    }
    Ok(Effect::of(tools.iter().map(|tool| Rewrite::Extra { tool: tool.reference(), of: of.cloned() })))
}

const VERBS: [&str; 10] =
    ["archive", "audit", "benchmark", "calibrate", "forecast", "import", "merge", "schedule", "subscribe", "tag"];

/// Things that tools can be about, with their parameters.
const THINGS: [(&str, [&str; 3]); 12] = [
    ("aquarium", ["tank_id", "species", "volume_litres"]),
    ("beehive", ["hive_id", "apiary", "frames"]),
    ("choir", ["choir_id", "voice", "rehearsals"]),
    ("elevator", ["shaft_id", "building", "floors"]),
    ("glacier", ["glacier_id", "survey", "depth_meters"]),
    ("lighthouse", ["tower_id", "coast", "range_miles"]),
    ("marathon", ["race_id", "bib", "checkpoints"]),
    ("orchard", ["plot_id", "cultivar", "trees"]),
    ("pottery", ["kiln_id", "glaze", "pieces"]),
    ("telescope", ["scope_id", "constellation", "exposures"]),
    ("vineyard", ["slope_id", "grape", "barrels"]),
    ("windmill", ["mill_id", "sails", "output_kw"]),
];

impl Distractors {
    fn tool(server: &str, verb: &str, thing: &str, parameters: &[&str; 3]) -> Tool {
        let kinds = ["string", "string", "integer"];
        let property = |(name, kind): (&&str, &str)| ((*name).to_owned(), json!({"type": kind}));
        let properties: Map<String, Value> = parameters.iter().zip(kinds).map(property).collect();
        Tool {
            server: server.to_owned(),
            name: format!("{verb}_{thing}"),
            title: None,
            description: format!("{}{} one {thing} of the register.", verb[..1].to_uppercase(), &verb[1..]),
            input_schema: json!({"type": "object", "properties": properties, "required": [parameters[0]]}),
            output_schema: None,
            annotations: Annotations::default(),
        }
    }
}

impl Drifting for Distractors {
    fn about(&self) -> About {
        About { name: "distractors", severity: 0.1, needs: "there is no server" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::servers(inventory, None, |_| true)
    }

    fn settle(&self, inventory: &[Tool], _: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let servers = target::server_names(inventory);
        let pairs = VERBS.iter().flat_map(|verb| THINGS.iter().map(move |thing| (*verb, thing)));
        let mut pairs: Vec<_> = pairs.collect();
        pairs.shuffle(rng);
        let mut tools: Vec<Tool> = Vec::new();
        for (verb, (thing, parameters)) in pairs {
            let Some(server) = servers.choose(rng) else { break };
            let tool = Self::tool(server, verb, thing, parameters);
            if tools.len() < self.count.unwrap_or(3) && free(inventory, &tool.reference()).is_ok() {
                tools.push(tool);
            }
        }
        let tools = self.tools.clone().or(Some(tools));
        Ok(Operator::Distractors(Self { count: tools.as_ref().map(Vec::len), tools }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        add(inventory, given(&self.tools, "tools")?, None)
    }
}

impl Drifting for Reorder {
    fn about(&self) -> About {
        About { name: "reorder", severity: 0.05, needs: "there are not two tools" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        if inventory.len() > 1 { target::servers(inventory, None, |_| true) } else { Vec::new() }
    }

    fn settle(&self, inventory: &[Tool], _: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let mut order: Vec<ToolRef> = inventory.iter().map(Tool::reference).collect();
        let old = order.clone();
        order.shuffle(rng);
        if order == old {
            order.rotate_left(1);
        }
        Ok(Operator::Reorder(Self { order: self.order.clone().or(Some(order)) }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let order = given(&self.order, "order")?;
        let place = |tool: &Tool| order.iter().position(|other| *other == tool.reference()).unwrap_or(order.len());
        inventory.sort_by_cached_key(place);
        Ok(Effect::of([]))
    }
}
