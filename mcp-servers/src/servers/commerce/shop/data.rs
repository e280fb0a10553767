//! The shop as the world has it.

use super::Shop;
use super::types::*;
use crate::kit::{Currency, Table};
use crate::world::World;
use crate::world::addresses::{ShippingAddress, own_addresses};
use crate::world::cast::Cast;
use crate::world::trade::{self, PastOrder, Stage, Trade};

pub fn generate(world: &World) -> Shop {
    let cast = Cast::generate(world);
    let trade = Trade::generate(world, cast.locale);
    let addresses = addresses(world, &cast);
    let payments = payments(world, trade.currency);
    let products = trade.products.iter().enumerate().map(|(index, item)| {
        let product = product(world, trade.currency, index, item);
        (product.id.clone(), product)
    });
    let orders = trade.orders.iter().enumerate().map(|(index, past)| {
        let order = Order {
            shipping_address: addresses[usize::from(past.to_office)].line(),
            payment_method: payments[0].label.clone(),
            ..order(world, &trade, index, past)
        };
        (order.id.clone(), order)
    });
    Shop {
        name: trade.shop.to_owned(),
        currency: trade.currency.code.to_owned(),
        products: products.collect(),
        cart: Vec::new(),
        orders: orders.collect(),
        returns: Table::new(),
        addresses: addresses.into_iter().map(|address| (address.id.clone(), address)).collect(),
        payment_methods: payments.into_iter().map(|payment| (payment.id.clone(), payment)).collect(),
    }
}

fn product(world: &World, currency: &'static Currency, index: usize, item: &trade::Product) -> Product {
    Product {
        id: world.id("prd", index),
        name: item.name.clone(),
        brand: item.brand.to_owned(),
        category: category(item.category),
        price: currency.money(item.price),
        color: item.color.map(str::to_owned),
        features: item.features.iter().map(|feature| (*feature).to_owned()).collect(),
        rating: item.rating as f64 / 10.0,
        stock: item.stock,
    }
}

fn category(name: &str) -> Category {
    match name {
        "audio" => Category::Audio,
        "kitchen" => Category::Kitchen,
        "outdoor" => Category::Outdoor,
        "office" => Category::Office,
        "sports" => Category::Sports,
        _ => Category::Home,
    }
}

fn order(world: &World, trade: &Trade, index: usize, past: &PastOrder) -> Order {
    let money = |minor| trade.currency.money(minor);
    let item = |(line, (product, quantity, price)): (usize, &(usize, i64, i64))| OrderItem {
        id: world.id("itm", index * 8 + line),
        product_id: world.id("prd", *product),
        name: trade.products[*product].name.clone(),
        quantity: *quantity,
        unit_price: money(*price),
    };
    Order {
        id: world.id("ord", index),
        order_number: past.number.clone(),
        status: match past.stage {
            Stage::Processing => OrderStatus::Processing,
            Stage::Shipped => OrderStatus::Shipped,
            Stage::Delivered => OrderStatus::Delivered,
            Stage::Cancelled => OrderStatus::Cancelled,
        },
        items: past.lines.iter().enumerate().map(item).collect(),
        shipping: money(past.shipping),
        total: money(past.total()),
        shipping_address: String::new(),
        payment_method: String::new(),
        placed_at: past.placed,
        expected_delivery: past.expected,
        shipped_at: past.shipped,
        delivered_at: past.delivered,
        carrier: past.tracking.as_ref().map(|_| past.carrier.to_owned()),
        tracking_number: past.tracking.clone(),
    }
}

/// Home first, then the office.
fn addresses(world: &World, cast: &Cast) -> [Address; 2] {
    let address = |label: &str, ShippingAddress { id, recipient, street, city, country }| Address {
        id,
        label: label.to_owned(),
        recipient,
        street,
        city,
        country,
    };
    let [home, office] = own_addresses(world, cast);
    [address("Home", home), address("Office", office)]
}

/// A card, and a gift card whose balance is soon used up.
fn payments(world: &World, currency: &'static Currency) -> [PaymentMethod; 2] {
    let mut rng = world.rng("payments", 0);
    let card = rng.pick(&["Visa", "Mastercard", "Amex"]);
    let label = format!("{card} ending in {:04}", rng.range(0, 9_999));
    let balance = currency.money(currency.price(rng.range(4, 30) * 500));
    let gift = format!("Gift card {}", rng.range(100_000, 999_999));
    [
        PaymentMethod { id: world.id("pay", 0), kind: PaymentKind::Card, label, balance: None },
        PaymentMethod { id: world.id("pay", 1), kind: PaymentKind::GiftCard, label: gift, balance: Some(balance) },
    ]
}
