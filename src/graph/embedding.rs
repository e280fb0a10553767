//! Embedding evidence: how like each other the texts of two parameters are to a model of meaning that the user names.
//!
//! It is added to a graph that is there, and re-weighs its edges; it proposes none.

use std::collections::HashMap;
use std::rc::Rc;

use super::Graph;
use super::build::Reading;
use super::net::Node;
use super::study::Study;
use super::words;
use crate::inventory::Leaf;
use crate::model::Parameter;

/// A model of meaning.
pub trait Embedder {
    /// A vector of length 1, or zeros for a text that the model knows nothing of. Equal texts have equal vectors.
    fn embed(&self, text: &str) -> Vec<f32>;
}

/// Cosines of what is compared, in the order of [`WEIGHTS`].
pub(super) type Cosines = [f32; 3];

/// What the evidence adds to the logit: bias, and a weight for each of: what the parameters are called and said to be; the
/// same with their tools' names; the tools' descriptions.
///
/// Fitted by `benchmarks/graph/fit.py` with what is declared as it stands, and potion-base-8M (Minish Lab 2024, MIT) as the
/// model. Another model's cosines lie otherwise, so that with it the ranking is worth more than the confidence.
const BIAS: f32 = -0.97;
const WEIGHTS: Cosines = [0.82, 1.09, 0.60];

/// What cosines add to the logit.
pub(super) fn weighed(cosines: Cosines) -> f32 {
    BIAS + cosines.iter().zip(WEIGHTS).map(|(cosine, weight)| cosine * weight).sum::<f32>()
}

type Vector = Rc<[f32]>;

/// The vectors of one parameter.
type Vectors = [Vector; 3];

/// A model with what was already asked of it.
struct Memory<'e> {
    model: &'e dyn Embedder,
    known: HashMap<String, Vector>,
}

impl<'e> Memory<'e> {
    fn of(model: &'e dyn Embedder) -> Self {
        Self { model, known: HashMap::new() }
    }

    fn vectors(&mut self, node: &Node, leaf: &Leaf) -> Vectors {
        let tool = words::of_name(&node.tool.tool).join(" ");
        let path = leaf.path.fields().flat_map(words::of_name).collect::<Vec<_>>().join(" ");
        let name = words::of_name(leaf.name()).join(" ");
        let says = leaf.description.as_deref().unwrap_or_default();
        let about = if node.description.is_empty() { tool.clone() } else { node.description.clone() };
        [format!("{name}: {says}"), format!("{tool}: {path}: {says}"), about].map(|text| self.vector(text))
    }

    fn vector(&mut self, text: String) -> Vector {
        let model = self.model;
        Rc::clone(self.known.entry(text).or_insert_with_key(|text| model.embed(text).into()))
    }
}

fn cosines(from: &Vectors, to: &Vectors) -> Cosines {
    std::array::from_fn(|i| from[i].iter().zip(&*to[i]).map(|(a, b)| a * b).sum())
}

impl Graph {
    /// Weighs every edge anew by what the model says of the texts at both ends, in place of what another said.
    pub fn embed(&mut self, model: &dyn Embedder) {
        let mut memory = Memory::of(model);
        let mut outputs: HashMap<Parameter, Vectors> = HashMap::new();
        let mut input: Option<(Parameter, Vectors)> = None;
        let mut said = Vec::with_capacity(self.edges().len());
        // The edges stand by consumer.
        for edge in self.edges() {
            if input.as_ref().is_none_or(|(known, _)| *known != edge.to) {
                input = self.leaf(&edge.to).map(|(node, leaf)| (edge.to.clone(), memory.vectors(node, leaf)));
            }
            if !outputs.contains_key(&edge.from)
                && let Some((node, leaf)) = self.leaf(&edge.from)
            {
                outputs.insert(edge.from.clone(), memory.vectors(node, leaf));
            }
            let ends = outputs.get(&edge.from).zip(input.as_ref());
            said.push(ends.map(|(from, (_, to))| weighed(cosines(from, to))));
        }
        self.revise(|graph, _| graph.say(said));
    }
}

/// The vectors of everything that a study can compare.
pub(super) struct Embedded {
    inputs: Vec<Vectors>,
    outputs: Vec<Vectors>,
}

impl Embedded {
    fn of(reading: &Reading, model: &dyn Embedder) -> Self {
        let mut memory = Memory::of(model);
        let mut inputs = Vec::with_capacity(reading.inputs.len());
        let mut outputs = Vec::with_capacity(reading.outputs.len());
        for node in &reading.nodes {
            inputs.extend(node.inputs.iter().map(|input| memory.vectors(node, &input.leaf)));
            outputs.extend(node.outputs.iter().map(|output| memory.vectors(node, &output.leaf)));
        }
        Self { inputs, outputs }
    }

    /// By number of output and input.
    pub fn cosines(&self, output: usize, input: usize) -> Cosines {
        cosines(&self.outputs[output], &self.inputs[input])
    }
}

impl Study {
    /// The same with what a model of meaning says beside what is declared.
    #[must_use]
    pub fn embed(mut self, model: &dyn Embedder) -> Self {
        self.embedded = Some(Embedded::of(&self.reading, model));
        self
    }
}
