//! The weather: now, by hour, by day, warnings and the averages of a month, all from one model.

mod climate;
mod forecast;
mod types;

use serde::Serialize;

use crate::kit::Table;
use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::journeys;
use crate::world::places::City;
use types::Place;

/// The user's places and the seed of the weather.
#[derive(Debug, Clone, Serialize)]
pub struct Weather {
    /// By name of the city.
    places: Table<Place>,
    seed: u64,
}

impl Server for Weather {
    const NAME: &'static str = "weather";
    const TITLE: &'static str = "Weather";
    const DESCRIPTION: &'static str =
        "Weather of cities: current conditions, forecasts by hour and by day, warnings, and averages of the months.";
    const INSTRUCTIONS: &'static str = "Forecasts reach 48 hours by the hour and 10 days by the day; beyond that use get_climate_averages. \
        Times are local times of the city. Units are metric unless imperial ones are asked for.";

    fn generate(world: &World) -> Self {
        let cast = Cast::generate(world);
        let mut places = Table::new();
        let mut add = |city: &City, label: String| {
            let place = Place { city: city.name.to_owned(), country: city.country.to_owned(), label };
            if !places.contains_key(city.name) {
                places.insert(city.name.to_owned(), place);
            }
        };
        if let Some(home) = City::find(cast.owner.city) {
            add(home, "Home".to_owned());
        }
        for journey in journeys::journeys(world, &cast) {
            if journey.cancelled.is_none() && journey.end() >= world.now.day() {
                journey.stops.iter().for_each(|stop| add(stop.city, journey.title.clone()));
            }
        }
        Self { places, seed: world.seed }
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_weather_places", forecast::list_weather_places),
            read("get_current_weather", forecast::get_current_weather),
            read("get_hourly_forecast", forecast::get_hourly_forecast),
            read("get_daily_forecast", forecast::get_daily_forecast),
            read("list_weather_alerts", climate::list_weather_alerts),
            read("get_climate_averages", climate::get_climate_averages),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "weather://places/{city}",
            "report",
            "Today and the coming days of one of the user's places.",
            "text/markdown",
            |state: &Self| {
                let listed = |(city, place): (&String, &Place)| Listed {
                    values: vec![city.clone()],
                    title: format!("{city} ({})", place.label),
                };
                state.places.iter().map(listed).collect()
            },
            |state: &Self, now, vars| climate::report(state, now, vars.get("city")),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let prompt = prompt::new("what_to_wear", climate::what_to_wear);
        vec![prompt.complete("city", |state: &Self| state.places.keys().cloned().collect())]
    }
}
