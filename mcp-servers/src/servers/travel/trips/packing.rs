//! The packing list, and what the weather and the purpose of a trip suggest for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TRIP, Trips};
use crate::kit::{Call, Text, ToolError, conflict, counted, invalid};
use crate::world::climate::{self, Usual};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

const MOST: usize = 100;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PackingList {
    /// Id of the trip.
    pub trip_id: String,
    /// What is to be packed.
    pub packing_list: Vec<PackingItem>,
    /// How many things are not packed yet.
    pub open_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PackingSuggestion {
    /// What to take along.
    pub item: String,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PackingSuggestions {
    /// Id of the trip.
    pub trip_id: String,
    /// Things that are not on the list yet.
    pub suggestions: Vec<PackingSuggestion>,
}

/// Adds things to a trip's packing list, ticks them off, or removes them; all changes are made or none. Fails if a thing to tick off or to remove is not on the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePackingList {
    /// Id of the trip.
    pub trip_id: String,
    /// Things to add; those that are on the list stay once.
    #[schemars(length(max = 30))]
    pub add: Option<Vec<Text<60>>>,
    /// Things that are packed now.
    #[schemars(length(max = 30))]
    pub packed: Option<Vec<Text<60>>>,
    /// Things to take off the list.
    #[schemars(length(max = 30))]
    pub remove: Option<Vec<Text<60>>>,
}

/// Suggests things for the packing list by the usual weather of the cities, the purpose and the length of a trip. Use update_packing_list to add those that are wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestPackingItems {
    /// Id of the trip.
    pub trip_id: String,
}

pub fn update_packing_list(state: &mut Trips, _: &mut Call, args: UpdatePackingList) -> Result<PackingList> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let (add, packed) = (args.add.unwrap_or_default(), args.packed.unwrap_or_default());
    let remove = args.remove.unwrap_or_default();
    if add.is_empty() && packed.is_empty() && remove.is_empty() {
        return Err(invalid("Nothing to change: give add, packed or remove."));
    }
    let mut list = trip.packing_list.clone();
    let place =
        |list: &[PackingItem], text: &str| list.iter().position(|one| one.item.to_lowercase() == text.to_lowercase());
    let missing = |text: &str| conflict(format!("{text} is not on the packing list. Use get_trip to see what is."));
    for text in add {
        if place(&list, &text.0).is_none() {
            list.push(PackingItem { item: text.0, packed: false });
        }
    }
    for text in &packed {
        let place = place(&list, &text.0).ok_or_else(|| missing(&text.0))?;
        if let Some(one) = list.get_mut(place) {
            one.packed = true;
        }
    }
    for text in &remove {
        list.remove(place(&list, &text.0).ok_or_else(|| missing(&text.0))?);
    }
    if list.len() > MOST {
        return Err(invalid(format!("A packing list has {MOST} things at most, this one would have {}.", list.len())));
    }
    let trip = TRIP.get_mut(&mut state.trips, &args.trip_id)?;
    trip.packing_list = list;
    trip.version += 1;
    let open_count = trip.packing_list.iter().filter(|one| !one.packed).count();
    Ok(PackingList { trip_id: args.trip_id, packing_list: trip.packing_list.clone(), open_count })
}

pub fn suggest_packing_items(state: &Trips, _: &Call, args: SuggestPackingItems) -> Result<PackingSuggestions> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let cities: Vec<&'static City> = trip.cities.iter().filter_map(|name| City::find(name)).collect();
    let month = trip.start_date.month();
    let usual: Vec<(&City, Usual)> = cities.iter().map(|city| (*city, climate::usual(city, month))).collect();
    let home = City::find(&state.home_city);
    let mut suggestions = Vec::new();
    let mut add = |item: &str, reason: String| {
        let known = trip.packing_list.iter().any(|one| one.item.to_lowercase() == item.to_lowercase());
        let twice = suggestions.iter().any(|one: &PackingSuggestion| one.item == item);
        if !known && !twice {
            suggestions.push(PackingSuggestion { item: item.to_owned(), reason });
        }
    };
    let when = trip.start_date.month_name();
    for (city, usual) in &usual {
        let place = format!("{} in {when}", city.name);
        match usual.mean {
            ..4.0 => {
                add("Winter coat", format!("{place}: nights of {:.0} °C.", usual.low));
                add("Gloves and hat", format!("{place}: days of {:.0} °C.", usual.high));
            }
            4.0..14.0 => add("Warm jacket", format!("{place}: {:.0} to {:.0} °C.", usual.low, usual.high)),
            22.0.. => {
                add("Sunscreen", format!("{place}: {:.0} hours of sun a day.", usual.sunshine));
                add("Light clothes", format!("{place}: days of {:.0} °C.", usual.high));
            }
            _ => add("Light jacket", format!("{place}: evenings of {:.0} °C.", usual.low)),
        }
        if usual.wet_days >= 8 {
            add("Umbrella", format!("{place}: {} wet days.", usual.wet_days));
        }
        if home.is_some_and(|home| home.country != city.country) {
            add("Passport or identity card", format!("{} is in {}.", city.name, city.country));
        }
        if home.is_some_and(|home| plug(home.country) != plug(city.country)) {
            add("Plug adapter", format!("Sockets in {} differ from those at home.", city.country));
        }
    }
    let days = trip.end_date.since(trip.start_date) + 1;
    add(&format!("Clothes for {}", counted(days.min(7), "day")), format!("The trip has {}.", counted(days, "day")));
    if trip.purpose.is_work() {
        add("Laptop and charger", "It is a trip for work.".to_owned());
        add("Business cards", "It is a trip for work.".to_owned());
    } else if trip.purpose == TripPurpose::Visit {
        add("A present for the hosts", "It is a visit.".to_owned());
    } else {
        add("A book", "It is a holiday.".to_owned());
    }
    Ok(PackingSuggestions { trip_id: args.trip_id, suggestions })
}

/// The kind of plug that fits the sockets of a country.
fn plug(country: &str) -> char {
    match country {
        "United Kingdom" | "Ireland" | "Singapore" | "United Arab Emirates" | "Kenya" | "Nigeria" => 'G',
        "United States" | "Canada" | "Mexico" | "Japan" | "Vietnam" => 'A',
        "Australia" | "New Zealand" | "China" => 'I',
        "India" | "South Africa" => 'D',
        "Brazil" => 'N',
        "Switzerland" => 'J',
        _ => 'C',
    }
}
