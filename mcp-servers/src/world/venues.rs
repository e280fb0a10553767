//! Handles of places and points of addresses, so that every server means the same venue and the same door.

use super::World;
use super::atlas::CITIES;
use super::places::{City, VenueKind};
use crate::kit::ids::{fnv, index_of};
use crate::kit::rng::mix;
use crate::kit::search::fold;

pub const KINDS: [VenueKind; 10] = [
    VenueKind::Restaurant,
    VenueKind::Cafe,
    VenueKind::Hotel,
    VenueKind::Clinic,
    VenueKind::Pharmacy,
    VenueKind::Museum,
    VenueKind::Gym,
    VenueKind::Cinema,
    VenueKind::Supermarket,
    VenueKind::Library,
];

/// No city has more venues of a kind than this.
const MOST: usize = 256;

/// The handle of venue number `index` of a kind in a city.
pub fn place_id(world: &World, city: &City, kind: VenueKind, index: usize) -> String {
    handle(world, city.index(), kind, index)
}

fn handle(world: &World, city: usize, kind: VenueKind, index: usize) -> String {
    world.id("plc", (city * KINDS.len() + kind as usize) * MOST + index % MOST)
}

/// What a handle stands for, if it is of a venue with an index below `count`.
pub fn venue_of(world: &World, place_id: &str, count: usize) -> Option<(&'static City, VenueKind, usize)> {
    let number = index_of(world.seed, "plc", place_id)? as usize;
    let (place, index) = (number / MOST, number % MOST);
    let city = CITIES.get(place / KINDS.len())?;
    let kind = KINDS.into_iter().find(|kind| *kind as usize == place % KINDS.len())?;
    (index < count).then_some((city, kind, index))
}

/// Where a street address lies: within some three kilometres of the centre, the same for equal addresses.
pub fn point_of(street: &str, city: &City) -> (f64, f64) {
    let folded: String = street.chars().map(fold).filter(|c| c.is_alphanumeric()).collect();
    let bits = mix(fnv(&folded) ^ fnv(city.name));
    let shift = |bits: u64| (bits % 601) as i64 - 300;
    let place = |degrees: f64, shift: i64| ((degrees * 10_000.0).round() as i64 + shift) as f64 / 10_000.0;
    (place(city.latitude, shift(bits)), place(city.longitude, shift(bits >> 20)))
}
