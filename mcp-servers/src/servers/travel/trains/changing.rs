//! The tools that exchange and cancel tickets before their departure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::searching::{Connection, check_day, station};
use super::types::*;
use super::{TICKET, Trains};
use crate::kit::{Answer, Call, Day, Money, Time, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::railways::{Train, by_station, connections};

type Result<T> = std::result::Result<T, ToolError>;

/// What a refund costs on the day of travel or the day before, in percent.
const LATE_PERCENT: i64 = 10;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExchangeOption {
    /// The connection to change to.
    pub connection: Connection,
    /// What it costs more for all passengers; cheaper ones are not paid back.
    pub price_difference: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExchangeOptionList {
    /// Id of the booking.
    pub train_booking_id: String,
    /// The connections that the tickets can be exchanged for, by departure.
    pub options: Vec<ExchangeOption>,
}

/// Lists the connections of a day that flexible tickets can be exchanged for, with what each costs more. Use it before exchange_train_tickets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExchangeOptions {
    /// Id of the booking.
    pub train_booking_id: String,
    /// New day of travel (default: the day of the booking).
    pub travel_date: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExchangedTicket {
    /// The booking with its new trains.
    pub booking: Ticket,
    /// What the new trains cost more; cheaper ones are not paid back.
    pub price_difference: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CancelledTicket {
    /// The booking, now cancelled.
    pub booking: Ticket,
    /// What is paid back.
    pub refund: Money,
    /// Why it is so much.
    pub reason: String,
}

/// Whether the user agrees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Consent {
    /// Whether to go on.
    pub agree: bool,
}

/// Moves a booking to another connection between the same stations. Only flexible tickets, before their departure; the difference is paid and seats must be reserved anew.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeTrainTickets {
    /// Id of the booking.
    pub train_booking_id: String,
    /// Id of the new connection, as list_exchange_options or search_trains returns it.
    pub connection_id: String,
}

/// Cancels a booking before its departure. Flexible tickets are paid back, less 10 percent from the day before travel on; for a saver ticket, which is lost, the user is asked first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelTrainBooking {
    /// Id of the booking.
    pub train_booking_id: String,
}

pub fn list_exchange_options(state: &Trains, call: &Call, args: ListExchangeOptions) -> Result<ExchangeOptionList> {
    let ticket = TICKET.get(&state.bookings, &args.train_booking_id)?;
    check_exchangeable(ticket, call.now)?;
    let day = args.travel_date.unwrap_or(ticket.travel_date);
    check_day(day, call)?;
    let (Some(first), Some(last)) = (ticket.legs.first(), ticket.legs.last()) else {
        return Err(conflict("The booking has no trains."));
    };
    let from = station("train_booking_id", &first.origin_station_code)?;
    let to = station("train_booking_id", &last.destination_station_code)?;
    let ahead = |(_, way): &(usize, Vec<Train>)| {
        way.first()
            .is_some_and(|train| train.departure().minutes_since(call.now) > 0 && train.departure() != first.departure)
    };
    let option = |(place, way): (usize, Vec<Train>)| ExchangeOption {
        price_difference: state.difference(ticket, &way, call.now.day()),
        connection: state.connection(place, &way, call.now),
    };
    let ways = connections(from, to, day).into_iter().enumerate().filter(ahead);
    Ok(ExchangeOptionList { train_booking_id: args.train_booking_id, options: ways.map(option).collect() })
}

pub fn exchange_train_tickets(
    state: &mut Trains,
    call: &mut Call,
    args: ExchangeTrainTickets,
) -> Result<ExchangedTicket> {
    let ticket = TICKET.get(&state.bookings, &args.train_booking_id)?;
    check_exchangeable(ticket, call.now)?;
    let (way, priced_on) = state.open_connection(&args.connection_id, call.now)?;
    let legs: Vec<Leg> = way.iter().map(|train| Leg::of(train, state.anchor.seed)).collect();
    let ends = |legs: &[Leg]| match (legs.first(), legs.last()) {
        (Some(first), Some(last)) => (first.origin_station_code.clone(), last.destination_station_code.clone()),
        _ => (String::new(), String::new()),
    };
    if ends(&legs) != ends(&ticket.legs) {
        return Err(invalid(format!(
            "Argument `connection_id`: the connection must go from {}, as the booking does.",
            ticket.route()
        )));
    }
    if legs == ticket.legs {
        return Err(conflict("The booking is for these trains already."));
    }
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        return Err(conflict("The connection has no trains. Use search_trains for another one."));
    };
    if let Some(other) = state.clash(&ticket.passengers, first.departure(), last.arrival(), Some(&ticket.id)) {
        return Err(conflict(format!(
            "A passenger is on another train then, with booking {}.",
            other.booking_reference
        )));
    }
    let price_difference = state.difference(ticket, &way, priced_on);
    let ticket = TICKET.get_mut(&mut state.bookings, &args.train_booking_id)?;
    ticket.total_price = ticket.total_price.with(ticket.total_price.minor() + price_difference.minor());
    ticket.legs = legs;
    ticket.travel_date = first.day;
    ticket.seat_reservations.clear();
    ticket.connection_id = Some(args.connection_id);
    Ok(ExchangedTicket { booking: ticket.clone(), price_difference })
}

pub fn cancel_train_booking(state: &mut Trains, call: &mut Call, args: CancelTrainBooking) -> Result<CancelledTicket> {
    let ticket = TICKET.get(&state.bookings, &args.train_booking_id)?;
    check_open(ticket, call.now)?;
    let price = &ticket.total_price;
    let late = ticket.travel_date.since(call.now.day()) <= 1;
    let (refund, reason) = match (ticket.ticket_type, late) {
        (TicketType::Saver, _) => (price.with(0), "Saver tickets are not paid back.".to_owned()),
        (TicketType::Flexible, false) => (price.clone(), "Flexible tickets are paid back in full.".to_owned()),
        (TicketType::Flexible, true) => (
            price.with(price.minor() * (100 - LATE_PERCENT) / 100),
            format!("From the day before travel on, {LATE_PERCENT} percent are kept."),
        ),
    };
    if ticket.ticket_type == TicketType::Saver {
        let message = format!(
            "Booking {} ({}) has saver tickets: {price} are lost. Cancel it?",
            ticket.booking_reference,
            ticket.route()
        );
        match call.ask::<Consent>("lose_saver", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => return Err(not_allowed("You did not agree to lose the price, so the booking stays as it is.")),
        }
    }
    let ticket = TICKET.get_mut(&mut state.bookings, &args.train_booking_id)?;
    ticket.status = TicketStatus::Cancelled;
    ticket.cancelled_at = Some(call.now);
    ticket.refund = Some(refund.clone());
    ticket.seat_reservations.clear();
    Ok(CancelledTicket { booking: ticket.clone(), refund, reason })
}

impl Trains {
    /// What other trains cost more than a booking.
    fn difference(&self, ticket: &Ticket, way: &[Train], priced_on: Day) -> Money {
        let each = self.price(way, ticket.travel_class, ticket.ticket_type, priced_on);
        let dearer = each.minor() * ticket.passengers.len() as i64 - ticket.total_price.minor();
        each.with(dearer.max(0))
    }
}

/// Whether a booking can be exchanged.
fn check_exchangeable(ticket: &Ticket, now: Time) -> Result<()> {
    check_open(ticket, now)?;
    if ticket.ticket_type == TicketType::Saver {
        return Err(not_allowed(format!(
            "Booking {} has saver tickets, which bind to their trains. Cancel it and book anew.",
            ticket.booking_reference
        )));
    }
    Ok(())
}

/// Whether a booking can still be changed at all.
pub fn check_open(ticket: &Ticket, now: Time) -> Result<()> {
    let reference = &ticket.booking_reference;
    match ticket.status_at(now) {
        TicketStatus::Valid => Ok(()),
        TicketStatus::Cancelled => Err(conflict(format!("Booking {reference} is cancelled."))),
        TicketStatus::Used => Err(not_allowed(format!("The trains of booking {reference} have left."))),
    }
}

/// A train of a booking: the one with the number, or the first.
pub fn train_of(ticket: &Ticket, number: Option<&str>) -> Result<Train> {
    let plain = |number: &str| number.replace(' ', "").to_ascii_uppercase();
    let wanted = number.map(plain);
    let fits = |leg: &&Leg| wanted.as_ref().is_none_or(|wanted| plain(&leg.train_number) == *wanted);
    let train = ticket.legs.iter().find(fits).and_then(|leg| {
        let (from, to) = (by_station(&leg.origin_station_code)?, by_station(&leg.destination_station_code)?);
        Train::direct(from, to, leg.departure.day()).into_iter().find(|train| train.departure() == leg.departure)
    });
    train.ok_or_else(|| {
        let numbers: Vec<&str> = ticket.legs.iter().map(|leg| leg.train_number.as_str()).collect();
        invalid(format!(
            "Argument `train_number`: {} is not a train of the booking; those are {}.",
            shorten(number.unwrap_or_default()),
            numbers.join(", ")
        ))
    })
}
