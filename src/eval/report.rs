//! What an evaluation came to: rates with their noise, by cell and by server, calls, cost, and why attempts failed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::journal::{About, Entry};
use crate::score::{Cell, Compared, FailureMode, Results, Table, Task, Trial, compare};

/// Draws of a bootstrap.
const ROUNDS: usize = 2000;

/// The report of one evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub suite: String,
    pub agent: String,
    pub k: u32,
    pub tasks: usize,
    pub episodes: usize,
    /// By category.
    pub categories: Table,
    /// By server that a task needs; a task of several servers counts with each.
    pub servers: Table,
    pub calls: f64,
    pub errors: f64,
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub milliseconds: u64,
}

/// What of an episode a report needs.
pub struct Counted<'e> {
    pub task: &'e Task,
    pub entry: &'e Entry,
}

impl Report {
    pub fn of(about: &About, counted: &[Counted<'_>]) -> Self {
        let trial = |cell: &str, Counted { task, entry }: &Counted<'_>| Trial::new(cell, &task.id, &entry.score);
        let by_category: Vec<Trial> =
            counted.iter().map(|counted| trial(counted.task.category.name(), counted)).collect();
        let by_server: Vec<Trial> = counted
            .iter()
            .flat_map(|counted| {
                let needed = counted.task.servers.iter().filter(|server| !server.distractor);
                needed.map(|server| trial(&server.name, counted)).collect::<Vec<_>>()
            })
            .collect();
        let mut tasks: Vec<&str> = counted.iter().map(|counted| counted.task.id.as_str()).collect();
        tasks.sort_unstable();
        tasks.dedup();
        let steps = |of: fn(&crate::model::Step) -> bool| {
            let all = counted
                .iter()
                .map(|counted| counted.entry.episode.trajectory.steps.iter().filter(|step| of(step)).count());
            all.sum::<usize>() as f64 / counted.len().max(1) as f64
        };
        let sum = |of: fn(&Entry) -> u64| counted.iter().map(|counted| of(counted.entry)).sum();
        Self {
            suite: about.suite.clone(),
            agent: about.agent.clone(),
            k: about.k,
            tasks: tasks.len(),
            episodes: counted.len(),
            categories: Table::of(&by_category, ROUNDS, about.seed),
            servers: Table::of(&by_server, ROUNDS, about.seed),
            calls: steps(|_| true),
            errors: steps(|step| !step.outcome.is_ok()),
            input_tokens: sum(|entry| entry.spent.input_tokens),
            output_tokens: sum(|entry| entry.spent.output_tokens),
            milliseconds: sum(|entry| entry.milliseconds),
        }
    }

    /// All attempts together.
    pub fn all(&self) -> &Cell {
        &self.categories.all
    }

    /// Why attempts failed, the most frequent reason first.
    pub fn failures(&self) -> Vec<(FailureMode, u64)> {
        let mut failures: Vec<_> = self.all().failures.iter().map(|(mode, count)| (*mode, *count)).collect();
        failures.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        failures
    }
}

/// Attempts that count, by task.
pub fn results<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Results {
    let mut results: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for entry in entries {
        if let Some(passed) = entry.score.passed {
            results.entry(entry.task.clone()).or_default().push(passed);
        }
    }
    results
}

/// How b does beside a at the tasks of both.
pub fn compared<'e>(
    a: impl IntoIterator<Item = &'e Entry>,
    b: impl IntoIterator<Item = &'e Entry>,
    seed: u64,
) -> Compared {
    compare(&results(a), &results(b), ROUNDS, seed)
}
