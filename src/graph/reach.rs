//! What can be reached: tools that can be called from nothing, inputs that no tool can provide, groups of tools.

use std::collections::{HashMap, HashSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use serde::Serialize;

use super::{Graph, Node};
use crate::model::{EdgeClass, Parameter, ToolRef};

/// What the strong edges make reachable.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reach {
    /// Tools that need no handle: a chain can start with them.
    pub sources: Vec<ToolRef>,
    /// Required handles (ids, tokens) that no reachable tool provides.
    pub unreachable_inputs: Vec<Parameter>,
    /// Tools with such an input.
    pub unreachable_tools: Vec<ToolRef>,
    /// Groups of tools joined by strong edges, largest first; single tools are left out.
    pub components: Vec<Vec<ToolRef>>,
    /// Groups of tools that feed each other in a circle.
    pub circles: Vec<Vec<ToolRef>>,
}

impl Graph {
    /// Looks at the strong edges as a graph of tools.
    pub fn reach(&self) -> Reach {
        let net = self.net();
        let reached = self.reached();
        let tool = |at: NodeIndex| self.nodes()[net[at]].tool.clone();
        let lacking = self.nodes().iter().flat_map(|node| self.lacking(node, &reached));
        let tools = |keep: &dyn Fn(&Node) -> bool| {
            self.nodes().iter().filter(|node| keep(node)).map(|node| node.tool.clone()).collect()
        };
        let mut circles: Vec<Vec<ToolRef>> = tarjan_scc(&net)
            .into_iter()
            .filter(|group| group.len() > 1)
            .map(|group| group.into_iter().map(tool).collect())
            .collect();
        circles.iter_mut().for_each(|group| group.sort());
        circles.sort();
        Reach {
            sources: tools(&|node| handles(node).next().is_none()),
            unreachable_inputs: lacking.collect(),
            unreachable_tools: tools(&|node| !reached.contains(&node.tool)),
            components: self.components(&net),
            circles,
        }
    }

    /// Tools as nodes, strong edges as arcs.
    fn net(&self) -> DiGraph<usize, f32> {
        let mut net = DiGraph::new();
        let places: HashMap<&ToolRef, NodeIndex> =
            self.nodes().iter().enumerate().map(|(i, node)| (&node.tool, net.add_node(i))).collect();
        for edge in self.edges().iter().filter(|edge| edge.class == EdgeClass::Strong) {
            if let (Some(from), Some(to)) = (places.get(&edge.from.tool), places.get(&edge.to.tool)) {
                net.update_edge(*from, *to, edge.confidence);
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
        let provided = |input: &Parameter| {
            self.producers(input).any(|edge| edge.class == EdgeClass::Strong && reached.contains(&edge.from.tool))
        };
        handles(node).filter(|input| !provided(input)).collect()
    }

    fn components(&self, net: &DiGraph<usize, f32>) -> Vec<Vec<ToolRef>> {
        let mut sets = UnionFind::<usize>::new(net.node_count());
        for edge in net.edge_indices() {
            if let Some((from, to)) = net.edge_endpoints(edge) {
                sets.union(from.index(), to.index());
            }
        }
        let mut groups: HashMap<usize, Vec<ToolRef>> = HashMap::new();
        for (i, node) in self.nodes().iter().enumerate() {
            groups.entry(sets.find(i)).or_default().push(node.tool.clone());
        }
        let mut groups: Vec<Vec<ToolRef>> = groups.into_values().filter(|group| group.len() > 1).collect();
        groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        groups
    }
}

/// The required inputs that a user cannot know.
fn handles(node: &Node) -> impl Iterator<Item = Parameter> {
    let needed = node.inputs.iter().filter(|input| input.leaf.required && input.kind.is_handle());
    needed.map(|input| Parameter::input(node.tool.clone(), input.leaf.path.clone()))
}
