//! Checks: the gates of a task, one file a kind.
//!
//! | kind | asks |
//! |---|---|
//! | [`StateCheck`] | whether the servers' states are as they should be, and nothing else has changed |
//! | [`OutputCheck`] | whether the answer claims what it should |
//! | [`TrajectoryCheck`] | whether calls were made in an order, and none that is forbidden |
//! | [`JudgeCheck`] | a model that was found to agree with labels |

mod judge;
mod output;
mod predicate;
mod state;
#[cfg(test)]
mod tests;
mod trajectory;

use serde::{Deserialize, Serialize};

pub use judge::{JudgeCheck, TRUSTED};
pub use output::{OutputCheck, read};
pub use predicate::{Predicate, Where};
pub use state::StateCheck;
pub use trajectory::{Broken, CallPattern, Milestone, TrajectoryCheck};

use crate::score::episode::{Episode, Judged};

/// One gate of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Check {
    State(StateCheck),
    Output(OutputCheck),
    Trajectory(TrajectoryCheck),
    Judge(JudgeCheck),
}

impl Check {
    pub fn name(&self) -> &str {
        match self {
            Self::State(check) => &check.name,
            Self::Output(check) => &check.name,
            Self::Trajectory(check) => &check.name,
            Self::Judge(check) => &check.name,
        }
    }

    pub fn as_state(&self) -> Option<&StateCheck> {
        match self {
            Self::State(check) => Some(check),
            _ => None,
        }
    }

    /// Judges an episode by this check alone.
    pub fn judge(&self, episode: &Episode) -> Judged {
        match self {
            Self::State(check) => check.judge(episode),
            Self::Output(check) => check.judge(episode),
            Self::Trajectory(check) => check.judge(episode),
            Self::Judge(check) => check.judge(episode),
        }
    }
}
