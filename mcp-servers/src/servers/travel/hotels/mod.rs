//! Hotels: search by city and dates, room rates that expire, bookings with changes and cancellation by the rules.

mod booking;
mod changing;
mod data;
mod rates;
mod saved;
mod searching;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table, ToolError, shorten};
use crate::world::World;
use crate::world::lodging::{self, Hotel};
use crate::world::seal::Anchor;
use types::{Booking, SavedHotel};

const BOOKING: Noun = Noun { name: "hotel booking", finder: "list_hotel_bookings" };

/// The hotel portal's account of the owner.
#[derive(Debug, Clone, Serialize)]
pub struct Hotels {
    anchor: Anchor,
    bookings: Table<Booking>,
    guest_name: String,
    /// By id of the hotel.
    saved_hotels: Table<SavedHotel>,
}

impl Hotels {
    fn hotel(&self, hotel_id: &str) -> Result<Hotel, ToolError> {
        lodging::find(&self.anchor.world(), hotel_id).ok_or_else(|| {
            let id = shorten(hotel_id);
            ToolError::NotFound(format!("No hotel has the id {id}. Use search_hotels to find ids."))
        })
    }

    fn hotel_id(&self, hotel: &Hotel) -> String {
        lodging::hotel_id(&self.anchor.world(), hotel.city(), hotel.index)
    }
}

impl Server for Hotels {
    const NAME: &'static str = "hotels";
    const TITLE: &'static str = "Hotels";
    const DESCRIPTION: &'static str =
        "A hotel portal: search by city and dates, room rates, bookings, changes of dates and cancellation.";
    const INSTRUCTIONS: &'static str = "To book: search_hotels, then get_room_rates for one hotel, then book_hotel_room with the id of a rate, which is valid for 30 minutes. \
        Prices are in the currency of the city. Flexible rates are cancelled free until their deadline; saver rates are never paid back.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_hotels", searching::search_hotels),
            read("get_hotel", searching::get_hotel),
            read("get_room_rates", rates::get_room_rates),
            write("book_hotel_room", booking::book_hotel_room),
            read("list_hotel_bookings", booking::list_hotel_bookings),
            read("get_hotel_booking", booking::get_hotel_booking),
            write("change_hotel_dates", changing::change_hotel_dates),
            write("cancel_hotel_booking", changing::cancel_hotel_booking).destructive(),
            write("save_hotel", saved::save_hotel).idempotent(),
            read("list_saved_hotels", saved::list_saved_hotels),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "hotels://bookings/{hotel_booking_id}",
            "voucher",
            "A booking as a voucher to show at the reception.",
            "text/markdown",
            |state: &Self| {
                let listed = |(id, booking): (&String, &Booking)| Listed {
                    values: vec![id.clone()],
                    title: format!("{}, {}", booking.hotel_name, booking.city),
                };
                state.bookings.iter().map(listed).collect()
            },
            |state: &Self, _, vars| BOOKING.get(&state.bookings, vars.get("hotel_booking_id")).map(booking::voucher),
        )]
    }
}
