//! What the weather server shows, in either system of units.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};
use crate::world::climate::Sky;

/// Metric: °C, km/h and mm. Imperial: °F, mph and inches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    Metric,
    Imperial,
}

impl Units {
    pub fn temperature(self, celsius: f64) -> f64 {
        round(if self == Self::Metric { celsius } else { celsius * 1.8 + 32.0 }, 10.0)
    }

    pub fn speed(self, kilometres: f64) -> f64 {
        (if self == Self::Metric { kilometres } else { kilometres / 1.609_344 }).round()
    }

    pub fn depth(self, millimetres: f64) -> f64 {
        if self == Self::Metric { round(millimetres, 10.0) } else { round(millimetres / 25.4, 100.0) }
    }
}

pub fn round(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Clear,
    PartlyCloudy,
    Cloudy,
    Fog,
    Drizzle,
    Rain,
    HeavyRain,
    Snow,
    Thunderstorm,
}

impl Condition {
    pub fn of(sky: Sky) -> Self {
        match sky {
            Sky::Clear => Self::Clear,
            Sky::PartlyCloudy => Self::PartlyCloudy,
            Sky::Cloudy => Self::Cloudy,
            Sky::Fog => Self::Fog,
            Sky::Drizzle => Self::Drizzle,
            Sky::Rain => Self::Rain,
            Sky::HeavyRain => Self::HeavyRain,
            Sky::Snow => Self::Snow,
            Sky::Thunderstorm => Self::Thunderstorm,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::PartlyCloudy => "partly cloudy",
            Self::Cloudy => "cloudy",
            Self::Fog => "fog",
            Self::Drizzle => "drizzle",
            Self::Rain => "rain",
            Self::HeavyRain => "heavy rain",
            Self::Snow => "snow",
            Self::Thunderstorm => "thunderstorm",
        }
    }
}

/// A place that the user watches.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place {
    /// Name of the city.
    pub city: String,
    /// Country of the city.
    pub country: String,
    /// Why the user watches it.
    pub label: String,
}

/// One hour.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HourWeather {
    /// Beginning of the hour, in local time.
    pub time: Time,
    /// What the sky is like.
    pub condition: Condition,
    /// Temperature of the air.
    pub temperature: f64,
    /// Temperature as it feels.
    pub feels_like: f64,
    /// Relative humidity, in percent.
    pub humidity: i64,
    /// Mean speed of the wind.
    pub wind_speed: f64,
    /// Speed of gusts.
    pub wind_gusts: f64,
    /// Where the wind comes from, such as NW.
    pub wind_direction: String,
    /// Rain, or snow as water, in the hour.
    pub precipitation: f64,
    /// Chance of precipitation, in percent.
    pub precipitation_chance: i64,
    /// Share of the sky in clouds, in percent.
    pub cloud_cover: i64,
}

/// One day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DayWeather {
    /// The day.
    pub date: Day,
    /// What the day is mostly like.
    pub condition: Condition,
    /// Highest temperature of the hours.
    pub high: f64,
    /// Lowest temperature of the hours.
    pub low: f64,
    /// Sum of rain, or snow as water.
    pub precipitation: f64,
    /// Highest chance of precipitation, in percent.
    pub precipitation_chance: i64,
    /// Highest mean speed of the wind.
    pub wind_speed: f64,
    /// Speed of the strongest gust.
    pub wind_gusts: f64,
    /// When the sun rises by the local clock; missing where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sunrise: Option<String>,
    /// When the sun sets by the local clock; missing where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sunset: Option<String>,
}
