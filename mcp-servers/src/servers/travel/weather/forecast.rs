//! The tools that tell the weather of now and of the coming hours and days.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Weather;
use super::types::*;
use crate::kit::{Call, Day, Int, Text, Time, ToolError, counted, invalid};
use crate::servers::travel::city;
use crate::world::climate::{self, Hour};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

const DAYS: i64 = 10;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceList {
    /// The user's places, by city.
    pub places: Vec<Place>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CurrentWeather {
    /// Name of the city.
    pub city: String,
    /// Country of the city.
    pub country: String,
    /// Name of its time zone.
    pub time_zone: String,
    /// Units of the values.
    pub units: Units,
    /// When it was observed, in local time.
    pub observed_at: Time,
    /// The weather of this hour.
    pub current: HourWeather,
    /// The day as a whole.
    pub today: DayWeather,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HourlyForecast {
    /// Name of the city.
    pub city: String,
    /// Units of the values.
    pub units: Units,
    /// The hours, in order; the first one is under way.
    pub hours: Vec<HourWeather>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DailyForecast {
    /// Name of the city.
    pub city: String,
    /// Units of the values.
    pub units: Units,
    /// The days, in order.
    pub days: Vec<DayWeather>,
}

/// Lists the places whose weather the user watches: home and where journeys go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWeatherPlaces {}

/// Returns the weather of a city at this moment, with the day as a whole. Use it for questions about now and today.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCurrentWeather {
    /// Name of the city, local or English.
    #[schemars(example = &"Lisbon", example = &"Wien")]
    pub city: Text<60>,
    /// Units of the values (default metric).
    pub units: Option<Units>,
}

/// Returns the weather of a city hour by hour, from now on. Use it to find a dry or warm hour within two days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHourlyForecast {
    /// Name of the city, local or English.
    #[schemars(example = &"Lisbon", example = &"Wien")]
    pub city: Text<60>,
    /// How many hours, from the one under way (default 24).
    pub hours: Option<Int<1, 48>>,
    /// Units of the values (default metric).
    pub units: Option<Units>,
}

/// Returns the weather of a city day by day, up to 10 days from today. For later days use get_climate_averages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDailyForecast {
    /// Name of the city, local or English.
    #[schemars(example = &"Lisbon", example = &"Wien")]
    pub city: Text<60>,
    /// First day (default: today there).
    pub start_date: Option<Day>,
    /// How many days (default 7, or as many as the forecast reaches).
    pub days: Option<Int<1, 10>>,
    /// Units of the values (default metric).
    pub units: Option<Units>,
}

pub fn list_weather_places(state: &Weather, _: &Call, _: ListWeatherPlaces) -> Result<PlaceList> {
    Ok(PlaceList { places: state.places.values().cloned().collect() })
}

pub fn get_current_weather(state: &Weather, call: &Call, args: GetCurrentWeather) -> Result<CurrentWeather> {
    let city = city("city", &args.city.0)?;
    let units = args.units.unwrap_or(Units::Metric);
    let now = city.zone.show(call.now);
    Ok(CurrentWeather {
        city: city.name.to_owned(),
        country: city.country.to_owned(),
        time_zone: city.zone.name.to_owned(),
        units,
        observed_at: now,
        current: hour(&mut climate::Weather::of(state.seed, city), city, now.day(), now.minute() / 60, units),
        today: day(state.seed, city, now.day(), units),
    })
}

pub fn get_hourly_forecast(state: &Weather, call: &Call, args: GetHourlyForecast) -> Result<HourlyForecast> {
    let city = city("city", &args.city.0)?;
    let units = args.units.unwrap_or(Units::Metric);
    let now = city.zone.show(call.now);
    let first = now.minute() / 60;
    let mut weather = climate::Weather::of(state.seed, city);
    let hours = (first..first + args.hours.map_or(24, |hours| hours.0)).map(|at| {
        let today = now.day().plus_days(at / 24);
        hour(&mut weather, city, today, at % 24, units)
    });
    Ok(HourlyForecast { city: city.name.to_owned(), units, hours: hours.collect() })
}

pub fn get_daily_forecast(state: &Weather, call: &Call, args: GetDailyForecast) -> Result<DailyForecast> {
    let city = city("city", &args.city.0)?;
    let units = args.units.unwrap_or(Units::Metric);
    let today = city.zone.show(call.now).day();
    let start = args.start_date.unwrap_or(today);
    let ahead = start.since(today);
    let last = today.plus_days(DAYS - 1);
    if !(0..DAYS).contains(&ahead) {
        return Err(invalid(format!(
            "Argument `start_date`: the forecast reaches from {today} to {last}. Use get_climate_averages for other days."
        )));
    }
    let count = args.days.map_or(7.min(DAYS - ahead), |days| days.0);
    if ahead + count > DAYS {
        return Err(invalid(format!(
            "Argument `days`: the forecast ends on {last}, so from {start} on it has {}.",
            counted(DAYS - ahead, "day")
        )));
    }
    let days = (0..count).map(|offset| day(state.seed, city, start.plus_days(offset), units));
    Ok(DailyForecast { city: city.name.to_owned(), units, days: days.collect() })
}

fn hour(weather: &mut climate::Weather, city: &City, day: Day, at: i64, units: Units) -> HourWeather {
    let hour = weather.hour(day, at);
    const WINDS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    HourWeather {
        time: city.zone.at(day, at * 60),
        condition: Condition::of(hour.sky),
        temperature: units.temperature(hour.celsius),
        feels_like: units.temperature(hour.feels_like),
        humidity: hour.humidity,
        wind_speed: units.speed(hour.wind),
        wind_gusts: units.speed(hour.gusts),
        wind_direction: WINDS[((hour.wind_from + 22).rem_euclid(360) / 45) as usize].to_owned(),
        precipitation: units.depth(hour.precipitation),
        precipitation_chance: hour.precipitation_chance,
        cloud_cover: hour.cloud_cover,
    }
}

/// A day as the sum of its hours.
pub fn day(seed: u64, city: &City, date: Day, units: Units) -> DayWeather {
    let mut weather = climate::Weather::of(seed, city);
    let hours: Vec<Hour> = (0..24).map(|at| weather.hour(date, at)).collect();
    let most = |value: fn(&Hour) -> f64| hours.iter().map(value).fold(f64::MIN, f64::max);
    let water: f64 = hours.iter().map(|hour| hour.precipitation).sum();
    let wettest = hours.iter().max_by(|a, b| a.precipitation.total_cmp(&b.precipitation));
    let by_day = hours.iter().skip(7).take(13).map(|hour| Condition::of(hour.sky));
    let by_day: Vec<Condition> = by_day.collect();
    let usual = by_day.iter().max_by_key(|one| by_day.iter().filter(|other| other == one).count());
    let condition = match (wettest, usual) {
        (Some(hour), _) if water >= 0.8 => Condition::of(hour.sky),
        (_, Some(usual)) => *usual,
        _ => Condition::Clear,
    };
    let sun = climate::daylight(city, date);
    let clock = |minute: i64| format!("{:02}:{:02}", minute.rem_euclid(1_440) / 60, minute.rem_euclid(60));
    DayWeather {
        date,
        condition,
        high: units.temperature(most(|hour| hour.celsius)),
        low: units.temperature(-most(|hour| -hour.celsius)),
        precipitation: units.depth(water),
        precipitation_chance: hours.iter().map(|hour| hour.precipitation_chance).max().unwrap_or(0),
        wind_speed: units.speed(most(|hour| hour.wind)),
        wind_gusts: units.speed(most(|hour| hour.gusts)),
        sunrise: sun.map(|(rise, _)| clock(rise)),
        sunset: sun.map(|(_, set)| clock(set)),
    }
}
