//! One episode of an experiment, as it is recorded.

use serde::{Deserialize, Serialize};

use crate::score::FailureMode;

/// An agent's attempt at a task, with drifted tools or with those of the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    pub agent: String,
    /// `None` where no tool had drifted; of a gradual drift those episodes too that it did not reach.
    pub operator: Option<String>,
    /// 0 of the base.
    pub severity: f64,
    pub seed: u64,
    pub task: String,
    /// `None` where it broke down, or a check was not evaluated.
    pub passed: Option<bool>,
    /// Whether the tools that there are still solve the task.
    pub solvable: bool,
    /// Whether the agent said that it cannot do it.
    pub declined: bool,
    pub calls: u32,
    /// Calls that failed or added nothing.
    pub wasted_calls: u32,
    /// Calls to names or parameters that are gone.
    pub stale_calls: u32,
    /// After a change in the middle of the episode: calls until the first that uses the new inventory rightly.
    pub calls_to_adapt: Option<u32>,
    /// Whether it came through the drift that it met; `None` where it met none.
    pub recovered: Option<bool>,
    /// Whether the drift touches a tool of the task's reference.
    pub touched: bool,
    pub failure: Option<FailureMode>,
}

impl Trial {
    /// Whether it broke down: such a trial says nothing of the agent.
    pub fn is_infrastructure(&self) -> bool {
        self.failure == Some(FailureMode::Infrastructure)
    }

    /// Whether it passed, of a trial from which success is told.
    pub(super) fn decided(&self) -> Option<bool> {
        self.passed.filter(|_| self.solvable && !self.is_infrastructure())
    }

    /// The operator and how much of it, where tools had drifted.
    pub(super) fn drift(&self) -> Option<(&str, Severity)> {
        self.operator.as_deref().map(|operator| (operator, Severity(self.severity)))
    }
}

/// A severity that can be a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Severity(pub f64);

impl Ord for Severity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Severity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Severity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Severity {}
