//! An episode as scoring sees it: what was done and said, and the states of the servers before and after.
//!
//! Nothing in it tells how the episode was made, so that any recorded run can be graded again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::Document;
use crate::model::{self, Seed, Trajectory};

/// State documents by server. Shared, for most episodes begin alike and leave most servers as they are.
pub type States = BTreeMap<String, Document>;

/// One attempt of one agent at one task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    pub trajectory: Trajectory,
    /// State documents at the start, of those servers that can tell.
    #[serde(default)]
    pub start: States,
    /// State documents at the end; of a server that nothing has changed the same one.
    #[serde(default)]
    pub end: States,
    /// What the agent says at last; of several turns all that it says, as the runner decides.
    pub answer: String,
    /// RFC 3339 with the user's offset: relative dates of the answer count from here.
    pub now: String,
    #[serde(default)]
    pub ended: Ended,
    /// What judges said of this episode, by the name of the check.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub opinions: BTreeMap<String, Opinion>,
}

impl Default for Episode {
    /// Nothing was done or said.
    fn default() -> Self {
        let begin = model::Episode { seed: Seed(0), now: String::new() };
        Self {
            trajectory: Trajectory::begun(uuid::Uuid::nil(), begin),
            start: States::new(),
            end: States::new(),
            answer: String::new(),
            now: String::new(),
            ended: Ended::default(),
            opinions: BTreeMap::new(),
        }
    }
}

/// Why an episode ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The agent had no further calls to make.
    #[default]
    Answered,
    OutOfCalls,
    OutOfTurns,
    OutOfTime,
    /// The agent's program broke down after it had done something.
    Crashed,
    /// The runner, the model's provider or a server broke.
    Infrastructure,
}

impl Ended {
    /// Whether a limit of the task ended it.
    pub fn is_limit(self) -> bool {
        matches!(self, Self::OutOfCalls | Self::OutOfTurns | Self::OutOfTime)
    }
}

/// A stored opinion of a model judge on one episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    pub good: bool,
    pub reason: String,
    /// How far the judge agrees with labels on this kind of question, beyond chance (Cohen's kappa); none if not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kappa: Option<f64>,
}

/// What one check says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// None: not evaluated. That is never a failure.
    pub passed: Option<bool>,
    pub evidence: String,
}

impl Judged {
    pub fn passed(evidence: impl Into<String>) -> Self {
        Self { passed: Some(true), evidence: evidence.into() }
    }

    pub fn failed(evidence: impl Into<String>) -> Self {
        Self { passed: Some(false), evidence: evidence.into() }
    }

    pub fn not_evaluated(why: impl Into<String>) -> Self {
        Self { passed: None, evidence: why.into() }
    }

    /// All of several: one failure fails, and otherwise one that was not evaluated leaves it open.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        let of = |passed: Option<bool>| parts.iter().filter(move |part| part.passed == passed);
        let passed = [Some(false), None].into_iter().find(|passed| of(*passed).next().is_some()).unwrap_or(Some(true));
        let evidence: Vec<&str> =
            of(passed).map(|part| part.evidence.as_str()).filter(|text| !text.is_empty()).collect();
        Self { passed, evidence: evidence.join("; ") }
    }
}
