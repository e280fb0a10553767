//! The owner's journeys: where to, when, why and with whom, and all that was booked for them. Every server of travel
//! and whoever else needs it makes the same bookings from here.

use super::World;
use super::agenda::{Appointment, appointments};
use super::airways::{self, Fare, Flight, itineraries};
use super::atlas::CITIES;
use super::cast::{Cast, Role};
use super::gazetteer::{airport_city, has_airport};
use super::lodging::{self, Hotel, Plan, ROOMS};
use super::places::City;
use super::railways::{self, Train, connections};
use super::rentals::{self, Location};
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day, Time};

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

/// How many bookings of a kind a journey may have: their indices are spread so far.
const PER_JOURNEY: usize = 8;

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

struct Agent<'a> {
    world: &'a World,
    cast: &'a Cast,
    home: &'static City,
    busy: &'a [Appointment],
}

/// What kind of journey an index stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// Leaves within a day.
    Imminent,
    Rail,
    Holiday,
    SeenFriends,
    SeenClient,
    CalledOff,
}

const SLOTS: [Slot; 6] =
    [Slot::Imminent, Slot::Rail, Slot::Holiday, Slot::SeenFriends, Slot::SeenClient, Slot::CalledOff];

impl Agent<'_> {
    fn journey(&self, index: usize) -> Option<Journey> {
        let mut rng = self.world.rng("journey", index);
        let (slot, round) = (SLOTS[index % 6], index / 6);
        for attempt in 0..40 {
            // Where nobody can be seen, there is still a conference.
            let hosted = attempt < 8;
            if let Some(journey) = self.attempt(&mut rng, index, slot, round, hosted) {
                return Some(journey);
            }
        }
        None
    }

    /// A journey of a kind, unless luck sent it where nothing goes.
    fn attempt(&self, rng: &mut Rng, index: usize, slot: Slot, round: usize, hosted: bool) -> Option<Journey> {
        let today = self.world.now.day();
        let mut journey = self.plan(rng, slot, hosted)?;
        let nights = match slot {
            Slot::Imminent => rng.range(1, 2),
            Slot::Rail => rng.range(1, 3),
            Slot::Holiday | Slot::CalledOff => rng.range(5, 9),
            Slot::SeenFriends | Slot::SeenClient => rng.range(2, 4),
        };
        // Nobody crosses an ocean for one night.
        let far = journey.stops.first().is_some_and(|stop| stop.city.distance_km(self.home) > 3_000.0);
        let nights = if far { nights + 2 } else { nights };
        // Further rounds, in the large world, lie in the past or far ahead, one after the other.
        let ahead = match (slot, round as i64) {
            (Slot::Imminent, 0) => 0,
            (Slot::Rail, 0) => self.free_start(rng, nights),
            (Slot::Holiday, 0) => rng.range(35, 80),
            (Slot::SeenFriends, 0) => -rng.range(9, 30),
            (Slot::SeenClient, 0) => -rng.range(50, 120),
            (Slot::CalledOff, 0) => rng.range(95, 140),
            (Slot::Holiday, round @ 1..=2) => 150 + round * 40,
            (Slot::Rail, round @ 1..=3) => 145 + round * 44,
            (_, round) => -(120 + round * 78 + (index as i64 % 6) * 13),
        };
        let start = today.plus_days(ahead);
        let lead = rng.range(if ahead > 60 { 3 } else { 6 }, 45);
        let latest_booking = self.world.now.at(start.min(today), rng.range(480, 1_300)).plus_days(-lead);
        self.lay_out(&mut journey, start, nights);
        let mut desk =
            Desk { agent: self, rng, index, booked: latest_booking, soon: slot == Slot::Imminent && round == 0 };
        desk.book(&mut journey, slot)?;
        if slot == Slot::CalledOff {
            journey.cancelled = Some(latest_booking.plus_minutes(desk.rng.range(300, 4_000)).min(self.world.now));
        }
        Some(journey)
    }

    /// The first day of a stay in the coming weeks that collides with the fewest appointments.
    fn free_start(&self, rng: &mut Rng, nights: i64) -> i64 {
        let candidates: Vec<i64> = (0..5).map(|_| rng.range(8, 26)).collect();
        let collisions = |ahead: &i64| {
            let first = self.world.now.day().plus_days(*ahead);
            let days = first..=first.plus_days(nights);
            self.busy.iter().filter(|appointment| days.contains(&appointment.start.day())).count()
        };
        candidates.into_iter().min_by_key(collisions).unwrap_or(14)
    }

    /// Where to, with whom and why.
    fn plan(&self, rng: &mut Rng, slot: Slot, hosted: bool) -> Option<Journey> {
        let people = &self.cast.people;
        let elsewhere = |role: Role| {
            let mut all = self.cast.with_role(role);
            all.retain(|person| hosted && people[*person].city != self.home.name);
            all
        };
        let some = |rng: &mut Rng, all: Vec<usize>| (!all.is_empty()).then(|| all[rng.index(all.len())]);
        let (purpose, city, host, companions) = match slot {
            Slot::Imminent | Slot::SeenClient => {
                let host = some(rng, elsewhere(Role::Client));
                let city = host.map_or_else(|| self.any_city(rng), |host| City::find(people[host].city))?;
                let purpose = if host.is_some() { Purpose::ClientVisit } else { Purpose::Conference };
                let colleague = some(rng, self.cast.with_role(Role::Colleague)).filter(|_| rng.chance(50));
                (purpose, city, host, colleague.into_iter().collect())
            }
            Slot::Rail => (Purpose::Conference, self.rail_city(rng).or_else(|| self.any_city(rng))?, None, Vec::new()),
            Slot::SeenFriends => {
                let role = if rng.chance(50) { Role::Friend } else { Role::Family };
                let host = some(rng, elsewhere(role)).or_else(|| some(rng, elsewhere(Role::Friend)));
                let city = host.map_or_else(|| self.any_city(rng), |host| City::find(people[host].city))?;
                (if host.is_some() { Purpose::Visit } else { Purpose::Conference }, city, host, Vec::new())
            }
            Slot::Holiday | Slot::CalledOff => {
                let count = rng.range(1, 2) as usize;
                let role = if rng.chance(60) { Role::Family } else { Role::Friend };
                (Purpose::Holiday, self.any_city(rng)?, None, rng.some(&self.cast.with_role(role), count))
            }
        };
        if city == self.home || city.distance_km(self.home) < 90.0 {
            return None;
        }
        let title = match (purpose, host) {
            (Purpose::ClientVisit, Some(host)) => {
                let company = people[host].company.unwrap_or(0);
                format!("{} in {}", self.cast.companies[company].name, city.name)
            }
            (Purpose::Visit, Some(host)) => format!("{} in {}", people[host].given, city.name),
            (Purpose::Holiday, _) => format!("Holiday in {}", city.name),
            _ => format!("{} conference in {}", rng.pick(&super::agenda::TOPICS), city.name),
        };
        Some(Journey {
            title,
            purpose,
            home: self.home,
            stops: vec![Stop { city, from: self.world.now.day(), to: self.world.now.day() }],
            companions,
            host,
            cancelled: None,
            flights: Vec::new(),
            trains: Vec::new(),
            stays: Vec::new(),
            cars: Vec::new(),
        })
    }

    fn any_city(&self, rng: &mut Rng) -> Option<&'static City> {
        let city = &CITIES[rng.index(CITIES.len())];
        // People fly far less often to the other end of the world.
        let near = city.distance_km(self.home) < 4_500.0 || rng.chance(35);
        (has_airport(city) && near).then_some(city)
    }

    fn rail_city(&self, rng: &mut Rng) -> Option<&'static City> {
        let tomorrow = self.world.now.day();
        let in_reach = |city: &&City| {
            city.distance_km(self.home) > 130.0
                && city.distance_km(self.home) < 900.0
                && !connections(self.home, City::find(city.name).unwrap_or(self.home), tomorrow).is_empty()
        };
        let all: Vec<&'static City> = CITIES.iter().filter(in_reach).collect();
        (!all.is_empty()).then(|| all[rng.index(all.len())])
    }

    /// Gives the stops their days; a long stay is split between two cities that a train joins.
    fn lay_out(&self, journey: &mut Journey, start: Day, nights: i64) {
        let end = start.plus_days(nights);
        let Some(stop) = journey.stops.first_mut() else { return };
        (stop.from, stop.to) = (start, end);
        let city = stop.city;
        let second = CITIES.iter().find(|other| {
            let km = city.distance_km(other);
            (120.0..420.0).contains(&km)
                && has_airport(other)
                && other.distance_km(self.home) > 300.0
                && !Train::direct(city, other, start).is_empty()
        });
        if let Some(second) = second.filter(|_| nights >= 6) {
            let middle = start.plus_days(nights / 2);
            stop.to = middle;
            journey.stops.push(Stop { city: second, from: middle, to: end });
        }
    }
}

/// Books what one journey needs.
struct Desk<'a, 'b> {
    agent: &'a Agent<'a>,
    rng: &'b mut Rng,
    index: usize,
    booked: Time,
    /// Whether it must leave within a day from now.
    soon: bool,
}

impl Desk<'_, '_> {
    fn book(&mut self, journey: &mut Journey, slot: Slot) -> Option<()> {
        let (first, last) = (journey.stops.first()?.clone(), journey.stops.last()?.clone());
        let by_rail = match slot {
            Slot::Rail => true,
            Slot::SeenFriends => self.rng.chance(50),
            _ => false,
        };
        let home = journey.home;
        let flies = !(by_rail && self.ride(journey, home, first.city, first.from, 330..700).is_some());
        if flies {
            self.fly(journey, airport_city(home), airport_city(first.city), first.from, self.soon)?;
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
            self.fly(journey, airport_city(last.city), airport_city(home), end, false)?;
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

    fn fly(
        &mut self,
        journey: &mut Journey,
        from: &'static City,
        to: &'static City,
        day: Day,
        soon: bool,
    ) -> Option<()> {
        let world = self.agent.world;
        let (earliest, latest) = (world.now.plus_minutes(150), world.now.plus_minutes(23 * 60 + 30));
        let days: &[i64] = if soon { &[0, 1] } else { &[0] };
        let mut ways: Vec<Vec<Flight>> =
            days.iter().flat_map(|offset| itineraries(from, to, day.plus_days(*offset))).collect();
        if soon {
            ways.retain(|way| way.first().is_some_and(|first| (earliest..latest).contains(&first.departure())));
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
