//! The flights server as the world has it: the tickets of the owner's journeys, and the people who fly with the owner.

use super::Flights;
use super::offers::{Terms, segment};
use super::types::*;
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::kit::{Day, Table};
use crate::world::World;
use crate::world::airways::{Flight, itineraries};
use crate::world::cast::{Cast, Person, Role};
use crate::world::fleet::Fare;
use crate::world::gazetteer::{airport_city, hubs};
use crate::world::journeys::{self, FlightBooking, Journey};
use crate::world::places::City;
use crate::world::seal::Anchor;

const NOTES: [&str; 10] = [
    "Cheap, but very early", "Ask at home first", "Good connection", "For the long weekend", "Compare with the train",
    "Back-up plan", "Best price so far", "With the whole family?", "Only if the date holds", "Nice arrival time",
];

pub fn generate(world: &World) -> Flights {
    let cast = Cast::generate(world);
    let home = City::find(cast.owner.city).map(airport_city);
    let mut state = Flights {
        anchor: Anchor::of(world),
        bookings: Table::new(),
        currency: journeys::currency(&cast).code.to_owned(),
        home_airport: home.map_or_else(String::new, |city| city.airport.to_owned()),
        saved_offers: Table::new(),
        travellers: travellers(world, &cast),
    };
    for journey in journeys::journeys(world, &cast) {
        for flight in &journey.flights {
            let booking = booking(world, &cast, &journey, flight);
            state.bookings.insert(booking.id.clone(), booking);
        }
    }
    if let Some(home) = home {
        save_offers(world, &mut state, home);
    }
    state
}

/// The owner and all contacts with whom one might fly.
fn travellers(world: &World, cast: &Cast) -> Table<Traveller> {
    let owner =
        Traveller { date_of_birth: Some(journeys::owner_birthday(world, cast)), ..traveller(world, 0, &cast.owner) };
    let people = cast.people.iter().enumerate().filter(|(_, person)| person.role != Role::Client);
    let people = people.map(|(index, person)| traveller(world, index + 1, person));
    std::iter::once(owner).chain(people).map(|one| (one.email.clone(), one)).collect()
}

fn traveller(world: &World, index: usize, person: &Person) -> Traveller {
    let mut rng = world.rng("traveller", index);
    let known = index == 0 || rng.chance(50);
    let letter = rng.pick(&["C", "L", "X", "P", "AB", "K"]);
    let born = Day::new(rng.range(1962, 1999) as i16, rng.range(1, 12) as i8, rng.range(1, 28) as i8);
    // A few passports run out soon.
    let days = if index > 0 && rng.chance(15) { rng.range(20, 90) } else { rng.range(300, 3_200) };
    Traveller {
        name: person.name(),
        email: person.email.clone(),
        date_of_birth: person.birthday.or_else(|| known.then_some(born)),
        passport_number: known.then(|| format!("{letter}{}", number(world.seed, "passport", index as u64))),
        passport_expires: known.then(|| world.now.day().plus_days(days)),
    }
}

fn booking(world: &World, cast: &Cast, journey: &Journey, ticket: &FlightBooking) -> Booking {
    let mut rng = world.rng("seats", ticket.index);
    let people = std::iter::once(&cast.owner).chain(journey.companions.iter().map(|person| &cast.people[*person]));
    let first = ticket.flights.first();
    let departure = first.map_or(world.now, Flight::departure);
    let flown = departure.minutes_since(world.now) < 0;
    let seated = flown || rng.chance(45);
    let passengers = people.enumerate().map(|(place, person)| Passenger {
        name: person.name(),
        email: person.email.clone(),
        ticket_number: format!("220-{}", number(world.seed, "ticket", (ticket.index * 16 + place) as u64)),
        seats: if seated && journey.cancelled.is_none() { seats(world, &mut rng, ticket) } else { Vec::new() },
        checked_in: flown && journey.cancelled.is_none(),
    });
    let currency = journeys::currency(cast);
    let total_price = currency.money(ticket.price);
    let refund = journey.cancelled.map(|_| total_price.with(ticket.price * ticket.fare.refund_percent() / 100));
    Booking {
        id: world.id("fbk", ticket.index),
        booking_reference: ticket.reference.clone(),
        status: match (journey.cancelled.is_some(), flown) {
            (true, _) => BookingStatus::Cancelled,
            (false, true) => BookingStatus::Flown,
            (false, false) => BookingStatus::Confirmed,
        },
        fare_class: FareClass::of(ticket.fare),
        segments: ticket.flights.iter().map(segment).collect(),
        passengers: passengers.collect(),
        total_price,
        booked_at: ticket.booked,
        offer_id: None,
        cancelled_at: journey.cancelled,
        refund,
    }
}

/// A seat on each flight that no stranger has.
fn seats(world: &World, rng: &mut Rng, ticket: &FlightBooking) -> Vec<SeatAssignment> {
    let one = |flight: &Flight| {
        let (aircraft, business) = (flight.aircraft(), ticket.fare == Fare::Business);
        let (first, last) = aircraft.rows(business);
        let letters: Vec<char> = aircraft.letters(business).chars().collect();
        let seat = (0..40).map(|_| format!("{}{}", rng.range(first, last), letters[rng.index(letters.len())]));
        let seat = seat.into_iter().find(|seat| !flight.is_taken(world.seed, seat))?;
        Some(SeatAssignment { flight_number: flight.number(), seat })
    };
    ticket.flights.iter().filter_map(one).collect()
}

/// Some offers that the owner has looked at: fresh ones, and old ones that have expired.
fn save_offers(world: &World, state: &mut Flights, home: &'static City) {
    let mut rng = world.rng("saved offers", 0);
    let all: Vec<&'static City> = hubs().filter(|hub| *hub != home && hub.distance_km(home) < 5_000.0).collect();
    for (index, city) in rng.some(&all, 4).into_iter().enumerate() {
        let minutes = if index < 2 { rng.range(1, 8) } else { rng.range(200, 9_000) };
        let searched = world.now.plus_minutes(-minutes);
        let ways = itineraries(home, city, world.now.day().plus_days(rng.range(12, 120)));
        let place = rng.index(ways.len());
        let fare = [Fare::Basic, Fare::Standard, Fare::Flex][rng.index(3)];
        let Some(flights) = ways.into_iter().nth(place) else { continue };
        let terms = Terms { flights, fare, passengers: 1 + (index % 2) as i64, searched };
        let saved = SavedOffer {
            offer_id: state.seal_offer(place, &terms),
            note: rng.pick(&NOTES).to_owned(),
            saved_at: searched.plus_minutes(1).min(world.now),
        };
        state.saved_offers.insert(world.id("sof", index), saved);
    }
}
