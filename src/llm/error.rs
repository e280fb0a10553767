//! What can go wrong between a request and its reply, sorted by what the caller can do about it.

use std::time::Duration;

use super::{RecordError, SettingsError};

/// A request that got no reply. It can be cloned, for equal requests at the same time share one outcome.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    #[error("reach the model at {endpoint}: {reason}")]
    Unreachable { endpoint: String, reason: String },
    #[error("ask the model: the endpoint answered {status}: {message}")]
    Status { status: u16, message: String, retry_after: Option<Duration> },
    #[error("ask the model: too many requests: {message}")]
    RateLimited { message: String, retry_after: Option<Duration> },
    #[error("ask the model: no answer within {} s (hint: raise timeout_s or lower concurrency)", .0.as_secs_f64())]
    Timeout(Duration),
    /// What the endpoint sent is no reply.
    #[error("read the answer of the model: {0}")]
    BadAnswer(String),
    /// The request cannot be put to any model.
    #[error("ask the model: {0}")]
    Request(String),
    /// A clean stop: what was running has ended, and nothing more begins.
    #[error("ask the model: {0}")]
    BudgetSpent(String),
    #[error("replay the model: {folder} has no recording {key} (hint: run once without replay only)")]
    NotRecorded { folder: String, key: String },
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

impl ModelError {
    /// Whether the same request may well succeed a moment later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::RateLimited { .. } | Self::Timeout(_) => true,
            // 501 and 505 say that the endpoint will never do it. 529 is Anthropic's "overloaded".
            Self::Status { status, .. } => matches!(status, 408 | 425 | 500 | 502..=504 | 506..=599),
            _ => false,
        }
    }

    /// Whether fewer calls at once would have helped.
    pub fn is_overload(&self) -> bool {
        match self {
            Self::RateLimited { .. } | Self::Timeout(_) => true,
            Self::Status { status, .. } => matches!(status, 503 | 529),
            _ => false,
        }
    }

    /// How long the endpoint asks to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } | Self::RateLimited { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The kind, as accounts name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Status { .. } => "status",
            Self::RateLimited { .. } => "rate_limited",
            Self::Timeout(_) => "timeout",
            Self::BadAnswer(_) => "bad_answer",
            Self::Request(_) => "request",
            Self::BudgetSpent(_) => "budget_spent",
            Self::NotRecorded { .. } => "not_recorded",
            Self::Record(_) => "record",
            Self::Settings(_) => "settings",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_transient() {
        let status = |status| ModelError::Status { status, message: String::new(), retry_after: None };
        let transient: Vec<u16> = (300..600).filter(|code| status(*code).is_transient()).collect();
        assert!([408, 500, 502, 503, 504, 529].iter().all(|code| transient.contains(code)));
        assert!(
            [301, 400, 401, 402, 403, 404, 409, 413, 422, 429, 501, 505].iter().all(|code| !transient.contains(code))
        );
        assert!(!ModelError::BudgetSpent(String::new()).is_transient());
    }
}
