//! The portfolio: holdings, quotes, orders, performance, dividends and a watchlist.

mod data;
mod orders;
mod performance;
mod positions;
mod quotes;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use types::{DividendPayment, Order, Security};

const SECURITY: Noun = Noun { name: "security", finder: "search_securities" };
const ORDER: Noun = Noun { name: "order", finder: "list_stock_orders" };

/// A securities account and the exchange it trades on.
#[derive(Debug, Clone, Serialize)]
pub struct Portfolio {
    cash: Money,
    dividends: Table<DividendPayment>,
    /// City of the exchange, whose clock decides when it is open.
    exchange_city: String,
    /// From it follow all prices of all days.
    price_key: u64,
    securities: Table<Security>,
    stock_orders: Table<Order>,
}

impl Portfolio {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.cash.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }
}

impl Server for Portfolio {
    const NAME: &'static str = "portfolio";
    const TITLE: &'static str = "Portfolio";
    const DESCRIPTION: &'static str = "The user's securities account: holdings, quotes, price history, orders, performance, dividends and a watchlist.";
    const INSTRUCTIONS: &'static str = "Securities are named by ticker. The exchange is open on weekdays from 09:00 to 17:30 of its city; market orders given \
        at other times wait for the opening, limit orders for their price. Waiting orders reserve money or shares and can be cancelled.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("get_portfolio", positions::get_portfolio),
            read("search_securities", quotes::search_securities),
            read("get_stock_quote", quotes::get_stock_quote),
            read("get_price_history", quotes::get_price_history),
            write("place_stock_order", orders::place_stock_order),
            read("list_stock_orders", orders::list_stock_orders),
            write("cancel_stock_order", orders::cancel_stock_order).destructive(),
            read("get_portfolio_performance", performance::get_portfolio_performance),
            read("list_dividends", performance::list_dividends),
            write("update_watchlist", quotes::update_watchlist).idempotent(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "portfolio://holdings",
                "holdings",
                "What the account holds, with cost and market value, as CSV.",
                "text/csv",
                |portfolio: &Self, now| Ok(positions::csv(portfolio, now)),
            ),
            resource::template(
                "portfolio://securities/{ticker}",
                "security",
                "One security with its last price and what the account holds of it.",
                "application/json",
                quotes::listed,
                |portfolio, now, vars| resource::json_text(&portfolio.quote(vars.get("ticker"), now, None)?),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![prompt::new("review_position", positions::review_position).complete("ticker", |portfolio: &Self| {
            portfolio.positions().into_iter().map(|position| position.ticker).collect()
        })]
    }
}
