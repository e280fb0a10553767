//! The wish list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Hotels;
use super::types::SavedHotel;
use crate::kit::{Call, Ordered, Text, ToolError, conflict};
use crate::servers::travel::city;

type Result<T> = std::result::Result<T, ToolError>;

/// The wish list ends here.
const MOST: usize = 40;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedHotelList {
    /// The hotels on the wish list, newest first.
    pub hotels: Vec<SavedHotel>,
}

/// Puts a hotel on the user's wish list, or changes the note of one that is there. Fails if the list is full.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveHotel {
    /// Id of the hotel.
    pub hotel_id: String,
    /// What to remember about it.
    pub note: Option<Text<200>>,
}

/// Lists the hotels on the user's wish list, newest first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSavedHotels {
    /// Only hotels of this city.
    pub city: Option<Text<60>>,
}

pub fn save_hotel(state: &mut Hotels, call: &mut Call, args: SaveHotel) -> Result<SavedHotel> {
    let hotel = state.hotel(&args.hotel_id)?;
    let known = state.saved_hotels.get(&args.hotel_id);
    if known.is_none() && state.saved_hotels.len() >= MOST {
        return Err(conflict(format!("The wish list holds {MOST} hotels at most and is full.")));
    }
    let saved = SavedHotel {
        hotel_id: args.hotel_id.clone(),
        name: hotel.venue.name.clone(),
        city: hotel.city().name.to_owned(),
        note: args.note.map(|note| note.0).or_else(|| known.and_then(|known| known.note.clone())),
        saved_at: known.map_or(call.now, |known| known.saved_at),
    };
    state.saved_hotels.insert(args.hotel_id, saved.clone());
    Ok(saved)
}

pub fn list_saved_hotels(state: &Hotels, _: &Call, args: ListSavedHotels) -> Result<SavedHotelList> {
    let city = args.city.map(|name| city("city", &name.0)).transpose()?;
    let fits = |saved: &&SavedHotel| city.is_none_or(|city| saved.city == city.name);
    let mut hotels: Vec<SavedHotel> = state.saved_hotels.values().filter(fits).cloned().collect();
    hotels.order_by(|a, b| (b.saved_at, &a.name).cmp(&(a.saved_at, &b.name)));
    Ok(SavedHotelList { hotels })
}
