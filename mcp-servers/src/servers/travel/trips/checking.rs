//! The tool that finds what is wrong with an itinerary.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TRIP, Trips};
use crate::kit::{Call, Day, Ordered, Time, ToolError, counted};
use crate::world::gazetteer::airport_city;
use crate::world::places::City;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    Overlap,
    TightConnection,
    NightWithoutHotel,
    MissingTransport,
    OutsideOfTrip,
    OverBudget,
    NotPacked,
    BookingNotFiled,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// The problem in one sentence.
    pub message: String,
    /// Day that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// Ids of the items that it is about.
    pub trip_item_ids: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TripCheck {
    /// Id of the trip.
    pub trip_id: String,
    /// Whether nothing is wrong.
    pub is_sound: bool,
    /// What is wrong, by day.
    pub problems: Vec<Problem>,
}

/// Checks an itinerary: overlaps, tight connections, nights without a hotel, missing transport between cities, items outside of the days, the budget and the packing list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckTrip {
    /// Id of the trip.
    pub trip_id: String,
}

pub fn check_trip(state: &Trips, call: &Call, args: CheckTrip) -> Result<TripCheck, ToolError> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let items = state.items_of(&trip.id);
    let mut problems = Vec::new();
    overlaps(&items, &mut problems);
    nights(trip, &items, &mut problems);
    transport(state, &items, &mut problems);
    for item in items.iter().filter(|item| !state.falls_into(item.start, item.end, trip)) {
        let message = format!("{} lies outside of the trip.", item.title);
        problems.push(problem(ProblemKind::OutsideOfTrip, message, Some(item.start.day()), &[item]));
    }
    if let Some(budget) = &trip.budget {
        let spent = state.spent(&items);
        if spent.minor() > budget.minor() {
            let over = budget.with(spent.minor() - budget.minor());
            let message = format!("The trip costs {spent}, which is {over} more than the budget.");
            problems.push(problem(ProblemKind::OverBudget, message, None, &[]));
        }
    }
    let soon = trip.start_date.since(call.now.day());
    let open = trip.packing_list.iter().filter(|item| !item.packed).count();
    if (0..=2).contains(&soon) && open > 0 {
        let things = if open == 1 { "1 thing is".to_owned() } else { format!("{open} things are") };
        let begins = ["today", "tomorrow", "the day after tomorrow"][soon.clamp(0, 2) as usize];
        let message = format!("{things} not packed, and the trip begins {begins}.");
        problems.push(problem(ProblemKind::NotPacked, message, Some(trip.start_date), &[]));
    }
    for booking in state.forwarded_bookings.values() {
        let inside = booking.start.day() >= trip.start_date && booking.end.day() <= trip.end_date;
        if inside && trip.cities.contains(&booking.city) && !state.is_filed(&booking.booking_reference) {
            let message = format!(
                "{} (booking {}) falls into the trip but is not filed in it.",
                booking.title, booking.booking_reference
            );
            problems.push(problem(ProblemKind::BookingNotFiled, message, Some(booking.start.day()), &[]));
        }
    }
    problems.order_by_key(|problem| problem.date);
    Ok(TripCheck { trip_id: args.trip_id, is_sound: problems.is_empty(), problems })
}

fn problem(kind: ProblemKind, message: String, date: Option<Day>, items: &[&Item]) -> Problem {
    Problem { kind, message, date, trip_item_ids: items.iter().map(|item| item.id.clone()).collect() }
}

fn overlaps(items: &[&Item], problems: &mut Vec<Problem>) {
    let doing: Vec<&Item> = items.iter().copied().filter(|item| !item.kind.is_background()).collect();
    for (index, first) in doing.iter().enumerate() {
        for second in doing.iter().skip(index + 1) {
            let between = second.start.minutes_since(first.end);
            if between < 0 {
                let message = format!("{} and {} are at the same time.", first.title, second.title);
                problems.push(problem(ProblemKind::Overlap, message, Some(second.start.day()), &[first, second]));
            } else if first.kind.moves() && second.kind.moves() && between < 45 {
                let message = format!("Only {} from {} to {}.", counted(between, "minute"), first.title, second.title);
                problems.push(problem(
                    ProblemKind::TightConnection,
                    message,
                    Some(second.start.day()),
                    &[first, second],
                ));
            }
        }
    }
}

/// Nights between arrival and return that no hotel covers; nobody needs one for a night on the way.
fn nights(trip: &Trip, items: &[&Item], problems: &mut Vec<Problem>) {
    let hotels: Vec<&&Item> = items.iter().filter(|item| item.kind == ItemKind::Hotel).collect();
    // Whoever stays with friends has none at all.
    if hotels.is_empty() && trip.purpose == TripPurpose::Visit {
        return;
    }
    let covered = |night: Day| {
        let by_hotel = hotels.iter().any(|item| item.start.day() <= night && night < item.end.day());
        let on_the_way =
            items.iter().any(|item| item.kind.moves() && item.start.day() <= night && night < item.end.day());
        by_hotel || on_the_way
    };
    let nights = trip.end_date.since(trip.start_date).clamp(0, 90);
    let open: Vec<i64> = (0..nights).filter(|offset| !covered(trip.start_date.plus_days(*offset))).collect();
    // Nights in a row are one problem.
    for run in open.chunk_by(|one, next| one + 1 == *next) {
        let Some(first) = run.first() else { continue };
        let night = trip.start_date.plus_days(*first);
        let message = match run.len() {
            1 => format!("No hotel for the night of {}.", night.spoken()),
            count => format!("No hotel for the {count} nights from {} on.", night.spoken()),
        };
        problems.push(problem(ProblemKind::NightWithoutHotel, message, Some(night), &[]));
    }
}

/// Changes of city that nothing carries one through.
fn transport(state: &Trips, items: &[&Item], problems: &mut Vec<Problem>) {
    let mut here: (String, Option<Time>) = (state.home_city.clone(), None);
    // Rooms are ready before one arrives, so they say nothing about where one is.
    for item in items.iter().filter(|item| !item.kind.is_background()) {
        if !near(&here.0, &item.city) {
            let message = format!("Nothing brings you from {} to {} for {}.", here.0, item.city, item.title);
            problems.push(problem(ProblemKind::MissingTransport, message, Some(item.start.day()), &[item]));
        }
        here = (item.end_city.clone().unwrap_or_else(|| item.city.clone()), Some(item.end));
    }
    if let (city, Some(last)) = &here
        && !near(city, &state.home_city)
    {
        let message = format!("Nothing brings you home from {city}.");
        problems.push(problem(ProblemKind::MissingTransport, message, Some(last.day()), &[]));
    }
}

/// Whether one gets from one city to the other without a booking: the same one, or its airport's.
fn near(a: &str, b: &str) -> bool {
    let place = |name: &str| City::find(name);
    match (place(a), place(b)) {
        (Some(a), Some(b)) => a == b || (a.distance_km(b) < 60.0) || (airport_city(a) == b && a.distance_km(b) < 90.0),
        _ => a == b,
    }
}
