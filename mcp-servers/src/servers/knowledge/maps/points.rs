//! From what a caller names to a point on the map.

use super::Maps;
use super::types::*;
use crate::kit::search::fold;
use crate::kit::{Time, ToolError, invalid, shorten};
use crate::world::atlas::CITIES;
use crate::world::places::{City, Venue, VenueKind, distance_km};
use crate::world::venues::{KINDS, place_id, point_of, venue_of};

type Result<T> = std::result::Result<T, ToolError>;

/// A point with its city and its name.
#[derive(Debug, Clone)]
pub struct Spot {
    pub name: String,
    pub street: String,
    pub city: &'static City,
    pub at: (f64, f64),
    pub place_id: Option<String>,
    pub precision: Precision,
}

impl Spot {
    pub fn kilometres(&self, other: &Self) -> f64 {
        distance_km(self.at, other.at)
    }

    pub fn address(&self) -> String {
        let start = if self.street.is_empty() { String::new() } else { format!("{}, ", self.street) };
        format!("{start}{}, {}", self.city.name, self.city.country)
    }
}

impl Maps {
    /// All places of a kind in a city with their ids.
    pub fn venues(&self, now: Time, city: &'static City, kind: VenueKind) -> Vec<(String, Venue)> {
        let world = self.world(now);
        let one = |index| (place_id(&world, city, kind, index), Venue::of(&world, city, kind, index));
        (0..self.places_per_kind).map(one).collect()
    }

    pub fn venue(&self, now: Time, id: &str) -> Result<Venue> {
        let world = self.world(now);
        let found = venue_of(&world, id, self.places_per_kind);
        let found = found.map(|(city, kind, index)| Venue::of(&world, city, kind, index));
        found.ok_or_else(|| {
            let id = shorten(id);
            ToolError::NotFound(format!("No place has the id {id}. Use search_places or geocode_address to find ids."))
        })
    }

    pub fn spot_of_place(&self, now: Time, id: &str) -> Result<Spot> {
        let venue = self.venue(now, id)?;
        Ok(spot(id.to_owned(), venue))
    }

    /// Exactly one of a place id and an address; `argument` is the name of what is wanted, such as `origin`.
    pub fn spot(&self, now: Time, place_id: Option<&str>, address: Option<&str>, argument: &str) -> Result<Spot> {
        match (place_id, address) {
            (Some(id), None) => self.spot_of_place(now, id),
            (None, Some(address)) => self.locate(now, address),
            _ => Err(invalid(format!("Give exactly one of {argument}_place_id and {argument}_address."))),
        }
    }

    /// The point of a written address: `street, city`, a place's name with its city, or a city alone.
    pub fn locate(&self, now: Time, address: &str) -> Result<Spot> {
        let parts: Vec<&str> = address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let Some((city, place)) = parts.iter().enumerate().rev().find_map(|(place, part)| Some((city(part)?, place)))
        else {
            let address = shorten(address);
            return Err(ToolError::NotFound(format!(
                "No known city is named in \"{address}\". Write street and city with a comma between them."
            )));
        };
        let street = parts.get(..place).unwrap_or_default().join(", ");
        let plain = |text: &str| -> String { text.chars().map(fold).filter(|c| c.is_alphanumeric()).collect() };
        let wanted = plain(&street);
        if wanted.is_empty() {
            let at = (city.latitude, city.longitude);
            let (name, precision) = (city.name.to_owned(), Precision::City);
            return Ok(Spot { name, street, city, at, place_id: None, precision });
        }
        // A whole address of a place begins with its street or its name.
        let first = parts.first().map_or(String::new(), |part| plain(part));
        let all = KINDS.iter().flat_map(|kind| self.venues(now, city, *kind));
        let mut found = all.filter(|(_, venue)| {
            let (name, street) = (plain(&venue.name), plain(&venue.street));
            street == wanted || name == wanted || name == first
        });
        if let Some((id, venue)) = found.next() {
            return Ok(spot(id, venue));
        }
        let at = point_of(&street, city);
        Ok(Spot { name: street.clone(), street, city, at, place_id: None, precision: Precision::Street })
    }
}

fn spot(id: String, venue: Venue) -> Spot {
    Spot {
        at: (venue.latitude, venue.longitude),
        name: venue.name,
        street: venue.street,
        city: venue.city,
        place_id: Some(id),
        precision: Precision::Place,
    }
}

/// A city by its name, with or without accents and with a postal code before it.
pub fn city(text: &str) -> Option<&'static City> {
    let named = |text: &str| CITIES.iter().find(|city| city.name.chars().map(fold).eq(text.chars().map(fold)));
    let bare = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == ' ');
    named(text).or_else(|| named(bare))
}

/// The city whose centre is nearest.
pub fn nearest_city(at: (f64, f64)) -> Option<(&'static City, f64)> {
    let distance = |city: &'static City| (city, distance_km(at, (city.latitude, city.longitude)));
    CITIES.iter().map(distance).min_by(|a, b| a.1.total_cmp(&b.1))
}

pub fn place(id: String, venue: &Venue) -> Place {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let whole_day = venue.opens == 0 && venue.closes >= 24 * 60;
    Place {
        id,
        name: venue.name.clone(),
        kind: PlaceKind::of(venue.kind),
        address: venue.address(),
        latitude: venue.latitude,
        longitude: venue.longitude,
        rating: venue.rating as f64 / 10.0,
        phone: venue.phone.clone(),
        opening_hours: match whole_day {
            true => "open 24 hours".to_owned(),
            false => format!("{}-{}", clock(venue.opens), clock(venue.closes)),
        },
        time_zone: venue.city.zone.name.to_owned(),
    }
}

/// Whether a place is open at a moment, by the clocks there.
pub fn is_open(venue: &Venue, at: Time) -> bool {
    (venue.opens..venue.closes).contains(&venue.city.zone.show(at).minute())
}
