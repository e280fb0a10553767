//! Why two parameters are joined, or why they are not.

use std::fmt;

use super::features::{End, fits};
use super::kind::Kind;
use super::study::Study;
use crate::inventory::{Leaf, Types};
use crate::model::{Parameter, Reason};

/// Why a value of an output can never be an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    SameTool,
    Constant,
    /// The kind of the end that is chosen and not handed on.
    Chosen(Kind),
    Cursor,
    /// The types of output and input.
    Types(Types, Types),
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameTool => f.write_str("a tool does not feed itself, but for the place where its next page starts"),
            Self::Constant => f.write_str("one end is a constant, so there is nothing to hand on"),
            Self::Chosen(Kind::Flag) => f.write_str("a flag is chosen, not handed on"),
            Self::Chosen(_) => f.write_str("page numbers and limits are chosen, not handed on"),
            Self::Cursor => f.write_str("the place where a page starts is of use to the cursor of the same tool alone"),
            Self::Types(from, to) => write!(f, "a value of type {from} cannot be of type {to}"),
        }
    }
}

impl Impossible {
    pub(super) fn of(from: End<'_>, to: End<'_>) -> Option<Self> {
        let (o, i) = (from.meaning, to.meaning);
        Self::between((o.kind, from.leaf), (i.kind, to.leaf), o.tool == i.tool)
    }

    /// What kinds and types say of an output and an input, which may be of the same tool.
    pub(super) fn between(from: (Kind, &Leaf), to: (Kind, &Leaf), same_tool: bool) -> Option<Self> {
        let kinds = [from.0, to.0];
        if same_tool && kinds != [Kind::Cursor; 2] {
            return Some(Self::SameTool);
        }
        if from.1.constant.is_some() || to.1.constant.is_some() {
            return Some(Self::Constant);
        }
        if let Some(kind) = kinds.into_iter().find(|kind| matches!(kind, Kind::Flag | Kind::Page)) {
            return Some(Self::Chosen(kind));
        }
        if !same_tool && kinds.contains(&Kind::Cursor) {
            return Some(Self::Cursor);
        }
        (!fits(from.1.types, to.1.types)).then_some(Self::Types(from.1.types, to.1.types))
    }
}

/// What the words of both ends say.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What is believed by declared evidence alone, 0 to 1.
    pub confidence: f32,
    /// What counts, strongest first.
    pub reasons: Vec<Reason>,
    /// Rank of the output among all that could feed the input; 1 is the best.
    pub rank: usize,
    /// How many could.
    pub of: usize,
    /// The best of them.
    pub best: Parameter,
    /// The graph keeps no edge that is believed less.
    pub floor: f32,
}

impl Study {
    /// Explains a pair; `None` where one of the parameters is not there.
    pub fn explain(&self, from: &Parameter, to: &Parameter) -> Option<Result<Explanation, Impossible>> {
        let comparison = match self.reading.pair(from, to)? {
            Ok(comparison) => comparison,
            Err(impossible) => return Some(Err(impossible)),
        };
        let mut pairs = self.pairs(to);
        pairs.retain(|pair| !pair.features.is_empty());
        pairs.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let confidence = comparison.confidence();
        Some(Ok(Explanation {
            confidence,
            reasons: comparison.reasons(),
            rank: 1 + pairs.iter().filter(|pair| pair.confidence > confidence).count(),
            of: pairs.len(),
            best: pairs.into_iter().next()?.from,
            floor: super::score::FLOOR,
        }))
    }
}
