//! What every target format has to say about itself, and the list of all.

use std::fmt;

use super::OpenAi;
use crate::model::Trajectory;

/// A target format.
pub trait Profile: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// What it is for, as one line.
    fn description(&self) -> &'static str;

    /// What of a trajectory survives.
    fn keeps(&self) -> &'static str;

    /// What of a trajectory is lost, or must be known when training.
    fn loses(&self) -> &'static str;

    /// The row as one JSON line without its end, or why this consumer must not get it.
    fn row(&self, trajectory: &Trajectory) -> Result<String, Refusal>;
}

/// Why a trajectory has no row in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Reason code, e.g. `verdict.dropped_turn`.
    pub reason: &'static str,
    /// What was seen, for a person.
    pub evidence: String,
}

/// All target formats.
pub fn profiles() -> &'static [&'static dyn Profile] {
    &[&OpenAi]
}

/// The target format of a name.
pub fn profile(name: &str) -> Option<&'static dyn Profile> {
    profiles().iter().copied().find(|profile| profile.name() == name)
}

impl Refusal {
    pub(super) fn new(reason: &'static str, evidence: impl Into<String>) -> Self {
        Self { reason, evidence: evidence.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.evidence)
    }
}
