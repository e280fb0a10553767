//! The train server as the world has it: the tickets of the owner's journeys.

use super::Trains;
use super::types::*;
use crate::kit::{Money, Table};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::journeys::{self, Journey, TrainBooking};
use crate::world::places::City;
use crate::world::railways::station_code;
use crate::world::seal::Anchor;

pub fn generate(world: &World) -> Trains {
    let cast = Cast::generate(world);
    let people = std::iter::once(&cast.owner).chain(&cast.people);
    let rider = |person: &crate::world::cast::Person| {
        (person.email.clone(), Rider { name: person.name(), email: person.email.clone() })
    };
    let mut bookings = Table::new();
    for journey in journeys::journeys(world, &cast) {
        for train in &journey.trains {
            let ticket = ticket(world, &cast, &journey, train);
            bookings.insert(ticket.id.clone(), ticket);
        }
    }
    Trains {
        anchor: Anchor::of(world),
        bookings,
        currency: journeys::currency(&cast).code.to_owned(),
        home_station_code: City::find(cast.owner.city).map(station_code).unwrap_or_default(),
        owner_email: cast.owner.email.clone(),
        riders: people.map(rider).collect(),
    }
}

fn ticket(world: &World, cast: &Cast, journey: &Journey, booked: &TrainBooking) -> Ticket {
    let mut rng = world.rng("train seats", booked.index);
    let people = std::iter::once(&cast.owner).chain(journey.companions.iter().map(|person| &cast.people[*person]));
    let passengers: Vec<Rider> =
        people.map(|person| Rider { name: person.name(), email: person.email.clone() }).collect();
    let mut seats = Vec::new();
    if rng.chance(60) && journey.cancelled.is_none() {
        for train in &booked.trains {
            let (low, high) = train.coaches(booked.first_class);
            let coach = rng.range(low, high);
            let free = (1..=80).filter(|seat| !train.is_taken(world.seed, coach, *seat));
            for (rider, seat) in passengers.iter().zip(free) {
                let (train_number, passenger_email) = (train.number(), rider.email.clone());
                seats.push(SeatReservation { train_number, passenger_email, coach, seat });
            }
        }
    }
    let total_price = journeys::currency(cast).money(booked.price);
    let refund = |price: &Money| price.with(if booked.flexible { price.minor() } else { 0 });
    Ticket {
        id: world.id("tbk", booked.index),
        booking_reference: booked.reference.clone(),
        status: if journey.cancelled.is_some() { TicketStatus::Cancelled } else { TicketStatus::Valid },
        travel_class: if booked.first_class { TravelClass::First } else { TravelClass::Second },
        ticket_type: if booked.flexible { TicketType::Flexible } else { TicketType::Saver },
        travel_date: booked.trains.first().map_or(journey.start(), |train| train.day),
        legs: booked.trains.iter().map(|train| Leg::of(train, world.seed)).collect(),
        passengers,
        seat_reservations: seats,
        refund: journey.cancelled.map(|_| refund(&total_price)),
        total_price,
        booked_at: booked.booked,
        connection_id: None,
        cancelled_at: journey.cancelled,
    }
}
