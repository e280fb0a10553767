//! Places: cities with their zones, and the hotels, clinics, restaurants and shops in them.

use super::World;
use super::atlas::{CITIES, PHONES, STREETS, VENUE_FIRST, VENUE_SECOND};
use super::names::LOCALES;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Zone};

/// A city of the real world.
#[derive(Debug, PartialEq)]
pub struct City {
    pub name: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    /// IATA code of its airport.
    pub airport: &'static str,
    /// Whether many flights meet there.
    pub hub: bool,
    pub latitude: f64,
    pub longitude: f64,
    pub zone: Zone,
}

impl City {
    /// The city with a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        CITIES.iter().find(|city| city.name == name)
    }

    pub fn currency(&self) -> &'static Currency {
        Currency::of(self.currency)
    }

    /// Kilometres along the surface (haversine).
    pub fn distance_km(&self, other: &Self) -> f64 {
        distance_km((self.latitude, self.longitude), (other.latitude, other.longitude))
    }

    /// Index among all cities.
    pub fn index(&self) -> usize {
        CITIES.iter().position(|city| city.name == self.name).unwrap_or(0)
    }

    /// Cities of the same country, itself among them.
    pub fn compatriots(&self) -> Vec<&'static Self> {
        CITIES.iter().filter(|city| city.country == self.country).collect()
    }
}

/// Kilometres between two points of latitude and longitude in degrees.
pub fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (a, b) = (from.0.to_radians(), to.0.to_radians());
    let (dy, dx) = ((b - a) / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let h = dy.sin().powi(2) + a.cos() * b.cos() * dx.sin().powi(2);
    2.0 * 6_371.0 * h.sqrt().asin()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VenueKind {
    Restaurant,
    Cafe,
    Hotel,
    Clinic,
    Pharmacy,
    Museum,
    Gym,
    Cinema,
    Supermarket,
    Library,
}

/// A place in a city that people go to.
#[derive(Debug, Clone)]
pub struct Venue {
    pub kind: VenueKind,
    pub name: String,
    pub street: String,
    pub city: &'static City,
    pub phone: String,
    pub latitude: f64,
    pub longitude: f64,
    /// In tenths of a star, of 50.
    pub rating: i64,
    /// Minutes after midnight.
    pub opens: i64,
    pub closes: i64,
}

impl Venue {
    /// Venue number `index` of a kind in a city: the same for every server of the world.
    pub fn of(world: &World, city: &'static City, kind: VenueKind, index: usize) -> Self {
        let label = format!("venue {kind:?} {}", city.name);
        let mut rng = world.rng(&label, index);
        let (opens, closes) = hours(&mut rng, kind);
        Self {
            kind,
            name: name(&mut rng, city, kind),
            street: street(&mut rng, city),
            city,
            phone: phone(&mut rng, city),
            latitude: offset(&mut rng, city.latitude),
            longitude: offset(&mut rng, city.longitude),
            rating: rng.range(32, 49),
            opens,
            closes,
        }
    }

    pub fn address(&self) -> String {
        format!("{}, {}, {}", self.street, self.city.name, self.city.country)
    }
}

fn name(rng: &mut Rng, city: &City, kind: VenueKind) -> String {
    let first = rng.pick(&VENUE_FIRST);
    let second = rng.pick(&VENUE_SECOND);
    let named = |words: &[&str], rng: &mut Rng| words[rng.index(words.len())].replace("{}", first);
    match kind {
        VenueKind::Restaurant => named(
            &["{} Kitchen", "Trattoria {}", "Bistro {}", "The {} Table", "{} & Salt", "Taverna {}", "Casa {}"],
            rng,
        ),
        VenueKind::Cafe => named(&["Café {}", "{} Coffee", "{} Bakery", "{} & Crumb", "Little {}"], rng),
        VenueKind::Hotel => match rng.index(3) {
            0 => format!("Hotel {first} {second}"),
            1 => format!("{first} {second} Suites"),
            _ => format!("The {first} {}", city.name),
        },
        VenueKind::Clinic => named(&["{} Medical Centre", "{} Clinic", "Praxis {}", "{} Health"], rng),
        VenueKind::Pharmacy => named(&["{} Pharmacy", "{} Apotheke", "Farmacia {}"], rng),
        VenueKind::Museum => {
            format!("{first} Museum of {}", rng.pick(&["Art", "Design", "Science", "Photography", "History"]))
        }
        VenueKind::Gym => named(&["{} Fitness", "{} Climbing", "Studio {}", "{} Pool"], rng),
        VenueKind::Cinema => named(&["{} Cinema", "Kino {}", "{} Picturehouse"], rng),
        VenueKind::Supermarket => named(&["{} Market", "{} Grocers", "{} Foods"], rng),
        VenueKind::Library => named(&["{} Library", "{} Reading Room"], rng),
    }
}

fn hours(rng: &mut Rng, kind: VenueKind) -> (i64, i64) {
    match kind {
        VenueKind::Restaurant => (rng.range(22, 24) * 30, rng.range(44, 46) * 30),
        VenueKind::Cafe => (rng.range(14, 17) * 30, rng.range(35, 39) * 30),
        VenueKind::Hotel => (0, 24 * 60),
        VenueKind::Clinic | VenueKind::Pharmacy => (rng.range(16, 17) * 30, rng.range(34, 38) * 30),
        VenueKind::Gym => (rng.range(12, 14) * 30, rng.range(43, 46) * 30),
        VenueKind::Cinema => (rng.range(26, 30) * 30, 24 * 60 - 30),
        VenueKind::Museum | VenueKind::Library | VenueKind::Supermarket => {
            (rng.range(16, 20) * 30, rng.range(36, 40) * 30)
        }
    }
}

fn street(rng: &mut Rng, city: &City) -> String {
    let streets =
        LOCALES.iter().find(|locale| locale.country == city.country).map_or(&STREETS[..], |locale| locale.streets);
    format!("{} {}", rng.pick(streets), rng.range(1, 140))
}

fn phone(rng: &mut Rng, city: &City) -> String {
    let known = LOCALES.iter().map(|locale| (locale.country, locale.phone)).chain(PHONES);
    let prefix = known.into_iter().find(|(country, _)| *country == city.country).map_or("+44 20 7946", |one| one.1);
    format!("{prefix} {:04}", rng.range(100, 9_899))
}

/// Within some four kilometres, to four digits.
fn offset(rng: &mut Rng, degrees: f64) -> f64 {
    ((degrees * 10_000.0).round() as i64 + rng.range(-400, 400)) as f64 / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Time;
    use crate::world::Size;

    #[test]
    fn phones_are_of_the_country() {
        let now = Time::parse("2026-03-05T14:30:00+01:00").expect("a time");
        let world = World { seed: 1, now, size: Size::Small };
        for city in &CITIES {
            let phone = Venue::of(&world, city, VenueKind::Cafe, 0).phone;
            assert_eq!(phone.starts_with("+44 "), city.country == "United Kingdom", "{}: {phone}", city.name);
        }
    }
}
