//! The tools about trackers: watches and computers that hold workouts until they are asked for them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::workouts::WorkoutSummary;
use super::{Fitness, TRACKER};
use crate::kit::{Call, Ordered, Time, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

/// Lists the user's trackers with charge, last sync and how many workouts wait on them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFitnessTrackers {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownTracker {
    /// Id of the tracker.
    pub id: String,
    /// Name of the tracker.
    pub name: String,
    /// Charge of its battery.
    pub battery_percent: i64,
    /// Whether it can be reached now.
    pub is_in_range: bool,
    /// When it was last synced.
    pub last_sync_at: Time,
    /// How many workouts it has recorded since.
    pub pending_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TrackerList {
    /// The trackers, by name.
    pub trackers: Vec<ShownTracker>,
}

/// Fetches the workouts that wait on a tracker, one by one with progress. What overlaps a workout of the log is left out and reported.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncFitnessTracker {
    /// Id of the tracker.
    pub tracker_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Duplicate {
    /// Title of the workout that was left out.
    pub title: String,
    /// When it began.
    pub started_at: Time,
    /// Id of the workout of the log that it overlaps.
    pub workout_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SyncResult {
    /// Id of the tracker.
    pub tracker_id: String,
    /// Name of the tracker.
    pub tracker_name: String,
    /// The workouts that are now in the log.
    pub imported_workouts: Vec<WorkoutSummary>,
    /// What was left out.
    pub duplicates: Vec<Duplicate>,
    /// When the sync was done.
    pub synced_at: Time,
}

pub fn list_fitness_trackers(log: &Fitness, _: &Call, _: ListFitnessTrackers) -> Result<TrackerList> {
    let shown = |tracker: &Tracker| ShownTracker {
        id: tracker.id.clone(),
        name: tracker.name.clone(),
        battery_percent: tracker.battery_percent,
        is_in_range: tracker.is_in_range,
        last_sync_at: tracker.last_sync_at,
        pending_count: tracker.pending.len(),
    };
    let mut trackers: Vec<ShownTracker> = log.trackers.values().map(shown).collect();
    trackers.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(TrackerList { trackers })
}

pub fn sync_fitness_tracker(log: &mut Fitness, call: &mut Call, args: SyncFitnessTracker) -> Result<SyncResult> {
    let tracker = TRACKER.get(&log.trackers, &args.tracker_id)?;
    if !tracker.is_in_range {
        return Err(conflict(format!(
            "{} cannot be reached (battery {} %). Charge it and bring it near.",
            tracker.name, tracker.battery_percent
        )));
    }
    let total = tracker.pending.len() as u64;
    let (mut imported_workouts, mut duplicates) = (Vec::new(), Vec::new());
    for done in 1..=total {
        let tracker = TRACKER.get_mut(&mut log.trackers, &args.tracker_id)?;
        let workout = tracker.pending.remove(0);
        let title = workout.title.clone();
        match log.workouts.values().find(|other| other.overlaps(&workout)) {
            Some(other) => duplicates.push(Duplicate {
                title: workout.title,
                started_at: workout.started_at,
                workout_id: other.id.clone(),
            }),
            None => {
                imported_workouts.push(workout.summary(log.athlete.units));
                log.enter(workout);
            }
        }
        call.progress(done, total, &title)?;
    }
    let tracker = TRACKER.get_mut(&mut log.trackers, &args.tracker_id)?;
    tracker.last_sync_at = call.now;
    let tracker_name = tracker.name.clone();
    Ok(SyncResult { tracker_id: args.tracker_id, tracker_name, imported_workouts, duplicates, synced_at: call.now })
}
