//! The hotel server as the world has it: the stays of the owner's journeys, and a wish list.

use super::Hotels;
use super::rates::free_until;
use super::types::*;
use crate::kit::{Day, Table};
use crate::world::World;
use crate::world::atlas::CITIES;
use crate::world::cast::Cast;
use crate::world::journeys::{self, Journey, Stay};
use crate::world::lodging::{self, Hotel, ROOMS};
use crate::world::places::City;
use crate::world::seal::Anchor;

const NOTES: [&str; 12] = [
    "Quiet side street", "Recommended by a colleague", "Good breakfast", "Ask for a room at the back", "Roof terrace!",
    "Near the station", "For the anniversary", "Walkable to the old town", "Friendly to families",
    "Long desk, fast Wi-Fi", "Book early, it fills up", "Small but charming",
];
const REQUESTS: [&str; 8] = [
    "Late arrival, around 23:00", "Quiet room, please", "High floor if possible", "Foam pillows, please",
    "Invoice to the company", "Extra towels", "A room away from the lift", "Early breakfast on the last day",
];

pub fn generate(world: &World) -> Hotels {
    let cast = Cast::generate(world);
    let mut bookings = Table::new();
    for journey in journeys::journeys(world, &cast) {
        for stay in &journey.stays {
            let booking = booking(world, &cast, &journey, stay);
            bookings.insert(booking.id.clone(), booking);
        }
    }
    Hotels { anchor: Anchor::of(world), bookings, guest_name: cast.owner.name(), saved_hotels: saved(world, &cast) }
}

fn booking(world: &World, cast: &Cast, journey: &Journey, stay: &Stay) -> Booking {
    let mut rng = world.rng("stay", stay.index);
    let hotel = Hotel::of(world, stay.city, stay.hotel);
    let currency = stay.city.currency();
    let total_price = currency.money(stay.price);
    let free_cancellation_until = stay.plan.is_refundable().then(|| free_until(&hotel, stay.check_in));
    let first_night = hotel.night(world.seed, stay.room, stay.plan, stay.check_in);
    let late_penalty = total_price.with(if stay.plan.is_refundable() { first_night } else { stay.price });
    let free = |cancelled| free_cancellation_until.is_some_and(|until| cancelled <= until);
    let penalty = journey.cancelled.map(|at| if free(at) { total_price.with(0) } else { late_penalty.clone() });
    Booking {
        id: world.id("hbk", stay.index),
        confirmation_number: stay.confirmation.clone(),
        status: if journey.cancelled.is_some() { StayStatus::Cancelled } else { StayStatus::Confirmed },
        hotel_id: lodging::hotel_id(world, stay.city, stay.hotel),
        hotel_name: hotel.venue.name.clone(),
        address: hotel.venue.address(),
        city: stay.city.name.to_owned(),
        room_type: ROOMS[stay.room].name.to_owned(),
        rate_plan: RatePlan::of(stay.plan),
        check_in_date: stay.check_in,
        check_out_date: stay.check_in.plus_days(stay.nights),
        check_in_from: stay.city.zone.at(stay.check_in, hotel.check_in_from),
        nights: stay.nights,
        guest_count: stay.guests,
        guest_name: cast.owner.name(),
        special_request: rng.chance(35).then(|| rng.pick(&REQUESTS).to_owned()),
        total_price,
        free_cancellation_until,
        late_penalty,
        booked_at: stay.booked,
        rate_id: None,
        cancelled_at: journey.cancelled,
        penalty,
    }
}

fn saved(world: &World, cast: &Cast) -> Table<SavedHotel> {
    let mut rng = world.rng("saved hotels", 0);
    let near = |city: &&City| City::find(cast.owner.city).is_none_or(|home| city.distance_km(home) < 4_000.0);
    let cities: Vec<&'static City> = CITIES.iter().filter(near).collect();
    let mut saved = Table::new();
    for _ in 0..world.scaled(4) {
        let Some(city) = cities.get(rng.index(cities.len())) else { continue };
        let hotel = Hotel::of(world, city, rng.index(lodging::count(city)));
        let day: Day = world.now.day().plus_days(-rng.range(3, 400));
        let hotel_id = lodging::hotel_id(world, city, hotel.index);
        let row = SavedHotel {
            hotel_id: hotel_id.clone(),
            name: hotel.venue.name,
            city: city.name.to_owned(),
            note: rng.chance(75).then(|| rng.pick(&NOTES).to_owned()),
            saved_at: world.now.at(day, rng.range(480, 1_400)),
        };
        saved.insert(hotel_id, row);
    }
    saved
}
