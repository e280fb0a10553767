//! The graph as versioned JSON text and back.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Graph, Node};
use crate::model::Edge;

const FORMAT: &str = "mcplab-graph";
const VERSION: u32 = 1;

/// Why a text is no graph.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("read the graph: {0} (hint: write it again with `mcplab graph --json`)")]
    Json(#[from] serde_json::Error),
    #[error("read the graph: its format is {found:?}, expected {FORMAT:?}")]
    Format { found: String },
    #[error("read the graph: its version is {found}, this release reads {VERSION} (hint: build it again)")]
    Version { found: u64 },
}

#[derive(Serialize)]
struct Written<'g> {
    format: &'static str,
    version: u32,
    tools: &'g [Node],
    edges: &'g [Edge],
}

#[derive(Deserialize)]
struct Read {
    tools: Vec<Node>,
    edges: Vec<Edge>,
}

impl Graph {
    pub fn to_text(&self) -> String {
        let file = Written { format: FORMAT, version: VERSION, tools: self.nodes(), edges: self.edges() };
        // Plain data without maps that could have keys other than strings.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    pub fn parse(text: &str) -> Result<Self, FileError> {
        let value: Value = serde_json::from_str(text)?;
        let format = value.get("format").and_then(Value::as_str).unwrap_or("unknown");
        if format != FORMAT {
            return Err(FileError::Format { found: format.to_owned() });
        }
        let version = value.get("version").and_then(Value::as_u64).unwrap_or(0);
        if version != u64::from(VERSION) {
            return Err(FileError::Version { found: version });
        }
        let file: Read = serde_json::from_value(value)?;
        Ok(Self::of(file.tools, file.edges))
    }
}
