//! Flights: the timetable, offers that expire, tickets with seats, changes, refunds and check-in.

mod booking;
mod changing;
mod checkin;
mod data;
mod offers;
mod passengers;
mod searching;
mod seats;
mod types;
mod views;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use crate::world::seal::Anchor;
use types::{Booking, SavedOffer, Traveller};

const BOOKING: Noun = Noun { name: "flight booking", finder: "list_flight_bookings" };

/// The travel agency's account of the owner.
#[derive(Debug, Clone, Serialize)]
pub struct Flights {
    anchor: Anchor,
    bookings: Table<Booking>,
    currency: String,
    home_airport: String,
    saved_offers: Table<SavedOffer>,
    /// By mail address.
    travellers: Table<Traveller>,
}

impl Flights {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    /// So many euro cents as the agency charges them.
    fn money(&self, euro_cents: i64) -> Money {
        let currency = self.currency();
        currency.money(if euro_cents == 0 { 0 } else { currency.price(euro_cents) })
    }
}

impl Server for Flights {
    const NAME: &'static str = "flights";
    const TITLE: &'static str = "Flights";
    const DESCRIPTION: &'static str =
        "A travel agency for flights: search, offers, tickets, seats, changes, refunds, check-in and flight status.";
    const INSTRUCTIONS: &'static str = "Airports are named by IATA code. search_flights returns offers that can be booked for 20 minutes; check one with \
        get_flight_offer before book_flight. Passengers are named by mail address. All times are local times of the airport with their offset.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_airports", searching::search_airports),
            read("search_flights", searching::search_flights),
            read("get_flight_offer", offers::get_flight_offer),
            read("list_saved_flight_offers", offers::list_saved_flight_offers),
            read("list_travellers", passengers::list_travellers),
            write("update_travel_document", passengers::update_travel_document).idempotent(),
            write("book_flight", booking::book_flight),
            read("list_flight_bookings", booking::list_flight_bookings),
            read("get_flight_booking", booking::get_flight_booking),
            read("get_seat_map", seats::get_seat_map),
            write("choose_seat", seats::choose_seat),
            write("change_flight_date", changing::change_flight_date),
            write("cancel_flight_booking", changing::cancel_flight_booking).destructive(),
            write("check_in_to_flight", checkin::check_in_to_flight),
            read("get_flight_status", checkin::get_flight_status),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "flights://bookings/{booking_id}",
            "ticket",
            "A booking as a ticket to print: flights, times, passengers, seats and rules.",
            "text/markdown",
            |state: &Self| {
                let listed = |(id, booking): (&String, &Booking)| Listed {
                    values: vec![id.clone()],
                    title: format!("{} {}", booking.booking_reference, booking.route()),
                };
                state.bookings.iter().map(listed).collect()
            },
            |state: &Self, _, vars| BOOKING.get(&state.bookings, vars.get("booking_id")).map(views::ticket),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let prompt = prompt::new("rebook_flight", views::rebook_flight);
        vec![prompt.complete("booking_reference", |state: &Self| {
            state.bookings.values().map(|booking| booking.booking_reference.clone()).collect()
        })]
    }
}
