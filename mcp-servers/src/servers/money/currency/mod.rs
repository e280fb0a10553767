//! Currencies: rates of today and of the past, conversions, and a wallet that exchanges at a quoted rate.

mod data;
mod exchanging;
mod rates;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Money, Noun, Table};
use crate::world::World;
use crate::world::rates::Rates;
use types::{Exchange, RateQuote};

const QUOTE: Noun = Noun { name: "rate quote", finder: "create_rate_quote" };

/// A rate service and the user's wallet in several currencies.
#[derive(Debug, Clone, Serialize)]
pub struct Wallet {
    /// What is there, by currency.
    balances: Table<Money>,
    exchanges: Table<Exchange>,
    home_currency: String,
    rate_quotes: Table<RateQuote>,
    rates: Rates,
}

impl Server for Wallet {
    const NAME: &'static str = "currency";
    const TITLE: &'static str = "Currency exchange";
    const DESCRIPTION: &'static str =
        "Exchange rates of today and of the past, conversions, and the user's wallet in several currencies.";
    const INSTRUCTIONS: &'static str = "get_exchange_rates and convert_currency show middle rates. To exchange money, take a rate quote with create_rate_quote \
        and execute it within a minute; its rate has a small margin. Rates are fixed on working days.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_currencies", rates::list_currencies),
            read("get_exchange_rates", rates::get_exchange_rates),
            read("convert_currency", rates::convert_currency),
            read("get_rate_history", rates::get_rate_history),
            read("list_wallet_balances", exchanging::list_wallet_balances),
            write("create_rate_quote", exchanging::create_rate_quote),
            write("execute_rate_quote", exchanging::execute_rate_quote),
            read("list_exchanges", exchanging::list_exchanges),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "rates://{base_currency}",
            "rates",
            "Today's middle rates of one currency against all others, as CSV.",
            "text/csv",
            rates::listed,
            |wallet, _, vars| rates::csv(wallet, vars.get("base_currency")),
        )]
    }
}
