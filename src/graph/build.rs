//! Building the graph: read every tool into words, ask the index for candidates, keep what the formula believes.

use std::ops::Range;

use super::echo::echo;
use super::features::End;
use super::index::Index;
use super::meaning::{self, Meaning, Subject};
use super::net::{Graph, Input, Node, Origin, Output};
use super::score::{self, Comparison};
use super::words::Vocabulary;
use crate::inventory::{Inventory, Leaf, Shapes, leaves};
use crate::model::{Edge, Evidence, Parameter, Problem, Tool};

/// How many edges into one input are kept.
const KEPT: usize = 20;
/// How many of the best edges from other servers are kept beside them, so that a large server does not close itself off.
const FOREIGN: usize = 8;
/// An echo at least this clear is marked.
const ECHO: f32 = 0.5;

impl Graph {
    /// Builds the graph from what the tools declare, and from what their results were seen to look like where they
    /// declare nothing.
    pub fn build(inventory: &Inventory, shapes: &Shapes) -> (Self, Vec<Problem>) {
        let reading = Reading::of(inventory, shapes);
        let edges = reading.edges();
        let problems = reading.problems();
        (Self::of(reading.into_nodes(), edges), problems)
    }
}

/// An inventory read into words.
pub(super) struct Reading {
    nodes: Vec<Node>,
    subjects: Vec<Subject>,
    /// Server number of every tool.
    servers: Vec<u32>,
    inputs: Vec<Meaning>,
    /// Place of every tool's first input among all inputs.
    first_inputs: Vec<usize>,
    outputs: Vec<Meaning>,
    echoes: Vec<f32>,
    vocabulary: Vocabulary,
}

impl Reading {
    pub fn of(inventory: &Inventory, shapes: &Shapes) -> Self {
        let mut reading = Self {
            nodes: Vec::new(),
            subjects: Vec::new(),
            servers: Vec::new(),
            inputs: Vec::new(),
            first_inputs: Vec::new(),
            outputs: Vec::new(),
            echoes: Vec::new(),
            vocabulary: Vocabulary::default(),
        };
        for (number, server) in inventory.servers().iter().enumerate() {
            for tool in &server.tools {
                reading.read(tool, number as u32, shapes);
            }
        }
        reading
    }

    fn read(&mut self, tool: &Tool, server: u32, shapes: &Shapes) {
        let number = self.nodes.len() as u32;
        let subject = meaning::subject(tool, &mut self.vocabulary);
        let (outputs, origin) = outputs(tool, shapes);
        let inputs = leaves(&tool.input_schema);
        let first = (self.inputs.len(), self.outputs.len());
        for (i, leaf) in inputs.iter().enumerate() {
            self.inputs.push(meaning::meaning(number, i as u32, leaf, &subject, &mut self.vocabulary));
        }
        for (i, leaf) in outputs.iter().enumerate() {
            let meaning = meaning::meaning(number, i as u32, leaf, &subject, &mut self.vocabulary);
            self.echoes.push(echo(&meaning, leaf, self.inputs[first.0..].iter().zip(&inputs)));
            self.outputs.push(meaning);
        }
        self.count(number, &subject, first);
        let kinds: Vec<_> = self.inputs[first.0..].iter().map(|meaning| meaning.kind).collect();
        let results = self.outputs[first.1..].iter().zip(&self.echoes[first.1..]);
        self.nodes.push(Node {
            tool: tool.reference(),
            outputs: outputs
                .into_iter()
                .zip(results)
                .map(|(leaf, (meaning, echo))| Output { leaf, kind: meaning.kind, origin, echo: *echo >= ECHO })
                .collect(),
            inputs: inputs.into_iter().zip(kinds).map(|(leaf, kind)| Input { leaf, kind }).collect(),
        });
        self.first_inputs.push(first.0);
        self.subjects.push(subject);
        self.servers.push(server);
    }

    /// Counts in how many tools every word occurs.
    fn count(&mut self, tool: u32, subject: &Subject, (input, output): (usize, usize)) {
        self.vocabulary.count(tool, &subject.name);
        for meaning in self.inputs[input..].iter().chain(&self.outputs[output..]) {
            self.vocabulary.count(tool, &meaning.full);
            self.vocabulary.count(tool, &meaning.text);
        }
    }

    fn edges(&self) -> Vec<Edge> {
        let mut index = Index::of(&self.outputs, self.vocabulary.len());
        let local = self.local();
        let mut edges = Vec::new();
        for input in &self.inputs {
            let range = &local[self.servers[input.tool as usize] as usize];
            let mut found: Vec<(f32, u32, Comparison)> = index
                .candidates(input, range, &self.vocabulary)
                .into_iter()
                .filter_map(|output| {
                    let comparison = self.compare(output as usize, input)?;
                    Some((comparison.confidence(), output, comparison))
                })
                .filter(|(confidence, ..)| *confidence >= score::FLOOR)
                .collect();
            found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let mut rank = 0;
            let mut foreign = 0;
            found.retain(|(_, output, _)| {
                let elsewhere =
                    self.servers[self.outputs[*output as usize].tool as usize] != self.servers[input.tool as usize];
                rank += 1;
                foreign += usize::from(elsewhere);
                rank <= KEPT || (elsewhere && foreign <= FOREIGN)
            });
            edges.extend(
                found.into_iter().map(|(_, output, comparison)| self.edge(output as usize, input, &comparison)),
            );
        }
        edges
    }

    /// The outputs of every server.
    fn local(&self) -> Vec<Range<u32>> {
        let count = self.servers.last().map_or(0, |last| *last as usize + 1);
        let mut ranges = vec![0..0; count];
        for (i, output) in self.outputs.iter().enumerate() {
            let range: &mut Range<u32> = &mut ranges[self.servers[output.tool as usize] as usize];
            if range.start == range.end {
                range.start = i as u32;
            }
            range.end = i as u32 + 1;
        }
        ranges
    }

    fn compare(&self, output: usize, input: &Meaning) -> Option<Comparison> {
        let from = &self.outputs[output];
        let from_leaf = &self.nodes[from.tool as usize].outputs[from.leaf as usize].leaf;
        let to_leaf = &self.nodes[input.tool as usize].inputs[input.leaf as usize].leaf;
        let from = self.end(from, from_leaf, self.echoes[output]);
        Comparison::of(from, self.end(input, to_leaf, 0.0), &self.vocabulary)
    }

    fn end<'a>(&'a self, meaning: &'a Meaning, leaf: &'a Leaf, echo: f32) -> End<'a> {
        let tool = meaning.tool as usize;
        let node = &self.nodes[tool];
        End {
            meaning,
            leaf,
            subject: &self.subjects[tool],
            server: self.servers[tool],
            echo,
            alone: node.outputs.len() == 1,
            siblings: &self.inputs[self.first_inputs[tool]..][..node.inputs.len()],
        }
    }

    fn edge(&self, output: usize, input: &Meaning, comparison: &Comparison) -> Edge {
        let evidence = Evidence { declared: Some(comparison.declared()), ..Evidence::default() };
        score::edge(self.output(output), self.input(input), evidence)
    }

    fn output(&self, output: usize) -> Parameter {
        let meaning = &self.outputs[output];
        let node = &self.nodes[meaning.tool as usize];
        Parameter::output(node.tool.clone(), node.outputs[meaning.leaf as usize].leaf.path.clone())
    }

    fn input(&self, meaning: &Meaning) -> Parameter {
        let node = &self.nodes[meaning.tool as usize];
        Parameter::input(node.tool.clone(), node.inputs[meaning.leaf as usize].leaf.path.clone())
    }

    /// Tools whose results nobody knows yet: they can feed nothing.
    fn problems(&self) -> Vec<Problem> {
        let unknown = |node: &&Node| node.outputs.is_empty();
        let mend = "declare an `outputSchema`, or let the lab learn it from results";
        let problem = |node: &Node| Problem::new(node.tool.to_string(), "nothing is known of its output").mend(mend);
        self.nodes.iter().filter(unknown).map(problem).collect()
    }

    fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }
}

/// The declared outputs of a tool, or else those seen in its results.
fn outputs(tool: &Tool, shapes: &Shapes) -> (Vec<Leaf>, Origin) {
    let declared = tool.output_schema.as_ref().map(leaves).unwrap_or_default();
    if declared.is_empty() {
        (shapes.leaves(&tool.reference()), Origin::Inferred)
    } else {
        (declared, Origin::Declared)
    }
}
