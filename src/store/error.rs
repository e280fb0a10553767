//! What can go wrong with a run directory, each with the place and the mend.

use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Format;
use crate::model::{Digest, Trajectory};

/// A run directory cannot be used as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{action} {}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("use {} as a new run directory: it is not empty (hint: continue it with --resume, or choose another --out)", .0.display())]
    Occupied(PathBuf),
    #[error("write {}: another process is writing this run (hint: wait for it, or choose another --out)", .0.display())]
    Locked(PathBuf),
    #[error("open {}: it holds no manifest.json, so it is not a run directory", .0.display())]
    NotARun(PathBuf),
    #[error("read {}: it has format {found}, and this mcplab knows formats up to {} (hint: use a newer mcplab)", path.display(), Format::CURRENT)]
    Newer { path: PathBuf, found: Format },
    #[error("read {} line {line}: {reason}", path.display())]
    Corrupt { path: PathBuf, line: u64, reason: String },
    #[error("resume {}: the run was started with other inputs: {} (hint: use the same settings, or choose another --out)", dir.display(), differences.join(", "))]
    Differs { dir: PathBuf, differences: Vec<String> },
    #[error("resume {}: the run is finished", .0.display())]
    Finished(PathBuf),
    #[error("append index {got}: the run expects index {expected} next")]
    OutOfOrder { expected: u64, got: u64 },
    #[error("{action} {}", path.display())]
    Parquet {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: parquet::errors::ParquetError,
    },
    #[error(transparent)]
    Row(#[from] RowProblem),
}

/// One stored row is not what the run wrote. The rows after it can still be read.
#[derive(Debug, thiserror::Error)]
pub enum RowProblem {
    #[error(
        "trust row {index} in {place}: its bytes were changed after the run (digest {expected:.12}, found {found:.12})"
    )]
    Edited {
        place: String,
        index: u64,
        id: Uuid,
        expected: Digest,
        found: Digest,
        /// The row as it is now, so that a replay can say what differs.
        trajectory: Box<Trajectory>,
    },
    #[error("read row {index} in {place}: column {column}: {reason}")]
    Unreadable { place: String, index: u64, column: &'static str, reason: String },
    #[error(
        "read row {index} in {place}: it has format {found}, and this mcplab knows formats up to {}",
        Format::CURRENT
    )]
    Newer { place: String, index: u64, found: Format },
    #[error("find row {index}: the journal has it, the shards do not")]
    Missing { index: u64 },
    #[error("trust row {index} in {place}: the journal does not have it")]
    Unexpected { place: String, index: u64 },
}

impl StoreError {
    /// Wraps an error of the file system with what was tried.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    pub(super) fn parquet<E>(action: &'static str, path: &Path) -> impl FnOnce(E) -> Self
    where
        E: Into<parquet::errors::ParquetError>,
    {
        let path = path.to_owned();
        move |source| Self::Parquet { action, path, source: source.into() }
    }
}

impl RowProblem {
    /// The row's index in the run.
    pub fn index(&self) -> u64 {
        match self {
            Self::Edited { index, .. }
            | Self::Unreadable { index, .. }
            | Self::Newer { index, .. }
            | Self::Missing { index }
            | Self::Unexpected { index, .. } => *index,
        }
    }
}
