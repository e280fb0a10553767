//! An episode that an agent outside has ended, with its score.

use std::sync::Arc;

use serde_json::{Value, json};

use super::agent::Spent;
use super::run::{Attempted, label};
use super::scene::Scene;

/// Who is said to have made an attempt that came from outside.
pub const OUTSIDE: &str = "outside";

/// Ends and scores a scene.
pub async fn finished(scene: Scene, trial: u32, spent: Spent) -> Attempted {
    let (task, view) = (Arc::clone(scene.task()), Arc::clone(scene.view()));
    let milliseconds = u64::try_from(scene.age().as_millis()).unwrap_or(u64::MAX);
    let broken = scene.broken().map(str::to_owned);
    let mut episode = scene.finish().await;
    label(&mut episode.trajectory, &task, OUTSIDE, trial);
    let score = crate::score::score(&task, &episode);
    Attempted { task, trial, episode, view, score, spent, milliseconds, broken, seen: None }
}

/// What an agent outside is told of its attempt.
pub fn verdict(attempted: &Attempted) -> Value {
    let score = &attempted.score;
    let checks = score
        .checks
        .iter()
        .map(|(name, judged)| json!({"name": name, "passed": judged.passed, "evidence": judged.evidence}));
    json!({
        "passed": score.passed, "failure": score.failure, "checks": checks.collect::<Vec<_>>(),
        "calls": attempted.episode.trajectory.steps.len(),
    })
}
