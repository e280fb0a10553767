//! How well the graph ranks the producers that people or executions used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Graph;
use crate::model::{Edge, Parameter, Path, Segment};

/// A gold edge: this output fed this input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gold {
    pub from: Parameter,
    pub to: Parameter,
}

/// Ranking quality over the consumer parameters of a gold set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Consumer parameters asked.
    pub consumers: usize,
    /// Share whose first-ranked producer is gold.
    pub hits_at_1: f64,
    /// Share with a gold producer among the first five.
    pub hits_at_5: f64,
    /// Mean of 1 / rank of the first gold producer.
    pub mrr: f64,
    /// Mean over consumers of the average precision.
    pub map: f64,
}

/// Ranks for every gold consumer the producers that the graph has; a gold producer that it does not have is never
/// found. Ties are broken against us; gold edges of a tool to itself are not asked.
pub fn evaluate(graph: &Graph, gold: &[Gold]) -> Quality {
    let mut consumers: BTreeMap<&Parameter, Vec<Parameter>> = BTreeMap::new();
    for edge in gold.iter().filter(|edge| edge.from.tool != edge.to.tool) {
        let producers = consumers.entry(&edge.to).or_default();
        let producer = written(&edge.from);
        if !producers.contains(&producer) {
            producers.push(producer);
        }
    }
    let mut quality = Quality { consumers: consumers.len(), ..Quality::default() };
    for (consumer, producers) in &consumers {
        let ranks = ranks(graph, consumer, producers);
        let first = ranks.first().copied();
        quality.hits_at_1 += f64::from(u8::from(first == Some(1)));
        quality.hits_at_5 += f64::from(u8::from(first.is_some_and(|rank| rank <= 5)));
        quality.mrr += first.map_or(0.0, |rank| 1.0 / rank as f64);
        let precisions = ranks.iter().enumerate().map(|(i, rank)| (i + 1) as f64 / *rank as f64);
        quality.map += precisions.sum::<f64>() / producers.len() as f64;
    }
    let count = quality.consumers.max(1) as f64;
    for figure in [&mut quality.hits_at_1, &mut quality.hits_at_5, &mut quality.mrr, &mut quality.map] {
        *figure /= count;
    }
    quality
}

/// The ranks of the gold producers, ascending; among equals the gold ones come last.
fn ranks(graph: &Graph, consumer: &Parameter, gold: &[Parameter]) -> Vec<usize> {
    let consumer = written(consumer);
    let mut edges: Vec<&Edge> = graph.edges_into(&consumer.tool).filter(|edge| written(&edge.to) == consumer).collect();
    edges.retain(|edge| edge.from.tool != consumer.tool);
    let is_gold = |edge: &Edge| gold.contains(&written(&edge.from));
    edges.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| is_gold(a).cmp(&is_gold(b))));
    edges.iter().enumerate().filter(|(_, edge)| is_gold(edge)).map(|(i, _)| i + 1).collect()
}

/// Sets write a list of plain values sometimes as `tags` and sometimes as `tags[]`, and an item as `tags[0]`.
fn written(parameter: &Parameter) -> Parameter {
    let mut segments = parameter.path.generalised().segments().to_vec();
    while segments.last() == Some(&Segment::Each) {
        segments.pop();
    }
    Parameter { path: Path::from(segments), ..parameter.clone() }
}
