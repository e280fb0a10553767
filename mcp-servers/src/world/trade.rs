//! The shop's catalogue and the owner's past orders, each order in a state that its dates explain.

use std::collections::BTreeSet;

use super::World;
use super::goods::{BRANDS, CARRIERS, COLORS, KINDS, Kind, MODELS, SHOPS};
use super::names::Locale;
use crate::kit::ids::number;
use crate::kit::{Currency, Day, Time};

#[derive(Debug, Clone)]
pub struct Product {
    pub name: String,
    pub brand: &'static str,
    pub kind: &'static str,
    pub category: &'static str,
    pub color: Option<&'static str>,
    pub features: Vec<&'static str>,
    /// In the smallest unit of the currency.
    pub price: i64,
    pub stock: i64,
    /// In tenths of a star, of 50.
    pub rating: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Processing,
    Shipped,
    Delivered,
    Cancelled,
}

#[derive(Debug, Clone)]
pub struct PastOrder {
    /// What people call it: `FK-20481937`.
    pub number: String,
    /// Product, quantity and unit price at that time.
    pub lines: Vec<(usize, i64, i64)>,
    pub shipping: i64,
    pub stage: Stage,
    pub placed: Time,
    pub shipped: Option<Time>,
    pub delivered: Option<Time>,
    pub expected: Day,
    pub carrier: &'static str,
    pub tracking: Option<String>,
    /// Which of the two addresses.
    pub to_office: bool,
}

impl PastOrder {
    pub fn items_total(&self) -> i64 {
        self.lines.iter().map(|(_, quantity, price)| quantity * price).sum()
    }

    pub fn total(&self) -> i64 {
        self.items_total() + self.shipping
    }
}

#[derive(Debug, Clone)]
pub struct Trade {
    pub shop: &'static str,
    pub currency: &'static Currency,
    pub products: Vec<Product>,
    pub orders: Vec<PastOrder>,
}

/// Orders of this many euro cents and more are shipped free.
const FREE_SHIPPING: i64 = 10_000;
const SHIPPING: i64 = 490;

/// What shipping costs, in the smallest unit of the currency.
pub fn shipping(currency: &Currency, items: i64) -> i64 {
    if items >= currency.price(FREE_SHIPPING) { 0 } else { currency.price(SHIPPING) }
}

impl Trade {
    pub fn generate(world: &World, locale: &Locale) -> Self {
        let shop = world.rng("shop", 0).pick(&SHOPS);
        let currency = Currency::of(locale.currency);
        let products = products(world, currency);
        let order = |index| order(world, index, shop, currency, &products);
        let orders = (0..world.scaled(8)).map(order).collect();
        Self { shop, currency, products, orders }
    }

    /// A sum as people read it: `24.90 EUR`.
    pub fn spoken(&self, minor: i64) -> String {
        self.currency.money(minor).to_string()
    }
}

/// Hundredths as decimal text, for tables without a currency: `24.90`.
pub fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Initials of the shop, for order numbers.
pub fn number_prefix(shop: &str) -> String {
    let letters: String = shop.chars().filter(char::is_ascii_alphabetic).take(2).collect();
    letters.to_ascii_uppercase()
}

fn products(world: &World, currency: &Currency) -> Vec<Product> {
    let mut rng = world.rng("products", 0);
    let mut kinds: Vec<&Kind> = KINDS.iter().collect();
    rng.shuffle(&mut kinds);
    let mut names = BTreeSet::new();
    let mut products = Vec::new();
    for index in 0..world.scaled(30) {
        // Some types come twice, so that a search has something to choose from.
        let kind = if index % 5 == 4 { kinds[(index / 5) % kinds.len()] } else { kinds[index % kinds.len()] };
        let brand = rng.pick(&BRANDS);
        let name = format!("{brand} {} {}", rng.pick(&MODELS), kind.name);
        if !names.insert(name.clone()) {
            continue;
        }
        // Prices lie between three quarters and one and a half of the usual, and end as prices do.
        let price = kind.price * rng.range(75, 150) / 100 / 100 * 100 + [90, 50, 99, 0, 95][rng.index(5)];
        let features = rng.range(2, 3) as usize;
        products.push(Product {
            name,
            brand,
            kind: kind.name,
            category: kind.category,
            color: kind.has_color.then(|| rng.pick(&COLORS)),
            features: rng.some(kind.features, features),
            price: currency.price(price),
            stock: if rng.chance(12) { 0 } else { rng.range(1, 60) },
            rating: rng.range(31, 50),
        });
    }
    products
}

fn order(world: &World, index: usize, shop: &str, currency: &Currency, products: &[Product]) -> PastOrder {
    let mut rng = world.rng("order", index);
    let (stage, days_ago) = match index % 8 {
        0 => (Stage::Delivered, rng.range(8, 20)),
        1 => (Stage::Processing, rng.range(0, 2)),
        2 => (Stage::Shipped, rng.range(3, 5)),
        3 => (Stage::Delivered, rng.range(9, 24)),
        4 => (Stage::Delivered, rng.range(50, 240)),
        5 => (Stage::Cancelled, rng.range(6, 60)),
        6 => (Stage::Shipped, rng.range(3, 6)),
        _ => (Stage::Processing, rng.range(0, 1)),
    };
    let placed = world.now.plus_days(-days_ago).plus_minutes(-rng.range(20, 900)).plus_seconds(-rng.range(0, 59));
    let count = rng.range(1, 3) as usize;
    let all: Vec<usize> = (0..products.len()).collect();
    let quantity = |price: i64, many: bool| if price < currency.price(5_000) && many { 2 } else { 1 };
    let mut lines = Vec::new();
    for product in rng.some(&all, count) {
        let price = products[product].price;
        lines.push((product, quantity(price, rng.chance(40)), price));
    }
    let shipped =
        matches!(stage, Stage::Shipped | Stage::Delivered).then(|| placed.plus_minutes(rng.range(600, 1_800)));
    let delivered = (stage == Stage::Delivered).then(|| placed.plus_minutes(rng.range(3_000, 8_000)));
    let items: i64 = lines.iter().map(|(_, quantity, price)| quantity * price).sum();
    let expected = match delivered {
        Some(delivered) => delivered.day(),
        None => world.now.day().plus_days(rng.range(1, 6)),
    };
    PastOrder {
        number: format!("{}-{}", number_prefix(shop), number(world.seed, "order", index as u64)),
        lines,
        shipping: shipping(currency, items),
        stage,
        placed,
        shipped,
        delivered,
        expected: if stage == Stage::Cancelled { placed.day().plus_days(5) } else { expected },
        carrier: rng.pick(&CARRIERS),
        tracking: shipped.map(|_| format!("TRK{}", number(world.seed, "tracking", index as u64))),
        to_office: rng.chance(25),
    }
}
