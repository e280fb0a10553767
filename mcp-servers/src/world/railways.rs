//! The timetable of the rails: stations, trains between cities in reach, connections with changes, and what they cost.

use super::atlas::CITIES;
use super::fleet::AIRLINES;
use super::gazetteer::{is_hub, joined_by_rail};
use super::places::City;
use crate::kit::ids::fnv;
use crate::kit::rng::mix;
use crate::kit::{Day, Ordered, Time};

/// Nobody is offered longer ways than this.
const REACH_KM: f64 = 900.0;

const OPERATORS: [(&str, &str); 31] = [
    ("United Kingdom", "Albion Rail"),
    ("United States", "Continental Rail"),
    ("Canada", "Maple Rail"),
    ("Germany", "Rheinbahn"),
    ("France", "Trans Hexagone"),
    ("Spain", "Ferrovía Ibérica"),
    ("Italy", "Treno Italico"),
    ("Poland", "Kolej Wisła"),
    ("Türkiye", "Anadolu Demiryolu"),
    ("Vietnam", "Sen Railway"),
    ("Nigeria", "Niger Rail"),
    ("India", "Mayur Express"),
    ("Japan", "Tsuru Rail"),
    ("Sweden", "Svea Tåg"),
    ("Brazil", "Trem Cruzeiro"),
    ("Czechia", "Vltava Rail"),
    ("Netherlands", "Polder Spoor"),
    ("Greece", "Helios Rail"),
    ("Kenya", "Savanna Railway"),
    ("Switzerland", "Alpbahn"),
    ("Austria", "Donaubahn"),
    ("Portugal", "Comboios Tejo"),
    ("Ireland", "Erin Rail"),
    ("Denmark", "Dantog"),
    ("Norway", "Fjordtog"),
    ("Finland", "Suomi Rata"),
    ("Hungary", "Pannon Vasút"),
    ("Romania", "Carpathia Rail"),
    ("Mexico", "Tren Quetzal"),
    ("Australia", "Southern Rail"),
    ("South Africa", "Protea Rail"),
];

/// Countries with lines for fast trains.
const FAST: [&str; 8] = ["France", "Spain", "Italy", "Germany", "Japan", "China", "South Korea", "Türkiye"];

/// Whether trains stop in a city at all.
pub fn has_station(city: &City) -> bool {
    CITIES.iter().any(|other| runs(city, other))
}

pub fn station_name(city: &City) -> String {
    let kind = match city.country {
        "Germany" | "Austria" | "Switzerland" => "Hbf",
        "United Kingdom" | "Ireland" | "Australia" => "Central",
        "Italy" => "Centrale",
        "France" => "Gare Centrale",
        "Spain" | "Portugal" | "Mexico" => "Central",
        "Poland" => "Główny",
        "Czechia" => "hlavní nádraží",
        "Netherlands" => "Centraal",
        "Sweden" => "Centralstation",
        "Norway" => "Sentralstasjon",
        "Denmark" => "Hovedbanegård",
        "United States" | "Canada" => "Union Station",
        _ => "Central Station",
    };
    format!("{} {kind}", city.name)
}

/// Seven digits: two for the country, five for the station.
pub fn station_code(city: &City) -> String {
    let country = AIRLINES.iter().position(|airline| airline.country == city.country).unwrap_or(0);
    format!("{}{:05}", 50 + country, 200 + city.index() * 31)
}

pub fn by_station(code: &str) -> Option<&'static City> {
    CITIES.iter().find(|city| station_code(city) == code.trim() && has_station(city))
}

/// One train on one day, which is the local date of its departure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Train {
    pub from: &'static City,
    pub to: &'static City,
    /// Which of the day's trains of this line.
    pub slot: i64,
    pub day: Day,
    departure: Time,
    arrival: Time,
}

fn in_reach(from: &City, to: &City) -> bool {
    from != to && joined_by_rail(from, to) && from.distance_km(to) < REACH_KM
}

/// How many direct trains a day go from one city to another.
fn frequency(from: &City, to: &City) -> i64 {
    if !in_reach(from, to) {
        return 0;
    }
    let hubs = usize::from(is_hub(from)) + usize::from(is_hub(to));
    match (from.country == to.country, from.distance_km(to)) {
        (true, ..150.0) => 8,
        (true, ..350.0) => 6,
        (true, ..600.0) => 3,
        (true, _) if hubs == 2 => 2,
        (true, 800.0..) => 0,
        (true, _) => 1,
        (false, ..350.0) => 4,
        (false, ..600.0) => 2,
        (false, _) if hubs == 2 => 1,
        (false, _) => 0,
    }
}

/// Whether there are direct trains from one city to another.
pub fn runs(from: &City, to: &City) -> bool {
    frequency(from, to) > 0
}

/// Luck of one of a line's daily trains, the same on every day.
fn luck(from: &City, to: &City, slot: i64, label: &str) -> u64 {
    let line = fnv(from.airport).rotate_left(23) ^ fnv(to.airport) ^ fnv(label);
    mix(line ^ slot as u64)
}

impl Train {
    pub fn direct(from: &'static City, to: &'static City, day: Day) -> Vec<Self> {
        let daily = frequency(from, to);
        (0..daily).map(|slot| Self::of(from, to, slot, day, daily)).collect()
    }

    /// One of so many daily trains.
    fn of(from: &'static City, to: &'static City, slot: i64, day: Day, daily: i64) -> Self {
        let width = 930 / daily.max(1);
        let minute = 345 + slot * width + (luck(from, to, slot, "minute") % width as u64) as i64;
        let departure = from.zone.at(day, minute);
        let train = Self { from, to, slot, day, departure, arrival: departure };
        Self { arrival: to.zone.show(departure.plus_minutes(train.minutes())), ..train }
    }

    fn luck(&self, label: &str) -> u64 {
        luck(self.from, self.to, self.slot, label)
    }

    fn day_luck(&self, seed: u64, label: &str) -> u64 {
        mix(self.luck(label) ^ mix(seed ^ self.day.since(Day::new(2020, 1, 1)) as u64))
    }

    /// Along the rails.
    pub fn km(&self) -> i64 {
        (self.from.distance_km(self.to) * 1.2) as i64
    }

    fn is_fast(&self) -> bool {
        self.km() > 180 && FAST.contains(&self.from.country) && FAST.contains(&self.to.country)
    }

    pub fn minutes(&self) -> i64 {
        let per_100_km = if self.is_fast() { 30 } else { 48 };
        8 + self.km() * per_100_km / 100
    }

    pub fn departure(&self) -> Time {
        self.departure
    }

    pub fn arrival(&self) -> Time {
        self.arrival
    }

    /// `IC 542`
    pub fn number(&self) -> String {
        let kind = match self.km() {
            _ if self.from.country != self.to.country => "EC",
            _ if self.is_fast() => "HS",
            ..180 => "RE",
            _ => "IC",
        };
        format!("{kind} {}", 100 + self.luck("number") % 880)
    }

    pub fn operator(&self) -> &'static str {
        OPERATORS.iter().find(|(country, _)| *country == self.from.country).map_or("Intercity", |(_, name)| name)
    }

    pub fn platform(&self, seed: u64) -> String {
        (1 + self.day_luck(seed, "platform") % 14).to_string()
    }

    /// Coaches of first class come first.
    pub fn coaches(&self, first_class: bool) -> (i64, i64) {
        if first_class { (1, 2) } else { (3, 9) }
    }

    pub fn is_taken(&self, seed: u64, coach: i64, seat: i64) -> bool {
        mix(self.day_luck(seed, "seat") ^ (coach * 1_000 + seat) as u64) % 100 < 35 + self.day_luck(seed, "load") % 45
    }
}

/// Ways to go by train from one city to another, departing on a day: by departure, twelve at most.
pub fn connections(from: &'static City, to: &'static City, day: Day) -> Vec<Vec<Train>> {
    let mut found: Vec<Vec<Train>> = Train::direct(from, to, day).into_iter().map(|train| vec![train]).collect();
    if found.len() < 3 && in_reach(from, to) {
        let detour = |via: &City| from.distance_km(via) + via.distance_km(to);
        let fits = |via: &&City| {
            frequency(from, via) > 0 && frequency(via, to) > 0 && detour(via) < from.distance_km(to) * 1.4 + 40.0
        };
        let mut vias: Vec<&'static City> = CITIES.iter().filter(fits).collect();
        vias.order_by_key(|via| (detour(via) * 1_000.0) as i64);
        let first = vias.into_iter().take(2).flat_map(|via| Train::direct(from, via, day));
        found.extend(first.filter_map(|first| Some(vec![first, onward(&first, to)?])));
    }
    found.order_by_key(|trains| trains.first().map(Train::departure));
    found.truncate(12);
    found
}

fn onward(train: &Train, to: &'static City) -> Option<Train> {
    let arrival = train.arrival();
    let mut next = Train::direct(train.to, to, arrival.day()).into_iter();
    next.find(|next| (8..=240).contains(&next.departure().minutes_since(arrival)))
}

/// What one passenger pays, in euro cents, when booked on a day.
pub fn price_cents(seed: u64, trains: &[Train], first_class: bool, flexible: bool, booked: Day) -> i64 {
    let km: i64 = trains.iter().map(Train::km).sum();
    let full = 700 + km * 13;
    let full = if first_class { full * 165 / 100 } else { full };
    let Some(first) = trains.first().filter(|_| !flexible) else { return full / 50 * 50 };
    let early = match first.day.since(booked) {
        ..2 => 88,
        2..10 => 74,
        10..30 => 60,
        _ => 48,
    };
    let noise = (first.day_luck(seed, "price") % 10) as i64;
    full * (early + noise) / 100 / 50 * 50 + 40
}

pub fn total_minutes(trains: &[Train]) -> i64 {
    match (trains.first(), trains.last()) {
        (Some(first), Some(last)) => last.arrival().minutes_since(first.departure()),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined_and_far_cities_are_not() {
        let ways = |from: &str, to: &str| {
            let (from, to) = (City::find(from).expect("a city"), City::find(to).expect("a city"));
            connections(from, to, Day::new(2026, 3, 5))
        };
        assert!(!ways("Berlin", "München").is_empty());
        assert!(!ways("Paris", "Amsterdam").is_empty());
        assert!(ways("Berlin", "Roma").is_empty());
        for way in ways("Leipzig", "Zürich") {
            assert!(way.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].arrival() < pair[1].departure()));
        }
        for city in CITIES.iter().filter(|city| has_station(city)) {
            assert_eq!(by_station(&station_code(city)), Some(city));
        }
    }
}
