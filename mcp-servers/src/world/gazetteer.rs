//! How travellers name places: English names of cities, airports, hubs, and which countries trains join.

use super::atlas::CITIES;
use super::places::City;
use crate::kit::search::fold;

/// English names of cities that the atlas has under their own.
const ENGLISH: [(&str, &str); 34] = [
    ("Cologne", "Köln"),
    ("Munich", "München"),
    ("Seville", "Sevilla"),
    ("Saragossa", "Zaragoza"),
    ("Milan", "Milano"),
    ("Turin", "Torino"),
    ("Naples", "Napoli"),
    ("Florence", "Firenze"),
    ("Rome", "Roma"),
    ("Warsaw", "Warszawa"),
    ("Cracow", "Kraków"),
    ("Danzig", "Gdańsk"),
    ("Lodz", "Łódź"),
    ("Hanoi", "Hà Nội"),
    ("Da Nang", "Đà Nẵng"),
    ("Danang", "Đà Nẵng"),
    ("Bangalore", "Bengaluru"),
    ("Calcutta", "Kolkata"),
    ("New Delhi", "Delhi"),
    ("Bombay", "Mumbai"),
    ("Gothenburg", "Göteborg"),
    ("Prague", "Praha"),
    ("Pilsen", "Plzeň"),
    ("Salonica", "Thessaloniki"),
    ("Geneva", "Genève"),
    ("Vienna", "Wien"),
    ("Lisbon", "Lisboa"),
    ("Oporto", "Porto"),
    ("Copenhagen", "København"),
    ("Arhus", "Aarhus"),
    ("Bucharest", "București"),
    ("Mexico City", "Ciudad de México"),
    ("New York City", "New York"),
    ("Rio", "Rio de Janeiro"),
];

/// Cities whose code in the atlas is no airport of scheduled flights.
const WITHOUT_AIRPORT: [&str; 8] = ["Utrecht", "Kyoto", "Uppsala", "Olomouc", "Plzeň", "Nakuru", "Volos", "Ibadan"];

/// Sorted.
const HUBS: [&str; 48] = [
    "AKL", "AMS", "ARN", "ATH", "ATL", "BCN", "BER", "BLR", "BOM", "BOS", "CAI", "CDG", "CPH", "DEL", "DEN", "DUB",
    "DXB", "FCO", "GRU", "HAN", "HEL", "HND", "ICN", "IST", "JFK", "JNB", "LHR", "LIS", "LOS", "LYS", "MAD", "MEL",
    "MEX", "MUC", "MXP", "NBO", "ORD", "OSL", "PRG", "PVG", "SEA", "SFO", "SIN", "SYD", "VIE", "WAW", "YYZ", "ZRH",
];

/// Pairs of countries whose railways meet.
const RAIL: [(&str, &str); 24] = [
    ("United Kingdom", "France"),
    ("United Kingdom", "Netherlands"),
    ("France", "Spain"),
    ("France", "Italy"),
    ("France", "Switzerland"),
    ("France", "Germany"),
    ("France", "Netherlands"),
    ("Spain", "Portugal"),
    ("Italy", "Switzerland"),
    ("Italy", "Austria"),
    ("Switzerland", "Germany"),
    ("Switzerland", "Austria"),
    ("Germany", "Austria"),
    ("Germany", "Netherlands"),
    ("Germany", "Denmark"),
    ("Germany", "Poland"),
    ("Germany", "Czechia"),
    ("Denmark", "Sweden"),
    ("Sweden", "Norway"),
    ("Austria", "Czechia"),
    ("Austria", "Hungary"),
    ("Poland", "Czechia"),
    ("Hungary", "Romania"),
    ("United States", "Canada"),
];

/// Cities on islands without a railway to elsewhere, or in countries where none runs.
const WITHOUT_RAIL: [&str; 2] = ["Heraklion", "Dubai"];

fn folded(text: &str) -> String {
    let letters: String = text.trim().chars().map(fold).collect();
    let words: Vec<&str> =
        letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The city that people call so, in its own language or in English; accents and case do not matter. A country or a
/// code after a comma is left aside: `Rome, Italy`.
pub fn find(text: &str) -> Option<&'static City> {
    let wanted = folded(text.split(',').next().unwrap_or(text));
    let own = CITIES.iter().find(|city| folded(city.name) == wanted);
    own.or_else(|| ENGLISH.iter().find(|(english, _)| folded(english) == wanted).and_then(|(_, name)| City::find(name)))
}

/// What a search for a city looks at: its names, country and airport code.
pub fn names(city: &City) -> Vec<&'static str> {
    let mut names: Vec<&'static str> =
        ENGLISH.iter().filter(|(_, name)| *name == city.name).map(|(english, _)| *english).collect();
    if let Some(city) = City::find(city.name) {
        names.extend([city.name, city.country, city.airport]);
    }
    names
}

pub fn has_airport(city: &City) -> bool {
    !WITHOUT_AIRPORT.contains(&city.name)
}

/// The city with an airport of this code.
pub fn by_airport(code: &str) -> Option<&'static City> {
    CITIES.iter().find(|city| city.airport.eq_ignore_ascii_case(code.trim()) && has_airport(city))
}

/// The city whose airport serves a city: itself, or the nearest of its country.
pub fn airport_city(city: &'static City) -> &'static City {
    if has_airport(city) {
        return city;
    }
    let others = city.compatriots().into_iter().filter(|other| has_airport(other));
    others.min_by(|a, b| city.distance_km(a).total_cmp(&city.distance_km(b))).unwrap_or(city)
}

pub fn is_hub(city: &City) -> bool {
    city.hub
}

/// Whether many airlines change at the airport of this code. Cities are asked when they are written down: timetables ask
/// for hubs all the time.
pub const fn hub_code(code: &str) -> bool {
    let mut at = 0;
    while at < HUBS.len() {
        let (one, other) = (HUBS[at].as_bytes(), code.as_bytes());
        if one.len() == other.len() && one[0] == other[0] && one[1] == other[1] && one[2] == other[2] {
            return true;
        }
        at += 1;
    }
    false
}

pub fn hubs() -> impl Iterator<Item = &'static City> {
    CITIES.iter().filter(|city| is_hub(city))
}

pub fn airport_name(city: &City) -> String {
    let kind = if is_hub(city) { "International Airport" } else { "Airport" };
    format!("{} {kind}", city.name)
}

/// Whether trains run between the countries of two cities.
pub fn joined_by_rail(a: &City, b: &City) -> bool {
    let pair = |(one, other): &(&str, &str)| {
        (*one == a.country && *other == b.country) || (*one == b.country && *other == a.country)
    };
    let apart = [a, b].iter().any(|city| WITHOUT_RAIL.contains(&city.name));
    !apart && (a.country == b.country || RAIL.iter().any(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found_by_any_of_their_names() {
        let name = |text: &str| find(text).map(|city| city.name);
        assert_eq!(name("munich"), Some("München"));
        assert_eq!(name("MUNCHEN"), Some("München"));
        assert_eq!(name("Rome, Italy"), Some("Roma"));
        assert_eq!(name("rio de janeiro"), Some("Rio de Janeiro"));
        assert_eq!(name("Nowhere"), None);
        assert!(ENGLISH.iter().all(|(_, name)| City::find(name).is_some()));
        assert!(HUBS.iter().all(|code| by_airport(code).is_some()));
        assert_eq!(by_airport("UKY").map(|city| city.name), None);
        assert_eq!(City::find("Kyoto").map(|city| airport_city(city).name), Some("Osaka"));
    }
}
