//! The tools that make, change and delete trips.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TRIP, Trips};
use crate::kit::{Answer, Call, Day, Decimal, Int, Text, ToolError, conflict, counted, invalid, not_allowed};
use crate::servers::travel::city;

type Result<T> = std::result::Result<T, ToolError>;

/// A trip lasts so many days at most.
const MOST_DAYS: i64 = 90;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedTrip {
    /// Id of the trip that is gone.
    pub trip_id: String,
    /// How many items went with it.
    pub deleted_items: usize,
    /// References of the bookings that are unfiled now; they stay booked.
    pub unfiled_references: Vec<String>,
}

/// Whether the user agrees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Consent {
    /// Whether to go on.
    pub agree: bool,
}

/// Creates an empty trip. Fails if the user is on another trip on these days, unless allow_overlap is true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTrip {
    /// Name of the trip.
    pub name: Text<100>,
    /// Cities where one stays, in order.
    #[schemars(length(min = 1, max = 10))]
    pub cities: Vec<Text<60>>,
    /// First day.
    pub start_date: Day,
    /// Last day.
    pub end_date: Day,
    /// Why it is made (default other).
    pub purpose: Option<TripPurpose>,
    /// What it may cost, in the user's currency.
    pub budget: Option<Decimal>,
    /// Whether it may overlap with another trip (default false).
    pub allow_overlap: Option<bool>,
}

/// Changes name, days, budget or notes of a trip, or calls it off; what is left out stays. Give the version that you have read, so that nobody's change is lost. Bookings stay booked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTrip {
    /// Id of the trip.
    pub trip_id: String,
    /// Version of the trip, as get_trip returns it.
    pub expected_version: Int<1, 100_000>,
    /// New name.
    pub name: Option<Text<100>>,
    /// New first day.
    pub start_date: Option<Day>,
    /// New last day.
    pub end_date: Option<Day>,
    /// New budget, in the user's currency.
    pub budget: Option<Decimal>,
    /// New notes.
    pub notes: Option<Text<2000>>,
    /// Whether the trip is called off.
    pub cancelled: Option<bool>,
}

/// Deletes a trip with its itinerary. The user is asked if bookings are filed in it; those stay booked and become unfiled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteTrip {
    /// Id of the trip.
    pub trip_id: String,
}

pub fn create_trip(state: &mut Trips, call: &mut Call, args: CreateTrip) -> Result<Trip> {
    check_days(args.start_date, args.end_date)?;
    if args.end_date < call.now.day() {
        return Err(invalid(format!(
            "Argument `end_date`: {} has passed; today is {}.",
            args.end_date,
            call.now.day()
        )));
    }
    if args.cities.is_empty() || args.cities.len() > 10 {
        return Err(invalid("Argument `cities`: name one to ten cities."));
    }
    let mut cities = Vec::new();
    for name in &args.cities {
        cities.push(city("cities", &name.0)?.name.to_owned());
    }
    let overlaps = |trip: &&Trip| !trip.cancelled && trip.start_date < args.end_date && args.start_date < trip.end_date;
    if let Some(other) = state.trips.values().find(overlaps).filter(|_| !args.allow_overlap.unwrap_or(false)) {
        return Err(conflict(format!(
            "On these days you are on the trip {} ({}), from {} to {}. Choose other days or set allow_overlap.",
            other.name, other.id, other.start_date, other.end_date
        )));
    }
    let currency = state.currency();
    let budget = args.budget.map(|budget| budget.minor(currency, "budget")).transpose()?;
    let trip = Trip {
        id: call.ids.mint("trp"),
        name: args.name.0,
        purpose: args.purpose.unwrap_or(TripPurpose::Other),
        cities,
        start_date: args.start_date,
        end_date: args.end_date,
        cancelled: false,
        travellers: Vec::new(),
        budget: budget.map(|minor| currency.money(minor)),
        packing_list: Vec::new(),
        shared_with: Vec::new(),
        notes: None,
        version: 1,
    };
    state.trips.insert(trip.id.clone(), trip.clone());
    Ok(trip)
}

pub fn update_trip(state: &mut Trips, _: &mut Call, args: UpdateTrip) -> Result<Trip> {
    let mut trip = TRIP.get(&state.trips, &args.trip_id)?.clone();
    if trip.version != args.expected_version.0 {
        return Err(conflict(format!(
            "The trip has changed: it has version {}, not {}. Read it again with get_trip.",
            trip.version, args.expected_version.0
        )));
    }
    let nothing = args.name.is_none()
        && args.start_date.is_none()
        && args.end_date.is_none()
        && args.budget.is_none()
        && args.notes.is_none()
        && args.cancelled.is_none();
    if nothing {
        return Err(invalid("Nothing to change: give name, start_date, end_date, budget, notes or cancelled."));
    }
    trip.start_date = args.start_date.unwrap_or(trip.start_date);
    trip.end_date = args.end_date.unwrap_or(trip.end_date);
    check_days(trip.start_date, trip.end_date)?;
    let left_out = state.items_of(&trip.id).into_iter().find(|item| !state.falls_into(item.start, item.end, &trip));
    if let Some(item) = left_out.filter(|_| args.start_date.is_some() || args.end_date.is_some()) {
        return Err(conflict(format!(
            "{} ({}) on {} would lie outside of the trip. Move or remove it first.",
            item.title,
            item.id,
            item.start.day()
        )));
    }
    let currency = state.currency();
    if let Some(budget) = args.budget {
        trip.budget = Some(currency.money(budget.minor(currency, "budget")?));
    }
    trip.name = args.name.map_or(trip.name, |name| name.0);
    trip.notes = args.notes.map(|notes| notes.0).or(trip.notes);
    trip.cancelled = args.cancelled.unwrap_or(trip.cancelled);
    trip.version += 1;
    state.trips.insert(trip.id.clone(), trip.clone());
    Ok(trip)
}

pub fn delete_trip(state: &mut Trips, call: &mut Call, args: DeleteTrip) -> Result<DeletedTrip> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let items = state.items_of(&trip.id);
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let unfiled_references: Vec<String> = items.iter().filter_map(|item| item.booking_reference.clone()).collect();
    if !unfiled_references.is_empty() {
        let message = format!(
            "The trip {} holds {}; nothing of that is cancelled. Delete its itinerary of {}?",
            trip.name,
            counted(unfiled_references.len(), "booking"),
            counted(ids.len(), "item")
        );
        match call.ask::<Consent>("delete", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => {
                return Err(not_allowed(
                    "You did not agree, so the trip stays. Use update_trip to call it off instead.",
                ));
            }
        }
    }
    for id in &ids {
        state.items.remove(id);
    }
    state.trips.remove(&args.trip_id);
    Ok(DeletedTrip { trip_id: args.trip_id, deleted_items: ids.len(), unfiled_references })
}

fn check_days(start: Day, end: Day) -> Result<()> {
    let days = end.since(start);
    if !(0..MOST_DAYS).contains(&days) {
        return Err(invalid(format!(
            "Argument `end_date`: a trip has 1 to {MOST_DAYS} days, from {start} to {end} it does not."
        )));
    }
    Ok(())
}
