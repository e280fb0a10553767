//! The trajectory check: milestones that must be passed in an order, calls that are forbidden, and budgets.
//!
//! It constrains the way and does not prescribe it: calls between, before and behind the milestones are free.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Path, Step};
use crate::score::episode::{Episode, Judged};
use crate::score::matcher::{Matcher, all_fit};

/// Constraints on the calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrajectoryCheck {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<Milestone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<CallPattern>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_calls: Option<usize>,
    /// Calls that failed, without those on which a fault was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_errors: Option<usize>,
    /// False: told in the score, without a say in whether the episode passes.
    #[serde(default = "yes")]
    pub decides: bool,
}

fn yes() -> bool {
    true
}

/// A call that must have been made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    pub name: String,
    pub call: CallPattern,
    /// Milestones that must have been passed before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// How many such calls.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

/// Calls by tool and arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallPattern {
    /// `server.tool` with `*` for any text, e.g. `calendar.delete_*`.
    pub tool: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<Path, Matcher>,
    /// Whether calls that failed count too.
    #[serde(default)]
    pub even_failed: bool,
}

impl CallPattern {
    pub fn fits(&self, step: &Step) -> bool {
        (self.even_failed || step.outcome.is_ok())
            && glob(&self.tool, &step.tool.to_string())
            && all_fit(&self.arguments, &step.arguments)
    }
}

/// What kept a trajectory check from passing, for the failure mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    Forbidden,
    Budget,
    /// A milestone is there, but not behind what it must follow.
    Order,
    Missing,
}

impl TrajectoryCheck {
    pub fn judge(&self, episode: &Episode) -> Judged {
        self.broken(episode).map_or(Judged::passed(""), |(_, evidence)| Judged::failed(evidence))
    }

    /// The first constraint that does not hold, forbidden calls first.
    pub fn broken(&self, episode: &Episode) -> Option<(Broken, String)> {
        let steps = &episode.trajectory.steps;
        for (at, step) in steps.iter().enumerate() {
            if let Some(pattern) = self.forbidden.iter().find(|pattern| pattern.fits(step)) {
                return Some((Broken::Forbidden, format!("step {at} {} is forbidden by {}", step.tool, pattern.tool)));
            }
        }
        if let Some(most) = self.most_calls.filter(|most| steps.len() > *most) {
            return Some((Broken::Budget, format!("{} calls, at most {most} are allowed", steps.len())));
        }
        let errors = steps.iter().filter(|step| !step.outcome.is_ok() && step.fault.is_none()).count();
        if let Some(most) = self.most_errors.filter(|most| errors > *most) {
            return Some((Broken::Budget, format!("{errors} failed calls, at most {most} are allowed")));
        }
        let passed = self.passed(steps);
        let missing = self.milestones.iter().find(|milestone| !passed.contains_key(milestone.name.as_str()))?;
        let calls = steps.iter().filter(|step| missing.call.fits(step)).count();
        Some(if calls >= missing.times {
            (Broken::Order, format!("milestone {} came before {}", missing.name, missing.after.join(" or ")))
        } else {
            (Broken::Missing, format!("milestone {} is missing: {calls} of {} calls", missing.name, missing.times))
        })
    }

    /// The share of milestones that were passed; none without milestones.
    pub fn progress(&self, episode: &Episode) -> Option<f64> {
        let all = self.milestones.len();
        (all > 0).then(|| self.passed(&episode.trajectory.steps).len() as f64 / all as f64)
    }

    /// The step at which each milestone was passed: the earliest one behind those that it follows. As earlier is never
    /// worse for what comes after, no other choice of steps passes more.
    fn passed(&self, steps: &[Step]) -> BTreeMap<&str, usize> {
        let mut passed: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..self.milestones.len() {
            for milestone in self.milestones.iter().filter(|milestone| milestone.times > 0) {
                let before = milestone.after.iter().map(|name| passed.get(name.as_str()).map(|at| at + 1));
                let Some(from) = before.collect::<Option<Vec<usize>>>().map(|from| from.into_iter().max().unwrap_or(0))
                else {
                    continue;
                };
                let fitting = steps.iter().enumerate().skip(from).filter(|(_, step)| milestone.call.fits(step));
                if let Some((at, _)) = fitting.into_iter().nth(milestone.times - 1) {
                    passed.insert(&milestone.name, at);
                }
            }
        }
        passed
    }

    /// A milestone that follows itself, or one that is not there.
    pub fn unreachable(&self) -> Option<&str> {
        let mut known: Vec<&str> = Vec::new();
        for _ in 0..=self.milestones.len() {
            let free = |milestone: &&Milestone| milestone.after.iter().all(|name| known.contains(&name.as_str()));
            known = self.milestones.iter().filter(free).map(|milestone| milestone.name.as_str()).collect();
        }
        self.milestones.iter().map(|milestone| milestone.name.as_str()).find(|name| !known.contains(name))
    }
}

/// Whether a text is a pattern in which `*` stands for any text.
pub fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
