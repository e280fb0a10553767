//! The mix: how many rows of each kind a run has.

use rand::seq::IndexedRandom;
use serde::{Serialize, Serializer};

use crate::model::{Kind, Seed};

/// A weight for every kind of row; what has none is not made.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    weights: Vec<(Kind, f64)>,
}

/// A mix that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MixError {
    #[error("there is no kind of row `{name}` (hint: {})", names())]
    Unknown { name: String },
    #[error("the weight of `{name}` is {weight} (hint: weights are 0 or more)")]
    Weight { name: String, weight: String },
    #[error("no kind of row has a weight over 0")]
    Empty,
}

impl Serialize for Mix {
    /// As in `mcplab.toml`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.weights.iter().map(|(kind, weight)| (kind.name(), weight)))
    }
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            weights: vec![
                (Kind::Single, 11.0),
                (Kind::Sequence, 14.0),
                (Kind::Parallel, 6.0),
                (Kind::FanOut, 9.0),
                (Kind::FanIn, 8.0),
                (Kind::Diamond, 8.0),
                (Kind::Long, 6.0),
                (Kind::MultiTurn, 15.0),
                (Kind::MissingParameter, 6.0),
                (Kind::NoTool, 4.0),
                (Kind::Policy, 3.0),
                (Kind::Elicitation, 2.0),
                (Kind::Resources, 2.0),
                (Kind::Recovery, 6.0),
            ],
        }
    }
}

impl Mix {
    /// The default mix with other weights for some kinds, by their names.
    ///
    /// # Errors
    /// A name that no kind has, a weight that is none, or nothing that is left to be made.
    pub fn with<'n>(weights: impl IntoIterator<Item = (&'n str, f64)>) -> Result<Self, MixError> {
        let mut mix = Self::default();
        for (name, weight) in weights {
            let kind = Kind::named(name).ok_or_else(|| MixError::Unknown { name: name.to_owned() })?;
            if !weight.is_finite() || weight < 0.0 {
                return Err(MixError::Weight { name: name.to_owned(), weight: weight.to_string() });
            }
            mix.weights.iter_mut().filter(|(known, _)| *known == kind).for_each(|(_, known)| *known = weight);
        }
        if mix.weights.iter().all(|(_, weight)| *weight == 0.0) { Err(MixError::Empty) } else { Ok(mix) }
    }

    /// The kind of a row: the first of its draws that can be made.
    pub fn draw(&self, row: Seed, can: impl Fn(Kind) -> bool) -> Option<Kind> {
        let open: Vec<(Kind, f64)> = self.weights.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
        let mut rng = row.derive("kind", 0).rng();
        // The same draws whatever can be made, so that one kind that cannot does not change the kinds of other rows.
        (0..DRAWS)
            .filter_map(|_| open.choose_weighted(&mut rng, |(_, weight)| *weight).ok())
            .map(|(kind, _)| *kind)
            .find(|kind| can(*kind))
            .or_else(|| open.iter().map(|(kind, _)| *kind).find(|kind| can(*kind)))
    }
}

/// How often a kind is drawn before any that can be made is taken.
const DRAWS: usize = 8;

fn names() -> String {
    Kind::ALL.map(Kind::name).join(", ")
}
