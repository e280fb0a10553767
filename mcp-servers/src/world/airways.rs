//! The timetable of the air: which airline flies where and when, for how much, in which seats.

use super::atlas::CITIES;
use super::fleet::{AIRLINES, Aircraft, Airline, Fare};
use super::gazetteer::{airport_name, has_airport, hubs, is_hub};
use super::places::City;
use crate::kit::ids::fnv;
use crate::kit::rng::mix;
use crate::kit::{Day, Ordered, Time};

/// One flight on one day, which is the local date of its departure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    pub from: &'static City,
    pub to: &'static City,
    /// Which of the day's flights of this route.
    pub slot: i64,
    pub day: Day,
    departure: Time,
    arrival: Time,
}

/// So many hubs, those least out of the way, are looked at for each change of planes.
const NEAR_HUBS: usize = 8;

/// What is the same for a pair of cities in both directions.
fn pair_luck(a: &City, b: &City) -> u64 {
    mix(fnv(a.airport) ^ fnv(b.airport))
}

/// How many flights a day go from one city to another.
fn frequency(from: &City, to: &City) -> i64 {
    if from == to || !has_airport(from) || !has_airport(to) {
        return 0;
    }
    let km = from.distance_km(to);
    let domestic = from.country == to.country;
    match (usize::from(is_hub(from)) + usize::from(is_hub(to)), km) {
        (_, ..220.0) => 0,
        (2, ..1_200.0) => 4,
        (2, ..4_500.0) => 3,
        (2, ..13_500.0) => 1 + (pair_luck(from, to) % 2) as i64,
        (1, ..1_200.0) if domestic => 3,
        (1, ..1_200.0) => 2,
        (1, ..3_200.0) => 1,
        (0, 350.0..) if domestic => 1,
        (0, 300.0..2_200.0) if pair_luck(from, to).is_multiple_of(4) => 1,
        _ => 0,
    }
}

/// Luck of one of a route's daily flights, the same on every day.
fn luck(from: &City, to: &City, slot: i64, label: &str) -> u64 {
    let route = fnv(from.airport).rotate_left(17) ^ fnv(to.airport) ^ fnv(label);
    mix(route ^ slot as u64)
}

/// From gate to gate.
fn minutes(km: f64) -> i64 {
    (35 + (km / 13.3) as i64) / 5 * 5
}

impl Flight {
    /// The flights of a route on a day, by departure.
    pub fn direct(from: &'static City, to: &'static City, day: Day) -> Vec<Self> {
        let daily = frequency(from, to);
        (0..daily).filter_map(|slot| Self::of(from, to, slot, day, daily)).collect()
    }

    /// One of so many daily flights, if there is one on that day: small routes are not always flown.
    fn of(from: &'static City, to: &'static City, slot: i64, day: Day, daily: i64) -> Option<Self> {
        let small = !is_hub(from) && !is_hub(to) && from.country != to.country;
        if small && !(luck(from, to, slot, "days") + day.weekday() as u64).is_multiple_of(2) {
            return None;
        }
        let width = 900 / daily.max(1);
        let minute = 380 + slot * width + (luck(from, to, slot, "minute") % width as u64) as i64 / 5 * 5;
        let departure = from.zone.at(day, minute);
        let arrival = to.zone.show(departure.plus_minutes(minutes(from.distance_km(to))));
        Some(Self { from, to, slot, day, departure, arrival })
    }

    fn luck(&self, label: &str) -> u64 {
        luck(self.from, self.to, self.slot, label)
    }

    /// Luck that differs from day to day and from world to world.
    fn day_luck(&self, seed: u64, label: &str) -> u64 {
        mix(self.luck(label) ^ mix(seed ^ self.day.since(Day::new(2020, 1, 1)) as u64))
    }

    pub fn km(&self) -> f64 {
        self.from.distance_km(self.to)
    }

    /// From gate to gate.
    pub fn minutes(&self) -> i64 {
        minutes(self.km())
    }

    pub fn departure(&self) -> Time {
        self.departure
    }

    pub fn arrival(&self) -> Time {
        self.arrival
    }

    /// Airlines of both countries share a route.
    pub fn airline(&self) -> &'static Airline {
        let home = if self.is_homebound() { self.to } else { self.from };
        AIRLINES.iter().find(|airline| airline.country == home.country).unwrap_or(&AIRLINES[0])
    }

    fn is_homebound(&self) -> bool {
        self.from.country != self.to.country && self.slot % 2 == 1
    }

    /// `RH2417`. The number says which route and flight it is, so that it can be found again.
    pub fn number(&self) -> String {
        let (home, other) = if self.is_homebound() { (self.to, self.from) } else { (self.from, self.to) };
        let home_index = home.compatriots().iter().position(|city| *city == home).unwrap_or(0);
        let route = (home_index * CITIES.len() + other.index()) * 4 + self.slot as usize;
        format!("{}{:03}", self.airline().code, route * 2 + usize::from(self.is_homebound()) + 1)
    }

    /// The flight with a number, if there is one on that day.
    pub fn find(number: &str, day: Day) -> Option<Self> {
        let number: String = number.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (code, digits) = number.split_at_checked(2)?;
        let airline = AIRLINES.iter().find(|airline| airline.code.eq_ignore_ascii_case(code))?;
        let digits = digits.parse::<usize>().ok().filter(|digits| (1..10_000).contains(digits))? - 1;
        let (homebound, slot, route) = (digits % 2 == 1, digits / 2 % 4, digits / 8);
        let home = CITIES.iter().filter(|city| city.country == airline.country).nth(route / CITIES.len())?;
        let other = CITIES.get(route % CITIES.len())?;
        let (from, to) = if homebound { (other, home) } else { (home, other) };
        let (slot, daily) = (slot as i64, frequency(from, to));
        let flight = (slot < daily).then(|| Self::of(from, to, slot, day, daily))?;
        flight.filter(|flight| flight.is_homebound() == homebound)
    }

    pub fn aircraft(&self) -> Aircraft {
        match self.km() {
            ..1_100.0 => Aircraft::Regional,
            1_100.0..4_800.0 => Aircraft::Narrow,
            _ => Aircraft::Wide,
        }
    }

    pub fn terminal(&self) -> String {
        let many = if is_hub(self.from) { 3 } else { 1 };
        (1 + fnv(self.airline().code) % many).to_string()
    }

    pub fn gate(&self, seed: u64) -> String {
        let luck = self.day_luck(seed, "gate");
        format!("{}{}", ["A", "B", "C", "D"][(luck % 4) as usize], 1 + luck / 4 % 38)
    }

    /// Minutes that the flight is late; most are not.
    pub fn delay(&self, seed: u64) -> i64 {
        let luck = self.day_luck(seed, "delay");
        if luck % 100 < 18 { 15 + (luck / 100 % 19) as i64 * 5 } else { 0 }
    }

    /// Whether somebody else sits there.
    pub fn is_taken(&self, seed: u64, seat: &str) -> bool {
        let load = 40 + self.day_luck(seed, "load") % 45;
        mix(self.day_luck(seed, "seat") ^ fnv(seat)) % 100 < load
    }

    pub fn from_name(&self) -> String {
        airport_name(self.from)
    }
}

/// Ways to fly from one city to another, departing on a day: by departure, twelve at most.
pub fn itineraries(from: &'static City, to: &'static City, day: Day) -> Vec<Vec<Flight>> {
    let mut found: Vec<Vec<Flight>> = Flight::direct(from, to, day).into_iter().map(|flight| vec![flight]).collect();
    if found.len() < 3 {
        found.extend(one_stop(from, to, day));
    }
    if found.is_empty() {
        found.extend(two_stops(from, to, day));
    }
    let shortest = found.iter().map(|flights| total_minutes(flights)).min().unwrap_or(0);
    found.retain(|flights| total_minutes(flights) <= shortest * 5 / 4 + 240);
    found.order_by_key(|flights| flights.first().map(Flight::departure));
    found.truncate(12);
    found
}

fn one_stop(from: &'static City, to: &'static City, day: Day) -> Vec<Vec<Flight>> {
    let straight = from.distance_km(to);
    let detour = |via: &City| from.distance_km(via) + via.distance_km(to);
    let fits = |via: &&'static City| {
        frequency(from, via) > 0 && frequency(via, to) > 0 && detour(via) < straight * 1.45 + 400.0
    };
    let mut vias: Vec<&'static City> = hubs().filter(fits).collect();
    vias.order_by_key(|via| metres(detour(via)));
    let first = vias.into_iter().take(3).flat_map(|via| Flight::direct(from, via, day));
    first.filter_map(|first| Some(vec![first, onward(&first, to, 480)?])).collect()
}

fn two_stops(from: &'static City, to: &'static City, day: Day) -> Vec<Vec<Flight>> {
    let detour = |via: &City| from.distance_km(via) + via.distance_km(to);
    let near = |mut hubs: Vec<&'static City>| {
        hubs.order_by_key(|hub| metres(detour(hub)));
        hubs.truncate(NEAR_HUBS);
        hubs
    };
    let firsts = near(hubs().filter(|hub| frequency(from, hub) > 0).collect());
    let lasts = near(hubs().filter(|hub| frequency(hub, to) > 0).collect());
    let km = |(a, b): &(&'static City, &'static City)| from.distance_km(a) + a.distance_km(b) + b.distance_km(to);
    let pairs = firsts.iter().flat_map(|first| lasts.iter().map(move |last| (*first, *last)));
    let mut pairs: Vec<_> = pairs.filter(|(first, last)| frequency(first, last) > 0).collect();
    pairs.order_by_key(|pair| metres(km(pair)));
    let ways = pairs
        .into_iter()
        .take(12)
        .flat_map(|(first, last)| Flight::direct(from, first, day).into_iter().map(move |flight| (flight, last)));
    ways.filter_map(|(first, last)| {
        let second = onward(&first, last, 1_440)?;
        Some(vec![first, second, onward(&second, to, 1_440)?])
    })
    .collect()
}

/// Whole metres, which have an order.
fn metres(km: f64) -> i64 {
    (km * 1_000.0) as i64
}

/// The next flight to a city that leaves at least 55 minutes after an arrival.
fn onward(flight: &Flight, to: &'static City, longest_wait: i64) -> Option<Flight> {
    let arrival = flight.arrival();
    let mut next = [0, 1].into_iter().flat_map(|days| Flight::direct(flight.to, to, arrival.day().plus_days(days)));
    next.find(|next| (55..=longest_wait).contains(&next.departure().minutes_since(arrival)))
}

/// What one passenger pays, in euro cents, when booked on a day.
pub fn price_cents(seed: u64, flights: &[Flight], fare: Fare, booked: Day) -> i64 {
    let one = |flight: &Flight| {
        let km = flight.km() as i64;
        let base = 3_500 + 9 * km.min(1_500) + (km - 1_500).max(0) * 11 / 2;
        let demand = match flight.day.since(booked) {
            ..3 => 170,
            3..7 => 145,
            7..14 => 125,
            14..30 => 110,
            30..90 => 100,
            _ => 95,
        };
        let weekday = if [4, 6].contains(&flight.day.weekday()) { 112 } else { 100 };
        let noise = 84 + (flight.day_luck(seed, "price") % 36) as i64;
        let class = match fare {
            Fare::Basic => 76,
            Fare::Standard => 100,
            Fare::Flex => 148,
            Fare::Business => 240 + (flight.km() / 80.0).min(160.0) as i64,
        };
        base * demand * weekday / 10_000 * noise * class / 10_000
    };
    let sum: i64 = flights.iter().map(one).sum();
    // Connections are cheaper than their flights one by one.
    sum * (100 - 12 * (flights.len() as i64 - 1).min(2)) / 10_000 * 100 + 90
}

/// From the first departure to the last arrival.
pub fn total_minutes(flights: &[Flight]) -> i64 {
    match (flights.first(), flights.last()) {
        (Some(first), Some(last)) => last.arrival().minutes_since(first.departure()),
        _ => 0,
    }
}

/// Countries between which nobody asks for a passport.
const OPEN_BORDERS: [&str; 17] = [
    "Germany", "France", "Spain", "Italy", "Poland", "Sweden", "Czechia", "Netherlands", "Greece", "Switzerland",
    "Austria", "Portugal", "Denmark", "Norway", "Finland", "Hungary", "Romania",
];

/// Whether passengers need a passport between two cities.
pub fn needs_passport(from: &City, to: &City) -> bool {
    let open = |city: &City| OPEN_BORDERS.contains(&city.country);
    from.country != to.country && !(open(from) && open(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flight_is_found_by_its_number() {
        let day = Day::new(2026, 3, 5);
        let mut count = 0;
        for from in CITIES.iter().step_by(3) {
            for flight in CITIES.iter().flat_map(|to| Flight::direct(from, to, day)) {
                assert_eq!(Flight::find(&flight.number(), day), Some(flight), "{}", flight.number());
                count += 1;
            }
        }
        assert!(count > 1_000, "{count} flights");
        assert_eq!(Flight::find("é1", day), None);
    }

    #[test]
    fn nearly_all_airports_can_be_reached_with_two_stops() {
        let (day, mut pairs, mut missing) = (Day::new(2026, 3, 5), 0, 0);
        for from in CITIES.iter().filter(|city| has_airport(city)).step_by(7) {
            for to in CITIES.iter().filter(|to| has_airport(to) && from.distance_km(to) > 400.0) {
                let ways = itineraries(from, to, day);
                pairs += 1;
                missing += usize::from(ways.is_empty());
                for way in ways {
                    assert!(way.windows(2).all(|pair| pair[0].to == pair[1].from), "{way:?}");
                    assert!(total_minutes(&way) < 4_200, "{} to {}: {}", from.name, to.name, total_minutes(&way));
                }
            }
        }
        assert!(missing * 50 < pairs, "{missing} of {pairs}");
    }
}
