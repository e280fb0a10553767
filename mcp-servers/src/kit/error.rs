//! The ways a tool says no, because callers (and the lab's reports) tell them apart.

use serde_json::{Value, json};

/// A refusal that the caller can understand and mend: the text is a sentence for a person or a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// The thing that was named does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The thing exists, but its present state stands in the way.
    #[error("{0}")]
    Conflict(String),
    /// A rule of the server forbids it, whatever the arguments look like.
    #[error("{0}")]
    NotAllowed(String),
    /// The arguments themselves are wrong.
    #[error("{0}")]
    Invalid(String),
    /// The caller lost interest while the tool was at work.
    #[error("{0}")]
    Cancelled(String),
    /// The user must be asked first: the requests by their keys.
    #[error("the user must be asked first")]
    NeedsInput(Box<Value>),
}

impl ToolError {
    /// The word under `_meta["mcplab/error"]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Conflict(_) => "conflict",
            Self::NotAllowed(_) => "not_allowed",
            Self::Invalid(_) => "invalid",
            Self::Cancelled(_) => "cancelled",
            Self::NeedsInput(_) => "input_required",
        }
    }

    /// The error as a `CallToolResult`.
    pub fn to_result(&self) -> String {
        self.to_result_with("")
    }

    /// The error as a `CallToolResult`; a question carries `state`, which the client hands back with the answer.
    pub fn to_result_with(&self, state: &str) -> String {
        let mut result = match self {
            Self::NeedsInput(requests) => {
                json!({"resultType": "input_required", "inputRequests": requests, "requestState": state})
            }
            _ => json!({
                "isError": true,
                "content": [{"type": "text", "text": self.to_string()}],
                "_meta": {"mcplab/error": self.code()},
            }),
        };
        // Whether JSON maps keep their order depends on who else is in the build; the bytes must not.
        result.sort_all_objects();
        result.to_string()
    }
}

/// A refusal of arguments.
pub fn invalid(sentence: impl Into<String>) -> ToolError {
    ToolError::Invalid(sentence.into())
}

/// A refusal because of the present state.
pub fn conflict(sentence: impl Into<String>) -> ToolError {
    ToolError::Conflict(sentence.into())
}

/// A refusal because of a rule.
pub fn not_allowed(sentence: impl Into<String>) -> ToolError {
    ToolError::NotAllowed(sentence.into())
}
