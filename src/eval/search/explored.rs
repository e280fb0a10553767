//! What a search found, held against the checks of the task: a way to the same outcome must pass them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Contradiction, Searched, search};
use crate::eval::audit::{Outcome, played};
use crate::eval::world::{WorldError, Worlds};
use crate::score::{Alternative, Episode, Task, score};

/// The search of one task.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Explored {
    pub ways: Vec<Tested>,
    pub contradictions: Vec<Contradiction>,
    /// Calls of the reference.
    pub reference: usize,
    /// Calls that were tried in forks.
    pub tried: usize,
}

/// Another way, and what the checks say of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tested {
    pub way: Alternative,
    /// The check that it fails by; none if it passes.
    pub fails: Option<String>,
    #[serde(skip)]
    pub episode: Arc<Episode>,
}

impl Explored {
    pub fn is_shorter(&self, tested: &Tested) -> bool {
        tested.way.calls.len() < self.reference
    }

    pub fn failing(&self) -> impl Iterator<Item = &Tested> {
        self.ways.iter().filter(|tested| tested.fails.is_some())
    }
}

/// Searches for other ways than the reference, and plays them.
pub async fn explore(worlds: &Worlds, task: &Arc<Task>) -> Result<Explored, WorldError> {
    let reference = played(worlds, task, &task.reference, &task.told).await?;
    explore_beside(worlds, task, &reference).await
}

/// The same, where the reference was played before.
pub(crate) async fn explore_beside(
    worlds: &Worlds,
    task: &Arc<Task>,
    reference: &Outcome,
) -> Result<Explored, WorldError> {
    let Searched { ways, contradictions, tried } = search(worlds, task, reference).await?;
    let mut explored = Explored { ways: Vec::new(), contradictions, reference: task.reference.len(), tried };
    for way in ways {
        let episode = played(worlds, task, &way.calls, &way.told).await?.episode;
        let score = score(task, &episode);
        let fails = (score.passed != Some(true)).then(|| score.why_not());
        explored.ways.push(Tested { way, fails, episode: Arc::new(episode) });
    }
    Ok(explored)
}
