//! What is booked for one journey: flights or trains, hotels and a car.

use super::planning::{Agent, Slot};
use super::{CarBooking, FlightBooking, Journey, Purpose, Stay, Stop, TrainBooking, currency, reference};
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::kit::{Day, Time};
use crate::world::airways::{self, Flight, itineraries};
use crate::world::fleet::Fare;
use crate::world::gazetteer::airport_city;
use crate::world::lodging::{self, Hotel, ROOMS};
use crate::world::places::City;
use crate::world::railways::{self, Train, connections};
use crate::world::rentals::{self, Location};

/// How many bookings of a kind a journey may have: their indices are spread so far.
const PER_JOURNEY: usize = 8;

/// Books what one journey needs.
pub(super) struct Desk<'a, 'b> {
    pub agent: &'a Agent<'a>,
    pub rng: &'b mut Rng,
    pub index: usize,
    pub booked: Time,
    /// Whether it must leave within a day from now.
    pub soon: bool,
}

impl Desk<'_, '_> {
    pub fn book(&mut self, journey: &mut Journey, slot: Slot) -> Option<()> {
        let (first, last) = (journey.stops.first()?.clone(), journey.stops.last()?.clone());
        let by_rail = match slot {
            Slot::Rail => true,
            Slot::Imminent => false,
            Slot::SeenFriends if self.rng.chance(50) => true,
            _ => journey.home.distance_km(first.city) < 350.0,
        };
        let home = journey.home;
        let flies = !(by_rail && self.ride(journey, home, first.city, first.from, 330..700).is_some());
        if flies {
            self.fly(journey, airport_city(home), airport_city(first.city), first.from, 400..840, self.soon)?;
        }
        for pair in journey.stops.clone().windows(2) {
            self.ride(journey, pair[0].city, pair[1].city, pair[1].from, 540..900)?;
        }
        // The day of arrival decides where the first night is.
        let arrival = journey.flights.last().and_then(|booking| booking.flights.last()).map(Flight::arrival);
        if let (Some(arrival), Some(stop)) = (arrival, journey.stops.first_mut()) {
            stop.from = arrival.day();
            stop.to = stop.to.max(stop.from.plus_days(1));
        }
        let end = journey.end().max(journey.start().plus_days(1));
        if flies {
            self.fly(journey, airport_city(last.city), airport_city(home), end, 800..1_290, false)?;
        } else {
            self.ride(journey, last.city, home, end, 780..1_200)?;
        }
        for stop in journey.stops.clone() {
            // Friends have a sofa.
            if journey.purpose != Purpose::Visit || self.rng.chance(40) {
                self.stay(journey, &stop);
            }
        }
        let drives = match slot {
            Slot::Holiday => 60,
            Slot::SeenClient | Slot::CalledOff => 70,
            Slot::Imminent => 40,
            _ => 0,
        };
        if flies && self.rng.chance(drives) {
            self.drive(journey, &first);
        }
        Some(())
    }

    /// Whoever can fly straight does.
    fn ways(&self, from: &'static City, to: &'static City, day: Day) -> Vec<Vec<Flight>> {
        if from.distance_km(to) < 250.0 {
            return Vec::new();
        }
        let direct = Flight::direct(from, to, day);
        if direct.is_empty() { itineraries(from, to, day) } else { direct.into_iter().map(|one| vec![one]).collect() }
    }

    fn fly(
        &mut self,
        journey: &mut Journey,
        from: &'static City,
        to: &'static City,
        day: Day,
        hours: std::ops::Range<i64>,
        soon: bool,
    ) -> Option<()> {
        let world = self.agent.world;
        let (earliest, latest) = (world.now.plus_minutes(150), world.now.plus_minutes(23 * 60 + 30));
        let days: &[i64] = if soon { &[0, 1] } else { &[0] };
        let mut ways: Vec<Vec<Flight>> =
            days.iter().flat_map(|offset| self.ways(from, to, day.plus_days(*offset))).collect();
        if soon {
            ways.retain(|way| way.first().is_some_and(|first| (earliest..latest).contains(&first.departure())));
        }
        let fits = |way: &Vec<Flight>| way.first().is_some_and(|one| hours.contains(&one.departure().minute()));
        if ways.iter().any(fits) {
            ways.retain(fits);
        }
        let shortest = ways.iter().map(|way| airways::total_minutes(way)).min()?;
        ways.retain(|way| airways::total_minutes(way) <= shortest + 240);
        let flights = ways.swap_remove(self.rng.index(ways.len()));
        let fare = match journey.purpose {
            Purpose::Holiday | Purpose::Visit => [Fare::Basic, Fare::Standard][self.rng.index(2)],
            _ => [Fare::Standard, Fare::Flex, Fare::Flex, Fare::Business][self.rng.index(4)],
        };
        let index = self.index * PER_JOURNEY + journey.flights.len();
        let cents = airways::price_cents(world.seed, &flights, fare, self.booked.day()) * journey.travellers();
        journey.flights.push(FlightBooking {
            index,
            reference: reference(world, "pnr", index),
            flights,
            fare,
            booked: self.booked,
            price: currency(self.agent.cast).price(cents),
        });
        Some(())
    }

    fn ride(
        &mut self,
        journey: &mut Journey,
        from: &'static City,
        to: &'static City,
        day: Day,
        hours: std::ops::Range<i64>,
    ) -> Option<()> {
        let mut ways = connections(from, to, day);
        let fits = |way: &Vec<Train>| way.first().is_some_and(|train| hours.contains(&train.departure().minute()));
        if ways.iter().any(fits) {
            ways.retain(fits);
        }
        if ways.is_empty() {
            return None;
        }
        let trains = ways.swap_remove(self.rng.index(ways.len()));
        let (first_class, flexible) = (self.rng.chance(25), self.rng.chance(55));
        let world = self.agent.world;
        let index = self.index * PER_JOURNEY + journey.trains.len();
        let cents = railways::price_cents(world.seed, &trains, first_class, flexible, self.booked.day());
        journey.trains.push(TrainBooking {
            index,
            reference: reference(world, "rpn", index),
            trains,
            first_class,
            flexible,
            booked: self.booked,
            price: currency(self.agent.cast).price(cents * journey.travellers()),
        });
        Some(())
    }

    fn stay(&mut self, journey: &mut Journey, stop: &Stop) {
        let world = self.agent.world;
        let guests = journey.travellers();
        let room = match guests {
            1 => [0, 1, 1][self.rng.index(3)],
            2 => 1 + self.rng.index(2),
            _ => 3,
        };
        let hotel = Hotel::of(world, stop.city, self.rng.index(lodging::count(stop.city)));
        let plan = lodging::PLANS[self.rng.index(3)];
        let nights = stop.to.since(stop.from).max(1);
        let index = self.index * PER_JOURNEY + journey.stays.len();
        journey.stays.push(Stay {
            index,
            confirmation: number(world.seed, "hotel", index as u64).to_string(),
            city: stop.city,
            hotel: hotel.index,
            room: room.min(ROOMS.len() - 1),
            plan,
            check_in: stop.from,
            nights,
            guests,
            booked: self.booked.plus_minutes(25),
            price: hotel.stay(world.seed, room, plan, stop.from, nights),
        });
    }

    fn drive(&mut self, journey: &mut Journey, stop: &Stop) {
        let world = self.agent.world;
        let Some(arrival) = journey.flights.first().and_then(|booking| booking.flights.last()).map(Flight::arrival)
        else {
            return;
        };
        let location = Location { city: airport_city(stop.city), at_airport: true };
        let (opens, closes) = location.hours();
        let zone = &location.city.zone;
        let minute = ((arrival.minute() + 45) / 30 * 30).max(opens);
        let from =
            if minute > closes { zone.at(arrival.day().plus_days(1), 540) } else { zone.at(arrival.day(), minute) };
        let last = journey.stops.first().map_or(stop.to, |stop| stop.to);
        let to = zone.at(last.max(from.day()), 540).max(from.plus_minutes(720));
        let to = if location.is_open(to) { to } else { zone.at(to.day().plus_days(1), 480) };
        let class = [0, 1, 1, 2, 3, 4][self.rng.index(6)];
        let supplier = self.rng.index(rentals::SUPPLIERS.len());
        let extras: Vec<usize> = (0..rentals::EXTRAS.len()).filter(|_| self.rng.chance(20)).collect();
        let currency = location.city.currency();
        let days = rentals::days(from, to);
        let daily: i64 = extras.iter().map(|extra| currency.price(rentals::EXTRAS[*extra].1)).sum();
        let index = self.index * PER_JOURNEY;
        journey.cars.push(CarBooking {
            index,
            confirmation: format!("RC-{}", number(world.seed, "rental", index as u64)),
            pick_up: (location, from),
            drop_off: (location, to),
            class,
            supplier,
            extras,
            booked: self.booked.plus_minutes(50),
            price: rentals::price(world.seed, (location, from), (location, to), class, supplier) + daily * days,
        });
    }
}
