//! A call as the migration map sees it, and why one has no counterpart.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Path, ToolRef};

/// A tool with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub tool: ToolRef,
    pub arguments: Value,
}

impl Call {
    pub fn new(tool: ToolRef, arguments: Value) -> Self {
        Self { tool, arguments }
    }
}

/// A call that the other side has no counterpart of.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Unmappable {
    #[error("{tool} is gone: {why}")]
    Gone { tool: ToolRef, why: String },
    #[error("{tool} is new and stands for no tool of the original")]
    New { tool: ToolRef },
    #[error("{tool} needs `{path}`, and no value is known for it; give one")]
    Missing { tool: ToolRef, path: Path },
    /// The value is told as JSON text.
    #[error("{tool} takes {allowed} as `{path}`, not {value}")]
    Value { tool: ToolRef, path: Path, value: String, allowed: String },
    #[error("{tool} has no `{path}` on the other side; leave it out")]
    Removed { tool: ToolRef, path: Path },
}
