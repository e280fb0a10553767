//! What the training log holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sport {
    Run,
    Ride,
    Swim,
    Walk,
    Strength,
}

impl Sport {
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Ride => "ride",
            Self::Swim => "swim",
            Self::Walk => "walk",
            Self::Strength => "strength session",
        }
    }

    /// How long a split is, in metres; nothing for sports without distance.
    pub fn split(self) -> Option<i64> {
        match self {
            Self::Run | Self::Walk => Some(1_000),
            Self::Ride => Some(5_000),
            Self::Swim => Some(100),
            Self::Strength => None,
        }
    }

    /// What nobody exceeds, in metres an hour.
    pub fn top_speed(self) -> i64 {
        match self {
            Self::Run => 25_000,
            Self::Ride => 80_000,
            Self::Swim => 8_000,
            Self::Walk => 10_000,
            Self::Strength => 0,
        }
    }

    /// Energy by weight and time, in tenths of a MET.
    pub fn effort(self) -> i64 {
        match self {
            Self::Run => 98,
            Self::Ride => 75,
            Self::Swim => 80,
            Self::Walk => 35,
            Self::Strength => 50,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    Metric,
    Imperial,
}

#[derive(Debug, Clone, Serialize)]
pub struct Athlete {
    pub home_city: String,
    pub max_heart_rate: i64,
    pub name: String,
    pub plan_name: String,
    pub resting_heart_rate: i64,
    pub units: Units,
    pub weight_grams: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Split {
    /// Number of the split; the last one can be shorter than the others.
    pub number: i64,
    /// Length of the split in metres.
    pub distance_meters: i64,
    /// Time for the split.
    pub seconds: i64,
    /// Average heart rate, where it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heart_rate: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Workout {
    pub id: String,
    pub sport: Sport,
    pub title: String,
    /// By the clocks of the city.
    pub started_at: Time,
    pub city: String,
    pub duration_seconds: i64,
    pub distance_meters: i64,
    pub elevation_meters: i64,
    pub heart_rate: Option<i64>,
    pub kilocalories: i64,
    pub splits: Vec<Split>,
    pub notes: Option<String>,
    /// Name of the tracker; nothing for what was entered by hand.
    pub tracker: Option<String>,
}

impl Workout {
    pub fn ended_at(&self) -> Time {
        self.started_at.plus_seconds(self.duration_seconds)
    }

    /// A number by which workouts of all offsets are in order.
    pub fn order(&self) -> i64 {
        Time::parse("2000-01-01T00:00:00Z").map_or(0, |start| self.started_at.minutes_since(start))
    }

    /// Whether both took place at once.
    pub fn overlaps(&self, other: &Self) -> bool {
        other.ended_at().minutes_since(self.started_at) > 0 && self.ended_at().minutes_since(other.started_at) > 0
    }

    pub fn csv(&self) -> String {
        let mut text = String::from("split,distance_meters,seconds,heart_rate\n");
        for split in &self.splits {
            let heart_rate = split.heart_rate.map_or_else(String::new, |rate| rate.to_string());
            text.push_str(&format!("{},{},{},{heart_rate}\n", split.number, split.distance_meters, split.seconds));
        }
        text
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalMetric {
    DistanceKm,
    DurationMinutes,
    WorkoutCount,
}

#[derive(Debug, Clone, Serialize)]
pub struct Goal {
    pub id: String,
    pub name: String,
    pub metric: GoalMetric,
    pub sport: Option<Sport>,
    pub target: i64,
    pub start_date: Day,
    pub end_date: Day,
}

#[derive(Debug, Clone, Serialize)]
pub struct Session {
    pub id: String,
    pub date: Day,
    pub sport: Sport,
    pub title: String,
    pub minutes: i64,
    /// Heart rate zone, 1 to 5.
    pub zone: i64,
    /// The workout by which it was done.
    pub workout_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyMeasure {
    Weight,
    BodyFat,
    RestingHeartRate,
    SleepHours,
}

/// A measurement; weight in grams, body fat and hours in tenths, heart rate in beats a minute.
#[derive(Debug, Clone, Serialize)]
pub struct Measurement {
    pub id: String,
    pub measure: BodyMeasure,
    pub value: i64,
    pub measured_at: Time,
}

/// A watch or bicycle computer.
#[derive(Debug, Clone, Serialize)]
pub struct Tracker {
    pub id: String,
    pub name: String,
    pub battery_percent: i64,
    pub is_in_range: bool,
    pub last_sync_at: Time,
    /// What it has recorded since, oldest first.
    pub pending: Vec<Workout>,
}
