//! What a generating run came to, ready to be shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Diversity;
use crate::model::{Contribution, Kind, Problem, Seed, ServerKind, Shape};
use crate::store::{Finished, Manifest, Scope, Tally};

/// A generating run in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub verb: String,
    pub version: String,
    pub seed: Seed,
    pub dir: PathBuf,
    /// Rows written.
    pub rows: u64,
    pub funnel: Funnel,
    pub coverage: Coverage,
    /// Rows by shape; every shape is there.
    pub shapes: BTreeMap<Shape, u64>,
    /// Rows by kind; kinds of which there are none are left out.
    pub kinds: BTreeMap<Kind, u64>,
    /// Turns with calls, by what they add.
    pub contributions: BTreeMap<Contribution, u64>,
    /// What became of the texts that a model was asked for: `kept`, or why the embedded one stayed.
    pub voice: BTreeMap<String, u64>,
    /// How different the requests are.
    pub diversity: Diversity,
    /// Rows by number of calls, without gaps up to the longest.
    pub lengths: BTreeMap<u32, u64>,
    /// What was wrong with the inputs.
    pub problems: Vec<Problem>,
    /// The files written, most wanted first.
    pub files: Vec<PathBuf>,
}

/// How many attempts got how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    pub sampled: u64,
    pub executed: u64,
    pub kept: u64,
    pub failed: u64,
    pub failed_by: BTreeMap<String, u64>,
    pub dropped: u64,
    pub dropped_by: BTreeMap<String, u64>,
    /// Turns in kept rows.
    pub turns: u64,
    /// Of these, turns without loss.
    pub masked: u64,
    pub masked_by: BTreeMap<String, u64>,
}

/// How much of what was in view the rows use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub tools: Share,
    pub strong_edges: Share,
    pub weak_edges: Share,
    pub servers: Vec<ServerCoverage>,
}

/// A server in view and what of it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerCoverage {
    pub name: String,
    pub kind: ServerKind,
    pub tools: Share,
    /// Tools that no row calls.
    pub unused: Vec<String>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub used: u64,
    pub total: u64,
}

impl Summary {
    /// The summary of a run that is complete.
    pub fn of(
        manifest: &Manifest,
        tally: &Tally,
        scope: &Scope,
        finished: &Finished,
        diversity: Diversity,
        problems: Vec<Problem>,
    ) -> Self {
        let longest = tally.lengths.keys().max().copied().unwrap_or(0);
        let at_length = |length| (length, tally.lengths.get(&length).copied().unwrap_or(0));
        let of_shape = |shape| (shape, tally.shapes.get(&shape).copied().unwrap_or(0));
        Self {
            verb: manifest.verb.clone(),
            version: manifest.version.clone(),
            seed: manifest.seed,
            dir: shown(&finished.dir),
            rows: finished.rows,
            funnel: Funnel::of(tally),
            coverage: Coverage::of(tally, scope),
            shapes: Shape::ALL.into_iter().map(of_shape).collect(),
            kinds: tally.kinds.clone(),
            contributions: tally.contributions.clone(),
            voice: tally.voice.clone(),
            diversity,
            lengths: (tally.lengths.keys().min().copied().unwrap_or(1).min(1)..=longest).map(at_length).collect(),
            problems,
            files: [&finished.sft].into_iter().chain(&finished.shards).map(|file| shown(file)).collect(),
        }
    }
}

/// A path as text can hold it.
fn shown(path: &Path) -> PathBuf {
    path.to_string_lossy().into_owned().into()
}

impl Funnel {
    fn of(tally: &Tally) -> Self {
        Self {
            sampled: tally.attempts,
            executed: tally.executed,
            kept: tally.kept,
            failed: tally.failed_attempts(),
            failed_by: tally.failed.clone(),
            dropped: tally.dropped_attempts(),
            dropped_by: tally.dropped.clone(),
            turns: tally.turns,
            masked: tally.masked,
            masked_by: tally.masked_by.clone(),
        }
    }
}

impl Coverage {
    fn of(tally: &Tally, scope: &Scope) -> Self {
        let servers: Vec<ServerCoverage> = scope
            .servers
            .iter()
            .map(|server| {
                let unused: Vec<String> = server.unused(tally).map(str::to_owned).collect();
                let total = server.tools.len() as u64;
                let tools = Share { used: total - unused.len() as u64, total };
                ServerCoverage { name: server.name.clone(), kind: server.kind, tools, unused }
            })
            .collect();
        Self {
            tools: Share { used: servers.iter().map(|server| server.tools.used).sum(), total: scope.tools() },
            strong_edges: Share { used: tally.strong.len() as u64, total: scope.strong },
            weak_edges: Share { used: tally.weak.len() as u64, total: scope.weak },
            servers,
        }
    }
}

impl Share {
    /// In whole percent, rounded down so that 100 means all; `None` of nothing.
    pub fn percent(self) -> Option<u64> {
        (self.total > 0).then(|| self.used * 100 / self.total)
    }
}
