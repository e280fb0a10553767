//! Distances, paces and weights as people of either system write them.

use super::types::{Sport, Units, Workout};

const METERS_PER_MILE: f64 = 1_609.344;
pub const GRAMS_PER_POUND: f64 = 453.592_37;

/// `10.02 km` or `6.23 mi`
pub fn distance(meters: i64, units: Units) -> String {
    match units {
        Units::Metric if meters < 3_000 => format!("{meters} m"),
        Units::Metric => format!("{:.2} km", meters as f64 / 1_000.0),
        Units::Imperial => format!("{:.2} mi", meters as f64 / METERS_PER_MILE),
    }
}

/// Metres of a distance in a unit that callers write.
pub fn meters(value: f64, unit: DistanceUnit) -> i64 {
    let factor = match unit {
        DistanceUnit::Km => 1_000.0,
        DistanceUnit::Mi => METERS_PER_MILE,
        DistanceUnit::M => 1.0,
    };
    (value * factor).round() as i64
}

/// `1:02:05`
pub fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Pace or speed as the sport counts it; nothing without a distance.
pub fn pace(workout: &Workout, units: Units) -> Option<String> {
    let (meters, seconds) = (workout.distance_meters, workout.duration_seconds);
    if meters <= 0 || seconds <= 0 {
        return None;
    }
    let per = |length: f64| clock((seconds as f64 * length / meters as f64).round() as i64);
    let speed = |length: f64| meters as f64 / length * 3_600.0 / seconds as f64;
    Some(match (workout.sport, units) {
        (Sport::Ride, Units::Metric) => format!("{:.1} km/h", speed(1_000.0)),
        (Sport::Ride, Units::Imperial) => format!("{:.1} mph", speed(METERS_PER_MILE)),
        (Sport::Swim, Units::Metric) => format!("{} min/100 m", per(100.0)),
        (Sport::Swim, Units::Imperial) => format!("{} min/100 yd", per(91.44)),
        (_, Units::Metric) => format!("{} min/km", per(1_000.0)),
        (_, Units::Imperial) => format!("{} min/mi", per(METERS_PER_MILE)),
    })
}

/// What a distance is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistanceUnit {
    Km,
    Mi,
    M,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_times_read_as_people_write_them() {
        assert_eq!(distance(10_020, Units::Metric), "10.02 km");
        assert_eq!(distance(10_020, Units::Imperial), "6.23 mi");
        assert_eq!(meters(6.2, DistanceUnit::Mi), 9_978);
        assert_eq!((clock(3_725), clock(312)), ("1:02:05".to_owned(), "5:12".to_owned()));
    }
}
