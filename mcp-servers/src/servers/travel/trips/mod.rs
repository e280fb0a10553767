//! Trips: itineraries that gather the bookings of other portals, with checks, packing lists, sharing and a budget.

mod checking;
mod data;
mod editing;
mod items;
mod packing;
mod reading;
mod sharing;
mod types;
mod views;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Noun, Ordered, Table};
use crate::world::World;
use crate::world::atlas::CITIES;
use types::{ForwardedBooking, Item, Trip};

const TRIP: Noun = Noun { name: "trip", finder: "list_trips" };
const ITEM: Noun = Noun { name: "trip item", finder: "get_trip" };

/// The owner's trips.
#[derive(Debug, Clone, Serialize)]
pub struct Trips {
    /// Names of contacts, by mail address.
    contacts: Table<String>,
    currency: String,
    /// Confirmations that reached the user's mailbox, by reference.
    forwarded_bookings: Table<ForwardedBooking>,
    home_city: String,
    items: Table<Item>,
    owner_email: String,
    trips: Table<Trip>,
}

impl Trips {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    /// The items of a trip, by start.
    fn items_of(&self, trip_id: &str) -> Vec<&Item> {
        let mut items: Vec<&Item> = self.items.values().filter(|item| item.trip_id == trip_id).collect();
        items.order_by(|a, b| a.start.minutes_since(b.start).cmp(&0).then_with(|| a.id.cmp(&b.id)));
        items
    }
}

impl Server for Trips {
    const NAME: &'static str = "trips";
    const TITLE: &'static str = "Trips";
    const DESCRIPTION: &'static str = "Itineraries of the user's trips: bookings and plans in one place, checks for overlaps and gaps, packing lists, sharing and budgets.";
    const INSTRUCTIONS: &'static str = "Confirmations of flights, trains, hotels and cars arrive by themselves: list_unfiled_bookings shows those that belong to no trip yet. \
        Bookings are only copied here; change or cancel them where they were made. Run check_trip after changes.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_trips", reading::list_trips),
            read("get_trip", reading::get_trip),
            write("create_trip", editing::create_trip),
            write("update_trip", editing::update_trip).destructive(),
            write("delete_trip", editing::delete_trip).destructive(),
            read("list_unfiled_bookings", reading::list_unfiled_bookings),
            write("add_booking_to_trip", items::add_booking_to_trip),
            write("add_trip_item", items::add_trip_item),
            write("move_trip_item", items::move_trip_item),
            write("remove_trip_item", items::remove_trip_item).destructive(),
            read("check_trip", checking::check_trip),
            write("update_packing_list", packing::update_packing_list),
            read("suggest_packing_items", packing::suggest_packing_items),
            write("share_trip", sharing::share_trip).idempotent(),
            read("get_trip_budget", sharing::get_trip_budget),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "trips://{trip_id}/itinerary",
            "itinerary",
            "The itinerary of a trip, day by day, with packing list.",
            "text/markdown",
            |state: &Self| {
                let listed =
                    |(id, trip): (&String, &Trip)| Listed { values: vec![id.clone()], title: trip.name.clone() };
                state.trips.iter().map(listed).collect()
            },
            |state: &Self, _, vars| {
                TRIP.get(&state.trips, vars.get("trip_id")).map(|trip| views::itinerary(state, trip))
            },
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let cities = |_: &Self| CITIES.iter().map(|city| city.name.to_owned()).collect();
        vec![prompt::new("plan_trip", views::plan_trip).complete("city", cities)]
    }
}
