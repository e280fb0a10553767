//! A stock exchange of companies that do not exist, and what the owner has bought there.

use std::collections::BTreeSet;

use super::World;
use super::atlas::CITIES;
use super::cast::Cast;
use super::drift::{drift, trading_day};
use super::places::City;
use crate::kit::ids::fnv;
use crate::kit::rng::{Rng, mix};
use crate::kit::{Currency, Day, Ordered, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Stock,
    Fund,
    Bond,
}

#[derive(Debug, Clone)]
pub struct Security {
    pub ticker: String,
    pub name: String,
    pub class: Class,
    pub sector: &'static str,
    /// What its price wanders around, in the smallest unit.
    pub base: i64,
    /// Millionths by which it wanders.
    pub strength: i64,
    /// Paid a year, in tenths of a percent of the base.
    pub dividend: i64,
}

/// A purchase, or a sale where the quantity is below zero.
#[derive(Debug, Clone)]
pub struct Deal {
    pub security: usize,
    pub at: Time,
    pub quantity: i64,
    pub price: i64,
}

#[derive(Debug, Clone)]
pub struct Market {
    pub city: &'static City,
    pub currency: &'static Currency,
    pub key: u64,
    pub securities: Vec<Security>,
    /// By time.
    pub deals: Vec<Deal>,
}

/// Minutes after midnight, on the clock of the exchange.
pub const OPENS: i64 = 9 * 60;
pub const CLOSES: i64 = 17 * 60 + 30;

const NAMES: [&str; 40] = [
    "Aldermoor", "Astrion", "Belcourt", "Borealis", "Calderon", "Castellan", "Corvane", "Dalmore", "Ellery",
    "Evenlode", "Fairhaven", "Galvani", "Halcyon", "Hartwell", "Isenberg", "Jorvik", "Kaldera", "Lindqvist",
    "Lochmere", "Marlborne", "Monteverde", "Nordmark", "Novalis", "Ostara", "Pallas", "Pemberline", "Quantock",
    "Ravensworth", "Sagamore", "Solstice", "Tamarind", "Tessera", "Ulvang", "Valemont", "Vantage Peak", "Westerholm",
    "Wyndham Vale", "Xanthe", "Yellowbird", "Zellweg",
];
const SECTORS: [(&str, &[&str]); 8] = [
    ("Technology", &["Systems", "Software", "Semiconductors"]),
    ("Health care", &["Pharma", "Medical", "Biosciences"]),
    ("Energy", &["Energy", "Renewables", "Grid"]),
    ("Industry", &["Industries", "Engineering", "Aerospace"]),
    ("Consumer goods", &["Brands", "Foods", "Apparel"]),
    ("Finance", &["Financial", "Insurance", "Capital"]),
    ("Transport", &["Logistics", "Shipping", "Rail"]),
    ("Materials", &["Chemicals", "Mining", "Paper"]),
];
const FUNDS: [(&str, &str); 10] = [
    ("World Equity Index", "Broad market"),
    ("Emerging Markets Index", "Broad market"),
    ("Small Companies", "Broad market"),
    ("Clean Energy", "Energy"),
    ("Global Technology", "Technology"),
    ("Dividend Leaders", "Broad market"),
    ("Health Innovation", "Health care"),
    ("Real Estate", "Property"),
    ("Water & Climate", "Energy"),
    ("Low Volatility", "Broad market"),
];
const PROVIDERS: [&str; 5] = ["Harbourline", "Claremont", "Nordlys", "Basecamp", "Ironbark"];

impl Market {
    pub fn generate(world: &World, cast: &Cast) -> Self {
        let currency = Currency::of(cast.locale.currency);
        let mut market = Self {
            city: City::find(cast.owner.city).unwrap_or(&CITIES[0]),
            currency,
            key: mix(world.seed ^ fnv("market")) >> 12,
            securities: securities(world, currency),
            deals: Vec::new(),
        };
        market.deals = market.deals(world);
        market
    }

    fn deals(&self, world: &World) -> Vec<Deal> {
        let mut rng = world.rng("deals", 0);
        let mut deals: Vec<Deal> = Vec::new();
        for nth in 0..world.scaled(7) {
            // Every third deal adds to something that is there.
            let security =
                if nth % 3 == 2 { deals[rng.index(deals.len())].security } else { rng.index(self.securities.len()) };
            let at = self.session(world, &mut rng, 30, 420);
            let price = self.price(security, at.day());
            let quantity = (self.currency.from_euro_cents(rng.range(20_000, 180_000)) / price.max(1)).max(1);
            deals.push(Deal { security, at, quantity, price });
        }
        // Some of one is sold again.
        for nth in 0..world.scaled(1) {
            let bought = &deals[nth];
            let (security, quantity) = (bought.security, bought.quantity / 3);
            let at = self.session(world, &mut rng, 3, 28);
            if quantity > 0 {
                deals.push(Deal { security, at, quantity: -quantity, price: self.price(security, at.day()) });
            }
        }
        deals.order_by_key(|deal| deal.at);
        deals
    }

    /// A moment of a past session.
    fn session(&self, world: &World, rng: &mut Rng, least: i64, most: i64) -> Time {
        let day = trading_day(world.now.day().plus_days(-rng.range(least, most)));
        self.city.zone.at(day, rng.range(OPENS, CLOSES - 1))
    }

    pub fn price(&self, security: usize, day: Day) -> i64 {
        let security = &self.securities[security];
        price(self.key, &security.ticker, security.base, security.strength, day)
    }
}

/// What a security costs on a trading day.
pub fn price(key: u64, ticker: &str, base: i64, strength: i64, day: Day) -> i64 {
    let drift = drift(key ^ fnv(ticker), trading_day(day), strength);
    (base * (1_000_000 + drift).max(50_000) / 1_000_000).max(1)
}

fn securities(world: &World, currency: &'static Currency) -> Vec<Security> {
    let mut tickers = BTreeSet::new();
    let security = |index: usize| {
        let mut rng = world.rng("security", index);
        let class = [Class::Stock, Class::Stock, Class::Fund, Class::Stock, Class::Stock, Class::Bond][index % 6];
        let (name, sector) = title(&mut rng, class);
        let ticker = ticker(&name, class);
        let (base, strength, dividend) = match class {
            Class::Stock => (rng.range(700, 34_000), rng.range(120_000, 280_000), [0, 0, 18, 26, 34][rng.index(5)]),
            Class::Fund => (rng.range(3_500, 19_000), rng.range(80_000, 160_000), [0, 14, 22][rng.index(3)]),
            Class::Bond => (rng.range(9_200, 10_400), rng.range(12_000, 30_000), rng.range(20, 45)),
        };
        Security { ticker, name, class, sector, base: currency.from_euro_cents(base).max(1), strength, dividend }
    };
    let all = (0..world.scaled(16)).map(security);
    all.filter(|security| tickers.insert(security.ticker.clone())).collect()
}

fn title(rng: &mut Rng, class: Class) -> (String, &'static str) {
    match class {
        Class::Stock => {
            let (sector, trades) = SECTORS[rng.index(SECTORS.len())];
            (format!("{} {}", rng.pick(&NAMES), rng.pick(trades)), sector)
        }
        Class::Fund => {
            let (theme, sector) = FUNDS[rng.index(FUNDS.len())];
            (format!("{} {theme} ETF", rng.pick(&PROVIDERS)), sector)
        }
        Class::Bond => {
            let years = [3, 5, 7, 10][rng.index(4)];
            (format!("{} Government Bond {years}Y ETF", rng.pick(&PROVIDERS)), "Bonds")
        }
    }
}

/// Three letters of the first word and one of the second as in `ALDS`; two and one of each other for funds.
fn ticker(name: &str, class: Class) -> String {
    let mut words = name.split(' ').filter(|word| *word != "ETF" && *word != "&");
    let letters = if class == Class::Stock { 3 } else { 2 };
    let first = words.next().unwrap_or(name).chars().take(letters);
    let rest = words.flat_map(|word| word.chars().take(1));
    first.chain(rest).take(5).collect::<String>().to_ascii_uppercase()
}
