//! Calls that are known to lead to the goal, as milestones.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Path, Segment};
use crate::score::{CallPattern, Matcher, Milestone, TrajectoryCheck};

/// A call that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// None: any server's tool of that name.
    pub server: Option<String>,
    pub tool: String,
    /// By name.
    pub arguments: BTreeMap<String, Value>,
    /// A value whose argument has no name.
    pub nameless: Option<Value>,
}

impl Known {
    fn pattern(&self) -> CallPattern {
        let named = self.arguments.iter();
        let mut arguments: BTreeMap<Path, Matcher> =
            named.map(|(name, value)| (Path::root().field(name), Matcher::Equals(value.clone()))).collect();
        if let Some(value) = &self.nameless {
            arguments.insert(Path::root().then(Segment::Any), Matcher::Equals(value.clone()));
        }
        let server = self.server.as_deref().unwrap_or("*");
        CallPattern { tool: format!("{server}.{}", self.tool), arguments, even_failed: false }
    }
}

/// A check of calls by turn: those of a turn come in any order, behind those of the turn before.
pub fn check(name: &str, turns: &[Vec<Known>], decides: bool) -> TrajectoryCheck {
    let mut milestones: Vec<Milestone> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for (at, calls) in turns.iter().enumerate().filter(|(_, calls)| !calls.is_empty()) {
        let first = milestones.len();
        for call in calls {
            let pattern = call.pattern();
            match milestones[first..].iter_mut().find(|milestone| milestone.call == pattern) {
                Some(milestone) => milestone.times += 1,
                None => {
                    let number = milestones.len() - first + 1;
                    let name = format!("turn {} call {number}: {}", at + 1, call.tool);
                    milestones.push(Milestone { name, call: pattern, after: before.clone(), times: 1 });
                }
            }
        }
        before = milestones[first..].iter().map(|milestone| milestone.name.clone()).collect();
    }
    TrajectoryCheck { name: name.to_owned(), milestones, decides, ..TrajectoryCheck::default() }
}
