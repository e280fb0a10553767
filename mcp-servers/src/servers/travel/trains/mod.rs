//! Trains: stations, connections with changes, tickets, seats, exchange and refund.

mod changing;
mod data;
mod seats;
mod searching;
mod tickets;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use crate::world::seal::Anchor;
use types::{Rider, Ticket};

const TICKET: Noun = Noun { name: "train booking", finder: "list_train_bookings" };

/// The railway portal's account of the owner.
#[derive(Debug, Clone, Serialize)]
pub struct Trains {
    anchor: Anchor,
    bookings: Table<Ticket>,
    currency: String,
    home_station_code: String,
    owner_email: String,
    /// People whom the owner books for, by mail address.
    riders: Table<Rider>,
}

impl Trains {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    /// So many euro cents as the portal charges them.
    fn money(&self, euro_cents: i64) -> Money {
        let currency = self.currency();
        currency.money(if euro_cents == 0 { 0 } else { currency.price(euro_cents) })
    }
}

impl Server for Trains {
    const NAME: &'static str = "trains";
    const TITLE: &'static str = "Trains";
    const DESCRIPTION: &'static str =
        "A railway portal: stations, connections between cities, tickets of both classes, seats, exchange and refund.";
    const INSTRUCTIONS: &'static str = "Trains run within a country and to its neighbours, up to 900 km. Find station codes with search_stations, connections with search_trains; \
        a connection can be booked for an hour. Saver tickets bind to their trains and are not paid back. Times are local with their offset.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_stations", searching::search_stations),
            read("search_trains", searching::search_trains),
            write("book_train_tickets", tickets::book_train_tickets),
            read("list_train_bookings", tickets::list_train_bookings),
            read("get_train_booking", tickets::get_train_booking),
            write("reserve_train_seat", seats::reserve_train_seat),
            read("list_exchange_options", changing::list_exchange_options),
            write("exchange_train_tickets", changing::exchange_train_tickets),
            write("cancel_train_booking", changing::cancel_train_booking).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "trains://bookings/{train_booking_id}",
            "travel_plan",
            "A booking as a travel plan with trains, changes and seats.",
            "text/markdown",
            |state: &Self| {
                let listed =
                    |(id, ticket): (&String, &Ticket)| Listed { values: vec![id.clone()], title: ticket.route() };
                state.bookings.iter().map(listed).collect()
            },
            |state: &Self, _, vars| {
                TICKET.get(&state.bookings, vars.get("train_booking_id")).map(|ticket| tickets::plan(state, ticket))
            },
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("plan_day_by_train", searching::plan_day_by_train)
                .complete("city", searching::reachable_cities),
        ]
    }
}
