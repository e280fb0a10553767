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
    /// Resources with fixed addresses, exactly as sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_templates: Vec<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Value>,
    /// What kind of simulated server it is, where it is no tidy one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
}

impl Listing {
    /// A listing that says nothing but what there is to call.
    pub fn new(server: &str, kind: ServerKind, tools: Vec<Value>) -> Self {
        Self {
            server: server.to_owned(),
            kind,
            title: None,
            version: None,
            protocol: None,
            instructions: None,
            tools,
            resources: Vec::new(),
            resource_templates: Vec::new(),
            prompts: Vec::new(),
            style: None,
        }
    }
}

/// What a simulated server is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// As hard to work with as many real servers, on purpose.
    Untidy,
    /// Shows what MCP can do, for trying clients: not for rows and tasks.
    Showcase,
}
