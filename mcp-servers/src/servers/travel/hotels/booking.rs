//! The tools that book and show bookings.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rates::free_until;
use super::types::*;
use super::{BOOKING, Hotels};
use crate::kit::{Call, Cursor, Day, Limit, Money, Ordered, Text, ToolError, conflict, counted, page};
use crate::servers::travel::is_listed;
use crate::world::lodging::ROOMS;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct StaySummary {
    /// Id of the booking.
    pub id: String,
    /// Number by which the hotel knows it.
    pub confirmation_number: String,
    /// Where the booking stands.
    pub status: StayStatus,
    /// Name of the hotel.
    pub hotel_name: String,
    /// City of the hotel.
    pub city: String,
    /// Day of arrival.
    pub check_in_date: Day,
    /// Day of departure.
    pub check_out_date: Day,
    /// Price of the stay.
    pub total_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StayList {
    /// The bookings found, by arrival.
    pub bookings: Vec<StaySummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Books a room at a rate of get_room_rates and guarantees it with the stored card. Fails if the rate has expired or the last room is gone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookHotelRoom {
    /// Id of the rate.
    pub rate_id: String,
    /// In whose name (default: the user's).
    pub guest_name: Option<Text<80>>,
    /// What the hotel should know, such as a late arrival.
    pub special_request: Option<Text<300>>,
}

/// Lists the user's hotel bookings by arrival, those to come unless asked otherwise. Use it to get a booking's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHotelBookings {
    /// Only bookings with this status (default: confirmed and in_house ones).
    pub status: Option<StayStatus>,
    /// Only the booking with this number, whatever its status.
    pub confirmation_number: Option<Text<20>>,
    /// Only bookings in this city.
    pub city: Option<Text<60>>,
    /// How many bookings to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one booking with hotel, room, dates, price and the rule for cancelling.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHotelBooking {
    /// Id of the booking.
    pub hotel_booking_id: String,
}

pub fn book_hotel_room(state: &mut Hotels, call: &mut Call, args: BookHotelRoom) -> Result<Booking> {
    let terms = state.open_rate(&args.rate_id, call.now)?;
    let (hotel, request) = (&terms.hotel, terms.request);
    if state.rooms_left(hotel, terms.room, request, None) < 1 {
        return Err(conflict("The last such room is gone. Use get_room_rates for another one."));
    }
    let room = ROOMS.get(terms.room).map_or("Room", |room| room.name);
    let currency = hotel.city().currency();
    let first_night = hotel.night(state.anchor.seed, terms.room, terms.plan, request.check_in);
    let total = state.total(hotel, terms.room, terms.plan, request);
    let booking = Booking {
        id: call.ids.mint("hbk"),
        confirmation_number: call.ids.number("hotel").to_string(),
        status: StayStatus::Confirmed,
        hotel_id: state.hotel_id(hotel),
        hotel_name: hotel.venue.name.clone(),
        address: hotel.venue.address(),
        city: hotel.city().name.to_owned(),
        room_type: room.to_owned(),
        rate_plan: RatePlan::of(terms.plan),
        check_in_date: request.check_in,
        check_out_date: request.check_in.plus_days(request.nights),
        check_in_from: hotel.city().zone.at(request.check_in, hotel.check_in_from),
        nights: request.nights,
        guest_count: request.guests,
        guest_name: args.guest_name.map_or_else(|| state.guest_name.clone(), |name| name.0),
        special_request: args.special_request.map(|text| text.0),
        total_price: currency.money(total),
        free_cancellation_until: terms.plan.is_refundable().then(|| free_until(hotel, request.check_in)),
        late_penalty: currency.money(if terms.plan.is_refundable() { first_night } else { total }),
        booked_at: call.now,
        rate_id: Some(args.rate_id),
        cancelled_at: None,
        penalty: None,
    };
    state.bookings.insert(booking.id.clone(), booking.clone());
    Ok(booking)
}

pub fn list_hotel_bookings(state: &Hotels, call: &Call, args: ListHotelBookings) -> Result<StayList> {
    let city = args.city.map(|name| crate::servers::travel::city("city", &name.0)).transpose()?;
    let found = |booking: &&Booking| {
        let (usual, by_number) = ([StayStatus::Confirmed, StayStatus::InHouse], args.confirmation_number.is_some());
        is_listed(by_number, args.status, booking.status_at(call.now), &usual)
            && args.confirmation_number.as_ref().is_none_or(|number| booking.confirmation_number == number.0)
            && city.is_none_or(|city| booking.city == city.name)
    };
    let mut found: Vec<&Booking> = state.bookings.values().filter(found).collect();
    found.order_by_key(|booking| (booking.check_in_date, booking.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |booking: &Booking| StaySummary {
        id: booking.id.clone(),
        confirmation_number: booking.confirmation_number.clone(),
        status: booking.status_at(call.now),
        hotel_name: booking.hotel_name.clone(),
        city: booking.city.clone(),
        check_in_date: booking.check_in_date,
        check_out_date: booking.check_out_date,
        total_price: booking.total_price.clone(),
    };
    Ok(StayList { bookings: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_hotel_booking(state: &Hotels, call: &Call, args: GetHotelBooking) -> Result<Booking> {
    let booking = BOOKING.get(&state.bookings, &args.hotel_booking_id)?;
    Ok(Booking { status: booking.status_at(call.now), ..booking.clone() })
}

/// A booking as a voucher in Markdown.
pub fn voucher(booking: &Booking) -> String {
    let mut text = format!("# {}\n\n{}\n\n", booking.hotel_name, booking.address);
    let _ = writeln!(text, "- Confirmation: {}", booking.confirmation_number);
    let _ = writeln!(text, "- Guest: {}, {} in all", booking.guest_name, booking.guest_count);
    let _ = writeln!(text, "- Room: {}, {}", booking.room_type, booking.rate_plan.name());
    let _ = writeln!(text, "- Arrival: {}, from {}", booking.check_in_date.spoken(), booking.check_in_from.clock());
    let _ = writeln!(text, "- Departure: {}, {}", booking.check_out_date.spoken(), counted(booking.nights, "night"));
    let _ = writeln!(text, "- Price: {}", booking.total_price);
    if let Some(request) = &booking.special_request {
        let _ = writeln!(text, "- Request: {request}");
    }
    match (booking.cancelled_at, booking.free_cancellation_until) {
        (Some(cancelled), _) => {
            let _ = writeln!(text, "\n**Cancelled** on {}.", cancelled.day().spoken());
        }
        (None, Some(until)) => {
            let _ = writeln!(text, "\nFree cancellation until {}.", until.spoken());
        }
        (None, None) => text.push_str("\nThis rate is not paid back.\n"),
    }
    text
}
