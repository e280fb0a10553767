//! The tools that look at trips and at bookings without one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TRIP, Trips};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TripSummary {
    /// Id of the trip.
    pub id: String,
    /// Name of the trip.
    pub name: String,
    /// Where it stands.
    pub status: TripStatus,
    /// Why it is made.
    pub purpose: TripPurpose,
    /// Cities where one stays, in order.
    pub cities: Vec<String>,
    /// First day.
    pub start_date: Day,
    /// Last day.
    pub end_date: Day,
    /// How many items the itinerary has.
    pub item_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TripList {
    /// The trips found, by first day.
    pub trips: Vec<TripSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TripDetails {
    /// The trip.
    pub trip: Trip,
    /// Where it stands.
    pub status: TripStatus,
    /// Its itinerary, by start.
    pub items: Vec<Item>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnfiledBooking {
    /// The booking.
    pub booking: ForwardedBooking,
    /// Id of the trip whose days it falls into, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggested_trip_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnfiledList {
    /// The bookings that belong to no trip, by start.
    pub bookings: Vec<UnfiledBooking>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the user's trips by their first day, those to come or under way unless asked otherwise. Use it to get a trip's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTrips {
    /// Only trips that stand so (default: upcoming and under_way ones).
    pub status: Option<TripStatus>,
    /// Words of name, cities or travellers, in trips of any status unless one is given.
    pub query: Option<Query>,
    /// How many trips to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one trip with its whole itinerary, packing list, shares and version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTrip {
    /// Id of the trip.
    pub trip_id: String,
}

/// Lists bookings whose confirmation has arrived but that belong to no trip yet. Use add_booking_to_trip to file one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUnfiledBookings {
    /// Whether to show only bookings that have not begun (default true).
    pub upcoming_only: Option<bool>,
    /// How many bookings to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn list_trips(state: &Trips, call: &Call, args: ListTrips) -> Result<TripList> {
    let found = |trip: &&Trip| {
        let status = trip.status(call.now);
        let of_status = match (args.status, &args.query) {
            (Some(wanted), _) => status == wanted,
            (None, Some(_)) => true,
            (None, None) => matches!(status, TripStatus::Upcoming | TripStatus::UnderWay),
        };
        let texts = [&trip.name].into_iter().chain(&trip.cities).chain(&trip.travellers).map(String::as_str);
        of_status && args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let mut found: Vec<&Trip> = state.trips.values().filter(found).collect();
    found.order_by(|a, b| (a.start_date, &a.id).cmp(&(b.start_date, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |trip: &Trip| TripSummary {
        id: trip.id.clone(),
        name: trip.name.clone(),
        status: trip.status(call.now),
        purpose: trip.purpose,
        cities: trip.cities.clone(),
        start_date: trip.start_date,
        end_date: trip.end_date,
        item_count: state.items.values().filter(|item| item.trip_id == trip.id).count(),
    };
    Ok(TripList { trips: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_trip(state: &Trips, call: &Call, args: GetTrip) -> Result<TripDetails> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?.clone();
    let items = state.items_of(&trip.id).into_iter().cloned().collect();
    Ok(TripDetails { status: trip.status(call.now), trip, items })
}

pub fn list_unfiled_bookings(state: &Trips, call: &Call, args: ListUnfiledBookings) -> Result<UnfiledList> {
    let upcoming = args.upcoming_only.unwrap_or(true);
    let found = |booking: &&ForwardedBooking| {
        let over = booking.start.minutes_since(call.now) < 0;
        !state.is_filed(&booking.booking_reference) && (!upcoming || !over)
    };
    let mut found: Vec<&ForwardedBooking> = state.forwarded_bookings.values().filter(found).collect();
    found.order_by(|a, b| {
        a.start.minutes_since(b.start).cmp(&0).then_with(|| a.booking_reference.cmp(&b.booking_reference))
    });
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let one = |booking: &ForwardedBooking| {
        let fits = |trip: &&Trip| !trip.cancelled && state.falls_into(booking.start, booking.end, trip);
        let suggested_trip_id = state.trips.values().find(fits).map(|trip| trip.id.clone());
        UnfiledBooking { booking: booking.clone(), suggested_trip_id }
    };
    Ok(UnfiledList { bookings: found.into_iter().map(one).collect(), next_cursor })
}
