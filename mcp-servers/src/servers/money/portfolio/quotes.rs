//! The tools that look at securities and their prices, and the watchlist.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Portfolio, SECURITY};
use crate::kit::resource::Listed;
use crate::kit::{Call, Cursor, Day, Limit, Money, Ordered, Query, Text, Time, ToolError, invalid, not_allowed, page};
use crate::world::atlas::CITIES;
use crate::world::drift::{trading_day, trading_days};
use crate::world::market::{CLOSES, OPENS};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

/// How far back prices are known, in days.
const HISTORY: i64 = 1_100;
const MOST_WATCHED: usize = 30;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarketState {
    Open,
    Closed,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Quote {
    /// Ticker of the security.
    pub ticker: String,
    /// Name of the security.
    pub name: String,
    /// Kind of security.
    pub kind: SecurityKind,
    /// Branch of industry, or what a fund invests in.
    pub sector: String,
    /// Session that the price is from.
    pub session_date: Day,
    /// Last price of that session.
    pub price: Money,
    /// Last price of the session before.
    pub previous_price: Money,
    /// Change between the two in percent.
    pub change_percent: f64,
    /// Whether the exchange is open now.
    pub market: MarketState,
    /// When the exchange opens next, or closes if it is open.
    pub market_changes_at: Time,
    /// Dividend per share and quarter; zero if it pays none.
    pub quarterly_dividend: Money,
    /// Shares that the account holds.
    pub held_quantity: i64,
    /// Whether it is on the watchlist.
    pub is_watched: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SecuritySummary {
    /// Ticker of the security.
    pub ticker: String,
    /// Name of the security.
    pub name: String,
    /// Kind of security.
    pub kind: SecurityKind,
    /// Branch of industry, or what a fund invests in.
    pub sector: String,
    /// Last price.
    pub price: Money,
    /// Change to the session before in percent.
    pub change_percent: f64,
    /// Whether it is on the watchlist.
    pub is_watched: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SecurityList {
    /// The securities found, by name.
    pub securities: Vec<SecuritySummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PricePoint {
    /// Day of the session.
    pub date: Day,
    /// Last price of the session.
    pub price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PriceHistory {
    /// Ticker of the security.
    pub ticker: String,
    /// Prices, oldest first.
    pub prices: Vec<PricePoint>,
    /// Lowest of them.
    pub lowest: Money,
    /// Highest of them.
    pub highest: Money,
    /// Change from the first to the last in percent.
    pub change_percent: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Daily,
    Weekly,
}

/// Finds securities by words, kind or sector, with their last prices. Use it to get a ticker, or to see the watchlist with watched_only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchSecurities {
    /// Words of the name, the ticker or the sector.
    pub query: Option<Query>,
    /// Only securities of this kind.
    pub kind: Option<SecurityKind>,
    /// Only securities on the watchlist (default false).
    pub watched_only: Option<bool>,
    /// How many securities to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns the last price of a security, its change, whether the exchange is open, and what the account holds of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetStockQuote {
    /// Ticker of the security.
    pub ticker: Text<12>,
    /// A day in the past (default: the latest session); weekends give the Friday before.
    pub date: Option<Day>,
}

/// Returns the closing prices of a security between two days, with lowest, highest and change. At most half a year daily or three years weekly.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPriceHistory {
    /// Ticker of the security.
    pub ticker: Text<12>,
    /// First day.
    pub from_date: Day,
    /// Last day (default: the latest session).
    pub to_date: Option<Day>,
    /// Whether every session is shown or the last one of each week (default daily).
    pub step: Option<Step>,
}

/// Puts a security on the watchlist or takes it off. At most 30 can be watched.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateWatchlist {
    /// Ticker of the security.
    pub ticker: Text<12>,
    /// True to watch it, false to stop.
    pub watch: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Watchlist {
    /// Tickers on the watchlist, by name.
    pub tickers: Vec<String>,
}

pub fn search_securities(portfolio: &Portfolio, call: &Call, args: SearchSecurities) -> Result<SecurityList> {
    let found = |one: &&Security| {
        args.query.as_ref().is_none_or(|query| query.matches([one.name.as_str(), &one.ticker, &one.sector]))
            && args.kind.is_none_or(|kind| one.kind == kind)
            && (one.is_watched || !args.watched_only.unwrap_or(false))
    };
    let mut found: Vec<&Security> = portfolio.securities.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.ticker).cmp(&(&b.name, &b.ticker)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let day = portfolio.session(call.now);
    let summary = |one: &Security| {
        let (price, before) = (portfolio.price(one, day), portfolio.price(one, before(day)));
        SecuritySummary {
            ticker: one.ticker.clone(),
            name: one.name.clone(),
            kind: one.kind,
            sector: one.sector.clone(),
            price: portfolio.money(price),
            change_percent: percent(price - before, before),
            is_watched: one.is_watched,
        }
    };
    Ok(SecurityList { securities: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_stock_quote(portfolio: &Portfolio, call: &Call, args: GetStockQuote) -> Result<Quote> {
    portfolio.quote(&args.ticker.0, call.now, args.date)
}

pub fn get_price_history(portfolio: &Portfolio, call: &Call, args: GetPriceHistory) -> Result<PriceHistory> {
    let security = portfolio.security(&args.ticker.0)?;
    let last = portfolio.session(call.now);
    let (from, to) = (args.from_date, args.to_date.map_or(last, |day| day.min(last)));
    let step = args.step.unwrap_or(Step::Daily);
    check_day(from, last, "from_date")?;
    if to < from {
        return Err(invalid(format!("Argument `to_date`: {to} lies before from_date ({from}).")));
    }
    if step == Step::Daily && to.since(from) > 190 {
        return Err(invalid(
            "Argument `from_date`: more than half a year daily; set step to weekly or shorten the span.",
        ));
    }
    let wanted = |day: &Day| step == Step::Daily || day.weekday() == 4 || *day == to;
    let point = |day| PricePoint { date: day, price: portfolio.money(portfolio.price(security, day)) };
    let prices: Vec<PricePoint> = trading_days(from, to).filter(wanted).map(point).collect();
    let minors = || prices.iter().map(|point| point.price.minor());
    let (Some(lowest), Some(highest)) = (minors().min(), minors().max()) else {
        return Err(invalid("There was no session between from_date and to_date; take a longer span."));
    };
    let (first, last) = (minors().next().unwrap_or(lowest), minors().next_back().unwrap_or(lowest));
    Ok(PriceHistory {
        ticker: security.ticker.clone(),
        lowest: portfolio.money(lowest),
        highest: portfolio.money(highest),
        change_percent: percent(last - first, first),
        prices,
    })
}

pub fn update_watchlist(portfolio: &mut Portfolio, _: &mut Call, args: UpdateWatchlist) -> Result<Watchlist> {
    let security = portfolio.security(&args.ticker.0)?;
    let (ticker, was) = (security.ticker.clone(), security.is_watched);
    let count = portfolio.securities.values().filter(|one| one.is_watched).count();
    if args.watch && !was && count >= MOST_WATCHED {
        return Err(not_allowed(format!("The watchlist is full: at most {MOST_WATCHED}. Take one off first.")));
    }
    SECURITY.get_mut(&mut portfolio.securities, &ticker)?.is_watched = args.watch;
    let mut watched: Vec<&Security> = portfolio.securities.values().filter(|one| one.is_watched).collect();
    watched.order_by(|a, b| (&a.name, &a.ticker).cmp(&(&b.name, &b.ticker)));
    Ok(Watchlist { tickers: watched.into_iter().map(|one| one.ticker.clone()).collect() })
}

pub fn listed(portfolio: &Portfolio) -> Vec<Listed> {
    let one = |security: &Security| Listed { values: vec![security.ticker.clone()], title: security.name.clone() };
    portfolio.securities.values().map(one).collect()
}

/// Hundredths of a percent are enough.
pub fn percent(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    (i128::from(part) * 10_000 / i128::from(whole)) as f64 / 100.0
}

/// The session before that of a day.
fn before(day: Day) -> Day {
    trading_day(day.plus_days(-1))
}

fn check_day(day: Day, last: Day, argument: &str) -> Result<()> {
    if day > last {
        return Err(invalid(format!("Argument `{argument}`: {day} lies after the latest session on {last}.")));
    }
    if last.since(day) > HISTORY {
        let first = last.plus_days(-HISTORY);
        return Err(invalid(format!("Argument `{argument}`: prices are known from {first} on.")));
    }
    Ok(())
}

impl Portfolio {
    pub(super) fn security(&self, ticker: &str) -> Result<&Security> {
        SECURITY.get(&self.securities, &ticker.to_ascii_uppercase()).map_err(|_| {
            let ticker = crate::kit::shorten(ticker);
            ToolError::NotFound(format!("No security has the ticker {ticker}. Use search_securities to find tickers."))
        })
    }

    fn city(&self) -> &'static City {
        City::find(&self.exchange_city).unwrap_or(&CITIES[0])
    }

    pub(super) fn is_open(&self, now: Time) -> bool {
        let local = self.city().zone.show(now);
        !local.day().is_weekend() && (OPENS..CLOSES).contains(&local.minute())
    }

    /// The latest session: today's from its opening on.
    pub(super) fn session(&self, now: Time) -> Day {
        let local = self.city().zone.show(now);
        if local.minute() < OPENS { before(local.day()) } else { trading_day(local.day()) }
    }

    /// When the exchange opens next, or closes if it is open.
    fn next_change(&self, now: Time) -> Time {
        let (city, local) = (self.city(), self.city().zone.show(now));
        if self.is_open(now) {
            return city.zone.at(local.day(), CLOSES);
        }
        let later = i64::from(local.minute() >= OPENS);
        let days = (later..later + 4).map(|offset| local.day().plus_days(offset));
        let day = days.into_iter().find(|day| !day.is_weekend()).unwrap_or(local.day());
        city.zone.at(day, OPENS)
    }

    pub(super) fn quote(&self, ticker: &str, now: Time, date: Option<Day>) -> Result<Quote> {
        let security = self.security(ticker)?;
        let latest = self.session(now);
        if let Some(date) = date {
            check_day(date, latest, "date")?;
        }
        let day = trading_day(date.unwrap_or(latest));
        let (price, previous) = (self.price(security, day), self.price(security, before(day)));
        Ok(Quote {
            ticker: security.ticker.clone(),
            name: security.name.clone(),
            kind: security.kind,
            sector: security.sector.clone(),
            session_date: day,
            price: self.money(price),
            previous_price: self.money(previous),
            change_percent: percent(price - previous, previous),
            market: if self.is_open(now) { MarketState::Open } else { MarketState::Closed },
            market_changes_at: self.next_change(now),
            quarterly_dividend: self.money(security.dividend),
            held_quantity: self.held(&security.ticker, now.day().plus_days(1)),
            is_watched: security.is_watched,
        })
    }
}
