//! Amounts of money: a number with a sign, code or name of a currency before or behind it.

use super::number::{figure, number_at};
use super::words::Word;

/// An amount that a text says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money {
    pub amount: f64,
    /// The currencies that it may be in: `$` is of many countries.
    pub currencies: &'static [&'static str],
    pub decimals: u32,
}

const CURRENCIES: &[(&[&str], &[&str])] = &[
    (&["$", "dollar", "dollars", "bucks"], &["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"]),
    (&["us$", "usd"], &["USD"]),
    (&["a$", "au$", "aud"], &["AUD"]),
    (&["c$", "ca$", "cad"], &["CAD"]),
    (&["nz$", "nzd"], &["NZD"]),
    (&["s$", "sgd"], &["SGD"]),
    (&["hk$", "hkd"], &["HKD"]),
    (&["mxn"], &["MXN"]),
    (&["€", "eur", "euro", "euros"], &["EUR"]),
    (&["£", "gbp", "pound", "pounds", "quid"], &["GBP"]),
    (&["¥"], &["JPY", "CNY"]),
    (&["jpy", "yen", "円"], &["JPY"]),
    (&["cny", "rmb", "yuan"], &["CNY"]),
    (&["chf", "franc", "francs"], &["CHF"]),
    (&["₹", "inr", "rupee", "rupees"], &["INR"]),
    (&["₩", "krw", "won"], &["KRW"]),
    (&["kr", "kronor", "kroner"], &["SEK", "NOK", "DKK"]),
    (&["sek"], &["SEK"]),
    (&["nok"], &["NOK"]),
    (&["dkk"], &["DKK"]),
    (&["pln", "zloty"], &["PLN"]),
    (&["brl"], &["BRL"]),
    (&["zar"], &["ZAR"]),
];

/// The currencies that a sign, code or name in lower case may mean.
pub fn currencies(name: &str) -> Option<&'static [&'static str]> {
    CURRENCIES.iter().find(|(names, _)| names.contains(&name)).map(|(_, currencies)| *currencies)
}

/// The amount that begins at a word, and the index behind it.
pub fn money_at(words: &[Word], at: usize) -> Option<(Money, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let minus = usize::from(text(at) == "-" && words[at].sign);
    // "US $20" and "US$20" are both two words.
    let prefixed = |at: usize| (text(at + 1) == "$").then(|| currencies(&format!("{}$", text(at)))).flatten();
    let before = match prefixed(at + minus) {
        Some(before) => Some((before, at + minus + 2)),
        None => currencies(text(at + minus)).map(|before| (before, at + minus + 1)),
    };
    let start = before.map_or(at, |(_, start)| start);
    let read = number_at(words, start)?;
    // A unit was read as one of length ("5 m", "10 k"): then it is no money.
    if read.number.unit.is_some() && before.is_none() {
        return None;
    }
    let mut amount = read.number.value;
    let mut decimals = read.number.decimals;
    // "$1.2m" is millions and no length.
    if before.is_some() && read.number.unit.is_some() {
        amount *= match text(read.end - 1) {
            "m" => 1e6,
            "b" => 1e9,
            _ => 1.0,
        };
    }
    // No currency has three digits behind its point, so these are thousands.
    let written = text(start + usize::from(text(start) == "-"));
    if decimals == 3 && figure(written).is_some_and(|(value, _)| value == amount.abs()) && !written.starts_with('0') {
        (amount, decimals) = ((amount * 1000.0).round(), 0);
    }
    if minus == 1 && before.is_some() {
        amount = -amount;
    }
    let behind = match prefixed(read.end) {
        Some(behind) => Some((behind, read.end + 2)),
        None => currencies(text(read.end)).map(|behind| (behind, read.end + 1)),
    };
    match (before, behind) {
        // "$20 USD" says it better.
        (Some((before, _)), Some((behind, end))) if behind.iter().all(|code| before.contains(code)) => {
            Some((Money { amount, currencies: behind, decimals }, end))
        }
        (Some((currencies, _)), _) => Some((Money { amount, currencies, decimals }, read.end)),
        (None, Some((currencies, end))) => {
            let cents = matches!(text(end + usize::from(text(end) == "and") + 1), "cent" | "cents");
            let more = number_at(words, end + usize::from(text(end) == "and")).filter(|_| cents);
            match more {
                Some(more) => {
                    let amount = amount + more.number.value / 100.0;
                    Some((Money { amount, currencies, decimals: 2 }, more.end + 1))
                }
                None => Some((Money { amount, currencies, decimals }, end)),
            }
        }
        (None, None) if matches!(text(read.end), "cent" | "cents") => {
            const CENTS: &[&str] = &["USD", "EUR", "AUD", "CAD", "NZD", "SGD", "HKD", "ZAR"];
            Some((Money { amount: amount / 100.0, currencies: CENTS, decimals: 2 }, read.end + 1))
        }
        (None, None) => None,
    }
}
