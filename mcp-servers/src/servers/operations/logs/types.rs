//! What the log store holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;

/// How serious a line is, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    Debug,
    Info,
    Warning,
    Error,
}

impl LogLevel {
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct LogLine {
    pub time: Time,
    pub service_id: String,
    pub instance: String,
    pub level: LogLevel,
    pub message: String,
    pub trace_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SavedSearch {
    pub name: String,
    pub owner: String,
    pub query: Option<String>,
    pub service_id: Option<String>,
    pub minimum_level: Option<LogLevel>,
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    JsonLines,
    Csv,
}

/// An export that was cancelled on the way is partial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportStatus {
    Complete,
    Partial,
}

#[derive(Debug, Clone, Serialize)]
pub struct Export {
    pub name: String,
    pub format: ExportFormat,
    pub status: ExportStatus,
    /// Ids of the lines in it, oldest first.
    pub line_ids: Vec<String>,
    pub wanted: usize,
    pub created_at: Time,
    pub expires_at: Time,
}
