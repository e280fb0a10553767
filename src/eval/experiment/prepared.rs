//! The drifted tools of tasks: the same for all agents, so that they meet the same drift.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::agent::{Agent, Oracle};
use super::super::drifting::DriftedTools;
use super::super::run::{Change, attempt_drifting};
use super::super::world::{WorldError, Worlds};
use crate::drift::experiment::Drift;
use crate::drift::{DriftError, Operator};
use crate::model::{Seed, Tool};
use crate::score::Task;

/// Sets of tools that are kept at a time.
const MOST_KEPT: usize = 512;

/// A drift of a set of tools: operator, severity, seed, and the place of their view in memory.
type Key = (String, u64, u64, usize);
/// A drift of a task from a turn on: operator, severity, seed, task, turn.
type Played = (String, u64, u64, String, usize);

/// Drifted tools by what they were made of.
pub struct Prepared {
    worlds: Arc<Worlds>,
    tools: Mutex<HashMap<Key, Arc<DriftedTools>>>,
    /// Whether the migrated reference passes, by drift and task and turn.
    solved: Mutex<HashMap<Played, bool>>,
}

/// Why there are no drifted tools of a task.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unprepared {
    #[error(transparent)]
    World(#[from] WorldError),
    /// The task's tools have no place for the operator.
    #[error(transparent)]
    Drift(#[from] DriftError),
}

impl Prepared {
    pub fn new(worlds: &Arc<Worlds>) -> Self {
        Self { worlds: Arc::clone(worlds), tools: Mutex::default(), solved: Mutex::default() }
    }

    /// The tools of a task after a drift.
    pub async fn tools(&self, task: &Arc<Task>, drift: &Drift, seed: u64) -> Result<Arc<DriftedTools>, Unprepared> {
        let view = Arc::clone(self.worlds.enter(task).await?.view());
        let key = (drift.operator.clone(), drift.severity.to_bits(), seed, Arc::as_ptr(&view) as usize);
        if let Some(tools) = lock(&self.tools).get(&key) {
            return Ok(Arc::clone(tools));
        }
        let operator = Operator::all().into_iter().find(|operator| operator.name() == drift.operator);
        let nowhere = || DriftError::Nowhere { operator: "drift", needs: "there is no such operator", given: "" };
        let inventory: Vec<Tool> = view.tools.iter().map(|shown| shown.tool.as_ref().clone()).collect();
        let made = DriftedTools::of(&inventory, &operator.ok_or_else(nowhere)?, drift.severity, Seed(seed))?;
        let made = Arc::new(made);
        let mut kept = lock(&self.tools);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&made));
        Ok(made)
    }

    /// Whether the task's reference, brought over by the map, still passes.
    pub async fn solves(&self, task: &Arc<Task>, drift: &Drift, seed: u64, change: &Change) -> bool {
        let key = (drift.operator.clone(), drift.severity.to_bits(), seed, task.id.clone(), change.at);
        if let Some(solves) = lock(&self.solved).get(&key) {
            return *solves;
        }
        let oracle: Arc<dyn Agent> = Arc::new(Oracle::with_map());
        let played = attempt_drifting(&oracle, &self.worlds, Arc::clone(task), 0, Some(change)).await;
        let solves = played.score.passed == Some(true);
        lock(&self.solved).insert(key, solves);
        solves
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
