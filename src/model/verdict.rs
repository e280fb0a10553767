//! What the filter says of a turn.

use serde::{Deserialize, Serialize};

/// What becomes of a turn. The order is from mild to harsh, so that the harshest of several
/// findings is their maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Trained on.
    #[default]
    Keep,
    /// Stays in the row as context, without loss.
    Mask,
    /// The whole trajectory is not used.
    Drop,
}

/// One rule's objection to a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Reason code, `rule.case`, e.g. `grounding.value_not_in_source`.
    pub reason: String,
    pub action: Action,
    /// What was seen, for a person.
    pub evidence: String,
}

/// All findings about a turn and what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub action: Action,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// A verdict with the findings alone whose reason begins so.
    #[must_use]
    pub fn only(&self, reason: &str) -> Self {
        let mut verdict = Self::default();
        self.findings
            .iter()
            .filter(|finding| finding.reason.starts_with(reason))
            .cloned()
            .for_each(|finding| verdict.add(finding));
        verdict
    }

    /// Adds a finding; the verdict is as harsh as its harshest finding.
    pub fn add(&mut self, finding: Finding) {
        self.action = self.action.max(finding.action);
        self.findings.push(finding);
    }
}
