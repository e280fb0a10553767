//! Writing a whole run in one target format, row by row.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Profile, Sink, SinkError, Talk};
use crate::model::{Problem, Trajectory};
use crate::store::{StoreError, StoredRun};

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

/// Writes every row of a run in a target format, in flat memory. `check` may refuse a row that the format itself takes.
pub fn export(
    run: &StoredRun,
    profile: &dyn Profile,
    sink: &mut Sink<'_>,
    check: &mut dyn FnMut(&Talk<'_>) -> Result<(), String>,
) -> Result<Counts, ExportError> {
    let mut counts = Counts::default();
    for trajectory in run.trajectories()? {
        match trajectory {
            Ok(trajectory) => counts.add(&trajectory, profile, sink, check)?,
            Err(StoreError::Row(problem)) => {
                counts.untrusted.push(Problem::new(format!("row {}", problem.index()), problem.to_string()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(counts)
}

impl Counts {
    fn add(
        &mut self,
        trajectory: &Trajectory,
        profile: &dyn Profile,
        sink: &mut Sink<'_>,
        check: &mut dyn FnMut(&Talk<'_>) -> Result<(), String>,
    ) -> Result<(), SinkError> {
        let exported = Talk::of(trajectory).and_then(|talk| Ok((profile.rows(&talk)?, talk)));
        let (exported, talk) = match exported {
            Ok(exported) => exported,
            Err(refusal) => {
                self.refuse(trajectory, refusal.reason, &refusal.evidence);
                return Ok(());
            }
        };
        if let Err(reason) = check(&talk) {
            self.refuse(trajectory, &reason, "see the report of the template");
            return Ok(());
        }
        self.trajectories += 1;
        exported.rewrites.iter().for_each(|code| *self.rewritten.entry((*code).to_owned()).or_default() += 1);
        if let Some((name, text)) = profile.file(&talk).filter(|_| sink.wants_files()) {
            self.written += 1;
            return sink.place(&name, &text);
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
