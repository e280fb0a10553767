//! The rental server as the world has it: the cars of the owner's journeys, and some for weekends at home.

use super::Cars;
use super::booking::{FREE_MINUTES, extras_price};
use super::types::*;
use crate::kit::ids::number;
use crate::kit::{Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::journeys::{self, CarBooking};
use crate::world::places::City;
use crate::world::rentals::{self, CLASSES, Location, SUPPLIERS};
use crate::world::seal::Anchor;

pub fn generate(world: &World) -> Cars {
    let cast = Cast::generate(world);
    let mut rentals = Table::new();
    let age = world.now.day().since(journeys::owner_birthday(world, &cast)) * 4 / 1_461;
    let mut add = |booking: &CarBooking, cancelled: Option<Time>| {
        let rental = rental(world, &cast, age, booking, cancelled);
        rentals.insert(rental.id.clone(), rental);
    };
    for journey in journeys::journeys(world, &cast) {
        journey.cars.iter().for_each(|car| add(car, journey.cancelled));
    }
    if let Some(home) = City::find(cast.owner.city) {
        for index in 0..world.scaled(4) {
            add(&weekend(world, home, index), None);
        }
    }
    Cars { anchor: Anchor::of(world), driver_name: cast.owner.name(), rentals }
}

/// A car from the station at home, for moving furniture or for a day out: most lie ahead.
fn weekend(world: &World, home: &'static City, index: usize) -> CarBooking {
    let mut rng = world.rng("weekend car", index);
    let week = index as i64 / 4 * 21;
    let ahead = match index % 4 {
        0 => rng.range(5, 12) + week,
        1 => -rng.range(10, 25) - week,
        2 => rng.range(26, 33) + week,
        _ => rng.range(47, 54) + week,
    };
    let friday = world.now.day().plus_days(ahead);
    let friday = friday.plus_days(4 - friday.weekday() as i64);
    let friday = if ahead > 0 && friday <= world.now.day() { friday.plus_days(7) } else { friday };
    let location = Location { city: home, at_airport: false };
    let from = home.zone.at(friday, 960);
    let to = home.zone.at(friday.plus_days(1), 1_050);
    let (class, supplier) = ([1, 2, 5, 4, 3][rng.index(5)], rng.index(SUPPLIERS.len()));
    CarBooking {
        index: 4_000 + index,
        confirmation: format!("RC-{}", number(world.seed, "rental", 4_000 + index as u64)),
        pick_up: (location, from),
        drop_off: (location, to),
        class,
        supplier,
        extras: Vec::new(),
        booked: world.now.min(from).plus_days(-rng.range(2, 12)),
        price: rentals::price(world.seed, (location, from), (location, to), class, supplier),
    }
}

fn rental(world: &World, cast: &Cast, age: i64, booking: &CarBooking, cancelled: Option<Time>) -> Rental {
    let (from, to) = (booking.pick_up, booking.drop_off);
    let currency = from.0.city.currency();
    let days = rentals::days(from.1, to.1);
    let extras: Vec<Extra> = booking.extras.iter().map(|extra| ALL_EXTRAS[*extra]).collect();
    let extras_price = extras_price(currency, &extras, days);
    Rental {
        id: world.id("rnt", booking.index),
        confirmation_number: booking.confirmation.clone(),
        status: if cancelled.is_some() { RentalStatus::Cancelled } else { RentalStatus::Booked },
        supplier: SUPPLIERS[booking.supplier].to_owned(),
        car_class: CAR_CLASSES[booking.class],
        model: CLASSES[booking.class].model.to_owned(),
        pick_up_location_id: from.0.id(world),
        pick_up_location: from.0.name(),
        pick_up_at: from.1,
        drop_off_location_id: to.0.id(world),
        drop_off_location: to.0.name(),
        drop_off_at: to.1,
        days,
        driver_name: cast.owner.name(),
        driver_age: age,
        extras,
        car_price: currency.money(booking.price - extras_price.minor()),
        extras_price,
        young_driver_surcharge: currency.money(0),
        total_price: currency.money(booking.price),
        free_cancellation_until: from.1.plus_minutes(-FREE_MINUTES),
        booked_at: booking.booked,
        offer_id: None,
        cancelled_at: cancelled,
        cancellation_fee: cancelled.map(|_| currency.money(0)),
    }
}
