//! Shares and means over tasks, with their intervals of 95%. Trials of one task are not independent, so tasks are what
//! is drawn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::score::{Interval, bootstrap, clustered, wilson};

/// How bootstraps and permutations are drawn: the same numbers give the same report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws {
    pub rounds: usize,
    pub seed: u64,
}

/// How often something was so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    pub tasks: usize,
    pub trials: u64,
    pub hits: u64,
    /// Mean over tasks of the share of trials.
    pub rate: f64,
    /// Wilson's with one trial a task, otherwise over tasks.
    pub interval: Interval,
}

/// A count per episode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    pub tasks: usize,
    pub episodes: u64,
    /// Mean over tasks of the mean of episodes.
    pub mean: f64,
    pub interval: Interval,
}

impl Rate {
    /// Of trials by task; none of no trials.
    pub(super) fn of<'t>(trials: impl Iterator<Item = (&'t str, bool)>, draws: Draws) -> Option<Self> {
        let tasks = Clusters::of(trials.map(|(task, hit)| (task, f64::from(u8::from(hit)))));
        let (trials, rates) = (tasks.count(), tasks.means());
        let hits = tasks.sum().round() as u64;
        let once = trials == rates.len() as u64;
        (trials > 0).then(|| Self {
            tasks: rates.len(),
            trials,
            hits,
            rate: mean(&rates),
            interval: if once { wilson(hits, trials) } else { clustered(&rates, draws.rounds, draws.seed) },
        })
    }
}

impl Mean {
    /// Of counts by task; none of no episodes.
    pub(super) fn of<'t>(counts: impl Iterator<Item = (&'t str, u32)>, draws: Draws) -> Option<Self> {
        let tasks = Clusters::of(counts.map(|(task, count)| (task, f64::from(count))));
        let means = tasks.means();
        let interval = bootstrap(&means, draws.rounds, draws.seed)?;
        Some(Self { tasks: means.len(), episodes: tasks.count(), mean: mean(&means), interval })
    }
}

/// Values by task.
pub(super) struct Clusters<'t>(BTreeMap<&'t str, (u64, f64)>);

impl<'t> Clusters<'t> {
    pub fn of(values: impl Iterator<Item = (&'t str, f64)>) -> Self {
        let mut tasks: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
        for (task, value) in values {
            let (count, sum) = tasks.entry(task).or_default();
            *count += 1;
            *sum += value;
        }
        Self(tasks)
    }

    pub fn count(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }

    fn sum(&self) -> f64 {
        self.0.values().map(|(_, sum)| sum).sum()
    }

    /// The mean of each task, in order of tasks.
    pub fn means(&self) -> Vec<f64> {
        self.0.values().map(|(count, sum)| sum / *count as f64).collect()
    }
}

/// 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws { rounds: 500, seed: 1 };

    #[test]
    fn with_one_trial_a_task_the_interval_is_wilsons() {
        let rate = Rate::of([("a", true), ("b", false), ("c", true)].into_iter(), DRAWS).unwrap();
        assert_eq!((rate.tasks, rate.trials, rate.hits, rate.interval), (3, 3, 2, wilson(2, 3)));
        assert!((rate.rate - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(Rate::of(std::iter::empty(), DRAWS), None);
    }

    #[test]
    fn repeated_trials_count_as_one_task() {
        // A thousand trials of two tasks are no more than two tasks.
        let trials = (0..1000).map(|at| if at % 2 == 0 { ("a", true) } else { ("b", false) });
        let rate = Rate::of(trials.chain([("b", true)]), DRAWS).unwrap();
        assert_eq!((rate.tasks, rate.trials, rate.hits), (2, 1001, 501));
        assert!(rate.interval.high - rate.interval.low > 0.9, "{rate:?}");
    }

    #[test]
    fn a_mean_weighs_tasks_alike() {
        let mean = Mean::of([("a", 2), ("a", 4), ("a", 0), ("b", 4)].into_iter(), DRAWS).unwrap();
        assert_eq!((mean.tasks, mean.episodes, mean.mean), (2, 4, 3.0));
    }
}
