//! The securities account as the world has it.

use super::Portfolio;
use super::types::*;
use crate::kit::{Day, Money, Table};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::drift::trading_day;
use crate::world::ledger::months_back;
use crate::world::market::{self, Class, Deal, Market};

/// Days from the ex-date to the payment.
const PAID_AFTER: i64 = 18;

pub fn generate(world: &World) -> Portfolio {
    let cast = Cast::generate(world);
    let market = Market::generate(world, &cast);
    let mut rng = world.rng("portfolio", 0);
    let held: Vec<usize> = market.deals.iter().map(|deal| deal.security).collect();
    let securities = market.securities.iter().enumerate().map(|(index, one)| {
        let security = Security {
            ticker: one.ticker.clone(),
            name: one.name.clone(),
            kind: match one.class {
                Class::Stock => SecurityKind::Stock,
                Class::Fund => SecurityKind::Etf,
                Class::Bond => SecurityKind::BondEtf,
            },
            sector: one.sector.to_owned(),
            base: one.base,
            volatility: one.strength,
            dividend: one.base * one.dividend / 4_000,
            is_watched: !held.contains(&index) && rng.chance(30),
        };
        (one.ticker.clone(), security)
    });
    let securities: Table<Security> = securities.collect();
    let cash = market.currency.money(market.currency.from_euro_cents(rng.range(60_000, 420_000)));
    let mut portfolio = Portfolio {
        cash,
        dividends: Table::new(),
        exchange_city: market.city.name.to_owned(),
        price_key: market.key,
        securities,
        stock_orders: orders(world, &market),
    };
    // Orders that wait were placed with money for them.
    let reserved = portfolio.cash.minor() - portfolio.buying_power();
    portfolio.cash = portfolio.cash.with(portfolio.cash.minor() + reserved);
    let dividends = dividends(world, &market, &portfolio);
    portfolio.dividends = dividends.into_iter().map(|one| (one.id.clone(), one)).collect();
    portfolio
}

fn orders(world: &World, market: &Market) -> Table<Order> {
    let filled = market.deals.iter().enumerate().map(|(index, deal)| filled(world, market, index, deal));
    let mut all: Vec<Order> = filled.collect();
    let mut rng = world.rng("orders waiting", 0);
    for nth in 0..world.scaled(2) {
        let security = rng.index(market.securities.len());
        let placed = world.now.plus_days(-rng.range(1, 9)).plus_minutes(-rng.range(0, 300));
        let price = market.price(security, world.now.day()) * rng.range(80, 93) / 100;
        let cancelled = nth % 2 == 1;
        all.push(Order {
            id: world.id("sor", all.len()),
            ticker: market.securities[security].ticker.clone(),
            side: Side::Buy,
            order_type: OrderType::Limit,
            quantity: (market.currency.from_euro_cents(rng.range(8_000, 30_000)) / price.max(1)).max(1),
            limit_price: Some(market.currency.money(price.max(1))),
            status: if cancelled { OrderStatus::Cancelled } else { OrderStatus::Pending },
            pending_reason: (!cancelled).then(|| "The price is above the limit.".to_owned()),
            placed_at: placed,
            good_until: placed.day().plus_days(30),
            filled_at: None,
            fill_price: None,
            fee: None,
        });
    }
    all.into_iter().map(|order| (order.id.clone(), order)).collect()
}

fn filled(world: &World, market: &Market, index: usize, deal: &Deal) -> Order {
    let money = |minor| market.currency.money(minor);
    let at = world.now.at(deal.at.day(), deal.at.minute());
    Order {
        id: world.id("sor", index),
        ticker: market.securities[deal.security].ticker.clone(),
        side: if deal.quantity > 0 { Side::Buy } else { Side::Sell },
        order_type: OrderType::Market,
        quantity: deal.quantity.abs(),
        limit_price: None,
        status: OrderStatus::Filled,
        pending_reason: None,
        placed_at: at,
        good_until: at.day(),
        filled_at: Some(at),
        fill_price: Some(money(deal.price)),
        fee: Some(money(super::orders::fee(market.currency, deal.quantity.abs() * deal.price))),
    }
}

/// Every security that pays does so once a quarter, in months of its own.
fn dividends(world: &World, market: &Market, portfolio: &Portfolio) -> Vec<DividendPayment> {
    let today = world.now.day();
    let mut all = Vec::new();
    for (index, security) in market.securities.iter().enumerate() {
        let per_share = portfolio.securities.get(&security.ticker).map_or(0, |one| one.dividend);
        if per_share == 0 {
            continue;
        }
        for back in (-3..15).filter(|back| back % 3 == 0).map(|back: i64| back + index as i64 % 3) {
            let (year, month) = months_back(today, back);
            let ex_date = trading_day(Day::new(year, month, 4 + (index % 20) as i8));
            let pay_date = trading_day(ex_date.plus_days(PAID_AFTER));
            let quantity = portfolio.held(&security.ticker, ex_date.plus_days(-1));
            let announced = pay_date > today;
            if quantity == 0 || ex_date > today.plus_days(60) {
                continue;
            }
            let money = |minor| -> Money { market.currency.money(minor) };
            all.push(DividendPayment {
                id: world.id("div", index * 24 + (back + 3) as usize),
                ticker: security.ticker.clone(),
                ex_date,
                pay_date,
                per_share: money(per_share),
                quantity,
                amount: money(quantity * per_share),
                status: if announced { DividendStatus::Announced } else { DividendStatus::Paid },
            });
        }
    }
    all
}

impl Portfolio {
    /// What a security costs on a trading day.
    pub(super) fn price(&self, security: &Security, day: Day) -> i64 {
        market::price(self.price_key, &security.ticker, security.base, security.volatility, day)
    }
}
