//! The wallet as the world has it.

use super::Wallet;
use super::types::*;
use crate::kit::money::CURRENCIES;
use crate::kit::{Currency, Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::rates::Rates;

pub fn generate(world: &World) -> Wallet {
    let cast = Cast::generate(world);
    let (rates, home) = (Rates::of(world), Currency::of(cast.locale.currency));
    let mut rng = world.rng("wallet", 0);
    let mut others: Vec<&'static Currency> = ["EUR", "USD", "GBP", "CHF", "JPY"].map(Currency::of).to_vec();
    others.retain(|currency| *currency != home);
    let mut held = vec![home];
    held.extend(rng.some(&others, 3));
    held.extend(CURRENCIES.get(rng.index(CURRENCIES.len())));
    let mut wallet = Wallet {
        balances: Table::new(),
        exchanges: Table::new(),
        home_currency: home.code.to_owned(),
        rate_quotes: Table::new(),
        rates,
    };
    for currency in held {
        let minor = currency.from_euro_cents(rng.range(4_000, 160_000));
        wallet.balances.insert(currency.code.to_owned(), currency.money(minor));
    }
    for index in 0..world.scaled(4) {
        let to = others[rng.index(others.len())];
        let at = world.now.plus_days(-rng.range(1, 80)).plus_minutes(-rng.range(0, 600));
        let minor = home.price(rng.range(2, 40) * 1_000);
        let executed = index % 4 != 3;
        let quote = quote(&rates, world.id("rqt", index), (home, minor), to, at, executed);
        if executed {
            let id = world.id("exc", index);
            let exchange = Exchange {
                id: id.clone(),
                rate_quote_id: quote.id.clone(),
                source_amount: quote.source_amount.clone(),
                target_amount: quote.target_amount.clone(),
                rate: quote.rate,
                exchanged_at: at.plus_seconds(rng.range(5, 50)),
            };
            wallet.exchanges.insert(id, exchange);
        }
        wallet.rate_quotes.insert(quote.id.clone(), quote);
    }
    wallet
}

/// Seconds for which a quote holds.
pub const QUOTE_SECONDS: i64 = 60;
/// Ten-thousandths by which it lies below the middle rate.
const MARGIN: i64 = 40;

pub fn quote(
    rates: &Rates,
    id: String,
    (from, minor): (&'static Currency, i64),
    to: &'static Currency,
    at: Time,
    executed: bool,
) -> RateQuote {
    let middle = rates.rate(from, to, at.day());
    let rate = middle.less(MARGIN);
    RateQuote {
        id,
        source_amount: from.money(minor),
        target_amount: to.money(rate.convert(minor, from, to)),
        rate: rate.value(),
        middle_rate: middle.value(),
        status: if executed { QuoteStatus::Executed } else { QuoteStatus::Open },
        created_at: at,
        expires_at: at.plus_seconds(QUOTE_SECONDS),
    }
}
