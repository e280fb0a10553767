//! Exchange rates by day: today those of the kit's table, and near them on the days before.

use std::fmt;

use serde::Serialize;

use super::World;
use super::drift::{drift, trading_day};
use crate::kit::ids::fnv;
use crate::kit::rng::mix;
use crate::kit::{Currency, Day};

/// The rates of a world. Rates are fixed on working days; a weekend has those of its Friday.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Rates {
    key: u64,
    pub today: Day,
}

/// How many units of one currency one unit of another buys: six digits that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    digits: i64,
    decimals: u32,
}

/// Millionths by which a currency moves over a year.
const STRENGTH: i64 = 22_000;

impl Rates {
    pub fn of(world: &World) -> Self {
        Self { key: mix(world.seed ^ fnv("rates")) >> 12, today: world.now.day() }
    }

    /// The day whose rates hold on a day: no later than today, and never at a weekend.
    pub fn fixing(&self, day: Day) -> Day {
        trading_day(day.min(self.today))
    }

    pub fn rate(&self, from: &'static Currency, to: &'static Currency, day: Day) -> Rate {
        Rate::of(self.per_euro(to, day), self.per_euro(from, day))
    }

    /// A sum of one currency in another at the rate of a day.
    pub fn convert(&self, minor: i64, from: &'static Currency, to: &'static Currency, day: Day) -> i64 {
        if from == to { minor } else { self.rate(from, to, day).convert(minor, from, to) }
    }

    /// Thousand-millionths of a unit that one euro buys.
    fn per_euro(&self, currency: &Currency, day: Day) -> i128 {
        // Some currencies are tied to another one.
        let (code, strength) = match currency.code {
            "EUR" => ("EUR", 0),
            "DKK" => ("DKK", STRENGTH / 20),
            "AED" => ("USD", STRENGTH),
            code => (code, STRENGTH),
        };
        let at = |day| drift(self.key ^ fnv(code), self.fixing(day), strength);
        i128::from(currency.per_euro) * i128::from(1_000_000 + at(day) - at(self.today))
    }
}

impl Rate {
    fn of(units: i128, per: i128) -> Self {
        let mut decimals = 0;
        let mut scaled = units;
        while scaled / per < 100_000 && decimals < 12 {
            scaled *= 10;
            decimals += 1;
        }
        Self { digits: ((scaled + per / 2) / per) as i64, decimals }
    }

    /// The rate less so many ten-thousandths.
    pub fn less(self, points: i64) -> Self {
        Self { digits: self.digits * (10_000 - points) / 10_000, ..self }
    }

    /// What a sum is worth, rounded to the smallest unit.
    pub fn convert(self, minor: i64, from: &'static Currency, to: &'static Currency) -> i64 {
        let above = i128::from(minor) * i128::from(self.digits) * i128::from(to.amount(0).scale());
        let below = 10_i128.pow(self.decimals) * i128::from(from.amount(0).scale());
        ((above + below / 2).div_euclid(below)) as i64
    }

    pub fn value(self) -> f64 {
        self.digits as f64 / 10_f64.powi(self.decimals as i32)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Time;

    #[test]
    fn rates_of_today_are_those_of_the_table() {
        let now = Time::parse("2026-03-05T14:30:00+01:00").expect("a time");
        let rates = Rates::of(&World { seed: 3, now, size: super::super::Size::Small });
        let (euro, dollar, yen) = (Currency::of("EUR"), Currency::of("USD"), Currency::of("JPY"));
        assert_eq!(rates.rate(euro, dollar, now.day()).to_string(), "1.16");
        assert_eq!(rates.convert(10_000, euro, yen, now.day()), 17_800);
        assert_eq!(rates.convert(17_800, yen, euro, now.day()), 10_000);
        let before = rates.rate(euro, dollar, now.day().plus_days(-30)).value();
        assert!(before != 1.16 && (before - 1.16).abs() < 0.06, "{before}");
        assert_eq!(rates.rate(euro, dollar, now.day().plus_days(9)).to_string(), "1.16");
    }
}
