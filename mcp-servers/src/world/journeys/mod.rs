//! The owner's journeys: where to, when, why and with whom, and all that was booked for them. Every server of travel
//! and whoever else needs it makes the same bookings from here.

mod desk;
mod planning;

use super::World;
use super::agenda::appointments;
use super::airways::Flight;
use super::cast::Cast;
use super::fleet::Fare;
use super::lodging::Plan;
use super::places::City;
use super::railways::Train;
use super::rentals::Location;
use crate::kit::{Currency, Day, Time};
use planning::Agent;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    ClientVisit,
    Conference,
    Holiday,
    Visit,
}

/// Some nights in one city.
#[derive(Debug, Clone)]
pub struct Stop {
    pub city: &'static City,
    pub from: Day,
    pub to: Day,
}

#[derive(Debug, Clone)]
pub struct Journey {
    pub title: String,
    pub purpose: Purpose,
    pub home: &'static City,
    pub stops: Vec<Stop>,
    /// Who comes along besides the owner: indices of the cast's people.
    pub companions: Vec<usize>,
    /// Whom it is about: a client's contact or somebody to see.
    pub host: Option<usize>,
    /// When it was called off.
    pub cancelled: Option<Time>,
    pub flights: Vec<FlightBooking>,
    pub trains: Vec<TrainBooking>,
    pub stays: Vec<Stay>,
    pub cars: Vec<CarBooking>,
}

/// A ticket for one way by air.
#[derive(Debug, Clone)]
pub struct FlightBooking {
    /// Index for ids of its own.
    pub index: usize,
    /// `K7QX2M`
    pub reference: String,
    pub flights: Vec<Flight>,
    pub fare: Fare,
    pub booked: Time,
    /// For all passengers, in the smallest unit of the owner's currency.
    pub price: i64,
}

#[derive(Debug, Clone)]
pub struct TrainBooking {
    pub index: usize,
    pub reference: String,
    pub trains: Vec<Train>,
    pub first_class: bool,
    pub flexible: bool,
    pub booked: Time,
    /// For all passengers, in the smallest unit of the owner's currency.
    pub price: i64,
}

#[derive(Debug, Clone)]
pub struct Stay {
    pub index: usize,
    /// `48120377`
    pub confirmation: String,
    pub city: &'static City,
    /// Index of the hotel within the city.
    pub hotel: usize,
    pub room: usize,
    pub plan: Plan,
    pub check_in: Day,
    pub nights: i64,
    pub guests: i64,
    pub booked: Time,
    /// In the smallest unit of the city's currency.
    pub price: i64,
}

#[derive(Debug, Clone)]
pub struct CarBooking {
    pub index: usize,
    /// `RC-48120377`
    pub confirmation: String,
    pub pick_up: (Location, Time),
    pub drop_off: (Location, Time),
    pub class: usize,
    pub supplier: usize,
    /// Indices of the extras.
    pub extras: Vec<usize>,
    pub booked: Time,
    /// With extras, in the smallest unit of the currency of the place.
    pub price: i64,
}

impl Journey {
    pub fn start(&self) -> Day {
        self.stops.first().map_or(Day::new(2026, 1, 1), |stop| stop.from)
    }

    pub fn end(&self) -> Day {
        self.stops.last().map_or(Day::new(2026, 1, 1), |stop| stop.to)
    }

    pub fn travellers(&self) -> i64 {
        1 + self.companions.len() as i64
    }
}

/// A booking reference of six letters and digits.
pub fn reference(world: &World, kind: &str, index: usize) -> String {
    plain_reference(&world.id(kind, index))
}

/// The reference that goes with a handle.
pub fn plain_reference(handle: &str) -> String {
    handle.rsplit('_').next().unwrap_or(handle).to_ascii_uppercase()
}

/// The owner's currency.
pub fn currency(cast: &Cast) -> &'static Currency {
    Currency::of(cast.locale.currency)
}

/// When the owner was born, as passports and driving licences say.
pub fn owner_birthday(world: &World, cast: &Cast) -> Day {
    let mut rng = world.rng("owner birthday", 0);
    let day = Day::new(rng.range(1966, 1998) as i16, rng.range(1, 12) as i8, rng.range(1, 28) as i8);
    cast.owner.birthday.unwrap_or(day)
}

/// All journeys, called-off ones among them.
pub fn journeys(world: &World, cast: &Cast) -> Vec<Journey> {
    let Some(home) = City::find(cast.owner.city) else { return Vec::new() };
    let busy = appointments(world, cast);
    let agent = Agent { world, cast, home, busy: &busy };
    (0..world.scaled(6)).filter_map(|index| agent.journey(index)).collect()
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Size;

    #[test]
    fn every_world_has_journeys_whose_bookings_fit() {
        for seed in 0..200 {
            let now = Time::parse("2026-03-05T14:30:00+01:00").expect("a time");
            let world = World { seed, now, size: Size::Small };
            let cast = Cast::generate(&world);
            let journeys = journeys(&world, &cast);
            assert!(journeys.len() >= 5, "seed {seed}: {}", journeys.len());
            assert!(journeys.iter().any(|journey| !journey.flights.is_empty()), "seed {seed}");
            for journey in &journeys {
                assert!(journey.start() <= journey.end(), "{journey:?}");
                let booked = journey.flights.iter().map(|b| b.booked).chain(journey.stays.iter().map(|b| b.booked));
                assert!(booked.into_iter().all(|booked| booked < now), "{journey:?}");
                for stay in &journey.stays {
                    assert!(stay.nights >= 1 && stay.check_in >= journey.start());
                }
                for car in &journey.cars {
                    assert!(car.pick_up.1 < car.drop_off.1 && car.pick_up.0.is_open(car.pick_up.1), "{car:?}");
                }
            }
        }
    }
}
