//! What an experiment comes to: figures by agent, operator and severity, and which differences are more than noise.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::drift::experiment::contrast::{Contrast, judge};
use crate::drift::experiment::curve::Curve;
use crate::drift::experiment::figures::Figures;
use crate::drift::experiment::pair::{Pair, between, pairs};
use crate::drift::experiment::rate::Draws;
use crate::drift::experiment::trial::{Severity, Trial};

/// The report of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub tasks: usize,
    pub seeds: usize,
    /// In order of names.
    pub agents: Vec<Agent>,
    /// The most damaging first.
    pub operators: Vec<Damaging>,
    /// In order of severities.
    pub severities: Vec<Level>,
    /// Every agent, operator and severity, in this order.
    pub rows: Vec<Row>,
    /// Every two agents.
    pub between: Vec<Between>,
}

/// An agent over all operators and severities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub name: String,
    pub base: Figures,
    pub drifted: Figures,
    pub curve: Curve,
}

/// An operator over all agents and severities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damaging {
    pub name: String,
    pub figures: Figures,
    /// How much more it costs than the next one does.
    pub next: Option<Contrast>,
}

/// A severity over all agents and operators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    pub severity: f64,
    pub figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub agent: String,
    pub operator: String,
    pub severity: f64,
    pub figures: Figures,
}

/// How much more the first agent loses than the second, by the same drifts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Between {
    pub first: String,
    pub second: String,
    pub contrast: Contrast,
}

impl Outcome {
    /// Tells all figures of the trials, in whatever order they come.
    pub fn of(trials: &[Trial], draws: Draws) -> Self {
        let pairs = pairs(trials);
        let drifted: Vec<&Trial> = trials.iter().filter(|trial| trial.operator.is_some()).collect();
        let mut outcome = Self {
            tasks: trials.iter().map(|trial| &trial.task).collect::<BTreeSet<_>>().len(),
            seeds: trials.iter().map(|trial| trial.seed).collect::<BTreeSet<_>>().len(),
            agents: agents(trials, &pairs, draws),
            operators: operators(&drifted, &pairs, draws),
            severities: severities(&drifted, &pairs, draws),
            rows: rows(&drifted, &pairs, draws),
            between: agents_between(&pairs, draws),
        };
        outcome.judge();
        outcome
    }

    /// The differences of each table beside each other.
    fn judge(&mut self) {
        fn table<'f>(figures: impl Iterator<Item = &'f mut Figures>) {
            let (mut drops, mut forgetting) = (Vec::new(), Vec::new());
            for figures in figures {
                drops.extend(figures.damage.as_mut().map(|damage| &mut damage.drop));
                forgetting.extend(figures.forgetting.as_mut().map(|damage| &mut damage.drop));
            }
            judge(drops);
            judge(forgetting);
        }
        table(self.agents.iter_mut().map(|agent| &mut agent.drifted));
        table(self.operators.iter_mut().map(|operator| &mut operator.figures));
        table(self.severities.iter_mut().map(|level| &mut level.figures));
        table(self.rows.iter_mut().map(|row| &mut row.figures));
        judge(self.operators.iter_mut().filter_map(|operator| operator.next.as_mut()).collect());
        judge(self.between.iter_mut().map(|between| &mut between.contrast).collect());
    }
}

/// Things by what they share.
fn grouped<'a, T: 'a, K: Ord>(
    all: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> BTreeMap<K, Vec<&'a T>> {
    let mut groups: BTreeMap<K, Vec<&T>> = BTreeMap::new();
    all.into_iter().for_each(|one| groups.entry(key(one)).or_default().push(one));
    groups
}

fn agents(trials: &[Trial], pairs: &[Pair], draws: Draws) -> Vec<Agent> {
    let pairs = grouped(pairs, |pair| pair.agent);
    let agent = |(name, trials): (&str, Vec<&Trial>)| {
        let pairs = pairs.get(name).map(Vec::as_slice).unwrap_or_default();
        let (base, drifted): (Vec<&Trial>, Vec<&Trial>) = trials.iter().partition(|trial| trial.operator.is_none());
        Agent {
            name: name.to_owned(),
            base: Figures::of(&base, &[], draws),
            drifted: Figures::of(&drifted, pairs, draws),
            curve: Curve::of(&trials, pairs, draws),
        }
    };
    grouped(trials, |trial| trial.agent.as_str()).into_iter().map(agent).collect()
}

fn operators(drifted: &[&Trial], pairs: &[Pair], draws: Draws) -> Vec<Damaging> {
    let pairs = grouped(pairs, |pair| pair.operator);
    let of = |operator: &str| pairs.get(operator).map(Vec::as_slice).unwrap_or_default();
    let damaging = |(name, trials): (Option<&str>, Vec<&Trial>)| {
        let name = name?;
        Some(Damaging { name: name.to_owned(), figures: Figures::of(&trials, of(name), draws), next: None })
    };
    let groups = grouped(drifted.iter().copied(), |trial| trial.operator.as_deref());
    let mut operators: Vec<Damaging> = groups.into_iter().filter_map(damaging).collect();
    let drop = |operator: &Damaging| operator.figures.damage.map(|damage| Severity(damage.drop.mean));
    operators.sort_by_key(|operator| Reverse(drop(operator)));
    for at in 1..operators.len() {
        let (this, next) = (of(&operators[at - 1].name), of(&operators[at].name));
        operators[at - 1].next = between(this, next, |pair| (pair.agent, pair.severity, pair.task, pair.seed), draws);
    }
    operators
}

fn severities(drifted: &[&Trial], pairs: &[Pair], draws: Draws) -> Vec<Level> {
    let pairs = grouped(pairs, |pair| pair.severity);
    let level = |(severity, trials): (Severity, Vec<&Trial>)| {
        let pairs = pairs.get(&severity).map(Vec::as_slice).unwrap_or_default();
        Level { severity: severity.0, figures: Figures::of(&trials, pairs, draws) }
    };
    grouped(drifted.iter().copied(), |trial| Severity(trial.severity)).into_iter().map(level).collect()
}

fn rows(drifted: &[&Trial], pairs: &[Pair], draws: Draws) -> Vec<Row> {
    let pairs = grouped(pairs, |pair| (pair.agent, pair.operator, pair.severity));
    let mut rows = Vec::new();
    for ((agent, drift), trials) in grouped(drifted.iter().copied(), |trial| (trial.agent.as_str(), trial.drift())) {
        let Some((operator, severity)) = drift else { continue };
        let pairs = pairs.get(&(agent, operator, severity)).map(Vec::as_slice).unwrap_or_default();
        let figures = Figures::of(&trials, pairs, draws);
        rows.push(Row { agent: agent.to_owned(), operator: operator.to_owned(), severity: severity.0, figures });
    }
    rows
}

fn agents_between(pairs: &[Pair], draws: Draws) -> Vec<Between> {
    let agents: Vec<(&str, Vec<&Pair>)> = grouped(pairs, |pair| pair.agent).into_iter().collect();
    let two = |first: &(&str, Vec<&Pair>), second: &(&str, Vec<&Pair>)| {
        let key = |pair: &Pair<'_>| (pair.operator.to_owned(), pair.severity, pair.task.to_owned(), pair.seed);
        let contrast = between(&first.1, &second.1, key, draws)?;
        Some(Between { first: first.0.to_owned(), second: second.0.to_owned(), contrast })
    };
    let all = agents.iter().enumerate();
    all.flat_map(|(at, first)| agents[at + 1..].iter().filter_map(move |second| two(first, second))).collect()
}
