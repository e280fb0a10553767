//! One trial: operators are applied to some servers, and what is found between old and new is held against them.

use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::Value;

use crate::drift::target::find;
use crate::drift::{Call, Inventory, MigrationMap, Operator, detect, sample};
use crate::model::{Seed, Tool, ToolRef};

/// Servers that a trial has.
const SERVERS: usize = 3;

/// Operators that are tried until enough have a place.
const TRIES: usize = 200;

/// Arguments of each tool that maps are compared on.
const CALLS: u64 = 4;

/// Operators that were applied one after the other.
pub struct Trial {
    pub old: Inventory,
    pub new: Inventory,
    pub operators: Vec<Operator>,
    pub map: MigrationMap,
}

/// How what was found stands to what was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same kinds at the same tools, and nothing is left to explain.
    Same,
    /// Others, with which the new inventory comes out and every call and result is mapped the same.
    Equal,
    Missed,
}

/// The operators that show in an inventory. What only acts otherwise leaves no trace in it, and an upgrade is a bundle of
/// others, which are applied for themselves.
pub fn visible() -> Vec<Operator> {
    let hidden = |operator: &Operator| matches!(operator, Operator::Behaves(_) | Operator::VersionUpgrade(_));
    Operator::all().into_iter().filter(|operator| !hidden(operator)).collect()
}

impl Trial {
    /// Applies `first`, and then others that the seed chooses, to some of the servers; none where they have no place.
    pub fn new(servers: &[Inventory], first: Option<&Operator>, count: usize, seed: Seed) -> Option<Self> {
        let rng = &mut seed.derive("trial", 0).rng();
        let count_of_servers = rng.random_range(1..=SERVERS);
        let old: Inventory = servers.sample(rng, count_of_servers).flatten().cloned().collect();
        let mut trial = Self { new: old.clone(), old, operators: Vec::new(), map: MigrationMap::default() };
        if let Some(operator) = first
            && !trial.apply(operator, Seed(rng.random()))
        {
            return None;
        }
        let all = visible();
        for _ in 0..TRIES {
            if trial.operators.len() == count {
                return Some(trial);
            }
            if let Some(operator) = all.choose(rng) {
                trial.apply(operator, Seed(rng.random()));
            }
        }
        None
    }

    fn apply(&mut self, operator: &Operator, seed: Seed) -> bool {
        let Ok(drifted) = operator.apply(&self.new, seed) else { return false };
        self.new = drifted.inventory;
        self.operators.push(drifted.operator);
        self.map = std::mem::take(&mut self.map).then(drifted.map);
        true
    }

    pub fn outcome(&self) -> (Outcome, Vec<Operator>) {
        let detected = detect(&self.old, &self.new);
        let reached = detected.operators.iter().try_fold(self.old.clone(), |now, operator| {
            operator.apply_settled(&now).ok().map(|drifted| drifted.inventory)
        });
        let whole = detected.unexplained.is_empty() && reached.is_some_and(|reached| self.reached(&reached));
        let outcome = if whole && places(&self.old, &detected.operators) == places(&self.old, &self.operators) {
            Outcome::Same
        } else if whole && self.maps_agree(&detected.map) {
            Outcome::Equal
        } else {
            Outcome::Missed
        };
        (outcome, detected.operators)
    }

    /// Whether an inventory has the tools of the new one, and those that kept their names in the same order. Where tools stand
    /// that were added or renamed is no operator's doing.
    fn reached(&self, inventory: &[Tool]) -> bool {
        let names = |tools: &[Tool]| {
            let mut names: Vec<ToolRef> = tools.iter().map(Tool::reference).collect();
            names.sort();
            names
        };
        names(inventory) == names(&self.new) && common(inventory, &self.old) == common(&self.new, &self.old)
    }

    /// Whether another map does the same with all calls and results of both sides, as far as samples show.
    fn maps_agree(&self, other: &MigrationMap) -> bool {
        let value = |schema: &Value, seed: u64| sample::value(schema, &mut Seed(seed).derive("value", 0).rng());
        (0..CALLS).all(|seed| {
            let there = self.old.iter().all(|tool| {
                let call = Call::new(tool.reference(), value(&tool.input_schema, seed));
                let result = value(tool.output_schema.as_ref().unwrap_or(&Value::Null), seed);
                // What no tool can be called for has no result.
                let gone = self.map.tools_to_new(&call.tool).is_empty();
                self.map.call_to_new(&call).ok() == other.call_to_new(&call).ok()
                    && (gone || self.map.result_to_new(&call.tool, &result) == other.result_to_new(&call.tool, &result))
            });
            there
                && self.new.iter().all(|tool| {
                    let call = Call::new(tool.reference(), value(&tool.input_schema, seed));
                    let result = value(tool.output_schema.as_ref().unwrap_or(&Value::Null), seed);
                    self.map.call_to_old(&call).ok() == other.call_to_old(&call).ok()
                        && self.map.result_to_old(&call.tool, &result) == other.result_to_old(&call.tool, &result)
                        && self.map.own_answer(&call) == other.own_answer(&call)
                })
        })
    }
}

/// The tools that another inventory has too, in their order.
fn common(tools: &[Tool], others: &[Tool]) -> Vec<ToolRef> {
    tools.iter().map(Tool::reference).filter(|tool| find(others, tool).is_some()).collect()
}

/// The kind of each operator, with the tools that it is about: as they were called at first, or as they are called in the end
/// if they came later.
fn places(old: &[Tool], operators: &[Operator]) -> Vec<(String, Vec<ToolRef>)> {
    let mut now = old.to_vec();
    let mut maps: Vec<MigrationMap> = Vec::new();
    let mut found = Vec::new();
    for operator in operators {
        let Ok(drifted) = operator.apply_settled(&now) else { continue };
        let back = maps.iter().fold(MigrationMap::default(), |whole, map| whole.then(map.clone())).inverse();
        let at = about(operator).into_iter().map(|tool| {
            let before = back.tools_to_new(&tool);
            (tool, before)
        });
        found.push((operator.name().to_owned(), at.collect::<Vec<_>>(), maps.len()));
        maps.push(drifted.map);
        now = drifted.inventory;
    }
    let mut places: Vec<(String, Vec<ToolRef>)> = found
        .into_iter()
        .map(|(name, at, number)| {
            let later = maps[number..].iter().fold(MigrationMap::default(), |whole, map| whole.then(map.clone()));
            let known = |tool: &ToolRef| find(old, tool).is_some();
            let place = |(tool, before): (ToolRef, Vec<ToolRef>)| match before.into_iter().next().filter(known) {
                Some(tool) => vec![tool],
                None => later.tools_to_new(&tool),
            };
            (name, at.into_iter().flat_map(place).collect())
        })
        .collect();
    places.sort();
    places
}

/// The tools that an operator names; a server stands as a tool without a name.
fn about(operator: &Operator) -> Vec<ToolRef> {
    let value = serde_json::to_value(operator).unwrap_or_default();
    let tool = |value: &Value| serde_json::from_value::<ToolRef>(value.clone()).ok();
    let named = ["tool", "with"].iter().filter_map(|key| tool(&value[*key]));
    let server = value["server"].as_str().filter(|_| value["tool"].is_null()).map(|server| ToolRef::new(server, ""));
    named.chain(server).collect()
}
