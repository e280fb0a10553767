//! What the formula sees: for one input all outputs of the other tools with their features, for fitting the weights
//! and for measuring the ranking.

use super::build::Reading;
use super::weights::TABLE;
use crate::inventory::{Inventory, Shapes};
use crate::model::Parameter;

/// An inventory read into words, ready to be asked about any pair of parameters.
pub struct Study(pub(super) Reading);

/// An output beside an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub from: Parameter,
    /// 0 to 1; 0 where a value of the output can never be the input.
    pub confidence: f32,
    /// In the order of [`Study::features`]; empty where a value of the output can never be the input.
    pub features: Vec<f32>,
}

impl Study {
    pub fn of(inventory: &Inventory, shapes: &Shapes) -> Self {
        Self(Reading::of(inventory, shapes))
    }

    /// What each feature says.
    pub fn features() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(_, says)| *says)
    }

    /// The inputs of all tools.
    pub fn inputs(&self) -> impl Iterator<Item = Parameter> + '_ {
        self.0.inputs()
    }

    /// The input beside every output of the other tools, in the order of the inventory; nothing for an unknown input.
    pub fn pairs(&self, input: &Parameter) -> Vec<Pair> {
        self.0.pairs(input)
    }
}
