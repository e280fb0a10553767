//! Rental cars: stations in the cities, classes of cars, extras and prices.

use super::World;
use super::atlas::CITIES;
use super::fleet::AIRLINES;
use super::gazetteer::{airport_name, has_airport};
use super::places::City;
use crate::kit::Time;
use crate::kit::ids::fnv;
use crate::kit::rng::mix;

/// A class of cars with the usual model.
#[derive(Debug)]
pub struct Class {
    pub name: &'static str,
    pub model: &'static str,
    pub seats: i64,
    pub bags: i64,
    pub automatic: bool,
    pub electric: bool,
    /// Euro cents a day.
    cents: i64,
    pub youngest_driver: i64,
}

const fn class(name: &'static str, model: &'static str, room: (i64, i64), automatic: bool, cents: i64) -> Class {
    Class { name, model, seats: room.0, bags: room.1, automatic, electric: false, cents, youngest_driver: 21 }
}

pub const CLASSES: [Class; 7] = [
    class("economy", "Fiat Panda", (4, 1), false, 2_600),
    class("compact", "Volkswagen Golf", (5, 2), false, 3_300),
    class("midsize", "Škoda Octavia Estate", (5, 4), true, 4_300),
    Class { electric: true, ..class("electric", "Renault Mégane E-Tech", (5, 2), true, 4_900) },
    class("suv", "Toyota RAV4", (5, 4), true, 6_100),
    Class { youngest_driver: 25, ..class("van", "Ford Transit Custom", (9, 6), false, 8_900) },
    Class { youngest_driver: 25, ..class("premium", "BMW 5 Series", (5, 3), true, 10_400) },
];

pub const SUPPLIERS: [&str; 6] = ["Wheelhouse", "Motorly", "Larkcar", "Blue Axle", "Roadfolk", "Citydrive"];

/// An extra with its price a day in euro cents.
pub const EXTRAS: [(&str, i64); 5] = [
    ("child_seat", 700),
    ("navigation", 600),
    ("additional_driver", 900),
    ("winter_tyres", 800),
    ("zero_excess", 1_600),
];

/// Euro cents a day for drivers under 25.
pub const YOUNG_DRIVER: i64 = 1_900;

/// Where cars are handed over: at the airport, or in the centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Location {
    pub city: &'static City,
    pub at_airport: bool,
}

impl Location {
    pub fn all() -> impl Iterator<Item = Self> {
        CITIES.iter().flat_map(Self::of)
    }

    pub fn of(city: &'static City) -> impl Iterator<Item = Self> {
        let kinds: &[bool] = if has_airport(city) { &[true, false] } else { &[false] };
        kinds.iter().map(move |at_airport| Self { city, at_airport: *at_airport })
    }

    pub fn number(&self) -> usize {
        self.city.index() * 2 + usize::from(self.at_airport)
    }

    pub fn by_number(number: u64) -> Option<Self> {
        Self::all().find(|location| location.number() as u64 == number)
    }

    pub fn id(&self, world: &World) -> String {
        world.id("rlo", self.number())
    }

    pub fn find(world: &World, location_id: &str) -> Option<Self> {
        Self::all().find(|location| location.id(world) == location_id)
    }

    pub fn name(&self) -> String {
        if self.at_airport { airport_name(self.city) } else { format!("{} City Centre", self.city.name) }
    }

    /// Minutes after midnight; the centre is closed on Sundays.
    pub fn hours(&self) -> (i64, i64) {
        if self.at_airport { (360, 1_410) } else { (480, 1_110) }
    }

    pub fn is_open(&self, local: Time) -> bool {
        let (opens, closes) = self.hours();
        (opens..=closes).contains(&local.minute()) && (self.at_airport || local.day().weekday() != 6)
    }
}

/// Each started 24 hours count as a day.
pub fn days(from: Time, to: Time) -> i64 {
    let minutes = to.minutes_since(from);
    ((minutes + 1_439) / 1_440).max(1)
}

fn luck(seed: u64, location: Location, class: usize, label: &str, at: Time) -> u64 {
    let day = at.day().since(crate::kit::Day::new(2020, 1, 1)) as u64;
    mix(fnv(label) ^ mix(seed ^ (location.number() * 8 + class) as u64) ^ day << 20)
}

/// Whether a supplier has a car of a class left.
pub fn is_available(seed: u64, location: Location, class: usize, supplier: usize, from: Time) -> bool {
    luck(seed, location, class, SUPPLIERS[supplier % SUPPLIERS.len()], from) % 100 < 42
}

/// A rental without extras, in the smallest unit of the currency of the place.
pub fn price(seed: u64, from: (Location, Time), to: (Location, Time), class: usize, supplier: usize) -> i64 {
    let days = days(from.1, to.1);
    let noise = 86 + (luck(seed, from.0, class, "price", from.1) % 26) as i64 + supplier as i64 * 2;
    let long = if days >= 7 { 80 } else { 100 };
    let airport = if from.0.at_airport { 112 } else { 100 };
    let daily = CLASSES.get(class).map_or(3_300, |class| class.cents) * noise / 100 * long / 100 * airport / 100;
    let currency = from.0.city.currency();
    currency.price(daily / 10 * 10) * days + currency.price(one_way(from.0, to.0))
}

/// What it costs to leave the car elsewhere, in euro cents.
pub fn one_way(from: Location, to: Location) -> i64 {
    if from.city == to.city { 0 } else { 6_000 + (from.city.distance_km(to.city) as i64) * 22 }
}

/// Cars stay on their continent's roads: the same country, or not too far.
pub fn can_return(from: Location, to: Location) -> bool {
    let known = AIRLINES.iter().any(|airline| airline.country == to.city.country);
    known && (from.city.country == to.city.country || from.city.distance_km(to.city) < 700.0)
}
