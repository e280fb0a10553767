//! Rental cars: stations, offers that expire, bookings with extras and rules for young drivers.

mod booking;
mod changing;
mod data;
mod offers;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::seal::Anchor;
use types::Rental;

const RENTAL: Noun = Noun { name: "car rental", finder: "list_car_rentals" };

/// The rental portal's account of the owner.
#[derive(Debug, Clone, Serialize)]
pub struct Cars {
    anchor: Anchor,
    driver_name: String,
    rentals: Table<Rental>,
}

impl Server for Cars {
    const NAME: &'static str = "cars";
    const TITLE: &'static str = "Rental cars";
    const DESCRIPTION: &'static str =
        "A portal for rental cars: stations, offers, bookings with extras, changes and cancellation.";
    const INSTRUCTIONS: &'static str = "Find a station with search_rental_locations, offers with search_rental_cars, and book one within 30 minutes. \
        Drivers must be 21, for vans and premium cars 25; those under 25 pay more each day. Cancellation is free until 48 hours before the pick-up.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_rental_locations", offers::search_rental_locations),
            read("search_rental_cars", offers::search_rental_cars),
            write("book_rental_car", booking::book_rental_car),
            read("list_car_rentals", booking::list_car_rentals),
            read("get_car_rental", booking::get_car_rental),
            write("change_car_rental", changing::change_car_rental),
            write("cancel_car_rental", changing::cancel_car_rental).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "cars://rentals/{rental_id}",
            "rental_agreement",
            "A booking as the agreement to show at the counter.",
            "text/markdown",
            |state: &Self| {
                let listed = |(id, rental): (&String, &Rental)| Listed {
                    values: vec![id.clone()],
                    title: format!("{} at {}", rental.model, rental.pick_up_location),
                };
                state.rentals.iter().map(listed).collect()
            },
            |state: &Self, _, vars| RENTAL.get(&state.rentals, vars.get("rental_id")).map(booking::agreement),
        )]
    }
}
