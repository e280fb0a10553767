//! The tools about the body: measurements and heart rate zones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::units::GRAMS_PER_POUND;
use super::{Fitness, WORKOUT};
use crate::kit::{Call, Cursor, Limit, Ordered, Time, ToolError, When, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// What a measurement is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyUnit {
    Kg,
    Lb,
    Percent,
    Bpm,
    Hours,
}

/// Records a body measurement. The unit must fit the measure; a value far from the last one is refused as a slip of the keys.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordMeasurement {
    /// What was measured.
    pub measure: BodyMeasure,
    /// The value in the given unit.
    #[schemars(range(min = 0.0, max = 700.0), example = 55.0)]
    pub value: f64,
    /// Unit of the value.
    pub unit: BodyUnit,
    /// When it was measured (default: now).
    pub measured_at: Option<When>,
}

/// Lists body measurements, newest first, optionally of one measure.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMeasurements {
    /// Only measurements of this.
    pub measure: Option<BodyMeasure>,
    /// How many to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownMeasurement {
    /// Id of the measurement.
    pub id: String,
    /// What was measured.
    pub measure: BodyMeasure,
    /// The value in the unit.
    pub value: f64,
    /// Unit of the value, as the user likes it.
    pub unit: BodyUnit,
    /// When it was measured.
    pub measured_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MeasurementList {
    /// The measurements, newest first.
    pub measurements: Vec<ShownMeasurement>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns the five heart rate zones of the user and, for a workout, how long it was spent in each.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHeartRateZones {
    /// Id of a workout with heart rate.
    pub workout_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Zone {
    /// Number of the zone, 1 to 5.
    pub zone: i64,
    /// What it is for.
    pub name: String,
    /// Lowest heart rate.
    pub from_bpm: i64,
    /// Highest heart rate.
    pub to_bpm: i64,
    /// Time in this zone, if a workout was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HeartRateZones {
    /// Highest heart rate of the user.
    pub max_heart_rate: i64,
    /// Heart rate of the user at rest.
    pub resting_heart_rate: i64,
    /// The zones, by the reserve between both (Karvonen).
    pub zones: Vec<Zone>,
}

pub fn record_measurement(log: &mut Fitness, call: &mut Call, args: RecordMeasurement) -> Result<ShownMeasurement> {
    let fits = match args.measure {
        BodyMeasure::Weight => matches!(args.unit, BodyUnit::Kg | BodyUnit::Lb),
        BodyMeasure::BodyFat => args.unit == BodyUnit::Percent,
        BodyMeasure::RestingHeartRate => args.unit == BodyUnit::Bpm,
        BodyMeasure::SleepHours => args.unit == BodyUnit::Hours,
    };
    if !fits {
        return Err(invalid(
            "Argument `unit`: weight is given in kg or lb, body fat in percent, heart rate in bpm, sleep in hours.",
        ));
    }
    let (low, high, factor) = match (args.measure, args.unit) {
        (BodyMeasure::Weight, BodyUnit::Lb) => (45.0, 660.0, GRAMS_PER_POUND),
        (BodyMeasure::Weight, _) => (20.0, 300.0, 1_000.0),
        (BodyMeasure::BodyFat, _) => (3.0, 65.0, 10.0),
        (BodyMeasure::RestingHeartRate, _) => (25.0, 120.0, 1.0),
        (BodyMeasure::SleepHours, _) => (0.0, 24.0, 10.0),
    };
    if !(low..=high).contains(&args.value) {
        return Err(invalid(format!("Argument `value`: it must lie between {low} and {high}.")));
    }
    let zone = &log.home().zone;
    let measured_at = match args.measured_at {
        None => zone.show(call.now),
        Some(When::Zoned(time)) => zone.show(time),
        Some(local) => {
            let written = call.now.resolve(local);
            zone.at(written.day(), written.minute())
        }
    };
    if measured_at.minutes_since(call.now) > 0 {
        return Err(invalid("Argument `measured_at`: it lies in the future."));
    }
    let value = (args.value * factor).round() as i64;
    let last = log.newest(args.measure);
    if let Some(last) =
        last.filter(|last| args.measure == BodyMeasure::Weight && (value - last.value).abs() > last.value / 5)
    {
        return Err(conflict(format!(
            "The last weight was {:.1} kg; {:.1} kg is more than a fifth away from it. Check value and unit.",
            last.value as f64 / 1_000.0,
            value as f64 / 1_000.0
        )));
    }
    let newest = last.is_none_or(|last| measured_at.minutes_since(last.measured_at) >= 0);
    let one = Measurement { id: call.ids.mint("msr"), measure: args.measure, value, measured_at };
    match args.measure {
        BodyMeasure::Weight if newest => log.athlete.weight_grams = value,
        BodyMeasure::RestingHeartRate if newest => log.athlete.resting_heart_rate = value,
        _ => {}
    }
    let shown = one.shown(log.athlete.units);
    log.measurements.insert(one.id.clone(), one);
    Ok(shown)
}

pub fn list_measurements(log: &Fitness, call: &Call, args: ListMeasurements) -> Result<MeasurementList> {
    let found = |one: &&Measurement| args.measure.is_none_or(|measure| one.measure == measure);
    let mut found: Vec<&Measurement> = log.measurements.values().filter(found).collect();
    found.order_by_key(|one| (call.now.minutes_since(one.measured_at), one.measure, one.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(MeasurementList {
        measurements: found.into_iter().map(|one| one.shown(log.athlete.units)).collect(),
        next_cursor,
    })
}

pub fn get_heart_rate_zones(log: &Fitness, _: &Call, args: GetHeartRateZones) -> Result<HeartRateZones> {
    const NAMES: [&str; 5] = ["Recovery", "Endurance", "Tempo", "Threshold", "Maximum"];
    let workout = args.workout_id.as_ref().map(|id| WORKOUT.get(&log.workouts, id)).transpose()?;
    if let Some(workout) = workout.filter(|workout| workout.splits.iter().all(|split| split.heart_rate.is_none())) {
        return Err(conflict(format!(
            "{} has no heart rate by split. Choose one that a tracker recorded.",
            workout.title
        )));
    }
    let athlete = &log.athlete;
    let reserve = athlete.max_heart_rate - athlete.resting_heart_rate;
    let at = |percent: i64| athlete.resting_heart_rate + reserve * percent / 100;
    let zone = |(number, name): (i64, &str)| {
        let from_bpm = at(50 + number * 10);
        let to_bpm = if number == 4 { athlete.max_heart_rate } else { at(60 + number * 10) - 1 };
        // What lies below the first zone counts as recovery, too.
        let inside = |rate: i64| (number == 0 || rate >= from_bpm) && (number == 4 || rate <= to_bpm);
        let seconds = workout.map(|workout| {
            let splits = workout.splits.iter().filter(|split| split.heart_rate.is_some_and(inside));
            splits.map(|split| split.seconds).sum()
        });
        Zone { zone: number + 1, name: name.to_owned(), from_bpm, to_bpm, seconds }
    };
    Ok(HeartRateZones {
        max_heart_rate: athlete.max_heart_rate,
        resting_heart_rate: athlete.resting_heart_rate,
        zones: (0..).zip(NAMES).map(zone).collect(),
    })
}

impl Fitness {
    fn newest(&self, measure: BodyMeasure) -> Option<&Measurement> {
        let of = self.measurements.values().filter(|one| one.measure == measure);
        of.reduce(|a, b| if b.measured_at.minutes_since(a.measured_at) > 0 { b } else { a })
    }
}

impl Measurement {
    fn shown(&self, units: Units) -> ShownMeasurement {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let (value, unit) = match (self.measure, units) {
            (BodyMeasure::Weight, Units::Metric) => (tenth(self.value as f64 / 1_000.0), BodyUnit::Kg),
            (BodyMeasure::Weight, Units::Imperial) => (tenth(self.value as f64 / GRAMS_PER_POUND), BodyUnit::Lb),
            (BodyMeasure::BodyFat, _) => (self.value as f64 / 10.0, BodyUnit::Percent),
            (BodyMeasure::RestingHeartRate, _) => (self.value as f64, BodyUnit::Bpm),
            (BodyMeasure::SleepHours, _) => (self.value as f64 / 10.0, BodyUnit::Hours),
        };
        ShownMeasurement { id: self.id.clone(), measure: self.measure, value, unit, measured_at: self.measured_at }
    }
}
