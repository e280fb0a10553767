//! The tools that find places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Maps;
use super::points::{Spot, city, is_open, place};
use super::types::*;
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Query, Text, Time, ToolError, When, invalid, page, shorten};
use crate::world::places::{City, Venue, distance_km};
use crate::world::venues::KINDS;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceEntry {
    /// Id of the place.
    pub id: String,
    /// Name of the place.
    pub name: String,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// Street, city and country.
    pub address: String,
    /// Average of the visitors' ratings, 1 to 5.
    pub rating: f64,
    /// Daily opening hours there.
    pub opening_hours: String,
    /// Whether it is open at the moment in question.
    pub is_open: bool,
    /// Metres from where the search began, as the crow flies.
    pub distance_metres: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceList {
    /// The places found, nearest first.
    pub places: Vec<PlaceEntry>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceDetails {
    /// The place.
    pub place: Place,
    /// What clocks there show now.
    pub local_time: Time,
    /// Whether it is open now.
    pub is_open_now: bool,
    /// When it opens or closes next, by the clocks there; absent for places that never close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_change: Option<Time>,
    /// Id under which the user has saved it, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_place_id: Option<String>,
}

/// Finds places by kind and words near a place, an address or a city's centre, nearest first; can ask for those open at a time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPlaces {
    /// Only places of this kind.
    pub kind: Option<PlaceKind>,
    /// Words of the name; all of them must match.
    pub query: Option<Query>,
    /// Id of a place to search around.
    pub near_place_id: Option<String>,
    /// Address to search around.
    #[schemars(example = &"Wien")]
    pub near_address: Option<Text<200>>,
    /// City to search in, around its centre (default: the user's home city).
    #[schemars(example = &"Berlin")]
    pub city: Option<Text<60>>,
    /// How far away a place may be, in metres (default 5000).
    pub radius_metres: Option<Int<100, 20_000>>,
    /// Only places open at this moment.
    pub open_at: Option<When>,
    /// Only places open now (default false).
    pub open_now: Option<bool>,
    /// Only places rated at least so.
    #[schemars(range(min = 1.0, max = 5.0))]
    pub min_rating: Option<f64>,
    /// How many places to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one place with address, phone, opening hours, local time and whether it is open now.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPlace {
    /// Id of the place.
    pub place_id: String,
}

pub fn search_places(maps: &Maps, call: &Call, args: SearchPlaces) -> Result<PlaceList> {
    let (town, at) = start(maps, call.now, &args)?;
    let moment = match (args.open_at, args.open_now) {
        (Some(_), Some(true)) => return Err(invalid("Give only one of open_at and open_now.")),
        (Some(when), _) => Some(call.now.resolve(when)),
        (None, Some(true)) => Some(call.now),
        _ => None,
    };
    let radius = args.radius_metres.map_or(5_000, |radius| radius.0);
    let metres = |venue: &Venue| (distance_km(at, (venue.latitude, venue.longitude)) * 1_000.0).round() as i64;
    let kinds = KINDS.iter().filter(|kind| args.kind.is_none_or(|wanted| PlaceKind::of(**kind) == wanted));
    let mut found: Vec<(i64, String, Venue)> = kinds
        .flat_map(|kind| maps.venues(call.now, town, *kind))
        .map(|(id, venue)| (metres(&venue), id, venue))
        .filter(|(metres, _, venue)| {
            *metres <= radius
                && args.query.as_ref().is_none_or(|query| query.matches([venue.name.as_str()]))
                && args.min_rating.is_none_or(|least| venue.rating as f64 / 10.0 + 0.001 >= least)
                && moment.is_none_or(|moment| is_open(venue, moment))
        })
        .collect();
    found.order_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let entry = |(distance_metres, id, venue): (i64, String, Venue)| {
        let is_open = is_open(&venue, moment.unwrap_or(call.now));
        let Place { id, name, kind, address, rating, opening_hours, .. } = place(id, &venue);
        PlaceEntry { id, name, kind, address, rating, opening_hours, is_open, distance_metres }
    };
    Ok(PlaceList { places: found.into_iter().map(entry).collect(), next_cursor })
}

/// Where a search begins.
fn start(maps: &Maps, now: Time, args: &SearchPlaces) -> Result<(&'static City, (f64, f64))> {
    let given = [args.near_place_id.is_some(), args.near_address.is_some(), args.city.is_some()];
    if given.iter().filter(|given| **given).count() > 1 {
        return Err(invalid("Give only one of near_place_id, near_address and city."));
    }
    let spot: Spot = match (&args.near_place_id, &args.near_address, &args.city) {
        (Some(id), ..) => maps.spot_of_place(now, id)?,
        (_, Some(address), _) => maps.locate(now, &address.0)?,
        (.., Some(name)) => {
            let found = city(&name.0).ok_or_else(|| {
                let name = shorten(&name.0);
                ToolError::NotFound(format!("Maps know no city called {name}. Write its name as its country does."))
            })?;
            maps.locate(now, found.name)?
        }
        _ => maps.locate(now, &maps.home_city)?,
    };
    Ok((spot.city, spot.at))
}

pub fn get_place(maps: &Maps, call: &Call, args: GetPlace) -> Result<PlaceDetails> {
    let venue = maps.venue(call.now, &args.place_id)?;
    let saved = maps.saved_places.values().find(|saved| saved.place_id.as_ref() == Some(&args.place_id));
    let local_time = venue.city.zone.show(call.now);
    let (today, minute) = (local_time.day(), local_time.minute());
    let never_closes = venue.opens == 0 && venue.closes >= 24 * 60;
    let next_change = match minute {
        _ if never_closes => None,
        minute if minute < venue.opens => Some(venue.city.zone.at(today, venue.opens)),
        minute if minute < venue.closes => Some(venue.city.zone.at(today, venue.closes)),
        _ => Some(venue.city.zone.at(today.plus_days(1), venue.opens)),
    };
    Ok(PlaceDetails {
        is_open_now: is_open(&venue, call.now),
        local_time,
        next_change,
        saved_place_id: saved.map(|saved| saved.id.clone()),
        place: place(args.place_id, &venue),
    })
}
