//! Itineraries as people read them, and a conversation about a new trip.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Trips;
use super::types::*;
use crate::kit::{Message, Text, Time, ToolError};
use crate::servers::travel::city;
use crate::world::climate;

/// An itinerary in Markdown, day by day.
pub fn itinerary(state: &Trips, trip: &Trip) -> String {
    let mut text = format!("# {}\n\n{} to {}", trip.name, trip.start_date.spoken(), trip.end_date.spoken());
    if !trip.travellers.is_empty() {
        let _ = write!(text, ", with {}", trip.travellers.join(", "));
    }
    text.push('\n');
    if trip.cancelled {
        text.push_str("\n**Called off.**\n");
    }
    let mut day = None;
    for item in state.items_of(&trip.id) {
        if day != Some(item.start.day()) {
            day = Some(item.start.day());
            let _ = write!(text, "\n## {}\n\n", item.start.day().spoken());
        }
        let _ = write!(text, "- {} {} ({})", item.start.clock(), item.title, item.kind.name());
        let until = if item.end.day() == item.start.day() { item.end.clock() } else { item.end.spoken() };
        let _ = write!(text, ", until {until}");
        if let Some(reference) = &item.booking_reference {
            let _ = write!(text, ", booking {reference}");
        }
        if let Some(notes) = &item.notes {
            let _ = write!(text, ". {notes}");
        }
        text.push('\n');
    }
    if !trip.packing_list.is_empty() {
        text.push_str("\n## Packing list\n\n");
        for one in &trip.packing_list {
            let _ = writeln!(text, "- [{}] {}", if one.packed { 'x' } else { ' ' }, one.item);
        }
    }
    text
}

/// Begins a conversation that plans a trip to a city from scratch.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanTrip {
    /// City to go to.
    city: Text<60>,
    /// When, in a few words.
    dates: Option<Text<100>>,
    /// What the user wants to do there.
    wishes: Option<Text<300>>,
}

pub fn plan_trip(state: &Trips, now: Time, args: PlanTrip) -> Result<Vec<Message>, ToolError> {
    let city = city("city", &args.city.0)?;
    let dates = args.dates.map_or_else(|| "on days that suit".to_owned(), |dates| dates.0);
    let wishes = args.wishes.map_or_else(String::new, |wishes| format!(" I would like: {}.", wishes.0));
    let mut text = format!("Plan a trip from {} to {} for me, {dates}.{wishes}\n\n", state.home_city, city.name);
    let _ = writeln!(
        text,
        "It is {}. Prices there are in {}, my currency is {}.",
        now.spoken(),
        city.currency,
        state.currency
    );
    let warm = (1..=12).max_by(|a, b| climate::usual(city, *a).mean.total_cmp(&climate::usual(city, *b).mean));
    if let Some(month) = warm {
        let usual = climate::usual(city, month);
        let _ = writeln!(text, "Its warmest month is number {month}, with days of {:.0} °C.", usual.high);
    }
    let coming = state.trips.values().filter(|trip| trip.status(now) == TripStatus::Upcoming);
    for trip in coming {
        let _ = writeln!(text, "I am away already from {} to {} ({}).", trip.start_date, trip.end_date, trip.name);
    }
    text.push_str(
        "Find how to get there and where to stay, create the trip, enter what is planned, check it, and suggest a packing list. \
         Ask me before anything is booked or paid.",
    );
    Ok(vec![Message::User(text)])
}
