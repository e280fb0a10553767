//! What can be reached: tools that can be called from nothing, inputs that no tool can provide, groups of tools.

use std::collections::{BTreeMap, HashMap, HashSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::Serialize;

use super::communities::communities;
use super::{Graph, Node};
use crate::model::{Edge, Parameter, ToolRef};

/// What the trusted edges make reachable.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reach {
    /// Tools that need no handle: a chain can start with them.
    pub sources: Vec<ToolRef>,
    /// Required handles (ids, tokens) that no reachable tool provides.
    pub unreachable_inputs: Vec<Parameter>,
    /// Tools with such an input.
    pub unreachable_tools: Vec<ToolRef>,
    /// Groups of tools that feed each other more than others, largest first; single tools are left out.
    pub communities: Vec<Vec<ToolRef>>,
    /// Groups of tools that feed each other in a circle.
    pub circles: Vec<Vec<ToolRef>>,
}

impl Graph {
    /// Looks at the trusted edges as a graph of tools.
    pub fn reach(&self) -> Reach {
        let net = self.trusted_tools();
        let reached = self.reached();
        let tool = |at: usize| self.nodes()[at].tool.clone();
        let lacking = self.nodes().iter().flat_map(|node| self.lacking(node, &reached));
        let tools = |keep: &dyn Fn(&Node) -> bool| {
            self.nodes().iter().filter(|node| keep(node)).map(|node| node.tool.clone()).collect()
        };
        let circles = tarjan_scc(&net).into_iter().map(|group| group.into_iter().map(NodeIndex::index).collect());
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, community) in communities(&net).into_iter().enumerate() {
            groups.entry(community).or_default().push(at);
        }
        let named = |groups: &mut dyn Iterator<Item = Vec<usize>>| {
            let mut named: Vec<Vec<ToolRef>> =
                groups.filter(|group| group.len() > 1).map(|group| group.into_iter().map(tool).collect()).collect();
            named.iter_mut().for_each(|group| group.sort());
            named.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            named
        };
        Reach {
            sources: tools(&|node| handles(node).next().is_none()),
            unreachable_inputs: lacking.collect(),
            unreachable_tools: tools(&|node| !reached.contains(&node.tool)),
            communities: named(&mut groups.into_values()),
            circles: named(&mut circles.into_iter()),
        }
    }

    /// The community of every tool, numbered from 0.
    pub fn communities(&self) -> Vec<usize> {
        communities(&self.trusted_tools())
    }

    /// The graph for the algorithms of petgraph: tools as nodes, the edges that are wanted between parameters as arcs.
    pub fn net(&self, keep: impl Fn(&Edge) -> bool) -> DiGraph<&Node, &Edge> {
        let mut net = DiGraph::new();
        let places: HashMap<&ToolRef, NodeIndex> =
            self.nodes().iter().map(|node| (&node.tool, net.add_node(node))).collect();
        for edge in self.edges().iter().filter(|edge| keep(edge)) {
            if let (Some(from), Some(to)) = (places.get(&edge.from.tool), places.get(&edge.to.tool)) {
                net.add_edge(*from, *to, edge);
            }
        }
        net
    }

    /// Tools as nodes, and one arc for all trusted edges between two of them.
    fn trusted_tools(&self) -> DiGraph<(), f32> {
        let all = self.net(Edge::trusted);
        let mut net = all.map(|_, _| (), |_, _| 0.0);
        net.clear_edges();
        for (from, to, edge) in all.edge_references().map(|edge| (edge.source(), edge.target(), edge.weight())) {
            match net.find_edge(from, to) {
                Some(known) => net[known] += edge.confidence,
                None => {
                    net.add_edge(from, to, edge.confidence);
                }
            }
        }
        net
    }

    /// Tools whose required handles are all provided by tools that are reached themselves.
    fn reached(&self) -> HashSet<&ToolRef> {
        let mut reached = HashSet::new();
        loop {
            let before = reached.len();
            for node in self.nodes() {
                if !reached.contains(&node.tool) && self.lacking(node, &reached).is_empty() {
                    reached.insert(&node.tool);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    /// The required handles of a tool that none of the reached tools provides.
    fn lacking(&self, node: &Node, reached: &HashSet<&ToolRef>) -> Vec<Parameter> {
        let provided =
            |input: &Parameter| self.producers(input).any(|edge| edge.trusted() && reached.contains(&edge.from.tool));
        handles(node).filter(|input| !provided(input)).collect()
    }
}

/// The required inputs that a user cannot know.
fn handles(node: &Node) -> impl Iterator<Item = Parameter> {
    let needed = node.inputs.iter().filter(|input| input.leaf.required && input.kind.is_handle());
    needed.map(|input| Parameter::input(node.tool.clone(), input.leaf.path.clone()))
}
