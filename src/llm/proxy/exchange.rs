//! One request of an agent and what came back, as it is recorded.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::llm::Usage;

/// An exchange between an agent and its model. It holds no headers and no query, so none of their secrets, and where a
/// body repeats one, it is masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// `ID` of a base address that ends in `/e/ID` or `/e/ID/v1`, as it stands there. The agent chose it: it is no
    /// safe name of a file.
    pub episode: Option<String>,
    pub method: String,
    /// Without the episode.
    pub path: String,
    /// RFC 3339.
    pub started: String,
    /// From the head of the request to the end of the response.
    pub milliseconds: u64,
    /// As the agent got it; none if it hung up before.
    pub status: Option<u16>,
    /// JSON, or the text of what is none; null for an empty body.
    pub request: Value,
    /// Like the request. A stream is put together to the response that the same call gives without streaming.
    pub response: Value,
    /// None where the endpoint does not say.
    pub usage: Option<Usage>,
    /// The tools that the model wants to have called: name and text of the arguments.
    pub calls: Vec<(String, String)>,
    /// Whether a body was longer than what is kept of it.
    pub cut: bool,
    /// Why this is no whole and good response.
    pub error: Option<String>,
}
