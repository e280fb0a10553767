//! Running: an agent attempts every task k times, several at once, and each episode is scored as it ends.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use super::agent::{Agent, Spent};
use super::crew::each;
use super::drifting::{DriftedTools, Seen};
use super::gateway::fuzzed;
use super::view::View;
use super::world::Worlds;
use crate::model::{self, Digest, Kind, Seed, Trajectory};
use crate::score::{Ended, Episode, Score, Task, score};

/// What is to be attempted.
#[derive(Clone)]
pub struct Plan {
    pub tasks: Vec<Arc<Task>>,
    /// Attempts at each task.
    pub k: u32,
    /// Episodes that are open at the same time.
    pub at_once: usize,
    /// Whether requests are put in other words.
    pub fuzzy: bool,
}

/// An attempt that has ended.
pub struct Attempted {
    pub task: Arc<Task>,
    pub trial: u32,
    pub episode: Episode,
    pub view: Arc<View>,
    pub score: Score,
    pub spent: Spent,
    pub milliseconds: u64,
    /// Why it ended badly, if something broke.
    pub broken: Option<String>,
    /// The calls as the agent made them, where its tools were to drift.
    pub seen: Option<Seen>,
}

/// Tools that drift in an episode, after so many turns of the agent.
#[derive(Clone)]
pub struct Change {
    pub tools: Arc<DriftedTools>,
    pub at: usize,
    /// Turns after that in which the agent still has the list of before.
    pub kept: usize,
}

impl Plan {
    /// All attempts but for those that were made; those at one task follow each other, while its world is warm here and its
    /// prompt at the model's provider.
    fn attempts(&self, made: &BTreeSet<(String, u32)>) -> Vec<(Arc<Task>, u32)> {
        let all = self.tasks.iter().flat_map(|task| (0..self.k).map(move |trial| (Arc::clone(task), trial)));
        all.filter(|(task, trial)| !made.contains(&(task.id.clone(), *trial))).collect()
    }
}

/// Makes all attempts of a plan but those that were made before, and hands each on as it ends; says whether all were made.
/// When `stop` comes, attempts under way are left as if they had never begun, and what they have started ends with them.
pub async fn run<E>(
    plan: &Plan,
    agent: &Arc<dyn Agent>,
    worlds: &Arc<Worlds>,
    made: &BTreeSet<(String, u32)>,
    stop: impl Future<Output = ()>,
    on_end: impl FnMut(Attempted) -> Result<(), E>,
) -> Result<bool, E> {
    let work = plan.attempts(made).into_iter().map(|(task, trial)| {
        let (agent, worlds, fuzzy) = (Arc::clone(agent), Arc::clone(worlds), plan.fuzzy);
        async move {
            let task = if fuzzy { fuzzed(&task) } else { task };
            attempt(&agent, &worlds, task, trial).await
        }
    });
    each(work, plan.at_once, stop, on_end).await
}

/// One attempt.
pub async fn attempt(agent: &Arc<dyn Agent>, worlds: &Arc<Worlds>, task: Arc<Task>, trial: u32) -> Attempted {
    attempt_drifting(agent, worlds, task, trial, None).await
}

/// One attempt at a task whose tools may drift.
pub async fn attempt_drifting(
    agent: &Arc<dyn Agent>,
    worlds: &Arc<Worlds>,
    task: Arc<Task>,
    trial: u32,
    change: Option<&Change>,
) -> Attempted {
    let begun = Instant::now();
    let (mut episode, view, spent, broken, seen) = match worlds.enter(&task).await {
        Ok(mut scene) => {
            if let Some(change) = change {
                scene.drift(change);
            }
            let view = Arc::clone(scene.view());
            let (scene, spent) = agent.attempt(scene, worlds, trial).await;
            let broken = scene.broken().map(str::to_owned);
            let (episode, seen) = scene.finish_seen().await;
            (episode, view, spent, broken, seen)
        }
        Err(error) => {
            let episode = Episode { now: task.now.clone(), ended: Ended::Infrastructure, ..Episode::default() };
            (episode, Arc::default(), Spent::default(), Some(error.to_string()), None)
        }
    };
    label(&mut episode.trajectory, &task, agent.name(), trial);
    let score = score(&task, &episode);
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Attempted { task, trial, episode, view, score, spent, milliseconds, broken, seen }
}

/// Says what a trajectory is an attempt at; its id is the same whenever the attempt is made.
pub(super) fn label(trajectory: &mut Trajectory, task: &Task, agent: &str, trial: u32) {
    let noise = Digest::of_bytes(format!("{}\n{agent}\n{trial}", task.id).as_bytes());
    trajectory.id = model::Episode { seed: Seed(task.seed), now: task.now.clone() }.uuid(noise);
    trajectory.kind = task.labels.get("kind").and_then(|kind| Kind::named(kind)).unwrap_or(Kind::Sequence);
    trajectory.writer = agent.to_owned();
    let labels = [("task", task.id.clone()), ("agent", agent.to_owned()), ("trial", trial.to_string())];
    trajectory.labels.extend(labels.map(|(name, value)| (name.to_owned(), value)));
}
