//! What is promised of drift, shown on every task: the map leads back, drift is the same every time, and the reference that
//! the map brings over comes to the same end.

use std::sync::Arc;

use serde::Serialize;

use super::super::agent::{Agent, Oracle};
use super::super::drifting::DriftedTools;
use super::super::run::{Attempted, Change, attempt, attempt_drifting};
use super::super::world::Worlds;
use super::prepared::{Prepared, Unprepared};
use crate::drift::experiment::Drift;
use crate::drift::{Call, Solvable, Unmappable};
use crate::score::Task;

/// What was seen of one drift of one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "proven", rename_all = "snake_case")]
pub enum Proven {
    /// Its tools have no place for the operator.
    Nowhere,
    /// The migrated reference passes and ends as the reference does.
    Solved,
    /// It does not, and the operator said that it might not.
    Unsolvable { why: String },
    /// Something that was promised does not hold.
    Broken { gap: Gap },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Gap {
    #[error("the same seed drifted otherwise a second time")]
    Otherwise,
    #[error("{call} does not come back from the map: {found}")]
    RoundTrip { call: String, found: String },
    #[error("the migrated reference does not pass: {why}")]
    NotSolved { why: String },
    #[error("the migrated reference passes and leaves {server} in another state")]
    OtherEnd { server: String },
    #[error("two plays of the migrated reference differ")]
    Unsteady,
    #[error("the task cannot be entered: {why}")]
    World { why: String },
}

/// Shows one drift on one task.
pub async fn prove(prepared: &Prepared, worlds: &Arc<Worlds>, task: &Arc<Task>, drift: &Drift, seed: u64) -> Proven {
    match shown(prepared, worlds, task, drift, seed).await {
        Ok(proven) => proven,
        Err(gap) => Proven::Broken { gap },
    }
}

async fn shown(
    prepared: &Prepared,
    worlds: &Arc<Worlds>,
    task: &Arc<Task>,
    drift: &Drift,
    seed: u64,
) -> Result<Proven, Gap> {
    let tools = match prepared.tools(task, drift, seed).await {
        Ok(tools) => tools,
        Err(Unprepared::Drift(_)) => return Ok(Proven::Nowhere),
        Err(Unprepared::World(error)) => return Err(Gap::World { why: error.to_string() }),
    };
    let again = Prepared::new(worlds).tools(task, drift, seed).await;
    if again.map(|again| again.spread.clone()).ok().as_ref() != Some(&tools.spread) {
        return Err(Gap::Otherwise);
    }
    let calls: Vec<Call> =
        task.reference.iter().map(|call| Call::new(call.reference(), call.arguments.clone())).collect();
    for call in &calls {
        round_trip(call, &tools.spread.map)?;
    }
    let oracle: Arc<dyn Agent> = Arc::new(Oracle::with_map());
    let change = Change { tools: Arc::clone(&tools), at: 0, kept: 0 };
    let play = || attempt_drifting(&oracle, worlds, Arc::clone(task), 0, Some(&change));
    let (first, second) = (play().await, play().await);
    let steps = |attempted: &Attempted| attempted.seen.as_ref().map(|seen| seen.steps.clone());
    if steps(&first) != steps(&second) || first.episode.end != second.episode.end {
        return Err(Gap::Unsteady);
    }
    if first.score.passed != Some(true) {
        let failing = first.score.checks.iter().find(|(_, judged)| judged.passed == Some(false));
        let why = failing.map_or_else(String::new, |(name, judged)| format!("{name}: {}", judged.evidence));
        return declared(&calls, &tools).map_or(Err(Gap::NotSolved { why }), |why| Ok(Proven::Unsolvable { why }));
    }
    let plain = attempt(&oracle, worlds, Arc::clone(task), 0).await;
    // What is read more often, or later, may be counted by a server.
    let reads_more = first.episode.trajectory.steps.len() != plain.episode.trajectory.steps.len();
    let differs = plain.episode.end.iter().find(|(name, end)| first.episode.end.get(*name) != Some(*end));
    match (differs, reads_more) {
        (Some((server, _)), false) => {
            let other = || Err(Gap::OtherEnd { server: server.clone() });
            declared(&calls, &tools).map_or_else(other, |why| Ok(Proven::Unsolvable { why }))
        }
        _ => Ok(Proven::Solved),
    }
}

/// Why the task may have no solution, as the operator says, or as the map says of these calls: of a value without a counterpart,
/// such as a time of another offset, and of what a result no longer tells.
fn declared(calls: &[Call], tools: &DriftedTools) -> Option<String> {
    let map = &tools.spread.map;
    if let Solvable::No(why) = &tools.spread.solvable {
        return Some(why.clone());
    }
    let unmapped = calls.iter().find_map(|call| map.call_to_new(call).err());
    let silent = || calls.iter().find_map(|call| map.forgets(&call.tool));
    unmapped.map(|unmapped| unmapped.to_string()).or_else(silent)
}

/// Whether a call that can be made under drift means the same on the way back.
fn round_trip(call: &Call, map: &crate::drift::MigrationMap) -> Result<(), Gap> {
    let Ok(calls) = map.call_to_new(call) else { return Ok(()) };
    let broken = |found: String| Gap::RoundTrip { call: format!("{} {}", call.tool, call.arguments), found };
    for new in calls {
        let back = map.call_to_old(&new).map_err(|error: Unmappable| broken(error.to_string()))?;
        // A value in another form may say the same: what counts is that it goes there and back.
        let there = map.call_to_new(&back).map_err(|error| broken(error.to_string()))?;
        if back.tool != call.tool || !there.contains(&new) {
            return Err(broken(format!("{} {}", back.tool, back.arguments)));
        }
    }
    Ok(())
}
