//! Edges between parameters, and the evidence for them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Path, Segment, ToolRef};

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

    /// The parameter in the form in which gold sets are compared: they write a list of plain values sometimes as `tags`
    /// and sometimes as `tags[]`, and an item as `tags[0]`.
    #[must_use]
    pub fn plain(&self) -> Self {
        let mut segments = self.path.generalised().segments().to_vec();
        while segments.last() == Some(&Segment::Each) {
            segments.pop();
        }
        Self { path: Path::from(segments), ..self.clone() }
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
    /// What counted, strongest first.
    pub reasons: Vec<Reason>,
}

/// One thing that counted for or against an edge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Number in the graph's table of what can count, which has it in words.
    pub feature: u8,
    /// What it adds to the sum, in the logarithm of the odds.
    pub weight: f32,
}

/// What running the consumer with an edge's values says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProofClass {
    /// The consumer took what the producer gave and not what nobody gave: it needs such a value.
    Strong,
    /// It took one like the other.
    #[default]
    Weak,
    /// It took nothing of what the producer gave.
    Refuted,
}

/// Proof by execution: the consumer called in forks with values that the producer gave, and with *perturbed* values of
/// the same shape that nobody gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proven {
    pub class: ProofClass,
    /// Values of the producer that told something, and how many of them the consumer took.
    pub tried: u32,
    pub accepted: u32,
    /// How many of them found nothing, which for a filter is like being refused.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silent: u32,
    /// Perturbed values, and how many of them the consumer took.
    pub perturbed: u32,
    pub perturbed_accepted: u32,
    /// The producer only repeated what it had been called with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub echo: bool,
    /// A value that was taken, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Refusals that refute an edge; fewer may be bad luck with what else was in the call.
const ENOUGH: u32 = 2;

impl Proven {
    /// Finds the class; `false` where the trials tell nothing.
    pub fn classify(&mut self) -> bool {
        if self.accepted == 0 {
            self.class = ProofClass::Refuted;
            return self.tried >= ENOUGH;
        }
        self.class =
            if self.perturbed > 0 && self.perturbed_accepted == 0 { ProofClass::Strong } else { ProofClass::Weak };
        true
    }
}

/// What a person says of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Annotation {
    Strong,
    Weak,
    /// There is no such edge.
    Wrong,
}

/// A person's correction, which outranks everything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotated {
    pub class: Annotation,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Why an edge is believed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// What a model of meaning adds, in the logarithm of the odds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded: Option<f32>,
    /// How many executions a value flowed along this edge in and the consumer succeeded.
    #[serde(default)]
    pub observed: u64,
    /// A value that flowed, as an example for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven: Option<Proven>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotated: Option<Annotated>,
}

impl Evidence {
    /// Whether a trial or a person says that there is no such edge.
    pub fn against(&self) -> bool {
        let refuted = self.proven.as_ref().is_some_and(|proven| proven.class == ProofClass::Refuted);
        match &self.annotated {
            Some(annotated) => annotated.class == Annotation::Wrong,
            None => refuted,
        }
    }
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

impl Edge {
    /// Edges believed at least this much are trusted.
    pub const TRUST: f32 = 0.5;

    /// Whether chains may rely on it: believed, and nothing says that it is wrong.
    pub fn trusted(&self) -> bool {
        self.confidence >= Self::TRUST && !self.evidence.against()
    }
}
