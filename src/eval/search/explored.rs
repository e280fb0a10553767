//! What a search found, held against the checks of the task: a way to the same outcome must pass them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Contradiction, Searched, search};
use crate::eval::audit::played;
use crate::eval::world::{WorldError, Worlds};
use crate::score::{Alternative, Episode, Task, score};

/// The search of one task.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Explored {
    pub ways: Vec<Tested>,
    /// Ways to another end that pass all the same.
    pub loose: Vec<Alternative>,
    /// Ways that fail, and have changed just the places that were to be changed: a person should look.
    pub near: Vec<Tested>,
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
    let Searched { ways, wrong, contradictions, tried } = search(worlds, task, &reference).await?;
    let mut explored = Explored { contradictions, reference: task.reference.len(), tried, ..Explored::default() };
    for way in ways {
        explored.ways.push(tested(worlds, task, way).await?);
    }
    for (near, way) in wrong {
        let tested = tested(worlds, task, way).await?;
        match tested.fails {
            None => explored.loose.push(tested.way),
            Some(_) if near => explored.near.push(tested),
            Some(_) => {}
        }
    }
    Ok(explored)
}

async fn tested(worlds: &Worlds, task: &Arc<Task>, way: Alternative) -> Result<Tested, WorldError> {
    let episode = played(worlds, task, &way.calls, &way.told).await?.episode;
    let score = score(task, &episode);
    let fails = (score.passed != Some(true)).then(|| score.why_not());
    Ok(Tested { way, fails, episode: Arc::new(episode) })
}
