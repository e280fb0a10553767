//! Maps: addresses and coordinates, places with opening hours, routes, and what the user has saved.

mod geocoding;
mod points;
mod routes;
mod saved;
mod search;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table, Time};
use crate::world::cast::Cast;
use crate::world::{Size, World};
use types::SavedPlace;

const SAVED: Noun = Noun { name: "saved place", finder: "list_saved_places" };

/// What is the user's own; the world itself is worked out from its seed.
#[derive(Debug, Clone, Serialize)]
pub struct Maps {
    /// Where searches begin if nothing else is said.
    home_city: String,
    /// How many places of each kind a city has.
    places_per_kind: usize,
    saved_places: Table<SavedPlace>,
    seed: u64,
}

impl Server for Maps {
    const NAME: &'static str = "maps";
    const TITLE: &'static str = "Maps";
    const DESCRIPTION: &'static str =
        "Maps of cities: geocoding, places with opening hours, distances and routes, and the user's saved places.";
    const INSTRUCTIONS: &'static str = "Places have ids (place_id) that search_places and geocode_address return; addresses are written as street, city. \
        Opening hours are those of the place's own time zone.";

    fn generate(world: &World) -> Self {
        let cast = Cast::generate(world);
        Self {
            home_city: cast.owner.city.to_owned(),
            places_per_kind: match world.size {
                Size::Small => 8,
                Size::Large => 24,
            },
            saved_places: saved::generate(world, &cast),
            seed: world.seed,
        }
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("geocode_address", geocoding::geocode_address),
            read("reverse_geocode", geocoding::reverse_geocode),
            read("search_places", search::search_places),
            read("get_place", search::get_place),
            read("get_route", routes::get_route),
            read("get_travel_times", routes::get_travel_times),
            read("list_saved_places", saved::list_saved_places),
            write("save_place", saved::save_place),
            write("remove_saved_place", saved::remove_saved_place).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::fixed(
            "maps://saved.geojson",
            "saved_places",
            "The user's saved places as GeoJSON points.",
            "application/json",
            |maps, _| saved::geojson(maps),
        )]
    }
}

impl Maps {
    fn world(&self, now: Time) -> World {
        World { seed: self.seed, now, size: Size::Small }
    }
}
