//! Writing a whole run in one target format, row by row.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use serde::Serialize;

use super::{Declared, Exported, Profile, Refusal, Sink, SinkError, Talk};
use crate::model::{Problem, Trajectory};
use crate::store::{KnownTools, StoreError, StoredRun, UncheckedRow};

/// What became of a run's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Trajectories that were written.
    pub trajectories: u64,
    /// Rows that they became: some targets cut one into several.
    pub written: u64,
    /// Trajectories that this consumer must not get, by reason.
    pub refused: BTreeMap<String, u64>,
    /// The first of each reason, with what was seen.
    pub refused_first: BTreeMap<String, String>,
    /// Trajectories that were written otherwise than they happened, so that the consumer does not corrupt them, by how.
    pub rewritten: BTreeMap<String, u64>,
    /// Rows whose stored bytes are not what the run wrote; none of them is exported.
    pub untrusted: Vec<Problem>,
}

/// An export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("read the run")]
    Read(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] SinkError),
}

/// Rows that are in work at once; while they are made, those before are written and those behind are read.
const BATCH: usize = 128;

/// A row on its way: decoded, and in the target's form.
enum Made {
    Written { trajectory: Box<Trajectory>, exported: Result<Exported, Refusal> },
    Untrusted(Problem),
    Failed(StoreError),
}

/// Writes every row of a run in a target format, in flat memory, on so many threads. `check` may refuse a row that the format
/// itself takes.
pub fn export(
    run: &StoredRun,
    profile: &dyn Profile,
    sink: &mut Sink<'_>,
    jobs: usize,
    check: &mut dyn FnMut(&Talk<'_>) -> Result<(), String>,
) -> Result<Counts, ExportError> {
    let mut counts = Counts::default();
    let (known, declared) = (KnownTools::default(), Declared::default());
    let maker = Maker { profile, known: &known, declared: &declared };
    let mut rows = run.unchecked()?;
    let mut next: Vec<Result<UncheckedRow, StoreError>> = rows.by_ref().take(BATCH).collect();
    let mut done: Vec<Made> = Vec::new();
    while !next.is_empty() || !done.is_empty() {
        let batch = std::mem::take(&mut next);
        let made = thread::scope(|scope| -> Result<Vec<Made>, ExportError> {
            let mut parts = split(batch, jobs.max(1)).into_iter();
            let own = if jobs <= 1 { parts.next() } else { None };
            let workers: Vec<_> = parts.map(|part| scope.spawn(move || maker.make(part))).collect();
            for made in done.drain(..) {
                counts.add(made, profile, sink, check)?;
            }
            next = rows.by_ref().take(BATCH).collect();
            let own = own.map(|part| maker.make(part)).into_iter();
            let joined = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
            Ok(own.chain(joined).flatten().collect())
        })?;
        done = made;
    }
    Ok(counts)
}

/// A batch in as many parts, in order.
fn split<T>(batch: Vec<T>, parts: usize) -> Vec<Vec<T>> {
    let size = batch.len().div_ceil(parts).max(1);
    let mut rest = batch.into_iter();
    let part = |_| rest.by_ref().take(size).collect::<Vec<_>>();
    (0..parts).map(part).filter(|part| !part.is_empty()).collect()
}

/// What every thread needs to make rows.
#[derive(Clone, Copy)]
struct Maker<'m> {
    profile: &'m dyn Profile,
    known: &'m KnownTools,
    declared: &'m Declared,
}

impl Maker<'_> {
    fn make(self, rows: Vec<Result<UncheckedRow, StoreError>>) -> Vec<Made> {
        rows.into_iter().map(|row| self.made(row)).collect()
    }

    fn made(self, row: Result<UncheckedRow, StoreError>) -> Made {
        let scope = self.profile.wants();
        match row.and_then(|row| row.check(self.known, scope)) {
            Ok(trajectory) => {
                let talk = Talk::knowing(&trajectory, Some(self.declared));
                let exported = talk.and_then(|talk| self.profile.rows(&talk));
                Made::Written { trajectory: Box::new(trajectory), exported }
            }
            Err(StoreError::Row(problem)) => {
                Made::Untrusted(Problem::new(format!("row {}", problem.index()), problem.to_string()))
            }
            Err(error) => Made::Failed(error),
        }
    }
}

impl Counts {
    fn add(
        &mut self,
        made: Made,
        profile: &dyn Profile,
        sink: &mut Sink<'_>,
        check: &mut dyn FnMut(&Talk<'_>) -> Result<(), String>,
    ) -> Result<(), ExportError> {
        let (trajectory, exported) = match made {
            Made::Written { trajectory, exported } => (trajectory, exported),
            Made::Untrusted(problem) => {
                self.untrusted.push(problem);
                return Ok(());
            }
            Made::Failed(error) => return Err(error.into()),
        };
        let exported = match exported {
            Ok(exported) => exported,
            Err(refusal) => {
                self.refuse(&trajectory, refusal.reason, &refusal.evidence);
                return Ok(());
            }
        };
        let talk = Talk::of_checked(&trajectory, None);
        if let Err(reason) = check(&talk) {
            self.refuse(&trajectory, &reason, "see the report of the template");
            return Ok(());
        }
        self.trajectories += 1;
        exported.rewrites.iter().for_each(|code| *self.rewritten.entry((*code).to_owned()).or_default() += 1);
        if let Some((name, text)) = profile.file(&talk).filter(|_| sink.wants_files()) {
            self.written += 1;
            return Ok(sink.place(&name, &text)?);
        }
        for row in exported.rows {
            self.written += 1;
            sink.push(row)?;
        }
        Ok(())
    }

    fn refuse(&mut self, trajectory: &Trajectory, reason: &str, evidence: &str) {
        *self.refused.entry(reason.to_owned()).or_default() += 1;
        let first = || format!("row {}: {evidence}", trajectory.index);
        self.refused_first.entry(reason.to_owned()).or_insert_with(first);
    }
}
