//! The score: what all checks of a task say of an episode, and what follows.
//!
//! A pure function of both, so any run can be graded again. An episode passes if every deciding check passes and fails if
//! one fails. It does neither where a deciding check was not evaluated and none failed, and where it failed by a breakdown
//! that was not the agent's.

use serde::{Deserialize, Serialize};

use crate::score::check::{Check, read};
use crate::score::episode::{Episode, Judged};
use crate::score::failure::{FailureMode, failure_mode, state_checks};
use crate::score::task::Task;

/// What an episode is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// None: not to be counted.
    pub passed: Option<bool>,
    /// By name, in the order of the task; also of checks that do not decide.
    pub checks: Vec<(String, Judged)>,
    pub failure: Option<FailureMode>,
}

impl Score {
    /// The first check that does not hold, with its evidence.
    pub fn why_not(&self) -> String {
        let failed = self.checks.iter().find(|(_, judged)| judged.passed != Some(true));
        failed.map_or("no check decides".to_owned(), |(name, judged)| format!("{name}: {}", judged.evidence))
    }
}

/// Scores an episode of a task.
pub fn score(task: &Task, episode: &Episode) -> Score {
    let states = state_checks(task);
    // Read once for all checks of the answer.
    let outputs = task.checks.iter().any(|check| matches!(check, Check::Output(_)));
    let reading = outputs.then(|| read(episode)).flatten();
    let judge = |check: &Check| match (check, &reading) {
        (Check::State(check), _) => check.judge_among(&states, episode),
        (Check::Output(check), Some(reading)) => check.judge_read(reading),
        (check, _) => check.judge(episode),
    };
    let checks: Vec<(&Check, Judged)> = task.checks.iter().map(|check| (check, judge(check))).collect();
    let deciding: Vec<Option<bool>> =
        checks.iter().filter(|(check, _)| task.basis.counts(check)).map(|(_, judged)| judged.passed).collect();
    let mut passed = match deciding.as_slice() {
        [] => None,
        all if all.contains(&Some(false)) => Some(false),
        all if all.contains(&None) => None,
        _ => Some(true),
    };
    let failure = match passed {
        Some(false) => Some(failure_mode(task, episode)),
        None if crate::score::failure::is_infrastructure(episode) => Some(FailureMode::Infrastructure),
        _ => None,
    };
    if failure == Some(FailureMode::Infrastructure) {
        passed = None;
    }
    let checks = checks.into_iter().map(|(check, judged)| (check.name().to_owned(), judged)).collect();
    Score { passed, checks, failure }
}

#[cfg(test)]
#[path = "grade_tests.rs"]
mod tests;
