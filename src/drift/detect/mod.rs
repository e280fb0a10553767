//! From two inventories to the operators between them.
//!
//! Every finding is applied to the old inventory before the next is looked for, so that what was found is what explains the
//! difference, and what is left at the end is unexplained. The way of the search: whole servers (`servers`), tools that
//! became others (`tools`), the parameters, results and descriptions of each tool (`inputs`, `outputs`, `texts`), and last
//! the tools that came in addition (`extras`).

mod allowed;
mod breaking;
mod extras;
mod inputs;
mod likeness;
mod outputs;
mod servers;
mod texts;
mod tools;
mod unexplained;

use serde::{Deserialize, Serialize};

use crate::drift::Inventory;
use crate::drift::map::MigrationMap;
use crate::drift::operator::Operator;
use crate::drift::target::find;
use crate::model::{Tool, ToolRef};

/// What lies between two inventories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detected {
    /// Settled, each naming tools as those before have left them.
    pub operators: Vec<Operator>,
    pub map: MigrationMap,
    /// Differences that no operator explains.
    pub unexplained: Vec<Unexplained>,
    /// What stops clients of the old inventory.
    pub breaking: Vec<Breaking>,
}

/// A difference that is left when the operators have been applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unexplained {
    /// As in the new inventory.
    pub tool: ToolRef,
    pub what: String,
}

/// A difference that a call or a reader of results of the old inventory runs into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaking {
    /// As in the old inventory.
    pub tool: ToolRef,
    pub why: String,
}

/// Compares two inventories.
pub fn detect(old: &[Tool], new: &[Tool]) -> Detected {
    let mut search = Search { old, new, now: old.to_vec(), operators: Vec::new(), map: MigrationMap::default() };
    servers::search(&mut search);
    tools::search(&mut search);
    let tools: Vec<ToolRef> = search.now.iter().map(Tool::reference).filter(|tool| find(new, tool).is_some()).collect();
    for tool in &tools {
        outputs::search(&mut search, tool);
        inputs::search(&mut search, tool);
        texts::search(&mut search, tool);
    }
    extras::search(&mut search);
    Detected {
        unexplained: unexplained::unexplained(&search.now, new),
        breaking: breaking::breaking(old, new, &search.map),
        operators: search.operators,
        map: search.map,
    }
}

/// How far a search has come.
struct Search<'i> {
    old: &'i [Tool],
    new: &'i [Tool],
    /// The old inventory with what was found applied to it.
    now: Inventory,
    operators: Vec<Operator>,
    map: MigrationMap,
}

impl Search<'_> {
    /// Applies a finding; one that does not fit is dropped.
    fn found(&mut self, operator: Operator) -> bool {
        let mut changed = self.now.clone();
        let Ok(effect) = operator.change(&mut changed) else { return false };
        self.now = changed;
        self.map.steps.extend(effect.steps);
        self.operators.push(operator);
        true
    }

    /// Goes on, and back to where it was if that comes to nothing.
    fn attempt(&mut self, way: impl FnOnce(&mut Self) -> bool) -> bool {
        let (now, steps, operators) = (self.now.clone(), self.map.steps.len(), self.operators.len());
        let kept = way(self);
        if !kept {
            self.now = now;
            self.map.steps.truncate(steps);
            self.operators.truncate(operators);
        }
        kept
    }

    /// The tools that the new inventory does not have.
    fn missing(&self) -> Vec<Tool> {
        self.now.iter().filter(|tool| find(self.new, &tool.reference()).is_none()).cloned().collect()
    }

    /// The tools that only the new inventory has.
    fn added(&self) -> Vec<Tool> {
        self.new.iter().filter(|tool| find(&self.now, &tool.reference()).is_none()).cloned().collect()
    }

    /// A tool as it is now and as it has to become.
    fn pair(&self, tool: &ToolRef) -> Option<(Tool, Tool)> {
        Some((find(&self.now, tool)?.clone(), find(self.new, tool)?.clone()))
    }
}
