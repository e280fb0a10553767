//! Bookings as people read them, and a conversation about a change.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Flights;
use super::types::*;
use crate::kit::{Message, Text, Time, ToolError, shorten};

/// A booking as a ticket in Markdown.
pub fn ticket(booking: &Booking) -> String {
    let mut text = format!("# {} ({})\n\n", booking.route(), booking.booking_reference);
    let _ = writeln!(text, "Status: {}, fare: {}\n", booking.status.name(), booking.fare_class.name());
    for one in &booking.segments {
        let _ = writeln!(
            text,
            "- **{}** {}: {} {} → {} {}, {}",
            one.flight_number,
            one.airline,
            one.origin_airport,
            one.departure.spoken(),
            one.destination_airport,
            one.arrival.spoken(),
            one.aircraft
        );
    }
    text.push_str("\n| Passenger | Ticket | Seats |\n|---|---|---|\n");
    for passenger in &booking.passengers {
        let seats: Vec<String> =
            passenger.seats.iter().map(|seat| format!("{} {}", seat.flight_number, seat.seat)).collect();
        let seats = if seats.is_empty() { "at check-in".to_owned() } else { seats.join(", ") };
        let _ = writeln!(text, "| {} | {} | {seats} |", passenger.name, passenger.ticket_number);
    }
    let _ = writeln!(text, "\nPaid: {}", booking.total_price);
    text
}

/// Begins a conversation about moving a flight: options, cost and consequences.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RebookFlight {
    /// Reference of the booking to move.
    booking_reference: Text<12>,
    /// What the user wants instead, in a few words.
    wish: Option<Text<300>>,
}

pub fn rebook_flight(state: &Flights, now: Time, args: RebookFlight) -> Result<Vec<Message>, ToolError> {
    let reference = &args.booking_reference.0;
    let booking = state.bookings.values().find(|one| one.booking_reference.eq_ignore_ascii_case(reference));
    let booking = booking.ok_or_else(|| {
        let reference = shorten(reference);
        ToolError::NotFound(format!("No booking has the reference {reference}. Use list_flight_bookings."))
    })?;
    let fare = booking.fare_class.fare();
    let rule = match fare.change_fee() {
        None => "it cannot be changed, only cancelled".to_owned(),
        Some(0) => "changes are free".to_owned(),
        Some(fee) => format!("a change costs {} per passenger", state.money(fee)),
    };
    let departs = booking.departs().map_or_else(String::new, |time| time.spoken());
    let wish = args.wish.map_or_else(String::new, |wish| format!(" What I wish: {}", wish.0));
    Ok(vec![Message::User(format!(
        "Help me move flight booking {} (id {}, {}, leaving {departs}, status {}). Its fare is {}: {rule}.{wish}\n\nIt is {}. \
         Compare a change with cancelling and booking anew, name the cost of each, and ask me before anything is paid.",
        booking.booking_reference,
        booking.id,
        booking.route(),
        booking.status_at(now).name(),
        booking.fare_class.name(),
        now.spoken(),
    ))])
}
