//! What the formula sees: for one input all outputs of the other tools with their features, for fitting the weights
//! and for measuring the ranking.

use super::build::Reading;
use super::embedding::{Embedded, weighed};
use super::score::{Comparison, shifted};
use super::weights::TABLE;
use crate::inventory::{Inventory, Shapes};
use crate::model::Parameter;

/// An inventory read into words, ready to be asked about any pair of parameters.
pub struct Study {
    pub(super) reading: Reading,
    pub(super) embedded: Option<Embedded>,
}

/// An output beside an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub from: Parameter,
    /// 0 to 1; 0 where a value of the output can never be the input.
    pub confidence: f32,
    /// In the order of [`Study::features`]; empty where a value of the output can never be the input.
    pub features: Vec<f32>,
    /// How like the texts of both ends are to a model of meaning; empty without one.
    pub cosines: Vec<f32>,
}

impl Study {
    pub fn of(inventory: &Inventory, shapes: &Shapes) -> Self {
        Self { reading: Reading::of(inventory, shapes), embedded: None }
    }

    /// What each feature says.
    pub fn features() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(_, says)| *says)
    }

    /// The inputs of all tools.
    pub fn inputs(&self) -> impl Iterator<Item = Parameter> + '_ {
        self.reading.inputs()
    }

    /// The input beside every output of the other tools, in the order of the inventory; nothing for an unknown input.
    pub fn pairs(&self, input: &Parameter) -> Vec<Pair> {
        let reading = &self.reading;
        let Some(number) = reading.inputs.iter().position(|meaning| reading.input(meaning) == *input) else {
            return Vec::new();
        };
        let input = &reading.inputs[number];
        let others = (0..reading.outputs.len()).filter(|output| reading.outputs[*output].tool != input.tool);
        others
            .map(|output| {
                let comparison = reading.compare(output, input);
                let cosines = self.embedded.as_ref().map(|embedded| embedded.cosines(output, number));
                let declared = comparison.as_ref().map_or(0.0, Comparison::confidence);
                Pair {
                    from: reading.output(output),
                    confidence: shifted(declared, cosines.map(weighed)),
                    features: comparison.map(|comparison| comparison.features.to_vec()).unwrap_or_default(),
                    cosines: cosines.map(|cosines| cosines.to_vec()).unwrap_or_default(),
                }
            })
            .collect()
    }
}
