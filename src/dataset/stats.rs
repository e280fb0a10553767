//! A data set in numbers: what is in it, how long it is, how different and how even.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::features::Features;
use crate::model::{Action, Contribution, Kind, Shape, Trajectory};
use crate::report::{Diversity, Requests};

/// Counts over rows, one after the other.
#[derive(Default)]
pub struct Counting {
    stats: Stats,
    requests: Requests,
    in_view: BTreeSet<String>,
    skeletons: BTreeSet<Vec<String>>,
    lengths: BTreeMap<&'static str, Vec<u32>>,
}

/// Numbers about a data set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stats {
    pub rows: u64,
    pub calls: u64,
    pub turns: u64,
    /// Turns without loss.
    pub masked: u64,
    pub failed_calls: u64,
    /// Worse ways to go on, for preference data.
    pub branches: u64,
    pub tools_called: u64,
    pub tools_in_view: u64,
    /// Chains that differ in the tools or in the names of arguments.
    pub skeletons: u64,
    pub kinds: BTreeMap<Kind, u64>,
    pub shapes: BTreeMap<Shape, u64>,
    pub contributions: BTreeMap<Contribution, u64>,
    /// Rows by tool called.
    pub tools: BTreeMap<String, u64>,
    pub servers: BTreeMap<String, u64>,
    /// Rows by number of calls.
    pub lengths: BTreeMap<u32, u64>,
    /// Words of requests, of answers, and of all that the assistant says; tokens of whole rows where a tokenizer was given.
    pub sizes: BTreeMap<&'static str, Spread>,
    pub diversity: Diversity,
    /// How even rows lie over tools, servers and kinds: 1 if on all equally many, 0 if all on one (normalised entropy).
    pub balance: BTreeMap<&'static str, f64>,
}

/// How a length is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    pub mean: f64,
    pub median: u32,
    /// 95 of 100 are not longer.
    pub p95: u32,
    pub longest: u32,
}

impl Counting {
    /// Adds a row; `tokens` is its length, if it is known.
    pub fn add(&mut self, row: &Trajectory, tokens: Option<u32>) {
        let features = Features::of(row);
        let stats = &mut self.stats;
        stats.rows += 1;
        stats.calls += row.steps.len() as u64;
        stats.turns += row.turns.len() as u64;
        stats.masked += row.turns.iter().filter(|turn| turn.verdict.action == Action::Mask).count() as u64;
        stats.failed_calls += row.steps.iter().filter(|step| !step.outcome.is_ok()).count() as u64;
        stats.branches += row.branches.len() as u64;
        *stats.kinds.entry(row.kind).or_default() += 1;
        *stats.shapes.entry(row.shape).or_default() += 1;
        *stats.lengths.entry(features.difficulty.calls).or_default() += 1;
        for contribution in row.turns.iter().filter_map(|turn| turn.contribution) {
            *stats.contributions.entry(contribution).or_default() += 1;
        }
        features.tools.iter().for_each(|tool| *stats.tools.entry(tool.clone()).or_default() += 1);
        features.servers.iter().for_each(|server| *stats.servers.entry(server.clone()).or_default() += 1);
        for view in &row.tools {
            let name = view.tool.reference().to_string();
            if !self.in_view.contains(&name) {
                self.in_view.insert(name);
            }
        }
        self.requests.add(&features.query, &features.frame);
        self.skeletons.insert(features.skeleton);
        let words = |text: &str| text.split_whitespace().count() as u32;
        self.lengths.entry("request_words").or_default().push(words(row.query()));
        self.lengths.entry("answer_words").or_default().push(words(row.answer()));
        if let Some(tokens) = tokens {
            self.lengths.entry("row_tokens").or_default().push(tokens);
        }
    }

    /// The numbers so far.
    pub fn stats(mut self) -> Stats {
        let stats = &mut self.stats;
        stats.tools_called = stats.tools.len() as u64;
        stats.tools_in_view = self.in_view.len() as u64;
        stats.skeletons = self.skeletons.len() as u64;
        stats.diversity = self.requests.diversity();
        stats.sizes = self.lengths.into_iter().map(|(name, lengths)| (name, Spread::of(lengths))).collect();
        stats.balance = BTreeMap::from([
            ("tools", evenness(stats.tools.values())),
            ("servers", evenness(stats.servers.values())),
            ("kinds", evenness(stats.kinds.values())),
        ]);
        self.stats
    }
}

impl Spread {
    fn of(mut lengths: Vec<u32>) -> Self {
        lengths.sort_unstable();
        let at =
            |share: f64| lengths.get(((lengths.len() as f64 * share) as usize).min(lengths.len().saturating_sub(1)));
        let sum: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        Self {
            mean: sum as f64 / lengths.len().max(1) as f64,
            median: at(0.5).copied().unwrap_or_default(),
            p95: at(0.95).copied().unwrap_or_default(),
            longest: lengths.last().copied().unwrap_or_default(),
        }
    }
}

/// The entropy of counts as a share of what it could be.
fn evenness<'c>(counts: impl Iterator<Item = &'c u64> + Clone) -> f64 {
    let all: u64 = counts.clone().sum();
    let kinds = counts.clone().count();
    if kinds < 2 {
        return 0.0;
    }
    let part = |count: &u64| {
        let share = *count as f64 / all as f64;
        -share * share.ln()
    };
    counts.map(part).sum::<f64>() / (kinds as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenness_is_one_where_all_are_equal_and_spread_knows_its_ends() {
        assert!((evenness([5, 5, 5].iter()) - 1.0).abs() < 1e-9);
        assert!(evenness([98, 1, 1].iter()) < 0.2);
        assert_eq!(evenness([7].iter()), 0.0);
        let spread = Spread::of((1..=100).collect());
        assert_eq!((spread.median, spread.p95, spread.longest), (51, 96, 100));
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}
