//! The tools about workouts and weeks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data::energy;
use super::types::*;
use super::units::{DistanceUnit, clock, distance, meters, pace};
use super::{Fitness, WORKOUT, monday};
use crate::kit::{
    Call, Cursor, Day, Int, Limit, Ordered, Text, Time, ToolError, When, conflict, invalid, page, shorten,
};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

/// Lists workouts, newest first, optionally of one sport or of some days. Use it to get a workout's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWorkouts {
    /// Only workouts of this sport.
    pub sport: Option<Sport>,
    /// First day, by the clocks of where the workout happened.
    pub from_date: Option<Day>,
    /// Last day, included.
    pub to_date: Option<Day>,
    /// Only workouts of at least so many kilometres.
    #[schemars(range(min = 0.0))]
    pub min_distance_km: Option<f64>,
    /// How many workouts to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkoutSummary {
    /// Id of the workout.
    pub id: String,
    /// Sport.
    pub sport: Sport,
    /// Title of the workout.
    pub title: String,
    /// When it began, by the clocks of the city.
    pub started_at: Time,
    /// City in which it happened.
    pub city: String,
    /// Distance in the user's units, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<String>,
    /// Time that it took, such as 1:02:05.
    pub duration: String,
    /// Pace or speed in the user's units, where there is a distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkoutList {
    /// The workouts found, newest first.
    pub workouts: Vec<WorkoutSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns one workout with its splits, heart rate, climb and energy.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetWorkout {
    /// Id of the workout.
    pub workout_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownWorkout {
    /// Id of the workout.
    pub id: String,
    /// Sport.
    pub sport: Sport,
    /// Title of the workout.
    pub title: String,
    /// When it began, by the clocks of the city.
    pub started_at: Time,
    /// City in which it happened.
    pub city: String,
    /// Distance in metres; 0 for strength.
    pub distance_meters: i64,
    /// Distance in the user's units, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<String>,
    /// Time that it took, in seconds.
    pub duration_seconds: i64,
    /// Pace or speed in the user's units, where there is a distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<String>,
    /// Metres climbed.
    pub elevation_meters: i64,
    /// Average heart rate, where it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_heart_rate: Option<i64>,
    /// Energy used.
    pub kilocalories: i64,
    /// The splits: a kilometre of running, five of cycling, 100 m of swimming.
    pub splits: Vec<Split>,
    /// What the user noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Tracker that recorded it; none for what was entered by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<String>,
}

/// Enters a workout by hand; a planned session of that day and sport is ticked off. Fails if it overlaps another workout or lies in the future.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogWorkout {
    /// Sport.
    pub sport: Sport,
    /// When it began; without offset it is taken as local time of the city.
    pub started_at: When,
    /// Time that it took, in seconds.
    #[schemars(example = 1800)]
    pub duration_seconds: Int<60, 172_800>,
    /// Distance in the given unit; needed for all sports but strength.
    #[schemars(range(min = 0.0), example = 5.0)]
    pub distance: Option<f64>,
    /// Unit of the distance (default km).
    pub distance_unit: Option<DistanceUnit>,
    /// City in which it happened (default: where the user lives).
    pub city: Option<Text<60>>,
    /// Average heart rate.
    pub average_heart_rate: Option<Int<40, 220>>,
    /// Title of the workout.
    pub title: Option<Text<100>>,
    /// Notes on the workout.
    pub notes: Option<Text<500>>,
}

/// Sums up the workouts of one week by sport and compares it with the week before.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetWeeklySummary {
    /// Any day of the week (default: today).
    pub date: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SportSum {
    /// Sport.
    pub sport: Sport,
    /// How many workouts.
    pub workout_count: usize,
    /// Distance in metres.
    pub distance_meters: i64,
    /// Distance in the user's units.
    pub distance: String,
    /// Time in seconds.
    pub duration_seconds: i64,
    /// Metres climbed.
    pub elevation_meters: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WeeklySummary {
    /// Monday of the week.
    pub from_date: Day,
    /// Sunday of the week.
    pub to_date: Day,
    /// The sums by sport.
    pub sports: Vec<SportSum>,
    /// Time of all workouts, in seconds.
    pub duration_seconds: i64,
    /// Energy of all workouts.
    pub kilocalories: i64,
    /// How much more time than in the week before, in percent; none if there was nothing then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_change_percent: Option<i64>,
    /// Sessions of the plan in that week that were done.
    pub sessions_done: usize,
    /// Sessions of the plan in that week.
    pub sessions_planned: usize,
}

pub fn list_workouts(log: &Fitness, _: &Call, args: ListWorkouts) -> Result<WorkoutList> {
    if let (Some(from), Some(to)) = (args.from_date, args.to_date)
        && to < from
    {
        return Err(invalid(format!("Argument `to_date`: {to} lies before from_date ({from}).")));
    }
    let found = |one: &&Workout| {
        args.sport.is_none_or(|sport| one.sport == sport)
            && args.from_date.is_none_or(|day| one.started_at.day() >= day)
            && args.to_date.is_none_or(|day| one.started_at.day() <= day)
            && args.min_distance_km.is_none_or(|km| one.distance_meters as f64 >= km * 1_000.0)
    };
    let mut found: Vec<&Workout> = log.workouts.values().filter(found).collect();
    found.order_by_key(|one| (-one.order(), one.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let units = log.athlete.units;
    Ok(WorkoutList { workouts: found.into_iter().map(|one| one.summary(units)).collect(), next_cursor })
}

pub fn get_workout(log: &Fitness, _: &Call, args: GetWorkout) -> Result<ShownWorkout> {
    Ok(WORKOUT.get(&log.workouts, &args.workout_id)?.shown(log.athlete.units))
}

pub fn log_workout(log: &mut Fitness, call: &mut Call, args: LogWorkout) -> Result<ShownWorkout> {
    let city = match &args.city {
        None => log.home(),
        Some(name) => City::find(&name.0).ok_or_else(|| {
            let name = shorten(&name.0);
            invalid(format!("Argument `city`: no city is called {name:?}. Leave it out for a workout at home."))
        })?,
    };
    let written = call.now.resolve(args.started_at);
    let started_at = match args.started_at {
        When::Local(_) => city.zone.at(written.day(), written.minute()),
        When::Zoned(_) => city.zone.show(written),
    };
    let seconds = args.duration_seconds.0;
    let distance_meters = distance_of(&args, seconds)?;
    let workout = Workout {
        id: call.ids.mint("wko"),
        sport: args.sport,
        title: args.title.map_or_else(|| format!("Logged {}", args.sport.word()), |title| title.0),
        started_at,
        city: city.name.to_owned(),
        duration_seconds: seconds,
        distance_meters,
        elevation_meters: 0,
        heart_rate: args.average_heart_rate.map(|rate| rate.0),
        kilocalories: energy(args.sport, log.athlete.weight_grams, seconds),
        splits: Vec::new(),
        notes: args.notes.map(|text| text.0),
        tracker: None,
    };
    if workout.ended_at().minutes_since(call.now) > 0 {
        return Err(invalid(format!(
            "Argument `started_at`: the workout would end on {}, which lies in the future. Use get_training_plan for plans.",
            workout.ended_at().spoken()
        )));
    }
    if let Some(other) = log.workouts.values().find(|other| other.overlaps(&workout)) {
        return Err(conflict(format!("{} ({}) took place at that time.", other.title, other.id)));
    }
    let shown = workout.shown(log.athlete.units);
    log.enter(workout);
    Ok(shown)
}

fn distance_of(args: &LogWorkout, seconds: i64) -> Result<i64> {
    let Some(value) = args.distance else {
        if args.sport == Sport::Strength {
            return Ok(0);
        }
        return Err(invalid(format!("Argument `distance`: a {} needs one.", args.sport.word())));
    };
    if args.sport == Sport::Strength {
        return Err(invalid("Argument `distance`: a strength session has none."));
    }
    if !(value > 0.0 && value < 1_000_000.0) {
        return Err(invalid("Argument `distance`: it must be above 0."));
    }
    let meters = meters(value, args.distance_unit.unwrap_or(DistanceUnit::Km));
    let speed = meters.saturating_mul(3_600) / seconds;
    if speed > args.sport.top_speed() {
        return Err(invalid(format!(
            "Argument `distance`: {:.1} km/h is too fast for a {}. Check distance, unit and time.",
            speed as f64 / 1_000.0,
            args.sport.word()
        )));
    }
    Ok(meters)
}

pub fn get_weekly_summary(log: &Fitness, call: &Call, args: GetWeeklySummary) -> Result<WeeklySummary> {
    let today = log.today(call.now);
    let from_date = monday(args.date.unwrap_or(today));
    if from_date > today {
        return Err(invalid(format!("Argument `date`: the week of {from_date} has not begun. Use get_training_plan.")));
    }
    let to_date = from_date.plus_days(6);
    let workouts = log.between(from_date, to_date);
    let before = log.between(from_date.plus_days(-7), from_date.plus_days(-1));
    let seconds = |workouts: &[&Workout]| workouts.iter().map(|one| one.duration_seconds).sum::<i64>();
    let (duration_seconds, earlier) = (seconds(&workouts), seconds(&before));
    let mut sports: Vec<Sport> = workouts.iter().map(|one| one.sport).collect();
    sports.sort_unstable();
    sports.dedup();
    let sum = |sport: Sport| {
        let of: Vec<&&Workout> = workouts.iter().filter(|one| one.sport == sport).collect();
        let meters = of.iter().map(|one| one.distance_meters).sum();
        SportSum {
            sport,
            workout_count: of.len(),
            distance_meters: meters,
            distance: distance(meters, log.athlete.units),
            duration_seconds: of.iter().map(|one| one.duration_seconds).sum(),
            elevation_meters: of.iter().map(|one| one.elevation_meters).sum(),
        }
    };
    let sessions: Vec<&Session> =
        log.sessions.values().filter(|session| (from_date..=to_date).contains(&session.date)).collect();
    Ok(WeeklySummary {
        from_date,
        to_date,
        sports: sports.into_iter().map(sum).collect(),
        duration_seconds,
        kilocalories: workouts.iter().map(|one| one.kilocalories).sum(),
        duration_change_percent: (earlier > 0).then(|| (duration_seconds - earlier) * 100 / earlier),
        sessions_done: sessions.iter().filter(|session| session.workout_id.is_some()).count(),
        sessions_planned: sessions.len(),
    })
}

impl Fitness {
    /// Puts a workout into the log and ticks off the session that it was.
    pub(super) fn enter(&mut self, workout: Workout) {
        let day = workout.started_at.day();
        let open =
            |session: &&Session| session.date == day && session.sport == workout.sport && session.workout_id.is_none();
        let session = self.sessions.values().find(open).map(|session| session.id.clone());
        if let Some(session) = session.and_then(|id| self.sessions.get_mut(&id)) {
            session.workout_id = Some(workout.id.clone());
        }
        self.workouts.insert(workout.id.clone(), workout);
    }
}

impl Workout {
    /// The distance as people write it.
    pub(super) fn distance(&self, units: Units) -> Option<String> {
        (self.distance_meters > 0).then(|| distance(self.distance_meters, units))
    }

    pub(super) fn summary(&self, units: Units) -> WorkoutSummary {
        WorkoutSummary {
            id: self.id.clone(),
            sport: self.sport,
            title: self.title.clone(),
            started_at: self.started_at,
            city: self.city.clone(),
            distance: self.distance(units),
            duration: clock(self.duration_seconds),
            pace: pace(self, units),
        }
    }

    pub(super) fn shown(&self, units: Units) -> ShownWorkout {
        ShownWorkout {
            id: self.id.clone(),
            sport: self.sport,
            title: self.title.clone(),
            started_at: self.started_at,
            city: self.city.clone(),
            distance_meters: self.distance_meters,
            distance: self.distance(units),
            duration_seconds: self.duration_seconds,
            pace: pace(self, units),
            elevation_meters: self.elevation_meters,
            average_heart_rate: self.heart_rate,
            kilocalories: self.kilocalories,
            splits: self.splits.clone(),
            notes: self.notes.clone(),
            tracker: self.tracker.clone(),
        }
    }
}
