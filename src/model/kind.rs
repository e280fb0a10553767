//! What a row is an example of: the unit of the mix.

use serde::{Deserialize, Serialize};

use super::Shape;

/// A kind of row. The first six are one request with a chain of that shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One call.
    Single,
    /// Each call draws on the one before.
    Sequence,
    /// Several calls that need nothing of each other.
    Parallel,
    /// One result feeds several calls.
    FanOut,
    /// Several results feed one call.
    FanIn,
    /// Fan-out that joins again.
    Diamond,
    /// A chain of many calls, whatever its shape.
    Long,
    /// The user comes back: asks for more, refers to what she was told, or changes her mind.
    MultiTurn,
    /// The user leaves out what a call needs, and the assistant asks for it.
    MissingParameter,
    /// No tool in view can do what is asked.
    NoTool,
    /// The system message forbids a part of what is asked.
    Policy,
    /// A tool asks the user something in the middle of a call.
    Elicitation,
    /// Resources and prompts of servers are read.
    Resources,
    /// A call of a good trajectory goes wrong on purpose, and the assistant recovers.
    Recovery,
}

impl Kind {
    pub const ALL: [Self; 14] = [
        Self::Single,
        Self::Sequence,
        Self::Parallel,
        Self::FanOut,
        Self::FanIn,
        Self::Diamond,
        Self::Long,
        Self::MultiTurn,
        Self::MissingParameter,
        Self::NoTool,
        Self::Policy,
        Self::Elicitation,
        Self::Resources,
        Self::Recovery,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Sequence => "sequence",
            Self::Parallel => "parallel",
            Self::FanOut => "fan_out",
            Self::FanIn => "fan_in",
            Self::Diamond => "diamond",
            Self::Long => "long",
            Self::MultiTurn => "multi_turn",
            Self::MissingParameter => "missing_parameter",
            Self::NoTool => "no_tool",
            Self::Policy => "policy",
            Self::Elicitation => "elicitation",
            Self::Resources => "resources",
            Self::Recovery => "recovery",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The one shape that a row of this kind has, where it must have one.
    pub fn shape(self) -> Option<Shape> {
        match self {
            Self::Single => Some(Shape::Single),
            Self::Sequence => Some(Shape::Sequence),
            Self::Parallel => Some(Shape::Parallel),
            Self::FanOut => Some(Shape::FanOut),
            Self::FanIn => Some(Shape::FanIn),
            Self::Diamond => Some(Shape::Diamond),
            Self::Long
            | Self::MultiTurn
            | Self::MissingParameter
            | Self::NoTool
            | Self::Policy
            | Self::Elicitation
            | Self::Resources
            | Self::Recovery => None,
        }
    }
}

impl From<Shape> for Kind {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Single => Self::Single,
            Shape::Sequence => Self::Sequence,
            Shape::Parallel => Self::Parallel,
            Shape::FanOut => Self::FanOut,
            Shape::FanIn => Self::FanIn,
            Shape::Diamond => Self::Diamond,
        }
    }
}
