//! The user's saved places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::types::*;
use super::{Maps, SAVED};
use crate::kit::resource::json_text;
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Table, Text, ToolError, conflict, page};
use crate::world::World;
use crate::world::addresses::own_addresses;
use crate::world::cast::Cast;
use crate::world::clients::clients;
use crate::world::places::{City, Venue, VenueKind};
use crate::world::venues::{KINDS, place_id, point_of};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedPlaceList {
    /// The saved places, by label.
    pub saved_places: Vec<SavedPlace>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists what the user has saved, such as home, office, clients and favourite places.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSavedPlaces {
    /// Words of label, address or note; all of them must match.
    pub query: Option<Query>,
    /// How many saved places to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Saves a place or an address under a label. Fails if the label is taken or the place is saved already.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavePlace {
    /// What the user calls it.
    pub label: Text<60>,
    /// Id of the place; or give place_address.
    pub place_id: Option<String>,
    /// Address to save, for what is no known place.
    #[schemars(example = &"Porto")]
    pub place_address: Option<Text<200>>,
    /// What to remember about it.
    pub note: Option<Text<300>>,
}

/// Removes a saved place for good.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveSavedPlace {
    /// Id of the saved place.
    pub saved_place_id: String,
}

pub fn list_saved_places(maps: &Maps, _: &Call, args: ListSavedPlaces) -> Result<SavedPlaceList> {
    let found = |one: &&SavedPlace| {
        let texts = [&one.label, &one.address].into_iter().chain(&one.note);
        args.query.as_ref().is_none_or(|query| query.matches(texts.map(String::as_str)))
    };
    let mut found: Vec<&SavedPlace> = maps.saved_places.values().filter(found).collect();
    found.order_by(|a, b| (&a.label, &a.id).cmp(&(&b.label, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(SavedPlaceList { saved_places: found.into_iter().cloned().collect(), next_cursor })
}

pub fn save_place(maps: &mut Maps, call: &mut Call, args: SavePlace) -> Result<SavedPlace> {
    let address = args.place_address.as_ref().map(|text| text.0.as_str());
    let spot = match (args.place_id.as_deref(), address) {
        (Some(id), None) => maps.spot_of_place(call.now, id)?,
        (None, Some(address)) => maps.locate(call.now, address)?,
        _ => return Err(crate::kit::invalid("Give exactly one of place_id and place_address.")),
    };
    let label = args.label.0;
    if let Some(taken) = maps.saved_places.values().find(|saved| saved.label.eq_ignore_ascii_case(&label)) {
        return Err(conflict(format!("{} is the label of {}. Choose another one.", taken.label, taken.address)));
    }
    let twin = maps.saved_places.values().find(|saved| spot.place_id.is_some() && saved.place_id == spot.place_id);
    if let Some(twin) = twin {
        return Err(conflict(format!("The place is saved as {} ({}).", twin.label, twin.id)));
    }
    let saved = SavedPlace {
        id: call.ids.mint("sav"),
        label,
        address: spot.address(),
        latitude: spot.at.0,
        longitude: spot.at.1,
        place_id: spot.place_id,
        note: args.note.map(|note| note.0),
        saved_at: call.now,
    };
    maps.saved_places.insert(saved.id.clone(), saved.clone());
    Ok(saved)
}

pub fn remove_saved_place(maps: &mut Maps, _: &mut Call, args: RemoveSavedPlace) -> Result<SavedPlace> {
    maps.saved_places.remove(&args.saved_place_id).ok_or_else(|| SAVED.missing(&args.saved_place_id))
}

/// All saved places as GeoJSON.
pub fn geojson(maps: &Maps) -> Result<String> {
    let feature = |saved: &SavedPlace| {
        json!({
            "type": "Feature",
            "id": saved.id,
            "geometry": {"type": "Point", "coordinates": [saved.longitude, saved.latitude]},
            "properties": {"label": saved.label, "address": saved.address},
        })
    };
    let features: Vec<_> = maps.saved_places.values().map(feature).collect();
    json_text(&json!({"type": "FeatureCollection", "features": features}))
}

/// What is to be saved.
struct Plan {
    label: String,
    street: String,
    city: &'static City,
    place: Option<(String, Venue)>,
}

/// Home and office as the shop knows them, clients' offices, and places the user likes.
pub fn generate(world: &World, cast: &Cast) -> Table<SavedPlace> {
    let Some(town) = City::find(cast.owner.city) else { return Table::new() };
    let [home, office] = own_addresses(world, cast);
    let address = |label: &str, street: String, city| Plan { label: label.to_owned(), street, city, place: None };
    let mut saved = vec![address("Home", home.street, town), address("Office", office.street, town)];
    for client in clients(world, cast).iter().filter(|client| client.is_customer).take(world.scaled(3)) {
        saved.push(address(&client.name, client.street.clone(), client.city));
    }
    let mut rng = world.rng("favourites", 0);
    let places = rng.some(&KINDS, 5);
    for kind in places.into_iter().filter(|kind| *kind != VenueKind::Hotel) {
        let index = rng.index(8);
        let venue = Venue::of(world, town, kind, index);
        let label = format!("{} ({})", venue.name, rng.pick(&["favourite", "to try", "with the team", "near home"]));
        let street = venue.street.clone();
        saved.push(Plan { label, street, city: town, place: Some((place_id(world, town, kind, index), venue)) });
    }
    let row = |(index, Plan { label, street, city, place }): (usize, Plan)| {
        let mut rng = world.rng("saved place", index);
        let id = world.id("sav", index);
        let point = place.as_ref().map_or_else(|| point_of(&street, city), |(_, one)| (one.latitude, one.longitude));
        let row = SavedPlace {
            id: id.clone(),
            label,
            address: format!("{street}, {}, {}", city.name, city.country),
            latitude: point.0,
            longitude: point.1,
            place_id: place.map(|(id, _)| id),
            note: rng.chance(35).then(|| {
                rng.pick(&[
                    "Entrance in the yard.", "Ring twice.", "Parking behind the house.", "Ask for the quiet table.",
                ])
                .to_owned()
            }),
            saved_at: world.now.plus_days(-rng.range(5, 700)),
        };
        (id, row)
    };
    saved.into_iter().enumerate().map(row).collect()
}
