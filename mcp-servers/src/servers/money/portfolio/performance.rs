//! The tools that look back: gains over a period, and dividends.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Portfolio;
use super::quotes::percent;
use super::types::*;
use crate::kit::{Call, Cursor, Day, Limit, Money, Ordered, Text, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    OneMonth,
    ThreeMonths,
    SixMonths,
    YearToDate,
    OneYear,
    All,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Contribution {
    /// Ticker of the security.
    pub ticker: String,
    /// Value at the beginning.
    pub start_value: Money,
    /// Value at the end.
    pub end_value: Money,
    /// What was bought in between, fees included, less what was sold.
    pub net_invested: Money,
    /// Dividends paid in between.
    pub dividends: Money,
    /// What it gained: the end value and dividends above the start value and what was invested.
    pub gain: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Performance {
    /// First day.
    pub from_date: Day,
    /// Last day.
    pub to_date: Day,
    /// Value of the holdings at the beginning.
    pub start_value: Money,
    /// Value of the holdings at the end.
    pub end_value: Money,
    /// What was bought in between, fees included, less what was sold.
    pub net_invested: Money,
    /// Dividends paid in between.
    pub dividends: Money,
    /// What all gained together.
    pub gain: Money,
    /// The same in percent of the start value and of what was bought in between.
    pub gain_percent: f64,
    /// By security, the largest gain first.
    pub contributions: Vec<Contribution>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DividendList {
    /// The dividends found, the latest first.
    pub dividends: Vec<DividendPayment>,
    /// Sum of those that were paid, on all pages together.
    pub paid_total: Money,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns what the holdings gained over a period, purchases, sales and dividends considered, with each security's part.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPortfolioPerformance {
    /// Which period, ending with the latest session (default year_to_date).
    pub period: Option<Period>,
}

/// Lists dividends that were paid or are announced, the latest first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDividends {
    /// Only dividends of this security.
    pub ticker: Option<Text<12>>,
    /// Only dividends with this status.
    pub status: Option<DividendStatus>,
    /// Only dividends paid on or after this day.
    pub from_date: Option<Day>,
    /// How many dividends to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn get_portfolio_performance(
    portfolio: &Portfolio,
    call: &Call,
    args: GetPortfolioPerformance,
) -> Result<Performance> {
    let to = portfolio.session(call.now);
    let trades = portfolio.trades();
    let first = trades.first().map_or(to, |(day, ..)| day.plus_days(-1));
    let from = match args.period.unwrap_or(Period::YearToDate) {
        Period::OneMonth => to.plus_days(-30),
        Period::ThreeMonths => to.plus_days(-91),
        Period::SixMonths => to.plus_days(-182),
        Period::YearToDate => Day::new(to.year(), 1, 1).plus_days(-1),
        Period::OneYear => to.plus_days(-365),
        Period::All => first,
    };
    let tickers: BTreeSet<&str> = trades.iter().map(|(_, ticker, ..)| *ticker).collect();
    let (mut contributions, mut bought) = (Vec::new(), 0);
    for ticker in tickers {
        let security = portfolio.security(ticker)?;
        let value = |day| portfolio.held(ticker, day) * portfolio.price(security, day);
        let inside = trades.iter().filter(|(day, one, ..)| *one == ticker && *day > from && *day <= call.now.day());
        let (mut invested, mut paid_in) = (0, 0);
        for (_, _, quantity, price, fee) in inside {
            invested += quantity * price + fee;
            paid_in += (quantity * price + fee).max(0);
        }
        let paid = portfolio.dividends.values().filter(|one| {
            one.ticker == ticker && one.status == DividendStatus::Paid && one.pay_date > from && one.pay_date <= to
        });
        let dividends: i64 = paid.map(|one| one.amount.minor()).sum();
        let (start, end) = (value(from), portfolio.held(ticker, call.now.day()) * portfolio.price(security, to));
        if start == 0 && end == 0 && invested == 0 && dividends == 0 {
            continue;
        }
        bought += paid_in;
        contributions.push(Contribution {
            ticker: ticker.to_owned(),
            start_value: portfolio.money(start),
            end_value: portfolio.money(end),
            net_invested: portfolio.money(invested),
            dividends: portfolio.money(dividends),
            gain: portfolio.money(end + dividends - start - invested),
        });
    }
    contributions.order_by(|a, b| (b.gain.minor(), &a.ticker).cmp(&(a.gain.minor(), &b.ticker)));
    let sum = |part: fn(&Contribution) -> &Money| contributions.iter().map(|one| part(one).minor()).sum::<i64>();
    let (start, gain) = (sum(|one| &one.start_value), sum(|one| &one.gain));
    Ok(Performance {
        from_date: from,
        to_date: to,
        start_value: portfolio.money(start),
        end_value: portfolio.money(sum(|one| &one.end_value)),
        net_invested: portfolio.money(sum(|one| &one.net_invested)),
        dividends: portfolio.money(sum(|one| &one.dividends)),
        gain: portfolio.money(gain),
        gain_percent: percent(gain, start + bought),
        contributions,
    })
}

pub fn list_dividends(portfolio: &Portfolio, call: &Call, args: ListDividends) -> Result<DividendList> {
    let ticker = args.ticker.map(|ticker| portfolio.security(&ticker.0).map(|one| one.ticker.clone())).transpose()?;
    let found = |one: &&DividendPayment| {
        ticker.as_ref().is_none_or(|ticker| one.ticker == *ticker)
            && args.status.is_none_or(|status| one.status == status)
            && args.from_date.is_none_or(|from| one.pay_date >= from)
    };
    let mut found: Vec<&DividendPayment> = portfolio.dividends.values().filter(found).collect();
    found.order_by(|a, b| (b.pay_date, &a.id).cmp(&(a.pay_date, &b.id)));
    let paid = found.iter().filter(|one| one.status == DividendStatus::Paid);
    let paid_total = portfolio.money(paid.map(|one| one.amount.minor()).sum());
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    // Trades before the ex-date still change what an announced dividend comes to.
    let present = |one: &DividendPayment| {
        let mut one = one.clone();
        if one.ex_date > call.now.day() {
            one.quantity = portfolio.held(&one.ticker, call.now.day());
            one.amount = portfolio.money(one.quantity * one.per_share.minor());
        }
        one
    };
    Ok(DividendList { dividends: found.into_iter().map(present).collect(), paid_total, next_cursor })
}
