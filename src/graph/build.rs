//! Building the graph: read every tool into words, ask the index for candidates, keep what the formula believes.

use std::ops::Range;

use super::echo::echo;
use super::explain::Impossible;
use super::features::End;
use super::index::Index;
use super::kind::Kind;
use super::meaning::{self, Meaning, Subject};
use super::net::{Graph, Input, Node, Origin, Output};
use super::score::{self, Comparison};
use super::words::Vocabulary;
use crate::inventory::{Inventory, Leaf, Shapes, leaves};
use crate::model::{Edge, Evidence, Parameter, Path, Problem, Segment, Tool};

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
        let mut index = reading.index();
        let edges = reading.inputs.iter().flat_map(|input| reading.edges(input, &mut index)).collect();
        let problems = reading.problems();
        (Self::of(reading.into_nodes(), edges), problems)
    }
}

/// An inventory read into words.
pub(super) struct Reading {
    pub nodes: Vec<Node>,
    pub subjects: Vec<Subject>,
    /// Server number of every tool.
    pub servers: Vec<u32>,
    pub inputs: Vec<Meaning>,
    /// Place of every tool's first input among all inputs.
    pub first_inputs: Vec<usize>,
    first_outputs: Vec<usize>,
    pub outputs: Vec<Meaning>,
    echoes: Vec<f32>,
    pub vocabulary: Vocabulary,
    /// The outputs of every server.
    pub local: Vec<Range<u32>>,
}

impl Reading {
    pub fn of(inventory: &Inventory, shapes: &Shapes) -> Self {
        let read = |tool: &Tool| {
            let outputs = outputs(tool, shapes);
            let inputs = leaves(&tool.input_schema).into_iter().map(|leaf| Input { leaf, kind: Kind::Other });
            Node { tool: tool.reference(), description: tool.description.clone(), inputs: inputs.collect(), outputs }
        };
        Self::of_nodes(inventory.tools().map(read))
    }

    /// Reads tools, those of one server after the other; kinds and echoes are found anew.
    pub fn of_nodes(nodes: impl Iterator<Item = Node>) -> Self {
        let mut reading = Self {
            nodes: Vec::new(),
            subjects: Vec::new(),
            servers: Vec::new(),
            inputs: Vec::new(),
            first_inputs: Vec::new(),
            first_outputs: Vec::new(),
            outputs: Vec::new(),
            echoes: Vec::new(),
            vocabulary: Vocabulary::default(),
            local: Vec::new(),
        };
        let mut server = 0;
        for node in nodes {
            if reading.nodes.last().is_some_and(|last| last.tool.server != node.tool.server) {
                server += 1;
            }
            reading.read(node, server);
        }
        reading.local = reading.locals();
        reading
    }

    fn read(&mut self, mut node: Node, server: u32) {
        let number = self.nodes.len() as u32;
        let subject = meaning::subject(&node.tool.tool, &node.description, &mut self.vocabulary);
        let first = (self.inputs.len(), self.outputs.len());
        for (i, input) in node.inputs.iter_mut().enumerate() {
            let meaning = meaning::meaning(number, i as u32, &input.leaf, &subject, &mut self.vocabulary);
            input.kind = meaning.kind;
            self.inputs.push(meaning);
        }
        for (i, output) in node.outputs.iter_mut().enumerate() {
            let meaning = meaning::meaning(number, i as u32, &output.leaf, &subject, &mut self.vocabulary);
            let inputs = self.inputs[first.0..].iter().zip(node.inputs.iter().map(|input| &input.leaf));
            let echo = echo(&meaning, &output.leaf, inputs);
            (output.kind, output.echo) = (meaning.kind, echo >= ECHO);
            self.echoes.push(echo);
            self.outputs.push(meaning);
        }
        self.count(number, &subject, first);
        self.nodes.push(node);
        self.first_inputs.push(first.0);
        self.first_outputs.push(first.1);
        self.subjects.push(subject);
        self.servers.push(server);
    }

    /// Counts in how many tools every word occurs.
    fn count(&mut self, tool: u32, subject: &Subject, (input, output): (usize, usize)) {
        self.vocabulary.count(tool, &subject.name);
        self.vocabulary.count(tool, &subject.text);
        for meaning in self.inputs[input..].iter().chain(&self.outputs[output..]) {
            self.vocabulary.count(tool, &meaning.full);
            self.vocabulary.count(tool, &meaning.text);
        }
    }

    pub fn index(&self) -> Index {
        Index::of(&self.outputs, self.vocabulary.len())
    }

    /// The outputs that an input is compared with.
    pub fn candidates(&self, input: &Meaning, index: &mut Index) -> Vec<u32> {
        let range = &self.local[self.servers[input.tool as usize] as usize];
        index.candidates(input, range, &self.vocabulary)
    }

    /// The edges into an input.
    pub fn edges(&self, input: &Meaning, index: &mut Index) -> Vec<Edge> {
        let candidates = self.candidates(input, index);
        self.scored(input, candidates)
    }

    /// The edges from candidates into an input.
    pub fn scored(&self, input: &Meaning, candidates: Vec<u32>) -> Vec<Edge> {
        let mut found: Vec<(f32, u32, Comparison)> = candidates
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
        found.into_iter().map(|(_, output, comparison)| self.edge(output as usize, input, &comparison)).collect()
    }

    fn locals(&self) -> Vec<Range<u32>> {
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

    pub fn compare(&self, output: usize, input: &Meaning) -> Option<Comparison> {
        let (from, to) = self.ends(output, input);
        Comparison::of(from, to, &self.vocabulary)
    }

    fn ends<'a>(&'a self, output: usize, input: &'a Meaning) -> (End<'a>, End<'a>) {
        let from = &self.outputs[output];
        let from_leaf = &self.nodes[from.tool as usize].outputs[from.leaf as usize].leaf;
        let to_leaf = &self.nodes[input.tool as usize].inputs[input.leaf as usize].leaf;
        (self.end(from, from_leaf, self.echoes[output]), self.end(input, to_leaf, 0.0))
    }

    /// What two parameters have in common, or why one can never feed the other; `None` where one of them is not there.
    pub fn pair(&self, from: &Parameter, to: &Parameter) -> Option<Result<Comparison, Impossible>> {
        let input = self.inputs.iter().find(|meaning| self.input(meaning) == *to)?;
        let output = (0..self.outputs.len()).find(|output| self.output(*output) == *from)?;
        let (from, to) = self.ends(output, input);
        Some(
            Comparison::of(from, to, &self.vocabulary)
                .ok_or_else(|| Impossible::of(from, to).unwrap_or(Impossible::SameTool)),
        )
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
            inputs: &self.inputs[self.first_inputs[tool]..][..node.inputs.len()],
            outputs: &self.outputs[self.first_outputs[tool]..][..node.outputs.len()],
        }
    }

    fn edge(&self, output: usize, input: &Meaning, comparison: &Comparison) -> Edge {
        let evidence = Evidence { declared: Some(comparison.declared()), ..Evidence::default() };
        score::edge(self.output(output), self.input(input), evidence)
    }

    pub fn output(&self, output: usize) -> Parameter {
        let meaning = &self.outputs[output];
        let node = &self.nodes[meaning.tool as usize];
        Parameter::output(node.tool.clone(), node.outputs[meaning.leaf as usize].leaf.path.clone())
    }

    pub fn input(&self, meaning: &Meaning) -> Parameter {
        let node = &self.nodes[meaning.tool as usize];
        Parameter::input(node.tool.clone(), node.inputs[meaning.leaf as usize].leaf.path.clone())
    }

    /// Tools whose results nobody knows yet: they can feed nothing.
    pub fn problems(&self) -> Vec<Problem> {
        let unknown = |node: &&Node| node.outputs.is_empty();
        let mend = "declare an `outputSchema`, or let the lab learn it from results";
        let problem = |node: &Node| Problem::new(node.tool.to_string(), "nothing is known of its output").mend(mend);
        self.nodes.iter().filter(unknown).map(problem).collect()
    }

    pub fn inputs(&self) -> impl Iterator<Item = Parameter> + '_ {
        self.inputs.iter().map(|meaning| self.input(meaning))
    }

    pub fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }
}

/// The outputs that a tool declares, and what its results were seen to have beside them; a place that the schema leaves open
/// is told by what was seen there.
fn outputs(tool: &Tool, shapes: &Shapes) -> Vec<Output> {
    let output = |leaf, origin| Output { leaf, kind: Kind::Other, origin, echo: false };
    let seen = shapes.leaves(&tool.reference());
    let declared = tool.output_schema.as_ref().map(leaves).unwrap_or_default();
    let mut outputs: Vec<Output> = declared.into_iter().map(|leaf| output(leaf, Origin::Declared)).collect();
    outputs.retain(|output| !output.is_open() || !seen.iter().any(|(leaf, _)| below(&output.leaf.path, &leaf.path)));
    let beside =
        seen.into_iter().filter(|(leaf, _)| !outputs.iter().any(|output| covers(&output.leaf.path, &leaf.path)));
    let beside: Vec<Output> = beside.map(|(leaf, seen)| output(leaf, Origin::Inferred(seen))).collect();
    outputs.extend(beside);
    outputs
}

/// Whether a path names what another one names: free keys of a map are any fields.
fn covers(declared: &Path, seen: &Path) -> bool {
    declared.segments().len() == seen.segments().len() && starts(declared, seen)
}

fn below(declared: &Path, seen: &Path) -> bool {
    declared.segments().len() < seen.segments().len() && starts(declared, seen)
}

fn starts(declared: &Path, seen: &Path) -> bool {
    let mut pairs = declared.segments().iter().zip(seen.segments());
    pairs.all(|(declared, seen)| declared == seen || (*declared == Segment::Any && matches!(seen, Segment::Field(_))))
}
