//! Faults: what goes wrong with a call on purpose.

use serde::{Deserialize, Serialize};

/// A fault at one call. Everything that decides its effect is in it, so that a replay strikes the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Fault {
    /// No answer came in time; the tool was not reached.
    Timeout { message: String },
    /// Too many calls; the tool was not reached.
    RateLimit { message: String },
    /// The thing is not there, although a list had just named it; the tool was not reached.
    NotFound { message: String },
    /// Somebody else is changing the same thing; the tool was not reached.
    Conflict { message: String },
    /// The thing is newer than the caller knows; the tool was not reached.
    StaleVersion { message: String },
    /// Only the first items of the result's longest list came.
    PartialResult { kept: usize },
    /// The result breaks off in the middle.
    MalformedPayload { bytes: usize },
    /// The tool is gone until its server has listed its tools anew.
    ListChanged { message: String },
}

impl Fault {
    /// The names of all kinds.
    pub const NAMES: [&str; 8] = [
        "timeout", "rate_limit", "not_found", "conflict", "stale_version", "partial_result", "malformed_payload",
        "list_changed",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Timeout { .. } => "timeout",
            Self::RateLimit { .. } => "rate_limit",
            Self::NotFound { .. } => "not_found",
            Self::Conflict { .. } => "conflict",
            Self::StaleVersion { .. } => "stale_version",
            Self::PartialResult { .. } => "partial_result",
            Self::MalformedPayload { .. } => "malformed_payload",
            Self::ListChanged { .. } => "list_changed",
        }
    }
}
