//! Where the owner goes, when and why: the plan of each journey before anything is booked.

use super::desk::Desk;
use super::{Journey, Purpose, Stop};
use crate::kit::Day;
use crate::kit::rng::Rng;
use crate::world::World;
use crate::world::agenda::{Appointment, TOPICS};
use crate::world::atlas::CITIES;
use crate::world::cast::{Cast, Role};
use crate::world::gazetteer::has_airport;
use crate::world::places::City;
use crate::world::railways::runs;

/// Plans the owner's journeys.
pub(super) struct Agent<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub home: &'static City,
    pub busy: &'a [Appointment],
}

/// What kind of journey an index stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
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
    pub fn journey(&self, index: usize) -> Option<Journey> {
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
            _ => format!("{} conference in {}", rng.pick(&TOPICS), city.name),
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
        let in_reach = |city: &&'static City| runs(self.home, city) && city.distance_km(self.home) > 130.0;
        let all: Vec<&'static City> = CITIES.iter().filter(in_reach).collect();
        (!all.is_empty()).then(|| all[rng.index(all.len())])
    }

    /// Gives the stops their days; a long stay is split between two cities that a train joins.
    fn lay_out(&self, journey: &mut Journey, start: Day, nights: i64) {
        let end = start.plus_days(nights);
        let Some(stop) = journey.stops.first_mut() else { return };
        (stop.from, stop.to) = (start, end);
        let city = stop.city;
        let suits = |other: &&'static City| {
            runs(city, other)
                && has_airport(other)
                && (120.0..420.0).contains(&city.distance_km(other))
                && other.distance_km(self.home) > 300.0
        };
        if nights >= 6
            && let Some(second) = CITIES.iter().find(suits)
        {
            let middle = start.plus_days(nights / 2);
            stop.to = middle;
            journey.stops.push(Stop { city: second, from: middle, to: end });
        }
    }
}
