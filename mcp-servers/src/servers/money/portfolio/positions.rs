//! What the account holds: counted from the orders that were filled.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Portfolio;
use super::quotes::percent;
use super::types::*;
use crate::kit::csv::cell;
use crate::kit::{Call, Day, Message, Money, Ordered, Text, Time, ToolError, conflict, counted};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Holding {
    /// Ticker of the security.
    pub ticker: String,
    /// Name of the security.
    pub name: String,
    /// Kind of security.
    pub kind: SecurityKind,
    /// Shares held.
    pub quantity: i64,
    /// What one share cost on average, fees included.
    pub average_cost: Money,
    /// Last price of one share.
    pub price: Money,
    /// Last price of all shares.
    pub market_value: Money,
    /// What they are worth above their cost.
    pub unrealised_gain: Money,
    /// The same in percent of the cost.
    pub unrealised_gain_percent: f64,
    /// Part of the market value of all holdings in percent.
    pub weight_percent: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Overview {
    /// Session that the prices are from.
    pub session_date: Day,
    /// Holdings, the largest first.
    pub holdings: Vec<Holding>,
    /// Market value of all holdings.
    pub market_value: Money,
    /// Cash on the account.
    pub cash: Money,
    /// Cash that no waiting order has reserved.
    pub buying_power: Money,
    /// Market value and cash together.
    pub total_value: Money,
    /// What all holdings are worth above their cost.
    pub unrealised_gain: Money,
}

/// Returns what the account holds, with cost, market value and gains, the cash, and what can be spent on orders.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPortfolio {}

/// Starts a conversation about whether to keep, add to or sell a holding.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPosition {
    /// Ticker of a security that the account holds.
    pub ticker: Text<12>,
}

/// Shares of one security with what they cost.
pub struct Position {
    pub ticker: String,
    pub quantity: i64,
    pub cost: i64,
}

pub fn get_portfolio(portfolio: &Portfolio, call: &Call, _: GetPortfolio) -> Result<Overview> {
    Ok(portfolio.overview(call.now))
}

pub fn csv(portfolio: &Portfolio, now: Time) -> String {
    let mut text =
        format!("ticker,name,quantity,average_cost,price,market_value_{0},gain_{0}\n", portfolio.cash.currency);
    for one in portfolio.overview(now).holdings {
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{}",
            one.ticker,
            cell(&one.name),
            one.quantity,
            one.average_cost.amount,
            one.price.amount,
            one.market_value.amount,
            one.unrealised_gain.amount,
        );
    }
    text
}

pub fn review_position(portfolio: &Portfolio, now: Time, args: ReviewPosition) -> Result<Vec<Message>> {
    let security = portfolio.security(&args.ticker.0)?;
    let holdings = portfolio.overview(now).holdings;
    let holding = holdings.into_iter().find(|one| one.ticker == security.ticker);
    let holding = holding.ok_or_else(|| conflict(format!("The account holds no {}.", security.ticker)))?;
    Ok(vec![Message::User(format!(
        "Help me decide what to do with my {} of {} ({}, {}). They cost {} each and stand at {}, which makes {} ({}%), and \
         they are {}% of my holdings. Look at the last half year (get_price_history), at dividends (list_dividends) and at the \
         rest of the account (get_portfolio), then give reasons for keeping, adding and selling. Place no order without my word.",
        counted(holding.quantity, "share"),
        security.name,
        security.ticker,
        security.sector,
        holding.average_cost,
        holding.price,
        holding.unrealised_gain,
        holding.unrealised_gain_percent,
        holding.weight_percent,
    ))])
}

impl Portfolio {
    /// What was filled: day, ticker, signed quantity, price and fee, in order.
    pub(super) fn trades(&self) -> Vec<(Day, &str, i64, i64, i64)> {
        let mut filled: Vec<&Order> = self.stock_orders.values().filter(|order| order.filled_at.is_some()).collect();
        filled.order_by(|a, b| (a.filled_at, &a.id).cmp(&(b.filled_at, &b.id)));
        let named = filled.into_iter().filter_map(|order| Some((order.ticker.as_str(), order.trade()?)));
        named.map(|(ticker, (day, quantity, price, fee))| (day, ticker, quantity, price, fee)).collect()
    }

    /// Shares of a security held at the end of a day.
    pub(super) fn held(&self, ticker: &str, day: Day) -> i64 {
        let until = self.stock_orders.values().filter(|order| order.ticker == ticker).filter_map(Order::trade);
        until.filter(|(at, ..)| *at <= day).map(|(_, quantity, ..)| quantity).sum()
    }

    /// Everything held now, by ticker. Shares leave at their average cost.
    pub(super) fn positions(&self) -> Vec<Position> {
        let mut all: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (_, ticker, quantity, price, fee) in self.trades() {
            let (held, cost) = all.entry(ticker).or_default();
            if quantity > 0 {
                *cost += quantity * price + fee;
            } else {
                *cost += *cost * quantity / (*held).max(1);
            }
            *held += quantity;
        }
        let position =
            |(ticker, (quantity, cost)): (&str, (i64, i64))| Position { ticker: ticker.to_owned(), quantity, cost };
        all.into_iter().filter(|(_, (held, _))| *held > 0).map(position).collect()
    }

    pub(super) fn overview(&self, now: Time) -> Overview {
        let day = self.session(now);
        let worth = |position: Position| {
            let security = self.securities.get(&position.ticker)?;
            let price = self.price(security, day);
            Some((security, position, price))
        };
        let held: Vec<(&Security, Position, i64)> = self.positions().into_iter().filter_map(worth).collect();
        let market_value: i64 = held.iter().map(|(_, position, price)| position.quantity * price).sum();
        let cost: i64 = held.iter().map(|(_, position, _)| position.cost).sum();
        let holding = |(security, position, price): (&Security, Position, i64)| {
            let value = position.quantity * price;
            Holding {
                ticker: security.ticker.clone(),
                name: security.name.clone(),
                kind: security.kind,
                quantity: position.quantity,
                average_cost: self.money(position.cost / position.quantity),
                price: self.money(price),
                market_value: self.money(value),
                unrealised_gain: self.money(value - position.cost),
                unrealised_gain_percent: percent(value - position.cost, position.cost),
                weight_percent: percent(value, market_value),
            }
        };
        let mut holdings: Vec<Holding> = held.into_iter().map(holding).collect();
        holdings.order_by(|a, b| (b.market_value.minor(), &a.ticker).cmp(&(a.market_value.minor(), &b.ticker)));
        Overview {
            session_date: day,
            holdings,
            market_value: self.money(market_value),
            cash: self.cash.clone(),
            buying_power: self.money(self.buying_power()),
            total_value: self.money(market_value + self.cash.minor()),
            unrealised_gain: self.money(market_value - cost),
        }
    }
}
