//! Personal records, found in the splits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fitness;
use super::types::*;
use super::units::{clock, distance};
use crate::kit::{Call, Day, ToolError, conflict};

/// Lists personal records: the fastest stretches of each sport, found in the splits, and the longest and steepest workouts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPersonalRecords {
    /// Only records of this sport.
    pub sport: Option<Sport>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Record {
    /// Sport.
    pub sport: Sport,
    /// What it is the record of, such as fastest 5 km.
    pub name: String,
    /// The record, as a time or a distance.
    pub value: String,
    /// Id of the workout in which it was set.
    pub workout_id: String,
    /// Day on which it was set.
    pub date: Day,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordList {
    /// The records, by sport.
    pub records: Vec<Record>,
}

/// Stretches that are timed, in metres.
fn stretches(sport: Sport) -> &'static [i64] {
    match sport {
        Sport::Run => &[1_000, 5_000, 10_000],
        Sport::Ride => &[10_000, 40_000],
        Sport::Swim => &[100, 400, 1_500],
        Sport::Walk | Sport::Strength => &[],
    }
}

pub fn list_personal_records(log: &Fitness, _: &Call, args: ListPersonalRecords) -> Result<RecordList, ToolError> {
    let mut records = Vec::new();
    for sport in [Sport::Run, Sport::Ride, Sport::Swim, Sport::Walk, Sport::Strength] {
        if args.sport.is_some_and(|wanted| wanted != sport) {
            continue;
        }
        let workouts: Vec<&Workout> = log.workouts.values().filter(|one| one.sport == sport).collect();
        let record = |name: String, value: String, one: &Workout| Record {
            sport,
            name,
            value,
            workout_id: one.id.clone(),
            date: one.started_at.day(),
        };
        for meters in stretches(sport) {
            let best = workouts.iter().filter_map(|one| Some((fastest(one, *meters)?, one)));
            if let Some((seconds, one)) = best.min_by_key(|(seconds, one)| (*seconds, one.order())) {
                let length = if *meters < 1_000 { format!("{meters} m") } else { format!("{} km", meters / 1_000) };
                let length = if *meters == 1_500 { "1500 m".to_owned() } else { length };
                records.push(record(format!("Fastest {length}"), clock(seconds), one));
            }
        }
        let longest = workouts.iter().filter(|one| one.distance_meters > 0).max_by_key(|one| one.distance_meters);
        if let Some(one) = longest {
            records.push(record(
                format!("Longest {}", sport.word()),
                distance(one.distance_meters, log.athlete.units),
                one,
            ));
        }
        let steepest = workouts.iter().filter(|one| one.elevation_meters > 0).max_by_key(|one| one.elevation_meters);
        if let Some(one) = steepest {
            records.push(record("Most metres climbed".to_owned(), format!("{} m", one.elevation_meters), one));
        }
        if sport == Sport::Strength
            && let Some(one) = workouts.iter().max_by_key(|one| one.duration_seconds)
        {
            records.push(record("Longest strength session".to_owned(), clock(one.duration_seconds), one));
        }
    }
    if records.is_empty() {
        return Err(conflict("There is no workout of that sport yet. Use log_workout or sync_fitness_tracker."));
    }
    Ok(RecordList { records })
}

/// The shortest time of splits in a row that make up a stretch.
fn fastest(workout: &Workout, meters: i64) -> Option<i64> {
    let length = workout.sport.split()?;
    let count = usize::try_from((meters / length).max(1)).ok()?;
    let whole: Vec<i64> =
        workout.splits.iter().filter(|split| split.distance_meters == length).map(|split| split.seconds).collect();
    whole.windows(count).map(|splits| splits.iter().sum()).min()
}
