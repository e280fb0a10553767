//! Trials made up for tests, with known truths.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::drift::experiment::trial::Trial;
use crate::model::Seed;

/// A trial of the base.
pub(super) fn trial(agent: &str, task: &str, seed: u64, passed: bool) -> Trial {
    Trial {
        agent: agent.to_owned(),
        operator: None,
        severity: 0.0,
        seed,
        task: task.to_owned(),
        passed: Some(passed),
        solvable: true,
        declined: false,
        calls: 4,
        wasted_calls: 0,
        stale_calls: 0,
        calls_to_adapt: None,
        recovered: None,
        touched: false,
        failure: None,
    }
}

/// Trials of agents that each operator leaves a share of their success at touched tasks, by severity.
pub(super) struct World {
    pub tasks: usize,
    pub seeds: u64,
    pub k: u64,
    pub agents: Vec<(&'static str, f64)>,
    /// What it takes of an agent's success at full severity.
    pub operators: Vec<(&'static str, f64)>,
    pub severities: Vec<f64>,
}

impl World {
    /// The expected drop at touched tasks.
    pub fn drop(skill: f64, takes: f64, severity: f64) -> f64 {
        skill * 0.75 * takes * severity
    }

    pub fn trials(&self, seed: u64) -> Vec<Trial> {
        let mut random = Seed(seed).rng();
        let mut trials = Vec::new();
        for (agent, skill) in &self.agents {
            for at in 0..self.tasks {
                // About half of the tasks are hard; which are is drawn, so that tasks are a sample of many.
                let success = if random.random_bool(0.5) { *skill } else { skill / 2.0 };
                for seed in 0..self.seeds {
                    let base = trial(agent, &format!("task{at:03}"), seed, false);
                    (0..self.k).for_each(|_| trials.push(tried(&base, success, &mut random)));
                    for (operator, takes) in &self.operators {
                        for severity in &self.severities {
                            let cell = Trial {
                                operator: Some((*operator).to_owned()),
                                severity: *severity,
                                touched: true,
                                ..base.clone()
                            };
                            let left = success * (1.0 - takes * severity);
                            (0..self.k).for_each(|_| trials.push(tried(&cell, left, &mut random)));
                        }
                    }
                }
            }
        }
        trials
    }
}

fn tried(cell: &Trial, success: f64, random: &mut ChaCha8Rng) -> Trial {
    Trial { passed: Some(random.random_bool(success)), ..cell.clone() }
}
