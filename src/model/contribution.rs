//! What a turn adds, told by what becomes of the episode without it.

use serde::{Deserialize, Serialize};

/// The class of a turn after counterfactual replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contribution {
    /// Without it later calls cannot be made, come out otherwise, or the world ends in another state.
    Necessary,
    /// Nothing but what the user is told depends on it.
    Informing,
    /// Without it everything is the same.
    Redundant,
    /// Without it everything that was asked for is still done, and less is changed besides.
    Harmful,
    /// It makes good what went wrong before it.
    Recovery,
}

impl Contribution {
    pub const ALL: [Self; 5] = [Self::Necessary, Self::Informing, Self::Redundant, Self::Harmful, Self::Recovery];

    pub fn name(self) -> &'static str {
        match self {
            Self::Necessary => "necessary",
            Self::Informing => "informing",
            Self::Redundant => "redundant",
            Self::Harmful => "harmful",
            Self::Recovery => "recovery",
        }
    }
}
