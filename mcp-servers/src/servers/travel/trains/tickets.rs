//! The tools that book and show tickets.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TICKET, Trains};
use crate::kit::{Call, Cursor, Day, Email, Limit, Money, Ordered, Text, Time, ToolError, conflict, invalid, page};
use crate::servers::travel::{is_listed, overlap};
use crate::world::journeys::plain_reference;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TicketSummary {
    /// Id of the booking.
    pub id: String,
    /// Six letters and digits to show on the train.
    pub booking_reference: String,
    /// Where the booking stands.
    pub status: TicketStatus,
    /// Station where the journey begins.
    pub origin_station: String,
    /// Station where it ends.
    pub destination_station: String,
    /// When the first train leaves, in local time.
    pub departure: Time,
    /// When the last train arrives, in local time.
    pub arrival: Time,
    /// How many passengers.
    pub passenger_count: usize,
    /// What was paid.
    pub total_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TicketList {
    /// The bookings found, by departure.
    pub bookings: Vec<TicketSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Books tickets for a connection and pays with the stored card. Fails if the connection has expired or a passenger is booked on another train at that time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookTrainTickets {
    /// Id of the connection, as search_trains returns it.
    pub connection_id: String,
    /// Mail addresses of those who travel: the user or contacts (default: the user).
    #[schemars(length(max = 6))]
    pub passenger_emails: Option<Vec<Email>>,
    /// Class of the coaches (default second).
    pub travel_class: Option<TravelClass>,
    /// Saver tickets are cheaper, bind to their trains and are not paid back (default flexible).
    pub ticket_type: Option<TicketType>,
}

/// Lists the user's train bookings by departure, valid ones unless asked otherwise. Use it to get a booking's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTrainBookings {
    /// Only bookings with this status (default: valid ones).
    pub status: Option<TicketStatus>,
    /// Only the booking with this reference, whatever its status.
    pub booking_reference: Option<Text<12>>,
    /// Only bookings for this day of travel or later.
    pub from_date: Option<Day>,
    /// How many bookings to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one train booking with trains, platforms, passengers, seats and price.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTrainBooking {
    /// Id of the booking.
    pub train_booking_id: String,
}

pub fn book_train_tickets(state: &mut Trains, call: &mut Call, args: BookTrainTickets) -> Result<Ticket> {
    let (way, priced_on) = state.open_connection(&args.connection_id, call.now)?;
    let mut passengers: Vec<Rider> = Vec::new();
    for email in args.passenger_emails.unwrap_or_default() {
        let rider = state.riders.get(&email.0).ok_or_else(|| {
            ToolError::NotFound(format!(
                "Argument `passenger_emails`: {} is neither your own address nor that of a contact.",
                email.0
            ))
        })?;
        if passengers.iter().any(|one| one.email == rider.email) {
            return Err(invalid(format!("Argument `passenger_emails`: {} is named twice.", rider.email)));
        }
        passengers.push(rider.clone());
    }
    if passengers.is_empty() {
        passengers.extend(state.owner().cloned());
    }
    if passengers.len() > 6 {
        return Err(invalid("Argument `passenger_emails`: at most 6 people can be booked at once."));
    }
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        return Err(conflict("The connection has no trains. Use search_trains for another one."));
    };
    if let Some(other) = state.clash(&passengers, first.departure(), last.arrival(), None) {
        return Err(conflict(format!(
            "A passenger is on another train at that time with booking {} ({}). Cancel it first.",
            other.booking_reference,
            other.route()
        )));
    }
    let travel_class = args.travel_class.unwrap_or(TravelClass::Second);
    let ticket_type = args.ticket_type.unwrap_or(TicketType::Flexible);
    let each = state.price(&way, travel_class, ticket_type, priced_on);
    let ticket = Ticket {
        id: call.ids.mint("tbk"),
        booking_reference: plain_reference(&call.ids.mint("rpn")),
        status: TicketStatus::Valid,
        travel_class,
        ticket_type,
        travel_date: first.day,
        legs: way.iter().map(|train| Leg::of(train, state.anchor.seed)).collect(),
        total_price: each.with(each.minor() * passengers.len() as i64),
        passengers,
        seat_reservations: Vec::new(),
        booked_at: call.now,
        connection_id: Some(args.connection_id),
        cancelled_at: None,
        refund: None,
    };
    state.bookings.insert(ticket.id.clone(), ticket.clone());
    Ok(ticket)
}

pub fn list_train_bookings(state: &Trains, call: &Call, args: ListTrainBookings) -> Result<TicketList> {
    let found = |ticket: &&Ticket| {
        let by_number = args.booking_reference.is_some();
        is_listed(by_number, args.status, ticket.status_at(call.now), &[TicketStatus::Valid])
            && args.booking_reference.as_ref().is_none_or(|text| ticket.booking_reference.eq_ignore_ascii_case(&text.0))
            && args.from_date.is_none_or(|day| ticket.travel_date >= day)
    };
    let mut found: Vec<&Ticket> = state.bookings.values().filter(found).collect();
    found.order_by_key(|ticket| (ticket.departs(), ticket.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |ticket: &Ticket| {
        let (first, last) = (ticket.legs.first()?, ticket.legs.last()?);
        Some(TicketSummary {
            id: ticket.id.clone(),
            booking_reference: ticket.booking_reference.clone(),
            status: ticket.status_at(call.now),
            origin_station: first.origin_station.clone(),
            destination_station: last.destination_station.clone(),
            departure: first.departure,
            arrival: last.arrival,
            passenger_count: ticket.passengers.len(),
            total_price: ticket.total_price.clone(),
        })
    };
    Ok(TicketList { bookings: found.into_iter().filter_map(summary).collect(), next_cursor })
}

pub fn get_train_booking(state: &Trains, call: &Call, args: GetTrainBooking) -> Result<Ticket> {
    let ticket = TICKET.get(&state.bookings, &args.train_booking_id)?;
    Ok(Ticket { status: ticket.status_at(call.now), ..ticket.clone() })
}

impl Trains {
    fn owner(&self) -> Option<&Rider> {
        self.riders.get(&self.owner_email)
    }

    /// A booking with one of the passengers on a train at that time.
    pub(super) fn clash(&self, riders: &[Rider], from: Time, to: Time, except: Option<&str>) -> Option<&Ticket> {
        let overlaps = |ticket: &&Ticket| {
            let (Some(first), Some(last)) = (ticket.legs.first(), ticket.legs.last()) else { return false };
            ticket.status == TicketStatus::Valid
                && Some(ticket.id.as_str()) != except
                && overlap((first.departure, last.arrival), (from, to))
                && ticket.passengers.iter().any(|one| riders.iter().any(|rider| rider.email == one.email))
        };
        self.bookings.values().find(overlaps)
    }
}

/// A booking as a travel plan in Markdown.
pub fn plan(state: &Trains, ticket: &Ticket) -> String {
    let mut text = format!("# {}\n\n", ticket.route());
    let names: Vec<&str> = ticket.passengers.iter().map(|rider| rider.name.as_str()).collect();
    let _ = writeln!(
        text,
        "Booking {}, {} ticket, for {}\n",
        ticket.booking_reference,
        ticket.ticket_type.name(),
        names.join(", ")
    );
    text.push_str("| Time | Station | Train |\n|---|---|---|\n");
    for leg in &ticket.legs {
        let from = format!("{} (platform {})", leg.origin_station, leg.platform);
        let _ = writeln!(text, "| {} | {from} | {} |", leg.departure.spoken(), leg.train_number);
        let _ = writeln!(text, "| {} | {} | |", leg.arrival.spoken(), leg.destination_station);
    }
    for seat in &ticket.seat_reservations {
        let name = state.riders.get(&seat.passenger_email).map_or(seat.passenger_email.as_str(), |rider| &rider.name);
        let _ = writeln!(text, "\n{name}: {} coach {}, seat {}", seat.train_number, seat.coach, seat.seat);
    }
    if let Some(cancelled) = ticket.cancelled_at {
        let _ = writeln!(text, "\n**Cancelled** on {}.", cancelled.day().spoken());
    }
    text
}
