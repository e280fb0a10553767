//! The tools that move and cancel bookings, by the rules of the rate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rates::{Request, check_dates, free_until};
use super::types::*;
use super::{BOOKING, Hotels};
use crate::kit::{Answer, Call, Day, Money, Time, ToolError, conflict, not_allowed};
use crate::world::lodging::ROOMS;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedStay {
    /// The booking with its new dates.
    pub booking: Booking,
    /// Price before the change.
    pub old_price: Money,
    /// Price after the change.
    pub new_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CancelledStay {
    /// The booking, now cancelled.
    pub booking: Booking,
    /// What the hotel keeps.
    pub penalty: Money,
    /// What is not charged, or paid back.
    pub refund: Money,
}

/// Whether the user agrees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Consent {
    /// Whether to go on at that cost.
    pub agree: bool,
}

/// Moves a booking to other dates in the same room at the price of today. Only before the deadline of free cancellation, never for saver rates; the user is asked if it gets dearer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeHotelDates {
    /// Id of the booking.
    pub hotel_booking_id: String,
    /// New day of arrival.
    pub check_in_date: Day,
    /// New day of departure.
    pub check_out_date: Day,
}

/// Cancels a booking: free before its deadline, later for the price of the first night, saver rates for the whole price. The user is asked before a penalty is paid.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelHotelBooking {
    /// Id of the booking.
    pub hotel_booking_id: String,
}

pub fn change_hotel_dates(state: &mut Hotels, call: &mut Call, args: ChangeHotelDates) -> Result<ChangedStay> {
    let booking = BOOKING.get(&state.bookings, &args.hotel_booking_id)?;
    check_open(booking, call.now)?;
    let number = &booking.confirmation_number;
    let Some(deadline) = booking.free_cancellation_until else {
        return Err(not_allowed(format!("Booking {number} has a saver rate, whose dates cannot be changed.")));
    };
    if deadline.minutes_since(call.now) < 0 {
        return Err(not_allowed(format!(
            "The dates of booking {number} could be changed until {} only.",
            deadline.spoken()
        )));
    }
    let nights = check_dates(call, args.check_in_date, args.check_out_date)?;
    if booking.check_in_date == args.check_in_date && booking.nights == nights {
        return Err(conflict("The booking already has these dates."));
    }
    let hotel = state.hotel(&booking.hotel_id)?;
    let room = ROOMS.iter().position(|room| room.name == booking.room_type).unwrap_or(1);
    let request = Request { check_in: args.check_in_date, nights, guests: booking.guest_count };
    if state.rooms_left(&hotel, room, request, Some(&booking.id)) < 1 {
        return Err(conflict(format!(
            "{} has no {} free on these dates. Use get_room_rates to see other rooms.",
            hotel.venue.name,
            booking.room_type.to_lowercase()
        )));
    }
    let plan = booking.rate_plan.plan();
    let old_price = booking.total_price.clone();
    let new_price = old_price.with(state.total(&hotel, room, plan, request));
    if new_price.minor() > old_price.minor() {
        let message = format!(
            "{} from {} to {} costs {new_price} instead of {old_price}. Change booking {number}?",
            hotel.venue.name, args.check_in_date, args.check_out_date
        );
        match call.ask::<Consent>("dearer", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => return Err(not_allowed("You did not agree to the higher price, so the booking stays as it is.")),
        }
    }
    let first_night = hotel.night(state.anchor.seed, room, plan, request.check_in);
    let booking = BOOKING.get_mut(&mut state.bookings, &args.hotel_booking_id)?;
    booking.check_in_date = args.check_in_date;
    booking.check_out_date = args.check_out_date;
    booking.check_in_from = hotel.city().zone.at(args.check_in_date, hotel.check_in_from);
    booking.nights = nights;
    booking.total_price = new_price.clone();
    booking.late_penalty = new_price.with(first_night);
    booking.free_cancellation_until = Some(free_until(&hotel, args.check_in_date));
    Ok(ChangedStay { booking: booking.clone(), old_price, new_price })
}

pub fn cancel_hotel_booking(state: &mut Hotels, call: &mut Call, args: CancelHotelBooking) -> Result<CancelledStay> {
    let booking = BOOKING.get(&state.bookings, &args.hotel_booking_id)?;
    check_open(booking, call.now)?;
    let free = booking.free_cancellation_until.is_some_and(|until| until.minutes_since(call.now) >= 0);
    let penalty = if free { booking.total_price.with(0) } else { booking.late_penalty.clone() };
    if penalty.minor() > 0 {
        let message = format!(
            "Cancelling {} in {} costs {penalty} of {}. Cancel booking {} all the same?",
            booking.hotel_name, booking.city, booking.total_price, booking.confirmation_number
        );
        match call.ask::<Consent>("penalty", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => return Err(not_allowed("You did not agree to the penalty, so the booking stays as it is.")),
        }
    }
    let booking = BOOKING.get_mut(&mut state.bookings, &args.hotel_booking_id)?;
    booking.status = StayStatus::Cancelled;
    booking.cancelled_at = Some(call.now);
    booking.penalty = Some(penalty.clone());
    let refund = penalty.with(booking.total_price.minor() - penalty.minor());
    Ok(CancelledStay { booking: booking.clone(), penalty, refund })
}

/// Whether a booking can still be changed at all.
fn check_open(booking: &Booking, now: Time) -> Result<()> {
    let number = &booking.confirmation_number;
    match booking.status_at(now) {
        StayStatus::Confirmed => Ok(()),
        StayStatus::Cancelled => Err(conflict(format!("Booking {number} is cancelled already."))),
        StayStatus::InHouse => Err(not_allowed(format!("The stay of booking {number} has begun; ask the reception."))),
        StayStatus::Completed => Err(not_allowed(format!("The stay of booking {number} is over."))),
    }
}
