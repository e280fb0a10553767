//! Writing a whole run in one target format, row by row.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Profile;
use crate::model::Problem;
use crate::store::{StoreError, StoredRun};

/// What became of a run's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub written: u64,
    /// Rows that this consumer must not get, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Rows whose stored bytes are not what the run wrote; none of them is exported.
    pub untrusted: Vec<Problem>,
}

/// An export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("read the run")]
    Read(#[from] StoreError),
    #[error("write the rows")]
    Write(#[from] io::Error),
}

/// Writes every row of a run in a target format, in flat memory.
pub fn export(run: &StoredRun, profile: &dyn Profile, out: &mut dyn Write) -> Result<Counts, ExportError> {
    let mut counts = Counts::default();
    for trajectory in run.trajectories()? {
        let trajectory = match trajectory {
            Ok(trajectory) => trajectory,
            Err(StoreError::Row(problem)) => {
                counts.untrusted.push(Problem::new(format!("row {}", problem.index()), problem.to_string()));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        match profile.row(&trajectory) {
            Ok(line) => {
                out.write_all(line.as_bytes())?;
                out.write_all(b"\n")?;
                counts.written += 1;
            }
            Err(refusal) => *counts.refused.entry(refusal.reason.to_owned()).or_default() += 1,
        }
    }
    out.flush()?;
    Ok(counts)
}
