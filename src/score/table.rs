//! Trials by cell: rates with their intervals, and what failures are made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::score::failure::FailureMode;
use crate::score::grade::Score;
use crate::score::interval::{Interval, clustered, wilson};
use crate::score::trials::{pass_at_k, pass_hat_k};

/// One scored episode under the names of its cell and its task.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// What is reported together: a category, an agent, or both.
    pub cell: String,
    pub task: String,
    pub passed: Option<bool>,
    pub failure: Option<FailureMode>,
}

impl Trial {
    pub fn new(cell: impl Into<String>, task: impl Into<String>, score: &Score) -> Self {
        Self { cell: cell.into(), task: task.into(), passed: score.passed, failure: score.failure }
    }
}

/// Cells by name, in order of names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub cells: BTreeMap<String, Cell>,
    /// All trials together.
    pub all: Cell,
}

/// What trials of one cell come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Tasks with at least one trial that counts.
    pub tasks: usize,
    /// Trials that count.
    pub trials: u64,
    pub passed: u64,
    /// Trials that broke down, and those of which a check was not evaluated: neither counts.
    pub infrastructure: u64,
    pub undecided: u64,
    /// Mean over tasks of the share of passed trials.
    pub rate: Option<f64>,
    /// Wilson's with one trial a task, otherwise over tasks.
    pub interval: Option<Interval>,
    /// pass@k and pass^k for k from 1 to the fewest trials of a task, as means over tasks.
    pub pass_at: Vec<f64>,
    pub pass_hat: Vec<f64>,
    pub failures: BTreeMap<FailureMode, u64>,
}

impl Table {
    /// Counts trials; bootstraps are drawn `rounds` times from the seed.
    pub fn of(trials: &[Trial], rounds: usize, seed: u64) -> Self {
        let mut cells: BTreeMap<&str, Vec<&Trial>> = BTreeMap::new();
        trials.iter().for_each(|trial| cells.entry(&trial.cell).or_default().push(trial));
        Self {
            cells: cells.into_iter().map(|(name, trials)| (name.to_owned(), Cell::of(&trials, rounds, seed))).collect(),
            all: Cell::of(&trials.iter().collect::<Vec<_>>(), rounds, seed),
        }
    }
}

impl Cell {
    fn of(trials: &[&Trial], rounds: usize, seed: u64) -> Self {
        let mut cell = Self::default();
        // Trials that count, and how many of them passed.
        let mut tasks: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for trial in trials {
            if let Some(mode) = trial.failure {
                *cell.failures.entry(mode).or_default() += 1;
            }
            match (trial.passed, trial.failure) {
                (Some(passed), _) => {
                    let (n, c) = tasks.entry(&trial.task).or_default();
                    *n += 1;
                    *c += u64::from(passed);
                }
                (None, Some(FailureMode::Infrastructure)) => cell.infrastructure += 1,
                (None, _) => cell.undecided += 1,
            }
        }
        cell.tasks = tasks.len();
        cell.trials = tasks.values().map(|(n, _)| n).sum();
        cell.passed = tasks.values().map(|(_, c)| c).sum();
        let Some(fewest) = tasks.values().map(|(n, _)| *n).min() else { return cell };
        let rates: Vec<f64> = tasks.values().map(|(n, c)| *c as f64 / *n as f64).collect();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let by_k = |of: fn(u64, u64, u64) -> Option<f64>| -> Vec<f64> {
            (1..=fewest).map(|k| mean(tasks.values().filter_map(|(n, c)| of(*n, *c, k)).collect())).collect()
        };
        cell.pass_at = by_k(pass_at_k);
        cell.pass_hat = by_k(pass_hat_k);
        let once = cell.trials == cell.tasks as u64;
        cell.interval = Some(if once { wilson(cell.passed, cell.trials) } else { clustered(&rates, rounds, seed) });
        cell.rate = Some(mean(rates));
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(cell: &str, task: &str, passed: Option<bool>, failure: Option<FailureMode>) -> Trial {
        Trial { cell: cell.to_owned(), task: task.to_owned(), passed, failure }
    }

    #[test]
    fn cells_count_tasks_and_leave_out_what_broke_down() {
        let trials = [
            trial("single", "a", Some(true), None),
            trial("single", "a", Some(true), None),
            trial("single", "b", Some(true), None),
            trial("single", "b", Some(false), Some(FailureMode::WrongTool)),
            trial("single", "b", None, Some(FailureMode::Infrastructure)),
            trial("single", "c", None, None),
            trial("other", "d", Some(false), Some(FailureMode::WrongTool)),
        ];
        let table = Table::of(&trials, 200, 1);
        let single = &table.cells["single"];
        assert_eq!(
            (single.tasks, single.trials, single.passed, single.infrastructure, single.undecided),
            (2, 4, 3, 1, 1)
        );
        assert_eq!(single.rate, Some(0.75));
        assert_eq!((single.pass_at.as_slice(), single.pass_hat.as_slice()), (&[0.75, 1.0][..], &[0.75, 0.5][..]));
        assert_eq!(table.cells["other"].interval, Some(wilson(0, 1)));
        assert_eq!(table.all.failures[&FailureMode::WrongTool], 2);
        assert_eq!(Table::of(&[], 10, 0).all, Cell::default());
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Table>(&text).unwrap(), table);
    }
}
