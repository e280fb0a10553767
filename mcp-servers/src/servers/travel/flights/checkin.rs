//! The tools of the day of travel: check-in and the status of a flight.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changing::check_open;
use super::searching::HORIZON_DAYS;
use super::types::*;
use super::{BOOKING, Flights};
use crate::kit::{Call, Day, Email, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::airways::Flight;

type Result<T> = std::result::Result<T, ToolError>;

/// Check-in opens so many minutes before departure, and closes.
const OPENS: i64 = 24 * 60;
const CLOSES: i64 = 45;

#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardingPass {
    /// Name of the passenger.
    pub passenger_name: String,
    /// Number of the flight.
    pub flight_number: String,
    /// Row and letter.
    pub seat: String,
    /// Gate, as far as it is known.
    pub gate: String,
    /// When boarding begins, in local time.
    pub boarding_at: Time,
    /// Place in the order of boarding.
    pub sequence_number: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckedIn {
    /// Id of the booking.
    pub flight_booking_id: String,
    /// One pass for each passenger and flight.
    pub boarding_passes: Vec<BoardingPass>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Scheduled,
    OnTime,
    Delayed,
    Boarding,
    InFlight,
    Landed,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlightStatus {
    /// Number of the flight.
    pub flight_number: String,
    /// Name of the airline.
    pub airline: String,
    /// How far it is.
    pub status: Progress,
    /// IATA code of the airport it leaves from.
    pub origin_airport: String,
    /// IATA code of the airport it goes to.
    pub destination_airport: String,
    /// When it was to leave, in local time.
    pub scheduled_departure: Time,
    /// When it leaves as far as is known, in local time.
    pub estimated_departure: Time,
    /// When it lands as far as is known, in local time.
    pub estimated_arrival: Time,
    /// Minutes that it is late.
    pub delay_minutes: i64,
    /// Terminal of the departure.
    pub terminal: String,
    /// Gate, from a day before departure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
}

/// Checks passengers in and returns boarding passes; whoever has no seat gets one. Possible from 24 hours to 45 minutes before the first departure.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInToFlight {
    /// Id of the booking.
    pub flight_booking_id: String,
    /// Mail addresses of those to check in (default: all passengers).
    #[schemars(length(max = 9))]
    pub passenger_emails: Option<Vec<Email>>,
}

/// How long airlines keep what became of a flight.
const KEPT_DAYS: i64 = 30;

/// Tells whether a flight is on time, with gate, delay and expected times. Use it for any flight by its number and day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFlightStatus {
    /// Number of the flight, such as RH2417.
    pub flight_number: Text<8>,
    /// Local day of its departure: from 30 days ago to 330 days ahead.
    pub departure_date: Day,
}

pub fn check_in_to_flight(state: &mut Flights, call: &mut Call, args: CheckInToFlight) -> Result<CheckedIn> {
    let booking = BOOKING.get(&state.bookings, &args.flight_booking_id)?;
    check_open(booking, call.now)?;
    let departure = booking.departs().ok_or_else(|| conflict("The booking has no flights."))?;
    let left = departure.minutes_since(call.now);
    if left > OPENS {
        return Err(conflict(format!(
            "Check-in opens 24 hours before departure, on {}.",
            departure.plus_minutes(-OPENS).spoken()
        )));
    }
    if left < CLOSES {
        return Err(not_allowed("Check-in closed 45 minutes before departure. Go to the airline's desk."));
    }
    let wanted = args.passenger_emails.filter(|emails| !emails.is_empty());
    for email in wanted.iter().flatten() {
        if !booking.passengers.iter().any(|one| one.email == email.0) {
            return Err(invalid(format!("Argument `passenger_emails`: {} is not on this booking.", email.0)));
        }
    }
    let goes = |one: &&Passenger| wanted.as_ref().is_none_or(|emails| emails.iter().any(|email| email.0 == one.email));
    let going: Vec<Passenger> = booking.passengers.iter().filter(goes).cloned().collect();
    if going.iter().all(|one| one.checked_in) {
        return Err(conflict("All of them have checked in already; their boarding passes stay valid."));
    }
    if booking.needs_passport() {
        let documented = |one: &&Passenger| state.travellers.get(&one.email).is_none_or(Traveller::has_documents);
        if let Some(one) = going.iter().find(|one| !documented(one)) {
            return Err(not_allowed(format!(
                "The passport of {} is not known, and this flight needs it. Use update_travel_document first.",
                one.name
            )));
        }
    }
    let flights: Vec<Flight> =
        booking.segments.iter().filter_map(|one| Flight::find(&one.flight_number, one.departure_date)).collect();
    let business = booking.fare_class.is_business();
    let mut passes = Vec::new();
    for passenger in &going {
        for flight in &flights {
            let number = flight.number();
            let chosen = passenger.seats.iter().find(|seat| seat.flight_number == number);
            let used: Vec<&str> = passes
                .iter()
                .filter(|pass: &&BoardingPass| pass.flight_number == number)
                .map(|pass| pass.seat.as_str())
                .collect();
            let seat = chosen.map(|seat| seat.seat.clone()).or_else(|| state.free_seat(flight, business, &used));
            let Some(seat) = seat else {
                return Err(conflict(format!("Flight {number} has no seat left. Go to the airline's desk.")));
            };
            passes.push(BoardingPass {
                passenger_name: passenger.name.clone(),
                seat,
                gate: flight.gate(state.anchor.seed),
                boarding_at: flight.departure().plus_minutes(-40),
                sequence_number: call.ids.number("boarding") % 180 + 1,
                flight_number: number,
            });
        }
    }
    let booking = BOOKING.get_mut(&mut state.bookings, &args.flight_booking_id)?;
    for passenger in &mut booking.passengers {
        if !going.iter().any(|one| one.email == passenger.email) {
            continue;
        }
        passenger.checked_in = true;
        let own = passes.iter().filter(|pass| pass.passenger_name == passenger.name);
        let seat =
            |pass: &BoardingPass| SeatAssignment { flight_number: pass.flight_number.clone(), seat: pass.seat.clone() };
        passenger.seats = own.map(seat).collect();
    }
    if booking.passengers.iter().all(|one| one.checked_in) {
        booking.status = BookingStatus::CheckedIn;
    }
    Ok(CheckedIn { flight_booking_id: args.flight_booking_id, boarding_passes: passes })
}

pub fn get_flight_status(state: &Flights, call: &Call, args: GetFlightStatus) -> Result<FlightStatus> {
    let (day, today) = (args.departure_date, call.now.day());
    let (first, last) = (today.plus_days(-KEPT_DAYS), today.plus_days(HORIZON_DAYS));
    if !(first..=last).contains(&day) {
        return Err(ToolError::NotFound(format!(
            "Nothing is known of flights on {day}. Ask for a day from {first} to {last}."
        )));
    }
    let flight = Flight::find(&args.flight_number.0, day).ok_or_else(|| {
        ToolError::NotFound(format!(
            "No flight {} leaves on {}. Check number and day with get_flight_booking or search_flights.",
            shorten(&args.flight_number.0),
            day
        ))
    })?;
    let (departure, left) = (flight.departure(), flight.departure().minutes_since(call.now));
    // Nobody knows of delays before the day of the flight.
    let known = left <= 12 * 60;
    let delay = if known { flight.delay(state.anchor.seed) } else { 0 };
    let (leaves, lands) = (left + delay, left + delay + flight.minutes());
    let status = match (leaves, lands) {
        (_, ..=0) => Progress::Landed,
        (..=0, _) => Progress::InFlight,
        (..=40, _) => Progress::Boarding,
        _ if delay > 0 => Progress::Delayed,
        _ if known => Progress::OnTime,
        _ => Progress::Scheduled,
    };
    Ok(FlightStatus {
        flight_number: flight.number(),
        airline: flight.airline().name.to_owned(),
        status,
        origin_airport: flight.from.airport.to_owned(),
        destination_airport: flight.to.airport.to_owned(),
        scheduled_departure: departure,
        estimated_departure: departure.plus_minutes(delay),
        estimated_arrival: flight.arrival().plus_minutes(delay),
        delay_minutes: delay,
        terminal: flight.terminal(),
        gate: (left <= 24 * 60).then(|| flight.gate(state.anchor.seed)),
    })
}

impl Flights {
    /// The first seat of a cabin that nobody has, from the back.
    fn free_seat(&self, flight: &Flight, business: bool, used: &[&str]) -> Option<String> {
        let aircraft = flight.aircraft();
        let (first, last) = aircraft.rows(business);
        let seats = (first..=last)
            .rev()
            .flat_map(|row| aircraft.letters(business).chars().map(move |letter| format!("{row}{letter}")));
        let mut free = seats.filter(|seat| !used.contains(&seat.as_str()) && !self.is_taken(flight, seat));
        free.next()
    }
}
