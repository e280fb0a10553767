//! The tools that look at rates.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Wallet;
use crate::kit::money::CURRENCIES;
use crate::kit::resource::Listed;
use crate::kit::{Call, Currency, CurrencyCode, Day, Decimal, Money, Ordered, Query, ToolError, invalid};
use crate::world::drift::trading_days;

type Result<T> = std::result::Result<T, ToolError>;

/// How far back rates are known, in days.
const HISTORY: i64 = 1_830;
const MOST_POINTS: usize = 140;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CurrencyInfo {
    /// Three letters such as EUR.
    pub currency: String,
    /// Name of the currency.
    pub name: String,
    /// Digits behind the decimal point.
    pub decimals: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CurrencyList {
    /// The currencies, by code.
    pub currencies: Vec<CurrencyInfo>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateAgainst {
    /// The other currency.
    pub currency: String,
    /// How much of it one unit of the base currency buys.
    pub rate: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateTable {
    /// Currency of which one unit is compared.
    pub base_currency: String,
    /// Working day on which these rates were fixed.
    pub rate_date: Day,
    /// Middle rates against the other currencies.
    pub rates: Vec<RateAgainst>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Conversion {
    /// The sum that was asked about.
    pub source_amount: Money,
    /// What it is worth.
    pub target_amount: Money,
    /// Units of the target currency for one unit of the source currency.
    pub rate: f64,
    /// Working day on which the rate was fixed.
    pub rate_date: Day,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RatePoint {
    /// Working day on which it was fixed.
    pub date: Day,
    /// Middle rate of the day.
    pub rate: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateHistory {
    /// Currency of which one unit is compared.
    pub from_currency: String,
    /// Currency in which it is priced.
    pub to_currency: String,
    /// Rates, oldest first.
    pub rates: Vec<RatePoint>,
    /// Lowest of them.
    pub lowest: f64,
    /// Highest of them.
    pub highest: f64,
    /// Change from the first to the last in percent.
    pub change_percent: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    Daily,
    Weekly,
    Monthly,
}

/// Lists the currencies that can be converted, with their codes. Use it to find the code of a currency.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCurrencies {
    /// Words of the code or the name, such as krona.
    #[schemars(example = &"krona", example = &"dollar")]
    pub query: Option<Query>,
}

/// Returns the middle rates of a currency against others, today or on a day of the last five years.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetExchangeRates {
    /// Currency of which one unit is compared.
    pub base_currency: CurrencyCode,
    /// Only against these currencies (default: all).
    pub currencies: Option<Vec<CurrencyCode>>,
    /// Day of the rates (default today); weekends give the Friday before.
    pub date: Option<Day>,
}

/// Converts a sum at the middle rate of today or of another day. No money moves; use create_rate_quote to exchange.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertCurrency {
    /// The sum, in from_currency, as decimal text such as 250.00.
    pub amount: Decimal,
    /// Currency of the sum.
    pub from_currency: CurrencyCode,
    /// Currency to convert to.
    pub to_currency: CurrencyCode,
    /// Day of the rate (default today).
    pub date: Option<Day>,
}

/// Returns how the rate between two currencies moved between two days, with lowest, highest and change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRateHistory {
    /// Currency of which one unit is compared.
    pub from_currency: CurrencyCode,
    /// Currency in which it is priced.
    pub to_currency: CurrencyCode,
    /// First day.
    pub from_date: Day,
    /// Last day (default today).
    pub to_date: Option<Day>,
    /// How close the rates lie (default daily).
    pub interval: Option<Interval>,
}

pub fn list_currencies(_: &Wallet, _: &Call, args: ListCurrencies) -> Result<CurrencyList> {
    let found = |one: &&Currency| args.query.as_ref().is_none_or(|query| query.matches([one.code, one.name]));
    let info = |one: &Currency| CurrencyInfo {
        currency: one.code.to_owned(),
        name: one.name.to_owned(),
        decimals: one.digits,
    };
    let mut currencies: Vec<CurrencyInfo> = CURRENCIES.iter().filter(found).map(info).collect();
    currencies.order_by(|a, b| a.currency.cmp(&b.currency));
    Ok(CurrencyList { currencies })
}

pub fn get_exchange_rates(wallet: &Wallet, _: &Call, args: GetExchangeRates) -> Result<RateTable> {
    let day = wallet.day(args.date, "date")?;
    let wanted: Vec<&'static Currency> = match args.currencies {
        Some(codes) if codes.is_empty() || codes.len() > CURRENCIES.len() => {
            return Err(invalid("Argument `currencies`: name some currencies, or leave it away for all."));
        }
        Some(codes) => codes.into_iter().map(|code| code.0).collect(),
        None => CURRENCIES.iter().collect(),
    };
    let base = args.base_currency.0;
    let others = wanted.into_iter().filter(|other| *other != base);
    let against = |other: &'static Currency| RateAgainst {
        currency: other.code.to_owned(),
        rate: wallet.rates.rate(base, other, day).value(),
    };
    Ok(RateTable {
        base_currency: base.code.to_owned(),
        rate_date: wallet.rates.fixing(day),
        rates: others.map(against).collect(),
    })
}

pub fn convert_currency(wallet: &Wallet, _: &Call, args: ConvertCurrency) -> Result<Conversion> {
    let (from, to) = (args.from_currency.0, args.to_currency.0);
    let day = wallet.day(args.date, "date")?;
    let minor = args.amount.minor(from, "amount")?;
    Ok(Conversion {
        source_amount: from.money(minor),
        target_amount: to.money(wallet.rates.convert(minor, from, to, day)),
        rate: wallet.rates.rate(from, to, day).value(),
        rate_date: wallet.rates.fixing(day),
    })
}

pub fn get_rate_history(wallet: &Wallet, _: &Call, args: GetRateHistory) -> Result<RateHistory> {
    let (from_currency, to_currency) = (args.from_currency.0, args.to_currency.0);
    if from_currency == to_currency {
        return Err(invalid("Argument `to_currency`: the same as from_currency."));
    }
    let first = wallet.day(Some(args.from_date), "from_date")?;
    let last = args.to_date.map_or(wallet.rates.today, |day| day.min(wallet.rates.today));
    if last < first {
        return Err(invalid(format!("Argument `to_date`: {last} lies before from_date ({first}).")));
    }
    let days: Vec<Day> = trading_days(first, last).collect();
    let starts = |day: &Day, before: Option<&Day>| match args.interval.unwrap_or(Interval::Daily) {
        Interval::Daily => true,
        Interval::Weekly => before.is_none_or(|before| before.weekday() > day.weekday()),
        Interval::Monthly => before.is_none_or(|before| before.month() != day.month()),
    };
    let wanted = |(index, day): (usize, &Day)| {
        let before = index.checked_sub(1).and_then(|index| days.get(index));
        starts(day, before).then_some(*day)
    };
    let wanted: Vec<Day> = days.iter().enumerate().filter_map(wanted).collect();
    if wanted.len() > MOST_POINTS {
        return Err(invalid(format!(
            "Argument `interval`: these are {} rates, at most {MOST_POINTS} are shown. Take a wider interval or a shorter span.",
            wanted.len()
        )));
    }
    let rate = |day: Day| RatePoint { date: day, rate: wallet.rates.rate(from_currency, to_currency, day).value() };
    let rates: Vec<RatePoint> = wanted.into_iter().map(rate).collect();
    let (Some(start), Some(end)) = (rates.first(), rates.last()) else {
        return Err(invalid("There is no working day between from_date and to_date; take a longer span."));
    };
    let change = ((end.rate / start.rate - 1.0) * 10_000.0).round() / 100.0;
    let lowest = rates.iter().map(|point| point.rate).fold(f64::INFINITY, f64::min);
    let highest = rates.iter().map(|point| point.rate).fold(0.0, f64::max);
    Ok(RateHistory {
        from_currency: from_currency.code.to_owned(),
        to_currency: to_currency.code.to_owned(),
        lowest,
        highest,
        change_percent: change,
        rates,
    })
}

pub fn listed(_: &Wallet) -> Vec<Listed> {
    let one = |one: &Currency| Listed { values: vec![one.code.to_owned()], title: one.name.to_owned() };
    CURRENCIES.iter().map(one).collect()
}

pub fn csv(wallet: &Wallet, code: &str) -> Result<String> {
    let base = Currency::find(code).ok_or_else(|| ToolError::NotFound("There is no such currency.".to_owned()))?;
    let mut text = format!("currency,name,rate_per_{}\n", base.code);
    for other in CURRENCIES.iter().filter(|other| *other != base) {
        let _ = writeln!(text, "{},{},{}", other.code, other.name, wallet.rates.rate(base, other, wallet.rates.today));
    }
    Ok(text)
}

impl Wallet {
    /// A day for which rates are known.
    fn day(&self, day: Option<Day>, argument: &str) -> Result<Day> {
        let (today, day) = (self.rates.today, day.unwrap_or(self.rates.today));
        if day > today {
            return Err(invalid(format!(
                "Argument `{argument}`: {day} lies in the future; rates are known until {today}."
            )));
        }
        if today.since(day) > HISTORY {
            let first = today.plus_days(-HISTORY);
            return Err(invalid(format!("Argument `{argument}`: rates are known from {first} on.")));
        }
        Ok(day)
    }
}
