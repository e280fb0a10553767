//! Trials of the same agent, task and seed, with drifted tools and without: all damage is told from such pairs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::rate::{Clusters, Draws, mean};
use crate::drift::experiment::trial::{Severity, Trial};

/// The trials of one cell at one task, beside those of the base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair<'t> {
    pub agent: &'t str,
    pub operator: &'t str,
    pub severity: Severity,
    pub task: &'t str,
    pub seed: u64,
    /// Shares of passed trials.
    pub base: f64,
    pub drifted: f64,
    /// Drifted trials in it.
    pub trials: u64,
    pub touched: bool,
}

/// What a drift costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damage {
    /// Pairs of task and seed.
    pub pairs: u64,
    /// Means over tasks of the shares of passed trials, of the pairs alone.
    pub base: f64,
    pub drifted: f64,
    /// The base's share less the drifted one.
    pub drop: Contrast,
}

/// The pairs of all trials from which success is told. A trial whose other half is missing is in none.
pub(super) fn pairs(trials: &[Trial]) -> Vec<Pair<'_>> {
    let mut base: BTreeMap<(&str, &str, u64), Share> = BTreeMap::new();
    let mut drifted: BTreeMap<(&str, &str, Severity, &str, u64, bool), Share> = BTreeMap::new();
    for trial in trials {
        let Some(passed) = trial.decided() else { continue };
        let share = match trial.drift() {
            None => base.entry((&trial.agent, &trial.task, trial.seed)).or_default(),
            Some((operator, severity)) => {
                drifted.entry((&trial.agent, operator, severity, &trial.task, trial.seed, trial.touched)).or_default()
            }
        };
        share.trials += 1;
        share.passed += u64::from(passed);
    }
    let beside = |((agent, operator, severity, task, seed, touched), share): (_, Share)| {
        let base = base.get(&(agent, task, seed))?.rate();
        let (drifted, trials) = (share.rate(), share.trials);
        Some(Pair { agent, operator, severity, task, seed, base, drifted, trials, touched })
    };
    drifted.into_iter().filter_map(beside).collect()
}

#[derive(Default)]
struct Share {
    trials: u64,
    passed: u64,
}

impl Share {
    fn rate(&self) -> f64 {
        self.passed as f64 / self.trials as f64
    }
}

impl Pair<'_> {
    fn drop(&self) -> f64 {
        self.base - self.drifted
    }
}

impl Damage {
    /// None of no pair.
    pub(super) fn of(pairs: &[&Pair], draws: Draws) -> Option<Self> {
        let means = |of: fn(&Pair) -> f64| Clusters::of(pairs.iter().map(|pair| (pair.task, of(pair)))).means();
        Some(Self {
            pairs: pairs.len() as u64,
            base: mean(&means(|pair| pair.base)),
            drifted: mean(&means(|pair| pair.drifted)),
            drop: Contrast::of(&means(|pair| pair.drop()), draws)?,
        })
    }
}

/// How much more is lost at a than at b, where a pair of each has the same key. None where no key is on both sides.
pub(super) fn between<'p, K: Ord>(
    a: &[&Pair<'p>],
    b: &[&Pair<'p>],
    key: impl Fn(&Pair<'p>) -> K,
    draws: Draws,
) -> Option<Contrast> {
    let b: BTreeMap<K, f64> = b.iter().map(|pair| (key(pair), pair.drop())).collect();
    let both = a.iter().filter_map(|pair| Some((pair.task, pair.drop() - b.get(&key(pair))?)));
    Contrast::of(&Clusters::of(both).means(), draws)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::sample::trial;
    use crate::score::FailureMode;

    const DRAWS: Draws = Draws { rounds: 200, seed: 1 };

    #[test]
    fn only_trials_of_the_same_agent_task_and_seed_make_a_pair() {
        let drifted = |agent, task, seed, passed| Trial {
            operator: Some("nest".to_owned()),
            severity: 0.5,
            ..trial(agent, task, seed, passed)
        };
        let trials = [
            trial("a", "t1", 1, true),
            trial("a", "t1", 1, false),
            trial("a", "t2", 1, true),
            trial("b", "t1", 2, true),
            drifted("a", "t1", 1, false),
            drifted("a", "t1", 2, false),
            drifted("b", "t1", 1, false),
            drifted("a", "t3", 1, false),
        ];
        let found = pairs(&trials);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].agent, found[0].task, found[0].seed), ("a", "t1", 1));
        assert_eq!((found[0].base, found[0].drifted, found[0].trials), (0.5, 0.0, 1));
    }

    #[test]
    fn trials_that_say_nothing_of_success_are_in_no_pair() {
        let base = trial("a", "t", 1, true);
        let drifted = Trial { operator: Some("nest".to_owned()), ..trial("a", "t", 1, false) };
        let broken = Trial { failure: Some(FailureMode::Infrastructure), ..drifted.clone() };
        let undecided = Trial { passed: None, ..drifted.clone() };
        let unsolvable = Trial { solvable: false, ..drifted.clone() };
        for trial in [broken, undecided, unsolvable] {
            assert_eq!(pairs(&[base.clone(), trial]), []);
        }
        assert_eq!(pairs(&[base.clone(), drifted.clone()]).len(), 1);
        assert_eq!(pairs(&[Trial { passed: None, ..base }, drifted]), []);
    }

    #[test]
    fn two_are_compared_where_both_were_tried() {
        let pair = |operator, task, drifted| Pair {
            agent: "a",
            operator,
            severity: Severity(1.0),
            task,
            seed: 1,
            base: 1.0,
            drifted,
            trials: 1,
            touched: true,
        };
        let (a, b) = ([pair("x", "t1", 0.0), pair("x", "t2", 0.5)], [pair("y", "t2", 1.0), pair("y", "t3", 0.0)]);
        let found = between(&a.each_ref(), &b.each_ref(), |pair| (pair.task, pair.seed), DRAWS).unwrap();
        assert_eq!((found.tasks, found.mean), (1, 0.5));
        assert_eq!(between(&a.each_ref()[..1], &b.each_ref(), |pair| pair.task, DRAWS), None);
    }
}
