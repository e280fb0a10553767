//! The corpus memory: what the rows so far have covered, so that the next adds something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::model::Shape;

/// What one attempt covered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Tools in call order, by their index in the atlas.
    pub tools: Vec<u32>,
    /// Edges that bindings went along, by index.
    pub edges: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// The tool whose call failed, with the tools called before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<u32>,
    /// Nothing came of the attempt: it teaches only what succeeds.
    #[serde(default)]
    pub lost: bool,
    /// Edges that fed the failed call, if it failed because of its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blamed: Vec<u32>,
    /// Optional parameters that were given, by tool and input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<(u32, u32)>,
    /// Servers that took part, by their first tools.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<u32>,
    /// What went wrong on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Tools that asked the user something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<u32>,
    /// Tools that the failure's message named: what to do first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advised: Vec<u32>,
}

/// Counts over all rows of a run. Its size depends on the inventory and on how many servers meet, hardly on the number of rows.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    tools: BTreeMap<u32, u64>,
    edges: BTreeMap<u32, u64>,
    /// Failures that an edge may be to blame for.
    blamed: BTreeMap<u32, u64>,
    shapes: BTreeMap<Shape, u64>,
    lengths: BTreeMap<usize, u64>,
    /// Calls and successes of a tool.
    calls: BTreeMap<u32, (u64, u64)>,
    /// Successes of a tool after another tool of the same chain, and failures that asked for the other one.
    after: BTreeMap<(u32, u32), u64>,
    askers: BTreeSet<u32>,
    given: BTreeMap<(u32, u32), u64>,
    mixes: BTreeMap<Vec<u32>, u64>,
    faults: BTreeMap<String, u64>,
    /// Summed weights of the ways that a chain may go: made once for a state that many rows see.
    ways: OnceLock<Vec<f64>>,
}

impl Coverage {
    /// Adds what one attempt covered. Failed attempts teach only about success.
    pub fn add(&mut self, covered: &Covered) {
        self.ways = OnceLock::new();
        for (at, tool) in covered.tools.iter().enumerate() {
            let ok = covered.failed != Some(*tool) || at + 1 < covered.tools.len();
            let (calls, successes) = self.calls.entry(*tool).or_default();
            *calls += 1;
            if ok {
                *successes += 1;
                for earlier in &covered.tools[..at] {
                    *self.after.entry((*earlier, *tool)).or_default() += 1;
                }
            }
        }
        if let Some(failed) = covered.failed {
            covered.advised.iter().for_each(|tool| *self.after.entry((*tool, failed)).or_default() += 1);
        }
        self.askers.extend(&covered.asked);
        if let Some(fault) = &covered.fault {
            *self.faults.entry(fault.clone()).or_default() += 1;
        }
        covered.blamed.iter().for_each(|edge| *self.blamed.entry(*edge).or_default() += 1);
        if covered.lost || covered.failed.is_some() {
            return;
        }
        covered.tools.iter().for_each(|tool| *self.tools.entry(*tool).or_default() += 1);
        covered.edges.iter().for_each(|edge| *self.edges.entry(*edge).or_default() += 1);
        covered.given.iter().for_each(|input| *self.given.entry(*input).or_default() += 1);
        if !covered.servers.is_empty() {
            *self.mixes.entry(covered.servers.clone()).or_default() += 1;
        }
        if let Some(shape) = covered.shape {
            *self.shapes.entry(shape).or_default() += 1;
        }
        *self.lengths.entry(covered.tools.len()).or_default() += 1;
    }

    /// Tools that were seen to ask the user something.
    pub fn askers(&self) -> impl Iterator<Item = usize> + '_ {
        self.askers.iter().map(|tool| *tool as usize)
    }

    pub fn tool(&self, tool: u32) -> u64 {
        self.tools.get(&tool).copied().unwrap_or_default()
    }

    pub fn edge(&self, edge: u32) -> u64 {
        self.edges.get(&edge).copied().unwrap_or_default()
    }

    /// The summed weights of the ways of an atlas, made at the first time. A state that goes on being added to has none.
    pub(super) fn ways(&self, make: impl FnOnce() -> Vec<f64>) -> &[f64] {
        self.ways.get_or_init(make)
    }

    /// How often an edge was to blame for a failure.
    pub fn blame(&self, edge: u32) -> u64 {
        self.blamed.get(&edge).copied().unwrap_or_default()
    }

    /// How far an edge can be trusted, from 0 to 1, by what became of the calls that it fed.
    pub fn trust(&self, edge: u32) -> f64 {
        let blamed = self.blamed.get(&edge).copied().unwrap_or_default() as f64;
        let good = self.edge(edge) as f64 + 1.0;
        good / (good + 4.0 * blamed)
    }

    /// How often an optional parameter was given.
    pub fn given(&self, tool: u32, input: u32) -> u64 {
        self.given.get(&(tool, input)).copied().unwrap_or_default()
    }

    /// How often exactly these servers took part together.
    pub fn mix(&self, servers: &[u32]) -> u64 {
        self.mixes.get(servers).copied().unwrap_or_default()
    }

    /// How often a fault of this name struck.
    pub fn fault(&self, name: &str) -> u64 {
        self.faults.get(name).copied().unwrap_or_default()
    }

    pub fn shape(&self, shape: Shape) -> u64 {
        self.shapes.get(&shape).copied().unwrap_or_default()
    }

    pub fn length(&self, length: usize) -> u64 {
        self.lengths.get(&length).copied().unwrap_or_default()
    }

    /// How likely a call of the tool succeeds, from 0 to 1; a half-known tool counts as good.
    pub fn success(&self, tool: u32) -> f64 {
        let (calls, successes) = self.calls.get(&tool).copied().unwrap_or_default();
        (successes as f64 + 3.0) / (calls as f64 + 3.0)
    }

    /// How often `tool` succeeded after `earlier` in one chain, or was said to need it.
    pub fn success_after(&self, earlier: u32, tool: u32) -> u64 {
        self.after.get(&(earlier, tool)).copied().unwrap_or_default()
    }
}
