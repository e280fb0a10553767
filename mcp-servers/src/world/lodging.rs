//! Hotels of the cities: their rooms, what a night costs and whether one is free.

use super::World;
use super::gazetteer::is_hub;
use super::places::{City, Venue, VenueKind};
use crate::kit::Day;
use crate::kit::ids::fnv;
use crate::kit::rng::mix;

/// A kind of room.
#[derive(Debug)]
pub struct Room {
    pub name: &'static str,
    pub beds: &'static str,
    pub sleeps: i64,
    pub square_metres: i64,
    /// Price in percent of a double room.
    percent: i64,
}

const fn room(name: &'static str, beds: &'static str, sleeps: i64, square_metres: i64, percent: i64) -> Room {
    Room { name, beds, sleeps, square_metres, percent }
}

pub const ROOMS: [Room; 5] = [
    room("Single room", "1 single bed", 1, 14, 82),
    room("Double room", "1 double bed", 2, 19, 100),
    room("Twin room", "2 single beds", 2, 20, 104),
    room("Family room", "1 double bed and 2 single beds", 4, 31, 155),
    room("Suite", "1 king bed and a sofa bed", 3, 44, 215),
];

/// What is included and how it can be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Saver,
    Flexible,
    Breakfast,
}

pub const PLANS: [Plan; 3] = [Plan::Saver, Plan::Flexible, Plan::Breakfast];

impl Plan {
    pub fn is_refundable(self) -> bool {
        self != Self::Saver
    }
}

const AMENITIES: [&str; 16] = [
    "Free Wi-Fi", "Gym", "Indoor pool", "Sauna", "Restaurant", "Bar", "Parking garage", "Airport shuttle",
    "Pets allowed", "Air conditioning", "Meeting rooms", "Laundry service", "Roof terrace", "Bicycle hire",
    "Step-free access", "Garden",
];

/// What a night costs compared to Germany, in percent.
const LEVELS: [(&str, i64); 31] = [
    ("Switzerland", 165),
    ("United Kingdom", 128),
    ("United States", 135),
    ("Norway", 128),
    ("Denmark", 126),
    ("Sweden", 112),
    ("Singapore", 132),
    ("United Arab Emirates", 118),
    ("Japan", 104),
    ("Australia", 114),
    ("New Zealand", 108),
    ("Canada", 114),
    ("Ireland", 122),
    ("Netherlands", 112),
    ("Italy", 94),
    ("Spain", 90),
    ("Portugal", 84),
    ("Greece", 80),
    ("South Korea", 90),
    ("Czechia", 72),
    ("Poland", 66),
    ("Hungary", 64),
    ("Romania", 56),
    ("China", 70),
    ("Mexico", 64),
    ("Brazil", 60),
    ("Türkiye", 56),
    ("South Africa", 58),
    ("Egypt", 48),
    ("India", 48),
    ("Vietnam", 42),
];

/// A hotel with what a guest wants to know.
#[derive(Debug, Clone)]
pub struct Hotel {
    pub index: usize,
    pub venue: Venue,
    pub stars: i64,
    pub amenities: Vec<&'static str>,
    /// Minutes after midnight.
    pub check_in_from: i64,
    pub check_out_by: i64,
    /// The last day and hour of free cancellation lies so many days before the arrival.
    pub free_until_days: i64,
}

/// How many hotels a city has.
pub fn count(city: &City) -> usize {
    if is_hub(city) { 12 } else { 7 }
}

pub fn hotel_id(world: &World, city: &City, index: usize) -> String {
    world.id("htl", city.index() * 16 + index)
}

/// The hotel with an id.
pub fn find(world: &World, hotel_id_wanted: &str) -> Option<Hotel> {
    let all = super::atlas::CITIES.iter().flat_map(|city| (0..count(city)).map(move |index| (city, index)));
    let (city, index) = all.into_iter().find(|(city, index)| hotel_id(world, city, *index) == hotel_id_wanted)?;
    Some(Hotel::of(world, city, index))
}

impl Hotel {
    pub fn of(world: &World, city: &'static City, index: usize) -> Self {
        let mut rng = world.rng(&format!("hotel {}", city.name), index);
        let stars = [3, 4, 2, 5, 3, 4][(index + rng.index(2)) % 6];
        let count = (stars + 1) as usize;
        let mut amenities = rng.some(&AMENITIES[1..], count);
        amenities.push(AMENITIES[0]);
        amenities.sort_unstable();
        Self {
            index,
            venue: Venue::of(world, city, VenueKind::Hotel, index),
            stars,
            amenities,
            check_in_from: 840 + 60 * rng.range(0, 2),
            check_out_by: 600 + 60 * rng.range(0, 2),
            free_until_days: rng.range(1, 3),
        }
    }

    pub fn city(&self) -> &'static City {
        self.venue.city
    }

    fn luck(&self, seed: u64, label: &str, room: usize, night: Day) -> u64 {
        let place = fnv(self.venue.city.name) ^ fnv(label).rotate_left(9) ^ ((self.index * 8 + room) as u64) << 40;
        mix(place ^ mix(seed ^ night.since(Day::new(2020, 1, 1)) as u64))
    }

    /// A night in the smallest unit of the city's currency.
    pub fn night(&self, seed: u64, room: usize, plan: Plan, night: Day) -> i64 {
        let city = self.venue.city;
        let level = LEVELS.iter().find(|(country, _)| *country == city.country).map_or(90, |(_, level)| *level);
        let stars = [5_200, 7_000, 9_900, 14_800, 26_500][(self.stars - 1).clamp(0, 4) as usize];
        let own = 80 + (self.luck(seed, "own", 0, Day::new(2020, 1, 1)) % 45) as i64;
        let weekend = if [4, 5].contains(&night.weekday()) { 114 } else { 100 };
        let summer = if city.latitude < 0.0 { [12, 1, 2] } else { [6, 7, 8] };
        let season = if summer.contains(&night.month()) { 118 } else { 100 };
        let noise = 92 + (self.luck(seed, "price", 0, night) % 20) as i64;
        let plan = match plan {
            Plan::Saver => 86,
            Plan::Flexible => 100,
            Plan::Breakfast => 100 + 1_600 * 100 / stars.max(1),
        };
        let room = ROOMS.get(room).map_or(100, |room| room.percent);
        let cents = stars * level / 100 * own / 100 * weekend / 100 * season / 100 * noise / 100 * room / 100;
        city.currency().price((cents * plan / 10_000 * 100).max(1_500))
    }

    /// How many rooms of a kind other guests have left free.
    pub fn free_rooms(&self, seed: u64, room: usize, night: Day) -> i64 {
        // Not every hotel has every kind.
        let has = self.luck(seed, "kinds", room, Day::new(2020, 1, 1)) % 100 < if room == 1 { 100 } else { 70 };
        if has { (self.luck(seed, "free", room, night) % 8) as i64 } else { 0 }
    }

    /// The fewest free rooms of a kind over the nights of a stay.
    pub fn free_over(&self, seed: u64, room: usize, check_in: Day, nights: i64) -> i64 {
        (0..nights).map(|night| self.free_rooms(seed, room, check_in.plus_days(night))).min().unwrap_or(0)
    }

    pub fn stay(&self, seed: u64, room: usize, plan: Plan, check_in: Day, nights: i64) -> i64 {
        (0..nights).map(|night| self.night(seed, room, plan, check_in.plus_days(night))).sum()
    }
}
