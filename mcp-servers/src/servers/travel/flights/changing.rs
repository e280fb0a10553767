//! The tools that move and cancel bookings, by the rules of the fare.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::offers::segment;
use super::searching::{airport, check_day};
use super::types::*;
use super::{BOOKING, Flights};
use crate::kit::{Answer, Call, Day, Money, Time, ToolError, conflict, not_allowed};
use crate::world::airways::{self, itineraries};

type Result<T> = std::result::Result<T, ToolError>;

/// Whoever cancels so soon after booking gets everything back.
const REGRET_MINUTES: i64 = 24 * 60;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedBooking {
    /// The booking with its new flights.
    pub booking: Booking,
    /// Fee for the change.
    pub change_fee: Money,
    /// What the new flights cost more; cheaper ones are not paid back.
    pub fare_difference: Money,
    /// What was charged in all.
    pub charged: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CancelledBooking {
    /// The booking, now cancelled.
    pub booking: Booking,
    /// What is paid back.
    pub refund: Money,
    /// Why it is so much.
    pub reason: String,
}

/// Whether the user agrees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Consent {
    /// Whether to go on and pay.
    pub agree: bool,
}

/// Moves a booking to another day with flights at about the same time. Flex and business fares change free, standard for a fee, basic not at all. The user is asked before paying.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFlightDate {
    /// Id of the booking.
    pub flight_booking_id: String,
    /// New local day of departure.
    pub new_departure_date: Day,
}

/// Cancels a booking before its departure and pays back what the fare allows: everything within 24 hours of booking, later all, half or nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelFlightBooking {
    /// Id of the booking.
    pub flight_booking_id: String,
}

pub fn change_flight_date(state: &mut Flights, call: &mut Call, args: ChangeFlightDate) -> Result<ChangedBooking> {
    let booking = BOOKING.get(&state.bookings, &args.flight_booking_id)?;
    check_open(booking, call.now)?;
    if booking.passengers.iter().any(|passenger| passenger.checked_in) {
        return Err(not_allowed("Passengers have checked in, so the date cannot be changed any more."));
    }
    let fare = booking.fare_class.fare();
    let Some(fee) = fare.change_fee() else {
        return Err(not_allowed(format!(
            "Booking {} has the basic fare, which cannot be changed. Use cancel_flight_booking and book anew.",
            booking.booking_reference
        )));
    };
    check_day("new_departure_date", args.new_departure_date, call)?;
    let (Some(first), Some(last)) = (booking.first(), booking.last()) else {
        return Err(conflict("The booking has no flights."));
    };
    if first.departure_date == args.new_departure_date {
        return Err(conflict(format!("The booking already leaves on {}.", first.departure_date)));
    }
    let (from, to) = (
        airport("flight_booking_id", &first.origin_airport)?,
        airport("flight_booking_id", &last.destination_airport)?,
    );
    let ways = itineraries(from, to, args.new_departure_date);
    let ahead = ways
        .into_iter()
        .filter(|way| way.first().is_some_and(|flight| flight.departure().minutes_since(call.now) >= 120));
    let minute = first.departure.minute();
    let away =
        |way: &Vec<airways::Flight>| way.first().map_or(i64::MAX, |one| (one.departure().minute() - minute).abs());
    let Some(way) = ahead.min_by_key(away) else {
        return Err(conflict(format!(
            "Nobody flies from {} to {} on {}. Use search_flights to find a day with flights.",
            from.airport, to.airport, args.new_departure_date
        )));
    };
    let count = booking.passengers.len() as i64;
    let price = state.money(airways::price_cents(state.anchor.seed, &way, fare, call.now.day()));
    let fee = state.money(fee);
    let change_fee = fee.with(fee.minor() * count);
    let fare_difference = price.with((price.minor() * count - booking.total_price.minor()).max(0));
    let charged = price.with(change_fee.minor() + fare_difference.minor());
    if charged.minor() > 0 {
        let message = format!(
            "Moving booking {} to {} costs {charged}: {change_fee} for the change and {fare_difference} for the fare. Go on?",
            booking.booking_reference, args.new_departure_date
        );
        match call.ask::<Consent>("pay_change", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => return Err(not_allowed("You did not agree to pay for the change, so the booking stays as it is.")),
        }
    }
    let booking = BOOKING.get_mut(&mut state.bookings, &args.flight_booking_id)?;
    booking.segments = way.iter().map(segment).collect();
    booking.total_price = booking.total_price.with(booking.total_price.minor() + charged.minor());
    for passenger in &mut booking.passengers {
        passenger.seats.clear();
    }
    Ok(ChangedBooking { booking: booking.clone(), change_fee, fare_difference, charged })
}

pub fn cancel_flight_booking(
    state: &mut Flights,
    call: &mut Call,
    args: CancelFlightBooking,
) -> Result<CancelledBooking> {
    let booking = BOOKING.get_mut(&mut state.bookings, &args.flight_booking_id)?;
    check_open(booking, call.now)?;
    let fresh = call.now.minutes_since(booking.booked_at) <= REGRET_MINUTES;
    let percent = if fresh { 100 } else { booking.fare_class.fare().refund_percent() };
    let reason = match (fresh, percent) {
        (true, _) => "Cancelled within 24 hours of booking: everything is paid back.".to_owned(),
        (false, 0) => "The basic fare is not refundable.".to_owned(),
        (false, percent) => format!("The {} fare pays back {percent} percent.", booking.fare_class.name()),
    };
    let refund = booking.total_price.with(booking.total_price.minor() * percent / 100);
    booking.status = BookingStatus::Cancelled;
    booking.cancelled_at = Some(call.now);
    booking.refund = Some(refund.clone());
    for passenger in &mut booking.passengers {
        passenger.checked_in = false;
        passenger.seats.clear();
    }
    Ok(CancelledBooking { booking: booking.clone(), refund, reason })
}

/// Whether a booking can still be changed at all.
pub fn check_open(booking: &Booking, now: Time) -> Result<()> {
    let reference = &booking.booking_reference;
    match booking.status_at(now) {
        BookingStatus::Cancelled => Err(conflict(format!("Booking {reference} is cancelled."))),
        BookingStatus::Flown => Err(not_allowed(format!("Booking {reference} has been flown."))),
        BookingStatus::Confirmed | BookingStatus::CheckedIn => Ok(()),
    }
}
