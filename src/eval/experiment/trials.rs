//! All attempts of a plan: cell by cell, several at once, each told as it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::RngExt;

use super::super::agent::Agent;
use super::super::crew::each;
use super::super::run::{Change, attempt_drifting};
use super::super::world::Worlds;
use super::journal::Made;
use super::prepared::{Prepared, Unprepared};
use super::told::told;
use crate::drift::At;
use crate::drift::experiment::{Cell, Drift, Plan};
use crate::model::Seed;
use crate::score::Task;

/// What is tried, and by whom.
pub struct Tried {
    pub plan: Plan,
    pub tasks: Vec<Arc<Task>>,
    pub agents: BTreeMap<String, Arc<dyn Agent>>,
    /// Episodes that are open at the same time.
    pub at_once: usize,
}

/// One attempt that is to be made.
struct Attempt {
    cell: usize,
    agent: Arc<dyn Agent>,
    name: String,
    drift: Option<Drift>,
    seed: u64,
    at: usize,
    kept: usize,
    task: Arc<Task>,
    trial: u32,
}

impl Tried {
    /// How many attempts the plan comes to.
    pub fn attempts(&self) -> u64 {
        self.plan.cells().count() as u64 * self.tasks.len() as u64 * u64::from(self.plan.k)
    }

    /// The attempts of a cell but for those that were made.
    fn of<'t>(
        &'t self,
        number: usize,
        cell: &'t Cell,
        made: &'t BTreeSet<(usize, String, u32)>,
    ) -> impl Iterator<Item = Attempt> + 't {
        let episodes = self.tasks.len() as u64 * u64::from(self.plan.k);
        let at = self.plan.when.at(episodes);
        let all = (0..self.plan.k).flat_map(move |trial| self.tasks.iter().map(move |task| (trial, task)));
        all.enumerate().filter_map(move |(episode, (trial, task))| {
            let agent = self.agents.get(&cell.agent)?;
            let key = (number, task.id.clone(), trial);
            if made.contains(&key) {
                return None;
            }
            let begins = || Seed(cell.seed).derive("gradual", episode as u64).rng().random::<f64>();
            let drift = cell.drift.clone().filter(|_| match at {
                At::Gradual { .. } => begins() < at.share(episode as u64),
                At::BeforeEpisode | At::Turn { .. } => true,
            });
            let at = if let At::Turn { turn } = at { turn as usize } else { 0 };
            let (agent, name, task) = (Arc::clone(agent), cell.agent.clone(), Arc::clone(task));
            let kept = self.plan.list_kept as usize;
            Some(Attempt { cell: number, agent, name, drift, seed: cell.seed, at, kept, task, trial })
        })
    }
}

impl Attempt {
    async fn made(self, worlds: &Arc<Worlds>, prepared: &Prepared) -> Made {
        let recorded = |trial| Made { cell: self.cell, task: self.task.id.clone(), trial: self.trial, told: trial };
        let (change, solvable) = match &self.drift {
            None => (None, true),
            Some(drift) => match prepared.tools(&self.task, drift, self.seed).await {
                Ok(tools) => {
                    let change = Change { tools, at: self.at, kept: self.kept };
                    let solvable = prepared.solves(&self.task, drift, self.seed, &change).await;
                    (Some(change), solvable)
                }
                // There is nothing to drift in this task.
                Err(Unprepared::Drift(_)) => return recorded(None),
                // The attempt finds the same and says so.
                Err(Unprepared::World(_)) => (None, true),
            },
        };
        // Attempts of other seeds are other attempts to a model, drifted or not.
        let number = u32::try_from(self.seed).unwrap_or(u32::MAX).wrapping_mul(1000).wrapping_add(self.trial);
        let task = Arc::clone(&self.task);
        let attempted = attempt_drifting(&self.agent, worlds, task, number, change.as_ref()).await;
        let trial = told(&self.name, self.drift.as_ref(), self.seed, &attempted, solvable);
        recorded(Some(trial))
    }
}

/// Makes all attempts of a plan but those that were made before, and hands each on as it ends; says whether all were made.
/// When `stop` comes, attempts under way are left as if they had never begun.
pub async fn experiment<E>(
    tried: &Tried,
    worlds: &Arc<Worlds>,
    made: &BTreeSet<(usize, String, u32)>,
    stop: impl Future<Output = ()>,
    on_end: impl FnMut(Made) -> Result<(), E>,
) -> Result<bool, E> {
    let prepared = Arc::new(Prepared::new(worlds));
    let cells: Vec<Cell> = tried.plan.cells().collect();
    let left = cells.iter().enumerate().flat_map(|(number, cell)| tried.of(number, cell, made));
    let work = left.map(|attempt| {
        let (worlds, prepared) = (Arc::clone(worlds), Arc::clone(&prepared));
        async move { attempt.made(&worlds, &prepared).await }
    });
    each(work, tried.at_once, stop, on_end).await
}
