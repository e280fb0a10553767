//! Communities: tools that feed each other more than they feed others.
//!
//! Label propagation (Raghavan, Albert, Kumara, Physical Review E 76, 2007) with weights, made deterministic: tools are
//! visited in their order, and of equal labels the smallest wins.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// Labels settle after a few rounds or swing for ever.
const ROUNDS: usize = 30;

/// The community of every node, numbered from 0 in the order of their first nodes.
pub(super) fn communities<N>(net: &DiGraph<N, f32>) -> Vec<usize> {
    let mut labels: Vec<usize> = (0..net.node_count()).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for node in net.node_indices() {
            let best = heaviest(net, node, &labels);
            changed |= best.is_some_and(|best| std::mem::replace(&mut labels[node.index()], best) != best);
        }
        if !changed {
            break;
        }
    }
    let mut numbers = BTreeMap::new();
    for label in &mut labels {
        let next = numbers.len();
        *label = *numbers.entry(*label).or_insert(next);
    }
    labels
}

/// The label that most of a node's neighbours have, by weight; its own where it has none or its own is as heavy.
fn heaviest<N>(net: &DiGraph<N, f32>, node: NodeIndex, labels: &[usize]) -> Option<usize> {
    let mut weights: BTreeMap<usize, f32> = BTreeMap::new();
    for direction in [petgraph::Direction::Incoming, petgraph::Direction::Outgoing] {
        for edge in net.edges_directed(node, direction) {
            let other = if edge.source() == node { edge.target() } else { edge.source() };
            *weights.entry(labels[other.index()]).or_default() += *edge.weight();
        }
    }
    let own = weights.get(&labels[node.index()]).copied().unwrap_or_default();
    let (best, weight) = weights.into_iter().fold((None, own), |(best, most), (label, weight)| {
        if weight > most + f32::EPSILON { (Some(label), weight) } else { (best, most) }
    });
    (weight > own).then_some(best).flatten()
}
