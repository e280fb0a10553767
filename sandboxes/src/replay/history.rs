//! What was done to a program since its start: enough to bring another one to the same state.

use std::sync::Arc;

use serde_json::json;

use crate::digest::Digest;

/// A configuration and the calls since.
#[derive(Clone)]
pub(crate) struct History {
    pub config: Arc<str>,
    pub steps: Vec<Arc<Step>>,
}

/// What was asked, and the digest of what came of it.
pub(crate) struct Step {
    pub asked: Asked,
    pub outcome: Digest,
}

/// A call of a tool, or another request.
pub(crate) enum Asked {
    Call { tool: String, arguments: String },
    Request { method: String, params: String },
}

impl Asked {
    /// What it is called in messages.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Call { tool, .. } => tool,
            Self::Request { method, .. } => method,
        }
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Call { tool, arguments } => vec![tool, arguments],
            Self::Request { method, params } => vec!["request", method, params],
        }
    }
}

impl History {
    pub(crate) fn new(config: &str) -> Self {
        Self { config: config.into(), steps: Vec::new() }
    }

    pub(crate) fn push(&mut self, asked: Asked, outcome: &Result<String, String>) {
        self.steps.push(Arc::new(Step { asked, outcome: digest_of(outcome) }));
    }

    /// The name of a state that only its history tells: equal histories have equal texts.
    pub(crate) fn to_text(&self) -> String {
        let calls: Vec<_> = self.steps.iter().map(|step| step.asked.texts()).collect();
        json!({"config": &*self.config, "calls": calls}).to_string()
    }

    /// Bytes of host memory that it takes, but for what it shares with other histories.
    pub(crate) fn bytes(&self) -> usize {
        self.steps.len() * size_of::<Arc<Step>>()
    }
}

/// The digest by which a repeated answer is recognised.
pub(crate) fn digest_of(outcome: &Result<String, String>) -> Digest {
    match outcome {
        Ok(text) => Digest::of_parts(text.as_bytes(), "ok"),
        Err(text) => Digest::of_parts(text.as_bytes(), "error"),
    }
}
