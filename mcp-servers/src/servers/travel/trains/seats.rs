//! The tool that reserves seats.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changing::{check_open, train_of};
use super::types::*;
use super::{TICKET, Trains};
use crate::kit::{Call, Email, Int, Money, Text, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// What a seat costs in second class, in euro cents; first class includes it.
const FEE: i64 = 550;
const SEATS: i64 = 80;

/// Where a seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatKind {
    Window,
    Aisle,
    Table,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReservedSeat {
    /// The reservation.
    pub reservation: SeatReservation,
    /// What it cost.
    pub fee: Money,
    /// Price of the booking with it.
    pub total_price: Money,
}

/// Reserves a seat for a passenger on a train of a booking, free in first class. Give a coach and a seat, or a wish and get the first that is free. Replaces an earlier reservation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReserveTrainSeat {
    /// Id of the booking.
    pub train_booking_id: String,
    /// Kind and number of the train (default: the first train of the booking).
    pub train_number: Option<Text<12>>,
    /// Mail address of the passenger (default: the first passenger).
    pub passenger_email: Option<Email>,
    /// Number of the coach: 1 and 2 are first class, 3 to 9 second.
    pub coach: Option<Int<1, 9>>,
    /// Number of the seat; needs a coach.
    pub seat: Option<Int<1, 80>>,
    /// Where the seat should be, if no seat is named (default window).
    pub seat_preference: Option<SeatKind>,
}

pub fn reserve_train_seat(state: &mut Trains, call: &mut Call, args: ReserveTrainSeat) -> Result<ReservedSeat> {
    let ticket = TICKET.get(&state.bookings, &args.train_booking_id)?;
    check_open(ticket, call.now)?;
    let train = train_of(ticket, args.train_number.as_ref().map(|number| number.0.as_str()))?;
    let wanted = args.passenger_email.as_ref();
    let found = ticket.passengers.iter().find(|one| wanted.is_none_or(|email| email.0 == one.email));
    let email = found.map(|rider| rider.email.clone()).ok_or_else(|| {
        let emails: Vec<&str> = ticket.passengers.iter().map(|one| one.email.as_str()).collect();
        invalid(format!("Argument `passenger_email`: not on this booking; passengers are {}.", emails.join(", ")))
    })?;
    let first_class = ticket.travel_class == TravelClass::First;
    let (low, high) = train.coaches(first_class);
    if args.seat.is_some() && args.coach.is_none() {
        return Err(invalid("Argument `seat`: name the coach as well."));
    }
    if let Some(coach) = args.coach
        && !(low..=high).contains(&coach.0)
    {
        return Err(invalid(format!("Argument `coach`: a ticket of this class is valid in coaches {low} to {high}.")));
    }
    let number = train.number();
    let ours = |coach: i64, seat: i64| {
        let same = |ticket: &&Ticket| ticket.status == TicketStatus::Valid && ticket.travel_date == train.day;
        let mut seats = state.bookings.values().filter(same).flat_map(|ticket| &ticket.seat_reservations);
        seats.any(|one| one.train_number == number && one.coach == coach && one.seat == seat)
    };
    let taken = |coach: i64, seat: i64| train.is_taken(state.anchor.seed, coach, seat) || ours(coach, seat);
    let kind = args.seat_preference.unwrap_or(SeatKind::Window);
    // Four seats a row: windows outside, aisles inside; every fifth row has a table.
    let fits = |seat: i64| match kind {
        SeatKind::Window => matches!(seat % 4, 0 | 1),
        SeatKind::Aisle => matches!(seat % 4, 2 | 3),
        SeatKind::Table => (seat - 1) / 4 % 5 == 0,
    };
    let place = match (args.coach, args.seat) {
        (Some(coach), Some(seat)) if taken(coach.0, seat.0) => {
            return Err(conflict(format!(
                "Seat {} in coach {} of {number} is taken. Name another one, or give a seat_preference instead.",
                seat.0, coach.0
            )));
        }
        (Some(coach), Some(seat)) => Some((coach.0, seat.0)),
        (coach, _) => {
            let coaches = (low..=high).filter(|one| coach.is_none_or(|coach| coach.0 == *one));
            let mut places = coaches.flat_map(|coach| (1..=SEATS).map(move |seat| (coach, seat)));
            places.find(|(coach, seat)| fits(*seat) && !taken(*coach, *seat))
        }
    };
    let Some((coach, seat)) = place else {
        return Err(conflict(format!("{number} has no such seat free. Try another coach or preference.")));
    };
    let fee = state.money(if first_class { 0 } else { FEE });
    let ticket = TICKET.get_mut(&mut state.bookings, &args.train_booking_id)?;
    let before = ticket.seat_reservations.len();
    ticket.seat_reservations.retain(|one| one.train_number != number || one.passenger_email != email);
    // A seat that is swapped has been paid for.
    let fee = if ticket.seat_reservations.len() < before { fee.with(0) } else { fee };
    let reservation = SeatReservation { train_number: number, passenger_email: email, coach, seat };
    ticket.seat_reservations.push(reservation.clone());
    ticket.total_price = ticket.total_price.with(ticket.total_price.minor() + fee.minor());
    Ok(ReservedSeat { reservation, fee, total_price: ticket.total_price.clone() })
}
