//! A run in numbers: folded from the journal's entries, so that a resumed run counts the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Attempt, Ending, Entry};
use crate::model::{Action, Contribution, Kind, ServerKind, Shape};

/// Counts over all entries of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Finished indices, with or without a row.
    pub indices: u64,
    /// Attempts sampled.
    pub attempts: u64,
    /// Attempts whose chain ran.
    pub executed: u64,
    /// Attempts that became rows.
    pub kept: u64,
    /// Attempts without a trajectory, by reason.
    pub failed: BTreeMap<String, u64>,
    /// Trajectories not used, by the reason that decided.
    pub dropped: BTreeMap<String, u64>,
    /// Calls in kept rows.
    pub calls: u64,
    /// Turns in kept rows.
    pub turns: u64,
    /// Turns in kept rows that are not trained on.
    pub masked: u64,
    /// Findings that masked turns of kept rows, by reason.
    pub masked_by: BTreeMap<String, u64>,
    /// Kept rows by tool called, as `server.tool`.
    pub tools: BTreeMap<String, u64>,
    /// Edges that kept rows used.
    pub strong: BTreeSet<u32>,
    pub weak: BTreeSet<u32>,
    /// Kept rows by shape.
    pub shapes: BTreeMap<Shape, u64>,
    /// Kept rows by kind.
    #[serde(default)]
    pub kinds: BTreeMap<Kind, u64>,
    /// Turns with calls of kept rows, by what they add.
    #[serde(default)]
    pub contributions: BTreeMap<Contribution, u64>,
    /// What became of the texts that a model was asked for.
    #[serde(default)]
    pub voice: BTreeMap<String, u64>,
    /// Kept rows by number of calls.
    pub lengths: BTreeMap<u32, u64>,
}

/// What a run could have used: the whole that coverage is measured against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub servers: Vec<ServerScope>,
    /// Strong edges of the graph.
    pub strong: u64,
    /// Weak edges of the graph.
    pub weak: u64,
}

/// A server in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerScope {
    pub name: String,
    pub kind: ServerKind,
    /// Its usable tools by their own names.
    pub tools: Vec<String>,
}

impl Tally {
    /// Counts one finished index.
    pub fn add(&mut self, entry: &Entry) {
        self.indices += 1;
        entry.attempts.iter().for_each(|attempt| self.add_attempt(attempt));
    }

    /// Attempts without a trajectory.
    pub fn failed_attempts(&self) -> u64 {
        self.failed.values().sum()
    }

    /// Trajectories not used.
    pub fn dropped_attempts(&self) -> u64 {
        self.dropped.values().sum()
    }

    fn add_attempt(&mut self, attempt: &Attempt) {
        self.attempts += 1;
        self.executed += u64::from(attempt.executed());
        match &attempt.ending {
            Ending::Failed { reason, .. } => count(&mut self.failed, reason, 1),
            Ending::Dropped { reason } => count(&mut self.dropped, reason, 1),
            Ending::Kept => self.add_kept(attempt),
        }
    }

    fn add_kept(&mut self, attempt: &Attempt) {
        self.kept += 1;
        self.calls += u64::from(attempt.calls);
        self.turns += u64::from(attempt.turns);
        self.masked += u64::from(attempt.masked);
        for finding in attempt.findings.iter().filter(|finding| finding.action == Action::Mask) {
            count(&mut self.masked_by, &finding.reason, u64::from(finding.count));
        }
        attempt.tools.iter().for_each(|tool| count(&mut self.tools, tool, 1));
        self.strong.extend(&attempt.strong);
        self.weak.extend(&attempt.weak);
        attempt.shape.into_iter().for_each(|shape| *self.shapes.entry(shape).or_default() += 1);
        attempt.kind.into_iter().for_each(|kind| *self.kinds.entry(kind).or_default() += 1);
        for (contribution, count) in &attempt.contributions {
            *self.contributions.entry(*contribution).or_default() += u64::from(*count);
        }
        attempt.voice.iter().for_each(|(outcome, texts)| count(&mut self.voice, outcome, u64::from(*texts)));
        *self.lengths.entry(attempt.calls).or_default() += 1;
    }
}

impl Scope {
    /// All tools in view.
    pub fn tools(&self) -> u64 {
        self.servers.iter().map(|server| server.tools.len() as u64).sum()
    }
}

impl ServerScope {
    /// The tools of this server that no kept row called.
    pub fn unused<'s>(&'s self, tally: &'s Tally) -> impl Iterator<Item = &'s str> {
        let used = |tool: &&String| tally.tools.contains_key(&format!("{}.{tool}", self.name));
        self.tools.iter().filter(move |tool| !used(tool)).map(String::as_str)
    }
}

fn count(counts: &mut BTreeMap<String, u64>, reason: &str, by: u64) {
    // No key is cloned for a reason seen before: this runs once a row and tool.
    match counts.get_mut(reason) {
        Some(count) => *count += by,
        None => {
            counts.insert(reason.to_owned(), by);
        }
    }
}
