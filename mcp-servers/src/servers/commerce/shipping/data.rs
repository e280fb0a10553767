//! The account as the world has it: parcels of the shop's orders, and what the user has sent to clients.

use super::labels::{VOID_DAYS, label_url};
use super::rates::working_day;
use super::types::*;
use super::{Shipping, crosses_border};
use crate::kit::ids::number;
use crate::kit::{Currency, Table, Time};
use crate::world::World;
use crate::world::addresses::{ShippingAddress, own_addresses};
use crate::world::cast::Cast;
use crate::world::clients::{Client, clients};
use crate::world::goods::CARRIERS;
use crate::world::places::City;
use crate::world::trade::{PastOrder, Trade};

const CONTENTS: [&str; 16] = [
    "Contract, two copies", "Product samples", "Prototype and charger", "Brochures", "Spare parts", "Signed offer",
    "Books for the workshop", "Trade fair stand, part 1", "Returned loan device", "Test sensors", "Gift box",
    "Measuring instruments", "Posters", "Training material", "Replacement keyboard", "Fabric samples",
];

pub fn generate(world: &World) -> Shipping {
    let cast = Cast::generate(world);
    let trade = Trade::generate(world, cast.locale);
    let clients = clients(world, &cast);
    let own = own_addresses(world, &cast);
    let currency = Currency::of(cast.locale.currency);
    let mut shipping = Shipping {
        addresses: Table::new(),
        balance: currency.price(world.rng("shipping balance", 0).range(40, 120) * 100),
        currency: currency.code.to_owned(),
        customs_declarations: Table::new(),
        home_id: own[1].id.clone(),
        labels: Table::new(),
        parcels: Table::new(),
        pickups: Table::new(),
        rates: Table::new(),
    };
    for (index, order) in trade.orders.iter().enumerate() {
        if let Some(parcel) = incoming(world, &cast, &trade, order, index, &own[usize::from(order.to_office)]) {
            shipping.parcels.insert(parcel.tracking_number.clone(), parcel);
        }
    }
    for client in &clients {
        let address = client_address(world, client);
        shipping.addresses.insert(address.id.clone(), address);
    }
    for index in 0..world.scaled(7) {
        outgoing(&mut shipping, world, &own[1], &clients[index % clients.len()], index);
    }
    for address in own {
        shipping.addresses.insert(address.id.clone(), address);
    }
    shipping
}

fn client_address(world: &World, client: &Client) -> ShippingAddress {
    ShippingAddress {
        id: world.id("adr", 10 + client.index),
        recipient: format!("{}, {}", client.people[0].name, client.name),
        street: client.street.clone(),
        city: client.city.name.to_owned(),
        country: client.city.country.to_owned(),
    }
}

fn event(at: Time, location: &str, description: &str) -> TrackingEvent {
    TrackingEvent { at, location: location.to_owned(), description: description.to_owned() }
}

/// The parcel of an order that has shipped.
fn incoming(
    world: &World,
    cast: &Cast,
    trade: &Trade,
    order: &PastOrder,
    index: usize,
    to: &ShippingAddress,
) -> Option<Parcel> {
    let (tracking, shipped) = (order.tracking.clone()?, order.shipped?);
    let mut rng = world.rng("parcel", index);
    let warehouse = rng.pick(cast.locale.cities);
    let last = order.delivered.unwrap_or(world.now);
    let moment = |share: i64| shipped.plus_minutes(last.minutes_since(shipped) * share / 100);
    let mut events = vec![
        event(order.placed, warehouse, "Shipment announced by the sender"),
        event(shipped, warehouse, "Handed over to the carrier"),
        event(moment(35), warehouse, "Left the sorting centre"),
        event(moment(70), to.city.as_str(), "Arrived at the depot"),
    ];
    let status = match order.delivered {
        Some(delivered) => {
            events.push(event(
                delivered.plus_minutes(-rng.range(120, 300)).max(moment(80)),
                &to.city,
                "Out for delivery",
            ));
            events.push(event(delivered, &to.city, "Delivered"));
            ParcelStatus::Delivered
        }
        None => ParcelStatus::InTransit,
    };
    Some(Parcel {
        tracking_number: tracking,
        carrier: order.carrier.to_owned(),
        direction: Direction::Incoming,
        status,
        sender: trade.shop.to_owned(),
        recipient: to.recipient.clone(),
        destination: to.place(),
        reference: format!("Order {}", order.number),
        label_id: None,
        expected_delivery: order.expected,
        events,
    })
}

/// What the user has sent, with its label and the rate that it was bought with.
fn outgoing(shipping: &mut Shipping, world: &World, from: &ShippingAddress, client: &Client, index: usize) {
    let mut rng = world.rng("sent parcel", index);
    let currency = shipping.currency();
    let to = client_address(world, client);
    let border = crosses_border(&from.country, &to.country);
    let (status, days_ago) = match index % 7 {
        0 | 4 => (ParcelStatus::LabelCreated, 0),
        1 => (ParcelStatus::LabelCreated, rng.range(16, 30)),
        2 if border => (ParcelStatus::HeldAtCustoms, rng.range(4, 7)),
        2 => ([ParcelStatus::InTransit, ParcelStatus::OutForDelivery][rng.index(2)], rng.range(2, 3)),
        3 => (ParcelStatus::Delivered, rng.range(8, 60)),
        5 => (ParcelStatus::DeliveryFailed, rng.range(4, 6)),
        _ => (ParcelStatus::Cancelled, rng.range(2, 9)),
    };
    let bought = world.now.plus_days(-days_ago).plus_minutes(-rng.range(45, 300));
    let level = if rng.chance(30) { ServiceLevel::Express } else { ServiceLevel::Standard };
    let contents = rng.pick(&CONTENTS);
    let rate = Rate {
        id: world.id("rat", 2 * index),
        carrier: CARRIERS[[1, 3][rng.index(2)]].to_owned(),
        service_level: level,
        price: currency.money(currency.price(rng.range(8, 30) * 100 + 90)),
        expected_delivery: match status {
            ParcelStatus::OutForDelivery => world.now.day(),
            _ => working_day(bought.day(), 3 + if border { 3 } else { 0 }),
        },
        signature: level == ServiceLevel::Express,
        expires_at: bought.plus_minutes(14),
        from_address_id: from.id.clone(),
        to_address_id: to.id.clone(),
        weight_grams: rng.range(2, 80) * 100,
        label_id: Some(world.id("lbl", index)),
    };
    // A second rate of that time, which nobody took.
    let other = Rate {
        id: world.id("rat", 2 * index + 1),
        carrier: CARRIERS[0].to_owned(),
        service_level: ServiceLevel::Economy,
        label_id: None,
        price: currency.money(currency.price(rng.range(5, 8) * 100 + 50)),
        ..rate.clone()
    };
    let customs_declaration_id = border.then(|| {
        let customs = customs(currency, world, &to, contents, index);
        shipping.customs_declarations.insert(customs.id.clone(), customs.clone());
        customs.id
    });
    let tracking = format!("TRK{}", number(world.seed, "tracking", 500_000 + index as u64));
    let label = Label {
        id: world.id("lbl", index),
        tracking_number: tracking.clone(),
        carrier: rate.carrier.clone(),
        service_level: level,
        price: rate.price.clone(),
        status: match status {
            ParcelStatus::LabelCreated => LabelStatus::Purchased,
            ParcelStatus::Cancelled => LabelStatus::Voided,
            _ => LabelStatus::HandedOver,
        },
        label_url: label_url(&rate.id),
        recipient: to.recipient.clone(),
        destination: to.place(),
        customs_declaration_id,
        purchased_at: bought,
        void_until: bought.day().plus_days(VOID_DAYS),
    };
    let handed = bought.plus_minutes(rng.range(120, 600));
    let mut events = vec![event(bought, &from.city, "Label created")];
    if label.status == LabelStatus::HandedOver {
        events.push(event(handed, &from.city, "Handed over to the carrier"));
    }
    let (later, there) =
        (handed.plus_minutes(rng.range(1_000, 1_400)).min(world.now.plus_minutes(-30)), to.city.as_str());
    match status {
        ParcelStatus::HeldAtCustoms => events.push(event(later, there, "Held at customs: invoice requested")),
        ParcelStatus::InTransit => events.push(event(later, hub(client.city), "Arrived at the sorting centre")),
        ParcelStatus::OutForDelivery => {
            events.push(event(later, hub(client.city), "Arrived at the sorting centre"));
            events.push(event(world.now.plus_minutes(-rng.range(31, 200)).max(later), there, "Out for delivery"));
        }
        ParcelStatus::Delivered => {
            events.push(event(later, hub(client.city), "Arrived at the sorting centre"));
            events.push(event(rate_day(&rate, bought), there, "Delivered"));
        }
        ParcelStatus::DeliveryFailed => events.push(event(later, there, "Delivery failed: nobody at the address")),
        ParcelStatus::Cancelled => events.push(event(bought.plus_minutes(50), &from.city, "Label voided")),
        _ => {}
    }
    let parcel = Parcel {
        tracking_number: tracking.clone(),
        carrier: rate.carrier.clone(),
        direction: Direction::Outgoing,
        status,
        sender: from.recipient.clone(),
        recipient: to.recipient.clone(),
        destination: to.place(),
        reference: contents.to_owned(),
        label_id: Some(label.id.clone()),
        expected_delivery: rate.expected_delivery,
        events,
    };
    shipping.parcels.insert(tracking, parcel);
    shipping.labels.insert(label.id.clone(), label);
    shipping.rates.insert(rate.id.clone(), rate);
    shipping.rates.insert(other.id.clone(), other);
}

fn customs(currency: &'static Currency, world: &World, to: &ShippingAddress, contents: &str, index: usize) -> Customs {
    let mut rng = world.rng("customs", index);
    let value = currency.price(rng.range(20, 140) * 100);
    Customs {
        id: world.id("cud", index),
        destination_country: to.country.clone(),
        items: vec![DeclaredItem {
            description: contents.to_owned(),
            hs_code: rng.pick(&["490110", "852990", "903089", "392690"]).to_owned(),
            quantity: rng.range(1, 4),
            value: currency.money(value),
        }],
        total_value: currency.money(value),
        estimated_duties: currency.money(0),
        documents: vec!["CN23 customs form".to_owned()],
        tracking_number: Some(format!("TRK{}", number(world.seed, "tracking", 500_000 + index as u64))),
    }
}

/// Where parcels to a city are sorted.
fn hub(city: &'static City) -> &'static str {
    city.compatriots().first().map_or(city.name, |hub| hub.name)
}

fn rate_day(rate: &Rate, bought: Time) -> Time {
    bought.at(rate.expected_delivery, 11 * 60 + 20)
}
