//! The graph as versioned JSON text and back.
//!
//! A line a tool and a line an edge, so that two graphs can be compared line by line:
//!
//! ```text
//! {"format":"mcplab-graph","version":3,
//! "reasons":["the names share words",..],
//! "tools":[
//! {"tool":{..},"inputs":[..],"outputs":[..]},
//! "edges":[
//! [0,"users[].id",3,"user_id",{"declared":[0.93,[[4,1.52],..]],"observed":2,"proven":{..}}],
//! ]}
//! ```
//!
//! An edge names its tools by their number and has no confidence or class: both are made of the evidence, by the
//! formula of the release that reads it.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::weights::TABLE;
use super::{Graph, Node, score};
use crate::model::{Annotated, Declared, Evidence, Parameter, Path, Proven, Reason};

const FORMAT: &str = "mcplab-graph";
const VERSION: u32 = 3;

/// Why a text is no graph.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("read the graph: {0} (hint: write it again with `mcplab graph build`)")]
    Json(#[from] serde_json::Error),
    #[error("read the graph: its format is {found:?}, expected {FORMAT:?}")]
    Format { found: String },
    #[error("read the graph: its version is {found}, this release reads {VERSION} (hint: build it again)")]
    Version { found: u64 },
    #[error("read the graph: edge {edge} is about tool {tool}, and there are {tools}")]
    Tool { edge: usize, tool: usize, tools: usize },
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u64,
}

#[derive(Deserialize)]
struct File {
    reasons: Vec<String>,
    tools: Vec<Node>,
    edges: Vec<Line>,
}

/// Producer and output, consumer and input, evidence.
#[derive(Serialize, Deserialize)]
struct Line(usize, Path, usize, Path, Written);

#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declared: Option<(f32, Vec<(usize, f32)>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    embedded: Option<f32>,
    #[serde(default, skip_serializing_if = "is_zero")]
    observed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    example: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proven: Option<Proven>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotated: Option<Annotated>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Graph {
    pub fn to_text(&self) -> String {
        let reasons: Vec<&str> = TABLE.iter().map(|(_, says)| *says).collect();
        let mut text =
            format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\n\"reasons\":{},\n\"tools\":[", json(&reasons));
        for (i, node) in self.nodes().iter().enumerate() {
            let _ = write!(text, "{}\n{}", if i == 0 { "" } else { "," }, json(node));
        }
        text.push_str("],\n\"edges\":[");
        for (i, edge) in self.edges().iter().enumerate() {
            let (Some(from), Some(to)) = (self.number(&edge.from.tool), self.number(&edge.to.tool)) else { continue };
            let line = Line(from, edge.from.path.clone(), to, edge.to.path.clone(), written(&edge.evidence));
            let _ = write!(text, "{}\n{}", if i == 0 { "" } else { "," }, json(&line));
        }
        text + "]}\n"
    }

    pub fn parse(text: &str) -> Result<Self, FileError> {
        let head: Head = serde_json::from_str(text)?;
        if head.format != FORMAT {
            let found = if head.format.is_empty() { "unknown".to_owned() } else { head.format };
            return Err(FileError::Format { found });
        }
        if head.version != u64::from(VERSION) {
            return Err(FileError::Version { found: head.version });
        }
        let file: File = serde_json::from_str(text)?;
        // Another release may have known other reasons, or in another order.
        let known = |says: &String| TABLE.iter().position(|(_, known)| known == says);
        let features: Vec<Option<usize>> = file.reasons.iter().map(known).collect();
        let mut edges = Vec::with_capacity(file.edges.len());
        for (i, Line(from, from_path, to, to_path, evidence)) in file.edges.into_iter().enumerate() {
            let tool = |tool: usize| match file.tools.get(tool) {
                Some(node) => Ok(node.tool.clone()),
                None => Err(FileError::Tool { edge: i, tool, tools: file.tools.len() }),
            };
            let ends = (Parameter::output(tool(from)?, from_path), Parameter::input(tool(to)?, to_path));
            edges.push(score::edge(ends.0, ends.1, read(evidence, &features)));
        }
        Ok(Self::of(file.tools, edges))
    }
}

/// Plain data without maps that could have keys other than strings.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn written(evidence: &Evidence) -> Written {
    let declared = evidence.declared.as_ref().map(|declared| {
        let reasons = declared.reasons.iter().map(|reason| (usize::from(reason.feature), reason.weight));
        (declared.score, reasons.collect())
    });
    Written {
        declared,
        embedded: evidence.embedded,
        observed: evidence.observed,
        example: evidence.example.clone(),
        proven: evidence.proven.clone(),
        annotated: evidence.annotated.clone(),
    }
}

fn read(written: Written, features: &[Option<usize>]) -> Evidence {
    let declared = written.declared.map(|(score, reasons)| {
        let reason = |(feature, weight): (usize, f32)| {
            let feature = u8::try_from(features.get(feature).copied().flatten()?).ok()?;
            Some(Reason { feature, weight })
        };
        Declared { score, reasons: reasons.into_iter().filter_map(reason).collect() }
    });
    Evidence {
        declared,
        embedded: written.embedded,
        observed: written.observed,
        example: written.example,
        proven: written.proven,
        annotated: written.annotated,
    }
}
