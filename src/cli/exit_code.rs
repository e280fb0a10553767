//! Every exit code of the program, in one place.

use crate::eval::{JournalError, SuiteError};
use crate::exec::ServerError;
use crate::store::StoreError;

/// What the process says to its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// All that was asked for was done.
    Ok = 0,
    /// A fault of mcplab or of the machine.
    Internal = 1,
    /// What was typed, or a file it names, cannot be used. Clap uses the same code.
    Usage = 2,
    /// A check failed: a replay differed, a row is not what the run wrote.
    Failed = 3,
    /// There is nothing to work on: no server, no tool, no row.
    Nothing = 4,
    /// The run was interrupted; `--resume` goes on with it.
    Incomplete = 5,
}

/// The caller's input is at fault, and the text says how to mend it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

impl ExitCode {
    /// The code for an error that ends a verb.
    pub fn of(error: &anyhow::Error) -> Self {
        let usage = error.chain().any(|cause| {
            cause.is::<UsageError>()
                || cause.is::<ServerError>()
                || cause.is::<crate::inventory::SnapshotError>()
                || cause.is::<SuiteError>()
                || cause.downcast_ref::<JournalError>().is_some_and(JournalError::is_input)
                || cause.downcast_ref::<StoreError>().is_some_and(is_input)
        });
        if usage { Self::Usage } else { Self::Internal }
    }
}

/// Whether the run directory that was named is at fault, and not the machine.
fn is_input(error: &StoreError) -> bool {
    match error {
        StoreError::Occupied(_)
        | StoreError::Locked(_)
        | StoreError::NotARun(_)
        | StoreError::Newer { .. }
        | StoreError::Corrupt { .. }
        | StoreError::Differs { .. }
        | StoreError::Finished(_) => true,
        StoreError::Io { source, .. } => {
            use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
            matches!(source.kind(), NotFound | PermissionDenied | NotADirectory | ReadOnlyFilesystem)
        }
        StoreError::OutOfOrder { .. } | StoreError::Parquet { .. } | StoreError::Row(_) => false,
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
