//! What became of one index of a run: the attempts it took and how each ended.
//!
//! This is the journal's view of the funnel. It holds what the summary counts and nothing of the
//! row itself, so that a summary never has to read the shards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Action, Contribution, Digest, Kind, Shape, Trajectory};

/// One finished index of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub index: u64,
    /// Every attempt at this index, in order; the last one is kept or the index stays empty.
    pub attempts: Vec<Attempt>,
    /// Digest of the kept row; the store fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Digest>,
    /// The writer's own, e.g. what the sampler must remember to go on after a resume.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub note: Value,
}

/// One attempt at a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub ending: Ending,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Turns with calls, by what they add.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contributions: BTreeMap<Contribution, u32>,
    /// What became of the texts that a model was asked for: `kept`, or why the embedded one stayed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub voice: BTreeMap<String, u32>,
    #[serde(default)]
    pub calls: u32,
    #[serde(default)]
    pub turns: u32,
    /// Turns that stay in the row without loss.
    #[serde(default)]
    pub masked: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingCount>,
    /// The tools called, as `server.tool`, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// Strong edges used, as positions in the graph that the manifest names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strong: Vec<u32>,
    /// Weak edges used, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<u32>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Ending {
    /// No trajectory came out of it, e.g. `sample.no_tool` or `execute.transport`.
    Failed {
        /// Whether the chain had run when it failed.
        executed: bool,
        reason: String,
    },
    /// A trajectory came out and was not used; the reason of the finding that decided.
    Dropped {
        reason: String,
    },
    Kept,
}

/// How often one rule objected in an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCount {
    pub reason: String,
    pub action: Action,
    pub count: u32,
}

impl Entry {
    pub fn new(index: u64, attempts: Vec<Attempt>) -> Self {
        Self { index, attempts, row: None, note: Value::Null }
    }

    /// Adds the writer's own note.
    #[must_use]
    pub fn note(mut self, note: Value) -> Self {
        self.note = note;
        self
    }
}

impl Attempt {
    /// An attempt that gave no trajectory.
    pub fn failed(executed: bool, reason: impl Into<String>) -> Self {
        Self::bare(Ending::Failed { executed, reason: reason.into() })
    }

    /// An attempt that gave a filtered trajectory: kept, or dropped when one turn is.
    /// The edges are the caller's to add, because a trajectory does not know the graph.
    pub fn of(trajectory: &Trajectory) -> Self {
        let mut attempt = Self::bare(ending(trajectory));
        attempt.shape = Some(trajectory.shape);
        attempt.kind = Some(trajectory.kind);
        for contribution in trajectory.turns.iter().filter_map(|turn| turn.contribution) {
            *attempt.contributions.entry(contribution).or_default() += 1;
        }
        attempt.calls = trajectory.steps.len() as u32;
        attempt.turns = trajectory.turns.len() as u32;
        attempt.masked = trajectory.turns.iter().filter(|turn| turn.verdict.action == Action::Mask).count() as u32;
        for finding in trajectory.turns.iter().flat_map(|turn| &turn.verdict.findings) {
            attempt.count(&finding.reason, finding.action);
        }
        attempt.tools = trajectory.steps.iter().map(|step| step.tool.to_string()).collect();
        attempt.tools.sort();
        attempt.tools.dedup();
        attempt
    }

    pub fn executed(&self) -> bool {
        !matches!(self.ending, Ending::Failed { executed: false, .. })
    }

    /// Whether it failed for this reason.
    pub fn is_for(&self, wanted: &str) -> bool {
        matches!(&self.ending, Ending::Failed { reason, .. } if reason == wanted)
    }

    pub fn kept(&self) -> bool {
        self.ending == Ending::Kept
    }

    fn bare(ending: Ending) -> Self {
        Self {
            ending,
            shape: None,
            kind: None,
            contributions: BTreeMap::new(),
            voice: BTreeMap::new(),
            calls: 0,
            turns: 0,
            masked: 0,
            findings: Vec::new(),
            tools: Vec::new(),
            strong: Vec::new(),
            weak: Vec::new(),
        }
    }

    fn count(&mut self, reason: &str, action: Action) {
        match self.findings.iter_mut().find(|seen| seen.reason == reason && seen.action == action) {
            Some(seen) => seen.count += 1,
            None => self.findings.push(FindingCount { reason: reason.to_owned(), action, count: 1 }),
        }
    }
}

fn ending(trajectory: &Trajectory) -> Ending {
    let findings = trajectory.turns.iter().flat_map(|turn| &turn.verdict.findings);
    let dropped = trajectory.turns.iter().any(|turn| turn.verdict.action == Action::Drop);
    match findings.into_iter().find(|finding| finding.action == Action::Drop) {
        Some(finding) => Ending::Dropped { reason: finding.reason.clone() },
        None if dropped => Ending::Dropped { reason: "unknown".to_owned() },
        None => Ending::Kept,
    }
}
