//! What comes of an operator: the new inventory with its ground truth.

use serde::{Deserialize, Serialize};

use crate::drift::Inventory;
use crate::drift::map::MigrationMap;
use crate::drift::operator::Operator;
use crate::drift::operators::behaviour::Behaviour;
use crate::drift::rewrite::{Rewrite, Step};
use crate::drift::target::find;
use crate::model::Tool;

/// An inventory after a drift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drifted {
    /// The operator with nothing left open.
    pub operator: Operator,
    pub inventory: Inventory,
    pub map: MigrationMap,
    /// What no schema shows, for a layer to enforce.
    pub behaviours: Vec<Behaviour>,
    pub changes: Vec<Change>,
    pub solvable: Solvable,
}

/// Whether a task that the original tools solve can be solved with the drifted ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Solvable {
    Yes,
    No(String),
}

/// A tool before and after; one side alone where it was removed or added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub old: Option<Tool>,
    pub new: Option<Tool>,
}

/// What an operator did to an inventory, apart from the inventory.
pub(crate) struct Effect {
    pub steps: Vec<Step>,
    pub behaviours: Vec<Behaviour>,
    pub solvable: Solvable,
}

impl Effect {
    /// Rewrites after which everything can still be done.
    pub fn of(rewrites: impl IntoIterator<Item = Rewrite>) -> Self {
        let steps = rewrites.into_iter().map(Step::from).collect();
        Self { steps, behaviours: Vec::new(), solvable: Solvable::Yes }
    }

    pub fn unsolvable(self, why: String) -> Self {
        Self { solvable: Solvable::No(why), ..self }
    }

    /// This effect and a later one.
    pub fn then(mut self, other: Self) -> Self {
        let later = MigrationMap { steps: other.steps };
        self.behaviours.iter_mut().for_each(|behaviour| behaviour.follow(&later));
        self.steps.extend(later.steps);
        self.behaviours.extend(other.behaviours);
        let solvable = if self.solvable == Solvable::Yes { other.solvable } else { self.solvable };
        Self { solvable, ..self }
    }
}

/// The tools that differ, the old ones in their order and then those that no old one became.
pub(crate) fn changes(old: &[Tool], new: &[Tool], map: &MigrationMap) -> Vec<Change> {
    let (mut changes, mut met) = (Vec::new(), Vec::new());
    for tool in old {
        let now = map.tools_to_new(&tool.reference());
        if now.is_empty() {
            changes.push(Change { old: Some(tool.clone()), new: None });
        }
        for tool_now in now {
            let found = find(new, &tool_now);
            if found != Some(tool) {
                changes.push(Change { old: Some(tool.clone()), new: found.cloned() });
            }
            met.push(tool_now);
        }
    }
    let added = new.iter().filter(|tool| !met.contains(&tool.reference()));
    changes.extend(added.map(|tool| Change { old: None, new: Some(tool.clone()) }));
    changes
}
