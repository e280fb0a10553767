//! Edges between parameters, and the evidence for them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Path, ToolRef};

/// Whether a parameter is something a tool takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Input,
    Output,
}

/// A path inside a tool's input or output, e.g. `list_users.output.users[].id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Parameter {
    pub tool: ToolRef,
    pub side: Side,
    pub path: Path,
}

impl Parameter {
    pub fn input(tool: ToolRef, path: Path) -> Self {
        Self { tool, side: Side::Input, path }
    }

    pub fn output(tool: ToolRef, path: Path) -> Self {
        Self { tool, side: Side::Output, path }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Input => "input",
            Side::Output => "output",
        };
        write!(f, "{}.{side}.{}", self.tool, self.path)
    }
}

/// In-N-Out's two classes: *strong* edges are compatible and natural, *weak* ones conditional.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeClass {
    Weak,
    Strong,
}

/// What names, descriptions, types and formats say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// 0 to 1: how well the texts and types of both ends agree.
    pub score: f32,
    /// The reasons in words, strongest first.
    pub reasons: Vec<String>,
}

/// Why an edge is believed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// How many executions a value flowed along this edge in and the consumer succeeded.
    #[serde(default)]
    pub observed: u64,
    /// A value that flowed, as an example for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// An edge of the dependency graph: this output can feed this input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    pub from: Parameter,
    pub to: Parameter,
    pub class: EdgeClass,
    /// 0 to 1, from all evidence together.
    pub confidence: f32,
    pub evidence: Evidence,
}
