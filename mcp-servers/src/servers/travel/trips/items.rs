//! The tools that fill an itinerary.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ITEM, TRIP, Trips};
use crate::kit::{
    Call, CurrencyCode, Decimal, Int, Text, Time, ToolError, When, conflict, invalid, not_allowed, shorten,
};
use crate::servers::travel::{city, local};

type Result<T> = std::result::Result<T, ToolError>;

/// What one may add by hand; the rest comes as bookings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RemovedItem {
    /// The item that was taken out.
    pub item: Item,
    /// What becomes of its booking.
    pub hint: String,
}

/// Files a booking that has arrived in a trip, with its times and cost. Fails if it does not fall into the days of the trip or is filed already.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddBookingToTrip {
    /// Id of the trip.
    pub trip_id: String,
    /// Reference or confirmation number of the booking, as list_unfiled_bookings returns it.
    pub booking_reference: Text<20>,
}

/// Adds something to an itinerary by hand: a meeting, a dinner, a transfer, or a booking made elsewhere with its reference.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTripItem {
    /// Id of the trip.
    pub trip_id: String,
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// What it is.
    pub title: Text<120>,
    /// When it begins; without an offset in local time of the city.
    pub start: When,
    /// How long it takes, in minutes (default 60).
    pub duration_minutes: Option<Int<5, 43200>>,
    /// City where it begins (default: the first city of the trip).
    pub city: Option<Text<60>>,
    /// City where it ends, if that is another one.
    pub end_city: Option<Text<60>>,
    /// Reference of a booking that was made elsewhere.
    pub booking_reference: Option<Text<20>>,
    /// What it costs.
    pub cost: Option<Decimal>,
    /// Currency of the cost (default: the user's).
    pub currency: Option<CurrencyCode>,
    /// Anything else.
    pub notes: Option<Text<500>>,
}

/// Moves an item to another time or to another trip. Bookings keep their times: they can only move to another trip.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTripItem {
    /// Id of the item, as get_trip returns it.
    pub trip_item_id: String,
    /// New beginning; without an offset in local time of its city.
    pub start: Option<When>,
    /// Id of the trip to move it to.
    pub target_trip_id: Option<String>,
}

/// Takes an item out of an itinerary. A booking stays booked and becomes unfiled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTripItem {
    /// Id of the item, as get_trip returns it.
    pub trip_item_id: String,
}

pub fn add_booking_to_trip(state: &mut Trips, call: &mut Call, args: AddBookingToTrip) -> Result<Item> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let reference = args.booking_reference.0.to_ascii_uppercase();
    let booking = state.forwarded_bookings.get(&reference).ok_or_else(|| {
        ToolError::NotFound(format!(
            "No confirmation with the reference {} has arrived. Use add_trip_item to enter the booking by hand.",
            shorten(&args.booking_reference.0)
        ))
    })?;
    check_open(trip)?;
    if let Some(item) = state.filed(&reference) {
        return Err(conflict(format!(
            "The booking {reference} is filed already, as item {} of trip {}. Use move_trip_item.",
            item.id, item.trip_id
        )));
    }
    if !state.falls_into(booking.start, booking.end, trip) {
        return Err(conflict(format!(
            "The booking ({} to {}) does not fall into the trip ({} to {}). Change the days with update_trip first.",
            booking.start.day(),
            booking.end.day(),
            trip.start_date,
            trip.end_date
        )));
    }
    let item = booking.item(call.ids.mint("tit"), args.trip_id);
    state.items.insert(item.id.clone(), item.clone());
    Ok(item)
}

pub fn add_trip_item(state: &mut Trips, call: &mut Call, args: AddTripItem) -> Result<Item> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    check_open(trip)?;
    let place = match &args.city {
        Some(name) => city("city", &name.0)?,
        None => city("city", trip.cities.first().map_or(state.home_city.as_str(), String::as_str))?,
    };
    let end_place = args.end_city.as_ref().map(|name| city("end_city", &name.0)).transpose()?;
    let start = local(&place.zone, call.now, args.start);
    let end = start.plus_minutes(args.duration_minutes.map_or(60, |minutes| minutes.0));
    let end = end_place.unwrap_or(place).zone.show(end);
    if !state.falls_into(start, end, trip) {
        return Err(invalid(format!(
            "Argument `start`: {} does not fall into the trip ({} to {}). Change the days with update_trip first.",
            start.spoken(),
            trip.start_date,
            trip.end_date
        )));
    }
    let reference = args.booking_reference.map(|reference| reference.0.to_ascii_uppercase());
    if let Some(item) = reference.as_ref().and_then(|reference| state.filed(reference)) {
        return Err(conflict(format!("That booking is filed already, as item {} of trip {}.", item.id, item.trip_id)));
    }
    if args.currency.is_some() && args.cost.is_none() {
        return Err(invalid("Argument `currency`: give the cost as well."));
    }
    let currency = args.currency.map_or(state.currency(), |code| code.0);
    let cost = args.cost.map(|cost| cost.minor(currency, "cost")).transpose()?;
    let item = Item {
        id: call.ids.mint("tit"),
        trip_id: args.trip_id,
        kind: args.kind,
        title: args.title.0,
        start,
        end,
        city: place.name.to_owned(),
        end_city: end_place.filter(|end| *end != place).map(|end| end.name.to_owned()),
        booking_reference: reference,
        cost: cost.map(|minor| currency.money(minor)),
        notes: args.notes.map(|notes| notes.0),
    };
    state.items.insert(item.id.clone(), item.clone());
    Ok(item)
}

pub fn move_trip_item(state: &mut Trips, call: &mut Call, args: MoveTripItem) -> Result<Item> {
    let before = ITEM.get(&state.items, &args.trip_item_id)?;
    let mut item = before.clone();
    if args.start.is_none() && args.target_trip_id.is_none() {
        return Err(invalid("Nothing to move: give start or target_trip_id."));
    }
    if let Some(when) = args.start {
        if let Some(reference) = &item.booking_reference {
            return Err(not_allowed(format!(
                "The times of booking {reference} can only change where it was made. Change it there and enter it anew."
            )));
        }
        let minutes = item.end.minutes_since(item.start);
        item.start = local(&city("trip_item_id", &item.city)?.zone, call.now, when);
        let end_city = item.end_city.as_deref().unwrap_or(&item.city);
        item.end = city("trip_item_id", end_city)?.zone.show(item.start.plus_minutes(minutes));
    }
    item.trip_id = args.target_trip_id.unwrap_or(item.trip_id);
    let trip = TRIP.get(&state.trips, &item.trip_id)?;
    check_open(trip)?;
    if item.trip_id == before.trip_id && item.start == before.start {
        return Err(conflict(format!(
            "{} is in the trip {} at that time already, so there is nothing to move.",
            item.title, trip.name
        )));
    }
    if !state.falls_into(item.start, item.end, trip) {
        return Err(conflict(format!(
            "{} would not fall into the trip {} ({} to {}).",
            item.title, trip.name, trip.start_date, trip.end_date
        )));
    }
    state.items.insert(item.id.clone(), item.clone());
    Ok(item)
}

pub fn remove_trip_item(state: &mut Trips, _: &mut Call, args: RemoveTripItem) -> Result<RemovedItem> {
    let item = state.items.remove(&args.trip_item_id).ok_or_else(|| ITEM.missing(&args.trip_item_id))?;
    let hint = match &item.booking_reference {
        Some(reference) => format!("Booking {reference} stays booked; cancel it where it was made."),
        None => "Nothing was booked for it.".to_owned(),
    };
    Ok(RemovedItem { item, hint })
}

fn check_open(trip: &Trip) -> Result<()> {
    if trip.cancelled {
        return Err(conflict(format!("The trip {} is called off. Use update_trip to take it up again.", trip.name)));
    }
    Ok(())
}

impl Trips {
    /// The item that a booking is filed as.
    pub(super) fn filed(&self, reference: &str) -> Option<&Item> {
        self.items.values().find(|item| item.booking_reference.as_deref() == Some(reference))
    }

    pub(super) fn is_filed(&self, reference: &str) -> bool {
        self.filed(reference).is_some()
    }

    /// Whether something lies in the days of a trip; one may leave the evening before and come home the day after.
    pub(super) fn falls_into(&self, start: Time, end: Time, trip: &Trip) -> bool {
        start.day() >= trip.start_date.plus_days(-1) && end.day() <= trip.end_date.plus_days(1)
    }
}
