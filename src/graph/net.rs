//! The graph itself: tools with their parameters, and the edges between them, cheap to ask.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::score;
use crate::inventory::{JsonType, Leaf, Seen};
use crate::model::{Edge, Parameter, Path, Side, ToolRef};

/// Where an output parameter is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The server's output schema.
    Declared,
    /// Results seen so far, and in how many of them it was; the leaf's examples are of them.
    Inferred(Seen),
}

/// An input parameter of a tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub leaf: Leaf,
    pub kind: Kind,
}

/// An output parameter of a tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    pub leaf: Leaf,
    pub kind: Kind,
    pub origin: Origin,
    /// The tool probably only repeats one of its own inputs here.
    pub echo: bool,
}

impl Output {
    /// Whether the schema says that something is here, and not what it is made of.
    pub fn is_open(&self) -> bool {
        let types = self.leaf.types;
        types.is_any() || types.has(JsonType::Object) || types.has(JsonType::Array)
    }
}

/// A tool with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub tool: ToolRef,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
}

impl Node {
    /// Whether results may show more than what is known of the output: nothing is declared, a place is left open, or all is
    /// one text, in which anything may stand.
    pub fn is_open(&self) -> bool {
        let text = |output: &Output| output.leaf.types.has(JsonType::String) && output.kind.free();
        match self.outputs.as_slice() {
            [] => true,
            [only] if only.origin == Origin::Declared && text(only) => true,
            outputs => outputs.iter().any(Output::is_open),
        }
    }
}

/// The dependency graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    places: HashMap<ToolRef, usize>,
    /// Sorted by consumer, then best first.
    edges: Vec<Edge>,
    /// For every node the edges out of it, best first.
    out: Vec<Vec<u32>>,
}

impl PartialEq for Graph {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes && self.edges == other.edges
    }
}

impl Graph {
    /// A graph of known parts; edges may come in any order.
    pub fn of(nodes: Vec<Node>, edges: Vec<Edge>) -> Self {
        let places = nodes.iter().enumerate().map(|(i, node)| (node.tool.clone(), i)).collect();
        let mut graph = Self { nodes, places, edges, out: Vec::new() };
        graph.arrange();
        graph
    }

    /// All tools, in the order of the inventory.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn node(&self, tool: &ToolRef) -> Option<&Node> {
        self.places.get(tool).map(|at| &self.nodes[*at])
    }

    /// The number of a tool, in the order of the inventory.
    pub fn number(&self, tool: &ToolRef) -> Option<usize> {
        self.places.get(tool).copied()
    }

    /// The inputs of a tool, in the order of its schema.
    pub fn inputs(&self, tool: &ToolRef) -> &[Input] {
        self.node(tool).map_or(&[], |node| &node.inputs)
    }

    /// The outputs of a tool: declared ones, or those seen in results.
    pub fn outputs(&self, tool: &ToolRef) -> &[Output] {
        self.node(tool).map_or(&[], |node| &node.outputs)
    }

    /// The tool of a parameter and what is known of it; `None` for one that is in no schema.
    pub(super) fn leaf(&self, parameter: &Parameter) -> Option<(&Node, &Leaf)> {
        let node = self.node(&parameter.tool)?;
        let leaf = match parameter.side {
            Side::Input => node.inputs.iter().map(|input| &input.leaf).find(|leaf| leaf.path == parameter.path),
            Side::Output => node.outputs.iter().map(|output| &output.leaf).find(|leaf| leaf.path == parameter.path),
        };
        Some((node, leaf?))
    }

    /// All edges, by consumer and then best first.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges into an input parameter, best first.
    pub fn producers(&self, input: &Parameter) -> impl Iterator<Item = &Edge> {
        let start = self.edges.partition_point(|edge| edge.to < *input);
        self.edges[start..].iter().take_while(move |edge| edge.to == *input)
    }

    /// The edges into any input of a tool, input by input.
    pub fn edges_into(&self, tool: &ToolRef) -> impl Iterator<Item = &Edge> {
        let start = self.edges.partition_point(|edge| edge.to.tool < *tool);
        self.edges[start..].iter().take_while(move |edge| edge.to.tool == *tool)
    }

    /// The edges out of any output of a tool, best first.
    pub fn consumers(&self, tool: &ToolRef) -> impl Iterator<Item = &Edge> {
        let out = self.places.get(tool).map_or(&[][..], |at| &self.out[*at]);
        out.iter().map(|edge| &self.edges[*edge as usize])
    }

    /// The edge between two parameters, if there is one.
    pub fn edge(&self, from: &Parameter, to: &Parameter) -> Option<&Edge> {
        self.place_of(from, to).map(|at| &self.edges[at])
    }

    fn place_of(&self, from: &Parameter, to: &Parameter) -> Option<usize> {
        let start = self.edges.partition_point(|edge| edge.to < *to);
        let place = self.edges[start..].iter().take_while(|edge| edge.to == *to).position(|edge| edge.from == *from)?;
        Some(start + place)
    }

    /// The `n` most believed edges.
    pub fn strongest(&self, n: usize) -> Vec<&Edge> {
        let mut edges: Vec<&Edge> = self.edges.iter().collect();
        edges.sort_by(|a, b| {
            b.confidence.total_cmp(&a.confidence).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        });
        edges.truncate(n);
        edges
    }

    /// The graph without the edges that are believed less.
    #[must_use]
    pub fn at_least(&self, confidence: f32) -> Self {
        let edges = self.edges.iter().filter(|edge| edge.confidence >= confidence);
        Self::of(self.nodes.clone(), edges.cloned().collect())
    }

    /// The parameter that a text names: `server.tool.output.path`, or without the side, where a tool has it.
    pub fn parameter(&self, text: &str, side: Side) -> Option<Parameter> {
        self.nodes.iter().find_map(|node| {
            let rest = text.strip_prefix(&node.tool.to_string())?.strip_prefix('.')?;
            let named = match side {
                Side::Input => rest.strip_prefix("input."),
                Side::Output => rest.strip_prefix("output."),
            };
            let known = |path: &Path| match side {
                Side::Input => node.inputs.iter().any(|input| input.leaf.path == *path),
                Side::Output => node.outputs.iter().any(|output| output.leaf.path == *path),
            };
            let mut paths = [named, Some(rest)].into_iter().flatten().filter_map(|path| path.parse::<Path>().ok());
            let path = paths.find(known)?;
            Some(Parameter { tool: node.tool.clone(), side, path })
        })
    }

    /// Changes evidence and adds edges; then confidence, class and order are made anew.
    pub(super) fn revise(&mut self, change: impl FnOnce(&mut Self, &mut Vec<Edge>)) {
        let mut added = Vec::new();
        change(self, &mut added);
        self.edges.append(&mut added);
        for edge in &mut self.edges {
            (edge.confidence, edge.class) = score::combined(&edge.evidence);
        }
        self.arrange();
    }

    /// Takes over what a model of meaning says of every edge.
    pub(super) fn say(&mut self, said: Vec<Option<f32>>) {
        self.edges.iter_mut().zip(said).for_each(|(edge, said)| edge.evidence.embedded = said);
    }

    pub(super) fn edge_mut(&mut self, from: &Parameter, to: &Parameter) -> Option<&mut Edge> {
        self.place_of(from, to).map(|at| &mut self.edges[at])
    }

    /// Whether the graph has both tools.
    pub(super) fn has(&self, from: &Parameter, to: &Parameter) -> bool {
        self.places.contains_key(&from.tool) && self.places.contains_key(&to.tool)
    }

    /// Sorts the edges and renews what hangs on their order.
    fn arrange(&mut self) {
        self.edges.retain(|edge| edge.from.side == Side::Output && edge.to.side == Side::Input);
        let order = |a: &Edge, b: &Edge| {
            a.to.cmp(&b.to).then_with(|| b.confidence.total_cmp(&a.confidence)).then_with(|| a.from.cmp(&b.from))
        };
        self.edges.sort_by(order);
        self.out = vec![Vec::new(); self.nodes.len()];
        for (i, edge) in self.edges.iter().enumerate() {
            if let Some(at) = self.places.get(&edge.from.tool) {
                self.out[*at].push(i as u32);
            }
        }
        for out in &mut self.out {
            out.sort_by(|a, b| self.edges[*b as usize].confidence.total_cmp(&self.edges[*a as usize].confidence));
        }
    }
}
