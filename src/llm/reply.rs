//! What a model answered, in one shape for every endpoint.

use serde::{Deserialize, Serialize};

use super::ToolCall;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// None where the endpoint does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    pub finish: Finish,
}

/// Tokens, as the endpoint counts them. What it read from a cache of its own is input like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    pub input_tokens: u64,
    pub output_tokens: u64,
}

/// Why the model stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    Stop,
    /// The answer is cut off.
    Length,
    ToolCalls,
    /// The model or the endpoint would not answer.
    Refused,
    /// What the endpoint calls it; empty if it says nothing.
    Other(String),
}
