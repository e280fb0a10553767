//! What a server said about itself, as it was sent: the raw material of an inventory.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::ServerKind;

/// One server's answer to `initialize` (or `server/discover`) and `tools/list`.
///
/// The tools stay raw JSON, because a single bad tool must not lose the rest of the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The server's name in this lab: the key in `mcp.json`, or the name of a built-in server.
    pub server: String,
    pub kind: ServerKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The protocol revision that both sides agreed on, e.g. `2025-11-25`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// The tools exactly as sent.
    pub tools: Vec<Value>,
}
