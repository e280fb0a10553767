//! Warnings, the averages of the months, and reports for people.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Weather;
use super::forecast::day;
use super::types::*;
use crate::kit::{Call, Day, Int, Message, Ordered, Text, Time, ToolError};
use crate::servers::travel::city;
use crate::world::climate::{self, Hour, Sky};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

/// Warnings look so many hours ahead.
const AHEAD: i64 = 72;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    Heat,
    Frost,
    Wind,
    Rain,
    Snow,
    Thunderstorm,
    Fog,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Minor,
    Moderate,
    Severe,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WeatherAlert {
    /// City that is warned.
    pub city: String,
    /// What of.
    pub hazard: Hazard,
    /// How bad it is.
    pub severity: Severity,
    /// When it begins, in local time.
    pub starts_at: Time,
    /// When it ends, in local time.
    pub ends_at: Time,
    /// The warning in one sentence.
    pub headline: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AlertList {
    /// The warnings, by beginning; empty where nothing threatens.
    pub alerts: Vec<WeatherAlert>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MonthClimate {
    /// Number of the month, 1 to 12.
    pub month: i64,
    /// Average of the highest temperatures of the days.
    pub average_high: f64,
    /// Average of the lowest temperatures.
    pub average_low: f64,
    /// Usual sum of rain and snow.
    pub precipitation: f64,
    /// Days with rain or snow.
    pub wet_days: i64,
    /// Hours of sunshine a day.
    pub sunshine_hours: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClimateAverages {
    /// Name of the city.
    pub city: String,
    /// Country of the city.
    pub country: String,
    /// Units of the values.
    pub units: Units,
    /// The months, in order.
    pub months: Vec<MonthClimate>,
}

/// Lists warnings of the next 72 hours for a city, or for all places that the user watches. An empty list means that nothing threatens.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWeatherAlerts {
    /// Name of the city, local or English (default: all of the user's places).
    pub city: Option<Text<60>>,
    /// Only warnings at least so bad (default minor).
    pub min_severity: Option<Severity>,
}

/// Returns the usual weather of a city in a month or in all months. Use it to plan journeys beyond the forecast of 10 days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetClimateAverages {
    /// Name of the city, local or English.
    #[schemars(example = &"Lisbon", example = &"Wien")]
    pub city: Text<60>,
    /// Number of the month, 1 to 12 (default: all months).
    pub month: Option<Int<1, 12>>,
    /// Units of the values (default metric).
    pub units: Option<Units>,
}

/// Begins a conversation about what to wear and to take along in a city.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatToWear {
    /// City where the user is going to be.
    city: Text<60>,
    /// What the user is going to do, in a few words.
    occasion: Option<Text<200>>,
}

pub fn list_weather_alerts(state: &Weather, call: &Call, args: ListWeatherAlerts) -> Result<AlertList> {
    let cities: Vec<&'static City> = match args.city {
        Some(name) => vec![city("city", &name.0)?],
        None => state.places.keys().filter_map(|name| City::find(name)).collect(),
    };
    let rank = |severity: Severity| severity as u8;
    let least = args.min_severity.map_or(0, rank);
    let mut alerts: Vec<WeatherAlert> =
        cities.into_iter().flat_map(|city| alerts_of(state.seed, city, call.now)).collect();
    alerts.retain(|alert| rank(alert.severity) >= least);
    alerts.order_by(|a, b| (a.starts_at.minutes_since(b.starts_at).cmp(&0)).then_with(|| a.city.cmp(&b.city)));
    Ok(AlertList { alerts })
}

pub fn get_climate_averages(_: &Weather, _: &Call, args: GetClimateAverages) -> Result<ClimateAverages> {
    let city = city("city", &args.city.0)?;
    let units = args.units.unwrap_or(Units::Metric);
    let months = (1..=12).filter(|month| args.month.is_none_or(|wanted| wanted.0 == *month));
    let one = |month: i64| {
        let usual = climate::usual(city, month as i8);
        MonthClimate {
            month,
            average_high: units.temperature(usual.high),
            average_low: units.temperature(usual.low),
            precipitation: units.depth(usual.millimetres as f64),
            wet_days: usual.wet_days,
            sunshine_hours: round(usual.sunshine, 10.0),
        }
    };
    let (name, country) = (city.name.to_owned(), city.country.to_owned());
    Ok(ClimateAverages { city: name, country, units, months: months.map(one).collect() })
}

/// What threatens in an hour.
fn hazards(hour: &Hour) -> Vec<(Hazard, Severity)> {
    let grade = |value: f64, minor: f64, moderate: f64, severe: f64| match value {
        value if value >= severe => Some(Severity::Severe),
        value if value >= moderate => Some(Severity::Moderate),
        value if value >= minor => Some(Severity::Minor),
        _ => None,
    };
    let snow = if hour.sky == Sky::Snow { hour.precipitation } else { 0.0 };
    let rain = if hour.sky == Sky::Snow { 0.0 } else { hour.precipitation };
    let graded = [
        (Hazard::Heat, grade(hour.feels_like, 33.0, 37.0, 42.0)),
        (Hazard::Frost, grade(-hour.feels_like, 4.0, 12.0, 22.0)),
        (Hazard::Wind, grade(hour.gusts, 42.0, 58.0, 80.0)),
        (Hazard::Rain, grade(rain, 3.5, 7.0, 14.0)),
        (Hazard::Snow, grade(snow, 0.6, 2.0, 5.0)),
        (Hazard::Thunderstorm, (hour.sky == Sky::Thunderstorm).then_some(Severity::Moderate)),
        (Hazard::Fog, (hour.sky == Sky::Fog).then_some(Severity::Minor)),
    ];
    graded.into_iter().filter_map(|(hazard, severity)| Some((hazard, severity?))).collect()
}

fn alerts_of(seed: u64, city: &'static City, now: Time) -> Vec<WeatherAlert> {
    let now = city.zone.show(now);
    let first = now.minute() / 60;
    let mut alerts: Vec<WeatherAlert> = Vec::new();
    let mut weather = climate::Weather::of(seed, city);
    for at in first..first + AHEAD {
        let today = now.day().plus_days(at / 24);
        for (hazard, severity) in hazards(&weather.hour(today, at % 24)) {
            let (starts_at, ends_at) = (city.zone.at(today, at % 24 * 60), city.zone.at(today, at % 24 * 60 + 60));
            // Hours that follow each other are one warning, even with a short break.
            let open = alerts
                .iter_mut()
                .rev()
                .find(|alert| alert.hazard == hazard && starts_at.minutes_since(alert.ends_at) <= 180);
            match open {
                Some(alert) => {
                    alert.ends_at = ends_at;
                    if severity as u8 > alert.severity as u8 {
                        alert.severity = severity;
                    }
                }
                None => alerts.push(WeatherAlert {
                    city: city.name.to_owned(),
                    hazard,
                    severity,
                    starts_at,
                    ends_at,
                    headline: String::new(),
                }),
            }
        }
    }
    for alert in &mut alerts {
        alert.headline = headline(alert);
    }
    alerts
}

fn headline(alert: &WeatherAlert) -> String {
    let what = match (alert.hazard, alert.severity) {
        (Hazard::Heat, _) => "Great heat",
        (Hazard::Frost, Severity::Minor) => "Frost",
        (Hazard::Frost, _) => "Severe frost",
        (Hazard::Wind, Severity::Severe) => "Storm",
        (Hazard::Wind, _) => "Strong gusts",
        (Hazard::Rain, _) => "Heavy rain",
        (Hazard::Snow, _) => "Snowfall",
        (Hazard::Thunderstorm, _) => "Thunderstorms",
        (Hazard::Fog, _) => "Dense fog",
    };
    format!("{what} in {} from {} until {}.", alert.city, alert.starts_at.spoken(), alert.ends_at.spoken())
}

/// A place for people to read.
pub fn report(state: &Weather, now: Time, name: &str) -> Result<String> {
    let place = state
        .places
        .get(name)
        .ok_or_else(|| ToolError::NotFound(format!("{} is not one of your places.", crate::kit::shorten(name))))?;
    let city = city("city", &place.city)?;
    let today: Day = city.zone.show(now).day();
    let mut text =
        format!("# {} ({})\n\n| Day | Weather | High | Low | Rain |\n|---|---|---|---|---|\n", city.name, place.label);
    for offset in 0..5 {
        let one = day(state.seed, city, today.plus_days(offset), Units::Metric);
        let _ = writeln!(
            text,
            "| {} | {} | {:.0} °C | {:.0} °C | {:.1} mm |",
            one.date.spoken(),
            one.condition.name(),
            one.high,
            one.low,
            one.precipitation
        );
    }
    for alert in alerts_of(state.seed, city, now) {
        let _ = writeln!(text, "\n- Warning: {}", alert.headline);
    }
    Ok(text)
}

pub fn what_to_wear(state: &Weather, now: Time, args: WhatToWear) -> Result<Vec<Message>> {
    let city = city("city", &args.city.0)?;
    let today = city.zone.show(now).day();
    let one = day(state.seed, city, today, Units::Metric);
    let occasion = args.occasion.map_or_else(String::new, |occasion| format!(" I am going to: {}.", occasion.0));
    Ok(vec![Message::User(format!(
        "Tell me what to wear and take along in {}.{occasion} Today, {}, it is {} there, {:.0} to {:.0} °C with {} percent chance of rain. \
         Look at the hourly forecast and the warnings before you answer, and keep it to five lines.",
        city.name,
        today.spoken(),
        one.condition.name(),
        one.low,
        one.high,
        one.precipitation_chance,
    ))])
}
