//! Two agents on the same tasks: whether one is better beyond the noise.
//!
//! Only differences between trials of the same task count, so that hard tasks do not blur the picture.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::score::interval::{Interval, bootstrap};

/// Passed trials of one agent by task.
pub type Results = BTreeMap<String, Vec<bool>>;

/// How b does beside a.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Better,
    Worse,
    /// The difference may well be chance.
    WithinNoise,
    /// So few tasks that no difference could be told.
    TooFew,
}

/// A comparison with its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub comparison: Comparison,
    /// Tasks that both were tried at.
    pub tasks: usize,
    /// Mean over tasks of b's share of passed trials less a's.
    pub difference: f64,
    pub interval: Option<Interval>,
    /// McNemar's, exact and two-sided; only where each task has one trial each.
    pub p: Option<f64>,
}

/// McNemar's exact test (McNemar 1947): the two-sided chance of so uneven a split of the tasks at which only one of two
/// passed, were both equally good.
pub fn mcnemar(only_a: u64, only_b: u64) -> f64 {
    let n = only_a + only_b;
    let fewer = only_a.min(only_b);
    // The logarithm of C(n, i) / 2^n, from one term to the next.
    let mut term = -(n as f64) * std::f64::consts::LN_2;
    let mut tail = term.exp();
    for i in 1..=fewer {
        term += ((n - i + 1) as f64 / i as f64).ln();
        tail += term.exp();
    }
    (2.0 * tail).min(1.0)
}

/// The bootstrap of the mean difference over tasks.
pub fn paired_bootstrap(a: &Results, b: &Results, rounds: usize, seed: u64) -> Option<Interval> {
    bootstrap(&differences(a, b), rounds, seed)
}

fn differences(a: &Results, b: &Results) -> Vec<f64> {
    let rate = |trials: &[bool]| trials.iter().filter(|passed| **passed).count() as f64 / trials.len() as f64;
    let both = a.iter().filter_map(|(task, a)| Some((a, b.get(task)?))).filter(|(a, b)| !a.is_empty() && !b.is_empty());
    both.map(|(a, b)| rate(b) - rate(a)).collect()
}

/// Whether b is better than a beyond the noise: the interval of the difference leaves 0 out, and with one trial a task
/// McNemar's test agrees at 5%, for the bootstrap of few tasks is too sure.
pub fn compare(a: &Results, b: &Results, rounds: usize, seed: u64) -> Compared {
    /// Fewer tasks that differ cannot reach 5%: 2 / 2^5 is 6%.
    const LEAST: usize = 6;
    let differences = differences(a, b);
    let tasks = differences.len();
    let difference = differences.iter().sum::<f64>() / tasks.max(1) as f64;
    let interval = bootstrap(&differences, rounds, seed);
    let once = a.iter().all(|(task, a)| b.get(task).is_none_or(|b| a.len() == 1 && b.len() == 1));
    let count = |wanted: f64| differences.iter().filter(|found| **found == wanted).count() as u64;
    let p = (once && tasks > 0).then(|| mcnemar(count(-1.0), count(1.0)));
    let sure = p.is_none_or(|p| p < 0.05);
    let comparison = match interval {
        _ if tasks < LEAST => Comparison::TooFew,
        Some(interval) if sure && interval.low > 0.0 => Comparison::Better,
        Some(interval) if sure && interval.high < 0.0 => Comparison::Worse,
        _ => Comparison::WithinNoise,
    };
    Compared { comparison, tasks, difference, interval, p }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(trials: impl IntoIterator<Item = Vec<bool>>) -> Results {
        trials.into_iter().enumerate().map(|(at, trials)| (format!("t{at:03}"), trials)).collect()
    }

    #[test]
    fn mcnemar_gives_binomial_tails() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(mcnemar(0, 0), 1.0);
        close(mcnemar(5, 5), 1.0);
        close(mcnemar(0, 5), 0.0625);
        close(mcnemar(6, 0), 0.03125);
        close(mcnemar(2, 10), 2.0 * (1.0 + 12.0 + 66.0) / 4096.0);
        assert!(mcnemar(4000, 6000) < 1e-80);
    }

    #[test]
    fn a_clear_difference_is_told_and_a_small_one_is_noise() {
        let a = results((0..60).map(|at| vec![at % 3 == 0]));
        let b = results((0..60).map(|at| vec![at % 3 != 1]));
        let found = compare(&a, &b, 1000, 3);
        assert_eq!((found.comparison, found.tasks), (Comparison::Better, 60));
        assert!(found.interval.unwrap().holds(found.difference));
        assert_eq!(compare(&b, &a, 1000, 3).comparison, Comparison::Worse);
        assert_eq!(compare(&a, &a, 1000, 3).comparison, Comparison::WithinNoise);
        let near = results((0..60).map(|at| vec![at % 3 == 0 || at == 1]));
        assert_eq!(compare(&a, &near, 1000, 3).comparison, Comparison::WithinNoise);
        let few = results([vec![true], vec![true]]);
        assert_eq!(compare(&few, &few, 1000, 3).comparison, Comparison::TooFew);
    }

    #[test]
    fn repeated_trials_are_compared_by_task_and_other_tasks_do_not_count() {
        let a = results((0..20).map(|_| vec![true, false, false, false]));
        let mut b = results((0..20).map(|at| vec![true, true, at % 2 == 0]));
        b.insert("another".to_owned(), vec![false]);
        let found = compare(&a, &b, 500, 1);
        assert_eq!((found.comparison, found.tasks, found.p), (Comparison::Better, 20, None));
    }
}
