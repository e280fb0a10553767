//! The tools between addresses and coordinates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Maps;
use super::points::{nearest_city, place};
use super::types::*;
use crate::kit::{Call, Text, Time, ToolError, invalid};
use crate::world::places::distance_km;
use crate::world::venues::KINDS;

type Result<T> = std::result::Result<T, ToolError>;

/// How far from a city's centre maps still know their way, in kilometres.
const KNOWN: f64 = 40.0;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PointDescription {
    /// City that the point belongs to.
    pub city: String,
    /// Country of that city.
    pub country: String,
    /// Name of the time zone there.
    pub time_zone: String,
    /// What clocks there show now.
    pub local_time: Time,
    /// Metres to the centre of the city.
    pub metres_to_centre: i64,
    /// The nearest known place.
    pub nearest_place: Place,
    /// Metres to that place.
    pub metres_to_place: i64,
}

/// Turns an address, the name of a place with its city, or a city into coordinates, with the id of the place if one is known there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeocodeAddress {
    /// Address with a comma between street and city, or the name of a city.
    #[schemars(example = &"Bahnhofstraße 12, Hamburg", example = &"Lisboa")]
    pub address: Text<200>,
}

/// Describes a point: city, time zone, local time and the nearest known place. Fails far away from all known cities.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReverseGeocode {
    /// Latitude in degrees.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub latitude: f64,
    /// Longitude in degrees.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub longitude: f64,
}

pub fn geocode_address(maps: &Maps, call: &Call, args: GeocodeAddress) -> Result<GeocodedAddress> {
    let spot = maps.locate(call.now, &args.address.0)?;
    Ok(GeocodedAddress {
        formatted_address: spot.address(),
        latitude: spot.at.0,
        longitude: spot.at.1,
        precision: spot.precision,
        place_id: spot.place_id,
    })
}

pub fn reverse_geocode(maps: &Maps, call: &Call, args: ReverseGeocode) -> Result<PointDescription> {
    let at = (args.latitude, args.longitude);
    if !(-90.0..=90.0).contains(&at.0) || !(-180.0..=180.0).contains(&at.1) {
        return Err(invalid("Latitude lies from -90 to 90 degrees and longitude from -180 to 180."));
    }
    let near = nearest_city(at).filter(|(_, kilometres)| *kilometres <= KNOWN);
    let Some((city, kilometres)) = near else {
        return Err(ToolError::NotFound(
            "No known city lies within 40 km of this point. Use geocode_address to find cities.".to_owned(),
        ));
    };
    let all = KINDS.iter().flat_map(|kind| maps.venues(call.now, city, *kind));
    let distance = |(id, venue): (String, crate::world::places::Venue)| {
        (distance_km(at, (venue.latitude, venue.longitude)), id, venue)
    };
    let nearest = all.map(distance).min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((to_place, id, venue)) = nearest else {
        return Err(ToolError::NotFound("No place is known in this city.".to_owned()));
    };
    Ok(PointDescription {
        city: city.name.to_owned(),
        country: city.country.to_owned(),
        time_zone: city.zone.name.to_owned(),
        local_time: city.zone.show(call.now),
        metres_to_centre: (kilometres * 1_000.0).round() as i64,
        nearest_place: place(id, &venue),
        metres_to_place: (to_place * 1_000.0).round() as i64,
    })
}
