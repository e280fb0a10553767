//! How well the graph ranks the producers that people or executions used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::study::{Pair, Study};
use crate::model::{Edge, Parameter, Path, ToolRef};

/// A gold edge: this output fed this input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gold {
    pub from: Parameter,
    pub to: Parameter,
}

/// A line that is no gold edge.
#[derive(Debug, thiserror::Error)]
#[error(
    "read gold edge on line {line}: {reason} (hint: a line is {{\"from\": {{\"server\", \"tool\", \"path\"}}, \"to\": {{..}}}})"
)]
pub struct GoldError {
    line: usize,
    reason: serde_json::Error,
}

#[derive(Deserialize)]
struct Line {
    from: End,
    to: End,
}

#[derive(Deserialize)]
struct End {
    server: String,
    tool: String,
    path: Path,
}

impl Gold {
    /// Reads gold edges, one a line.
    pub fn parse(text: &str) -> Result<Vec<Self>, GoldError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read = |(i, line): (usize, &str)| {
            let read: Line = serde_json::from_str(line).map_err(|reason| GoldError { line: i + 1, reason })?;
            let end = |end: End| (ToolRef::new(end.server, end.tool), end.path);
            let ((from, from_path), (to, to_path)) = (end(read.from), end(read.to));
            Ok(Self { from: Parameter::output(from, from_path), to: Parameter::input(to, to_path) })
        };
        lines.map(read).collect()
    }
}

/// Ranking quality over the consumer parameters of a gold set, and how well the threshold of trust divides the pairs.
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
    /// Share of the trusted pairs that are gold: a lower bound, for gold sets list what was used and not all that is
    /// right.
    pub precision: f64,
    /// Share of the gold pairs that are trusted.
    pub recall: f64,
}

/// One consumer parameter of a gold set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub to: Parameter,
    /// Ranks of the gold producers, ascending; one that can never feed the input is not among them.
    pub ranks: Vec<usize>,
    pub gold: Vec<Parameter>,
    /// The five best producers, with what is believed of them.
    pub best: Vec<(Parameter, f32)>,
    /// Pairs that are trusted, and how many of them are gold.
    trusted: (usize, usize),
}

/// Ranks for every gold consumer all outputs of the other tools by declared evidence. Ties are broken against us; gold
/// edges of a tool to itself are not asked. Source of the figures: Manning, Raghavan, Schütze, Introduction to
/// Information Retrieval, chapter 8.
pub fn evaluate(study: &Study, gold: &[Gold]) -> (Quality, Vec<Ranked>) {
    let mut consumers: BTreeMap<Parameter, Vec<Parameter>> = BTreeMap::new();
    for edge in gold.iter().filter(|edge| edge.from.tool != edge.to.tool) {
        let producers = consumers.entry(edge.to.plain()).or_default();
        let producer = edge.from.plain();
        if !producers.contains(&producer) {
            producers.push(producer);
        }
    }
    let inputs: BTreeMap<Parameter, Parameter> = study.inputs().map(|input| (input.plain(), input)).collect();
    let ranked = consumers.into_iter().map(|(to, gold)| rank(study, inputs.get(&to).unwrap_or(&to), gold));
    let ranked: Vec<Ranked> = ranked.collect();
    (Quality::of(&ranked), ranked)
}

fn rank(study: &Study, to: &Parameter, gold: Vec<Parameter>) -> Ranked {
    let mut pairs: Vec<(bool, Pair)> = study
        .pairs(to)
        .into_iter()
        .filter(|pair| pair.confidence > 0.0)
        .map(|pair| (gold.contains(&pair.from.plain()), pair))
        .collect();
    pairs.sort_by(|a, b| b.1.confidence.total_cmp(&a.1.confidence).then(a.0.cmp(&b.0)));
    let gold_at = pairs.iter().enumerate().filter(|(_, (is_gold, _))| *is_gold);
    let trusted = pairs.iter().filter(|(_, pair)| pair.confidence >= Edge::TRUST);
    Ranked {
        to: to.clone(),
        ranks: gold_at.map(|(i, _)| i + 1).collect(),
        trusted: (trusted.clone().count(), trusted.filter(|(is_gold, _)| *is_gold).count()),
        best: pairs.iter().take(5).map(|(_, pair)| (pair.from.clone(), pair.confidence)).collect(),
        gold,
    }
}

impl Quality {
    fn of(ranked: &[Ranked]) -> Self {
        let mean =
            |figure: &dyn Fn(&Ranked) -> f64| ranked.iter().map(figure).sum::<f64>() / ranked.len().max(1) as f64;
        let first = |one: &Ranked| one.ranks.first().copied();
        let within = |one: &Ranked, most| f64::from(u8::from(first(one).is_some_and(|rank| rank <= most)));
        let precision = |one: &Ranked| {
            let precisions = one.ranks.iter().enumerate().map(|(i, rank)| (i + 1) as f64 / *rank as f64);
            precisions.sum::<f64>() / one.gold.len().max(1) as f64
        };
        let sum = |figure: &dyn Fn(&Ranked) -> usize| ranked.iter().map(figure).sum::<usize>() as f64;
        let right = sum(&|one| one.trusted.1);
        Self {
            consumers: ranked.len(),
            hits_at_1: mean(&|one| within(one, 1)),
            hits_at_5: mean(&|one| within(one, 5)),
            mrr: mean(&|one| first(one).map_or(0.0, |rank| 1.0 / rank as f64)),
            map: mean(&precision),
            precision: right / sum(&|one| one.trusted.0).max(1.0),
            recall: right / sum(&|one| one.gold.len()).max(1.0),
        }
    }
}
