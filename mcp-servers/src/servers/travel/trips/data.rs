//! The trips as the world has them: the owner's journeys, most of their bookings filed, some not.

use super::Trips;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Money, Table, Time};
use crate::world::World;
use crate::world::airways::Flight;
use crate::world::cast::Cast;
use crate::world::journeys::{self, Journey, Purpose};
use crate::world::lodging::Hotel;
use crate::world::places::{City, Venue, VenueKind};
use crate::world::railways::station_name;
use crate::world::rentals::{CLASSES, SUPPLIERS};

const PACK: [&str; 24] = [
    "Toothbrush", "Charger", "Headphones", "Running shoes", "Umbrella", "Pyjamas", "Reading glasses", "Water bottle",
    "Medicine", "Rain jacket", "Swimwear", "Power bank", "Notebook", "Good shirt", "Earplugs", "Camera", "Sunglasses",
    "Snacks", "Scarf", "Socks", "Hiking boots", "Travel pillow", "Razor", "Driving licence",
];
const NOTES: [&str; 10] = [
    "Ask the neighbours to water the plants.", "Bring the contract in print.", "Hotel wants the tax number.",
    "Window seats if possible.", "Get local cash.", "Dietary wishes sent.", "Keep receipts for the expense report.",
    "Book a table for the last evening.", "Ask for early check-in.", "Travel insurance covers it.",
];

pub fn generate(world: &World) -> Trips {
    let cast = Cast::generate(world);
    let mut state = Trips {
        contacts: cast.people.iter().map(|person| (person.email.clone(), person.name())).collect(),
        currency: journeys::currency(&cast).code.to_owned(),
        forwarded_bookings: Table::new(),
        home_city: cast.owner.city.to_owned(),
        items: Table::new(),
        owner_email: cast.owner.email.clone(),
        trips: Table::new(),
    };
    for (index, journey) in journeys::journeys(world, &cast).iter().enumerate() {
        let mut rng = world.rng("trip", index);
        let trip = trip(world, &cast, &mut rng, index, journey);
        let mut number = index * 32;
        let mut id = || {
            number += 1;
            world.id("tit", number)
        };
        let bookings = bookings(world, &cast, journey);
        let coming = trip.end_date >= world.now.day();
        for booking in bookings {
            // What was booked last has often not been filed yet.
            let filed = !matches!(booking.kind, ItemKind::Hotel | ItemKind::Car) || !coming || rng.chance(80);
            if filed && journey.cancelled.is_none() {
                let item = booking.item(id(), trip.id.clone());
                state.items.insert(item.id.clone(), item);
            }
            if journey.cancelled.is_none() {
                state.forwarded_bookings.insert(booking.booking_reference.clone(), booking);
            }
        }
        for item in plans(world, &cast, &mut rng, journey, &trip.id) {
            let item = Item { id: id(), ..item };
            state.items.insert(item.id.clone(), item);
        }
        let items = state.items_of(&trip.id);
        let spent = state.spent(&items).minor();
        let step = state.currency().price(5_000).max(1);
        let share = rng.range(85, 140);
        let budget =
            (spent > 0 && rng.chance(70)).then(|| state.currency().money(spent * share / 100 / step * step + step));
        state.trips.insert(trip.id.clone(), Trip { budget, ..trip });
    }
    state
}

fn trip(world: &World, cast: &Cast, rng: &mut Rng, index: usize, journey: &Journey) -> Trip {
    let things = rng.range(3, 8) as usize;
    let over = journey.end() < world.now.day();
    let packing_list = rng
        .some(&PACK, things)
        .into_iter()
        .map(|item| PackingItem { item: item.to_owned(), packed: over || rng.chance(25) });
    let home = journey.flights.last().and_then(|booking| booking.flights.last()).map(|flight| flight.arrival().day());
    let share = |person: &usize| Share {
        email: cast.people[*person].email.clone(),
        name: cast.people[*person].name(),
        permission: SharePermission::Viewer,
    };
    let packing_list = packing_list.collect();
    Trip {
        id: world.id("trp", index),
        name: journey.title.clone(),
        purpose: match journey.purpose {
            Purpose::ClientVisit => TripPurpose::ClientVisit,
            Purpose::Conference => TripPurpose::Conference,
            Purpose::Holiday => TripPurpose::Holiday,
            Purpose::Visit => TripPurpose::Visit,
        },
        cities: journey.stops.iter().map(|stop| stop.city.name.to_owned()).collect(),
        start_date: departure(journey).map_or(journey.start(), |time| time.day().min(journey.start())),
        end_date: home.map_or(journey.end(), |home| home.max(journey.end())),
        cancelled: journey.cancelled.is_some(),
        travellers: journey.companions.iter().map(|person| cast.people[*person].name()).collect(),
        budget: None,
        packing_list,
        shared_with: journey.companions.iter().take(1).filter(|_| rng.chance(60)).map(share).collect(),
        notes: rng.chance(50).then(|| rng.pick(&NOTES).to_owned()),
        version: rng.range(1, 9),
    }
}

fn departure(journey: &Journey) -> Option<Time> {
    let by_air = journey.flights.first().and_then(|booking| booking.flights.first()).map(Flight::departure);
    by_air.or_else(|| journey.trains.first().and_then(|booking| booking.trains.first()).map(|train| train.departure()))
}

/// When the owner gets to the first city.
fn arrival(journey: &Journey) -> Option<Time> {
    let by_air = journey.flights.first().and_then(|booking| booking.flights.last()).map(Flight::arrival);
    by_air.or_else(|| journey.trains.first().and_then(|booking| booking.trains.last()).map(|train| train.arrival()))
}

/// When the owner sets out from the last city.
fn leaves(journey: &Journey) -> Option<Time> {
    let by_air = journey.flights.get(1).and_then(|booking| booking.flights.first()).map(Flight::departure);
    let by_rail = journey.trains.last().and_then(|booking| booking.trains.first()).map(|train| train.departure());
    by_air.or(by_rail)
}

/// The confirmations of a journey's bookings.
fn bookings(world: &World, cast: &Cast, journey: &Journey) -> Vec<ForwardedBooking> {
    let own = |minor: i64| journeys::currency(cast).money(minor);
    let mut all = Vec::new();
    let mut add = |reference: &str, kind, title, span: (Time, Time), cities: (&City, &City), cost: Money| {
        all.push(ForwardedBooking {
            booking_reference: reference.to_owned(),
            kind,
            title,
            start: span.0,
            end: span.1,
            city: cities.0.name.to_owned(),
            end_city: (cities.0 != cities.1).then(|| cities.1.name.to_owned()),
            cost,
        });
    };
    for booking in &journey.flights {
        let (Some(first), Some(last)) = (booking.flights.first(), booking.flights.last()) else { continue };
        let numbers: Vec<String> = booking.flights.iter().map(Flight::number).collect();
        let title = format!("{} {} to {}", numbers.join(", "), first.from.airport, last.to.airport);
        let span = (first.departure(), last.arrival());
        add(&booking.reference, ItemKind::Flight, title, span, (first.from, last.to), own(booking.price));
    }
    for booking in &journey.trains {
        let (Some(first), Some(last)) = (booking.trains.first(), booking.trains.last()) else { continue };
        let title = format!("{} {} to {}", first.number(), station_name(first.from), station_name(last.to));
        let span = (first.departure(), last.arrival());
        add(&booking.reference, ItemKind::Train, title, span, (first.from, last.to), own(booking.price));
    }
    for stay in &journey.stays {
        let hotel = Hotel::of(world, stay.city, stay.hotel);
        let from = stay.city.zone.at(stay.check_in, hotel.check_in_from);
        let to = stay.city.zone.at(stay.check_in.plus_days(stay.nights), hotel.check_out_by);
        let cost = stay.city.currency().money(stay.price);
        add(&stay.confirmation, ItemKind::Hotel, hotel.venue.name, (from, to), (stay.city, stay.city), cost);
    }
    for car in &journey.cars {
        let title = format!("{} from {}", CLASSES[car.class].model, SUPPLIERS[car.supplier]);
        let cities = (car.pick_up.0.city, car.drop_off.0.city);
        let cost = car.pick_up.0.city.currency().money(car.price);
        add(&car.confirmation, ItemKind::Car, title, (car.pick_up.1, car.drop_off.1), cities, cost);
    }
    all
}

/// What is planned without a booking: a meeting with the host, a table, a museum. Some plans collide.
fn plans(world: &World, cast: &Cast, rng: &mut Rng, journey: &Journey, trip_id: &str) -> Vec<Item> {
    let Some(stop) = journey.stops.first() else { return Vec::new() };
    let zone = &stop.city.zone;
    let blank = |kind, title: String, day: i64, minute: i64, minutes: i64| {
        let start = zone.at(stop.from.plus_days(day), minute);
        Item {
            id: String::new(),
            trip_id: trip_id.to_owned(),
            kind,
            title,
            start,
            end: zone.show(start.plus_minutes(minutes)),
            city: stop.city.name.to_owned(),
            end_city: None,
            booking_reference: None,
            cost: None,
            notes: None,
        }
    };
    let nights = stop.to.since(stop.from).max(1);
    let half_hour = rng.range(0, 3) * 30;
    // Evenings and days on which the owner is there, and the morning after the first night.
    let (arrival, leaves) = (arrival(journey), leaves(journey));
    let in_time = arrival.is_none_or(|arrival| arrival < zone.at(stop.from, 1_080));
    let first_evening = i64::from(!in_time).min(nights - 1);
    let free_day = |rng: &mut Rng| if nights > 1 { rng.range(1, nights - 1) } else { 1 };
    let restaurant = Venue::of(world, stop.city, VenueKind::Restaurant, rng.index(12));
    let evening = rng.range(first_evening, nights - 1);
    let mut plans =
        vec![blank(ItemKind::Meal, format!("Dinner at {}", restaurant.name), evening, 1_170 + half_hour, 120)];
    match (journey.purpose, journey.host) {
        (Purpose::ClientVisit, Some(host)) => {
            let title = format!("Meeting with {}", cast.people[host].name());
            let next_day = leaves.is_none_or(|leaves| leaves > zone.at(stop.from.plus_days(1), 930));
            let (day, minute) = if next_day { (1, 540 + half_hour) } else { (0, 900 + half_hour) };
            plans.push(blank(ItemKind::Meeting, title, day, minute, 150));
        }
        (Purpose::Conference, _) => plans.push(blank(ItemKind::Meeting, "Conference".to_owned(), 1, 540, 240)),
        (Purpose::Visit, Some(host)) => {
            let title = format!("Breakfast with {}", cast.people[host].given);
            plans.push(blank(ItemKind::Meal, title, 1, 540, 90));
        }
        _ => {
            for index in 0..rng.range(1, 3) as usize {
                let museum = Venue::of(world, stop.city, VenueKind::Museum, index);
                let day = free_day(rng);
                plans.push(blank(
                    ItemKind::Activity,
                    museum.name,
                    day,
                    museum.opens + 60 + half_hour + index as i64 * 150,
                    120,
                ));
            }
        }
    }
    // Few plans collide with the way there or back.
    plans.retain(|plan| {
        let late = arrival.is_some_and(|arrival| plan.start.minutes_since(arrival) < 45);
        let early = leaves.is_some_and(|leaves| leaves.minutes_since(plan.end) < 90);
        !(late || early) || rng.chance(8)
    });
    let currency = stop.city.currency();
    if rng.chance(60)
        && let Some(dinner) = plans.first_mut()
    {
        dinner.cost = Some(currency.money(currency.price(rng.range(18, 60) * 100 * journey.travellers())));
    }
    plans
}
