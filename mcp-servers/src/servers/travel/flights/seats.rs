//! The tools about seats.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{BOOKING, Flights};
use crate::kit::{Call, Email, Money, Text, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::airways::Flight;

type Result<T> = std::result::Result<T, ToolError>;

/// What a seat with more room costs, in euro cents.
const LEGROOM_FEE: i64 = 2_900;

#[derive(Debug, Serialize, JsonSchema)]
pub struct FreeSeat {
    /// Row and letter, such as 14C.
    pub seat: String,
    /// Whether it is at the window.
    pub window: bool,
    /// Whether it is at an aisle.
    pub aisle: bool,
    /// Whether it has more room for the legs.
    pub extra_legroom: bool,
    /// What it costs to choose it.
    pub fee: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SeatMap {
    /// Number of the flight.
    pub flight_number: String,
    /// Type of the aircraft.
    pub aircraft: String,
    /// First and last row of the cabin of this fare.
    pub rows: Vec<i64>,
    /// Letters of the seats of a row.
    pub letters: String,
    /// Seats that are free, from the front.
    pub free_seats: Vec<FreeSeat>,
    /// Seats that the passengers of this booking have.
    pub own_seats: Vec<String>,
}

/// Where a seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatPreference {
    Window,
    Aisle,
    ExtraLegroom,
}

/// Shows the free seats of a flight of a booking, in the cabin of its fare, with what they cost. Use it before choose_seat.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetSeatMap {
    /// Id of the booking.
    pub flight_booking_id: String,
    /// Number of the flight (default: the first flight of the booking).
    pub flight_number: Option<Text<8>>,
    /// Only seats of this kind.
    pub preference: Option<SeatPreference>,
}

/// Gives a passenger a seat on a flight, instead of the one chosen before; a fee is added to the price. Fails if the seat is taken or the passenger has checked in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseSeat {
    /// Id of the booking.
    pub flight_booking_id: String,
    /// Number of the flight, as it stands in the booking.
    pub flight_number: Text<8>,
    /// Mail address of the passenger.
    pub passenger_email: Email,
    /// Row and letter, such as 14C.
    #[schemars(example = &"14C", example = &"9A", example = &"22F", example = &"2D", example = &"31C")]
    pub seat: Text<4>,
}

pub fn get_seat_map(state: &Flights, _: &Call, args: GetSeatMap) -> Result<SeatMap> {
    let booking = BOOKING.get(&state.bookings, &args.flight_booking_id)?;
    if booking.status == BookingStatus::Cancelled {
        return Err(conflict(format!("Booking {} is cancelled and has no seats.", booking.booking_reference)));
    }
    let flight = flight_of(booking, args.flight_number.as_ref().map(|number| number.0.as_str()))?;
    let (aircraft, business) = (flight.aircraft(), booking.fare_class.is_business());
    let (first, last) = aircraft.rows(business);
    let letters = aircraft.letters(business);
    let seats = (first..=last).flat_map(|row| letters.chars().map(move |letter| (row, letter)));
    let free = seats.filter_map(|(row, letter)| {
        let seat = format!("{row}{letter}");
        if state.is_taken(&flight, &seat) {
            return None;
        }
        let (window, aisle) = aircraft.position(letter);
        let extra_legroom = business || aircraft.has_legroom(row);
        let fits = match args.preference {
            None => true,
            Some(SeatPreference::Window) => window,
            Some(SeatPreference::Aisle) => aisle,
            Some(SeatPreference::ExtraLegroom) => extra_legroom,
        };
        let fee = state.money(fee(booking.fare_class, !business && extra_legroom));
        fits.then_some(FreeSeat { seat, window, aisle, extra_legroom, fee })
    });
    let number = flight.number();
    let own = booking.passengers.iter().flat_map(|passenger| &passenger.seats);
    Ok(SeatMap {
        aircraft: aircraft.name().to_owned(),
        rows: vec![first, last],
        letters: letters.to_owned(),
        free_seats: free.take(40).collect(),
        own_seats: own.filter(|seat| seat.flight_number == number).map(|seat| seat.seat.clone()).collect(),
        flight_number: number,
    })
}

pub fn choose_seat(state: &mut Flights, call: &mut Call, args: ChooseSeat) -> Result<Booking> {
    let booking = BOOKING.get(&state.bookings, &args.flight_booking_id)?;
    super::changing::check_open(booking, call.now)?;
    let flight = flight_of(booking, Some(&args.flight_number.0))?;
    let place = booking.passengers.iter().position(|passenger| passenger.email == args.passenger_email.0);
    let passenger = place.and_then(|place| booking.passengers.get(place)).ok_or_else(|| {
        let names: Vec<&str> = booking.passengers.iter().map(|one| one.email.as_str()).collect();
        invalid(format!("Argument `passenger_email`: not a passenger of the booking; those are {}.", names.join(", ")))
    })?;
    if passenger.checked_in {
        return Err(not_allowed(format!("{} has checked in; the seat is on the boarding pass now.", passenger.name)));
    }
    let seat = args.seat.0.to_ascii_uppercase();
    let (aircraft, business) = (flight.aircraft(), booking.fare_class.is_business());
    let (first, last) = aircraft.rows(business);
    let letter = seat.chars().last().unwrap_or(' ');
    let row = seat.strip_suffix(letter).and_then(|row| row.parse::<i64>().ok());
    let Some(row) = row.filter(|row| (first..=last).contains(row) && aircraft.letters(business).contains(letter))
    else {
        return Err(invalid(format!(
            "Argument `seat`: the {} cabin has rows {first} to {last} with seats {}. Use get_seat_map.",
            booking.fare_class.name(),
            aircraft.letters(business)
        )));
    };
    if state.is_taken(&flight, &seat) {
        return Err(conflict(format!("Seat {seat} is taken. Use get_seat_map to find free ones.")));
    }
    let fee = state.money(fee(booking.fare_class, !business && aircraft.has_legroom(row)));
    let number = flight.number();
    let booking = BOOKING.get_mut(&mut state.bookings, &args.flight_booking_id)?;
    booking.total_price = booking.total_price.with(booking.total_price.minor() + fee.minor());
    if let Some(passenger) = place.and_then(|place| booking.passengers.get_mut(place)) {
        passenger.seats.retain(|one| one.flight_number != number);
        passenger.seats.push(SeatAssignment { flight_number: number, seat });
    }
    Ok(booking.clone())
}

fn fee(fare: FareClass, legroom: bool) -> i64 {
    fare.fare().seat_fee() + if legroom { LEGROOM_FEE } else { 0 }
}

/// A flight of a booking: the one with the number, or the first.
pub fn flight_of(booking: &Booking, number: Option<&str>) -> Result<Flight> {
    let plain = |number: &str| number.replace(' ', "").to_ascii_uppercase();
    let wanted = number.map(plain);
    let found = booking.segments.iter().find(|one| wanted.as_ref().is_none_or(|wanted| one.flight_number == *wanted));
    found.and_then(|one| Flight::find(&one.flight_number, one.departure_date)).ok_or_else(|| {
        let numbers: Vec<&str> = booking.segments.iter().map(|one| one.flight_number.as_str()).collect();
        invalid(format!(
            "Argument `flight_number`: {} is not a flight of the booking; those are {}.",
            shorten(number.unwrap_or_default()),
            numbers.join(", ")
        ))
    })
}

impl Flights {
    /// Whether anybody has a seat: strangers, or passengers of the user's bookings.
    pub(super) fn is_taken(&self, flight: &Flight, seat: &str) -> bool {
        let number = flight.number();
        let same = |booking: &&Booking| {
            booking.status != BookingStatus::Cancelled
                && booking.segments.iter().any(|one| one.flight_number == number && one.departure_date == flight.day)
        };
        let mut ours = self.bookings.values().filter(same).flat_map(|booking| &booking.passengers);
        flight.is_taken(self.anchor.seed, seat)
            || ours.any(|one| one.seats.iter().any(|own| own.flight_number == number && own.seat == seat))
    }
}
