//! The tools for the wallet: quotes that hold for a minute, and exchanges at them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data::{QUOTE_SECONDS, quote};
use super::types::*;
use super::{QUOTE, Wallet};
use crate::kit::{
    Call, Currency, CurrencyCode, Cursor, Decimal, Limit, Money, Ordered, ToolError, conflict, invalid, page,
};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Balances {
    /// What is in the wallet, by currency.
    pub balances: Vec<Money>,
    /// Currency of the user's country.
    pub home_currency: String,
    /// All of it in that currency at today's middle rates.
    pub total_value: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExchangeReceipt {
    /// The exchange.
    pub exchange: Exchange,
    /// What is left of the source currency.
    pub source_balance: Money,
    /// What is there now of the target currency.
    pub target_balance: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExchangeList {
    /// The exchanges, newest first.
    pub exchanges: Vec<Exchange>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists what the wallet holds in each currency, and its worth in the home currency.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWalletBalances {}

/// Locks a rate for exchanging a sum of the wallet into another currency. The quote holds for 60 seconds; execute_rate_quote uses it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRateQuote {
    /// The sum to exchange, in from_currency, as decimal text such as 100.00.
    pub amount: Decimal,
    /// Currency that is taken from the wallet.
    pub from_currency: CurrencyCode,
    /// Currency that is put into the wallet.
    pub to_currency: CurrencyCode,
}

/// Exchanges money of the wallet at the rate of a quote. Fails if the quote has expired or was used, or if the balance is too small.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecuteRateQuote {
    /// Id of the quote, as create_rate_quote returned it.
    pub rate_quote_id: String,
}

/// Lists past exchanges of the wallet, newest first, with the rates they were made at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExchanges {
    /// Only exchanges from or to this currency.
    pub currency: Option<CurrencyCode>,
    /// How many exchanges to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn list_wallet_balances(wallet: &Wallet, _: &Call, _: ListWalletBalances) -> Result<Balances> {
    let home = Currency::of(&wallet.home_currency);
    let worth =
        |money: &Money| wallet.rates.convert(money.minor(), Currency::of(&money.currency), home, wallet.rates.today);
    Ok(Balances {
        balances: wallet.balances.values().cloned().collect(),
        home_currency: wallet.home_currency.clone(),
        total_value: home.money(wallet.balances.values().map(worth).sum()),
    })
}

pub fn create_rate_quote(wallet: &mut Wallet, call: &mut Call, args: CreateRateQuote) -> Result<RateQuote> {
    let (from, to) = (args.from_currency.0, args.to_currency.0);
    if from == to {
        return Err(invalid("Argument `to_currency`: the same as from_currency."));
    }
    let minor = args.amount.minor(from, "amount")?;
    wallet.check_balance(from, minor)?;
    let quote = quote(&wallet.rates, call.ids.mint("rqt"), (from, minor), to, call.now, false);
    if quote.target_amount.minor() == 0 {
        return Err(invalid(format!("Argument `amount`: it is worth nothing in {}; exchange more.", to.code)));
    }
    wallet.rate_quotes.insert(quote.id.clone(), quote.clone());
    Ok(quote)
}

pub fn execute_rate_quote(wallet: &mut Wallet, call: &mut Call, args: ExecuteRateQuote) -> Result<ExchangeReceipt> {
    let quote = QUOTE.get(&wallet.rate_quotes, &args.rate_quote_id)?.clone();
    if quote.status == QuoteStatus::Executed {
        return Err(conflict("This quote was executed already. Use create_rate_quote for another exchange."));
    }
    if call.now > quote.expires_at {
        return Err(conflict(format!(
            "This quote expired on {}; quotes hold for {QUOTE_SECONDS} seconds. Use create_rate_quote for a new one.",
            quote.expires_at.spoken()
        )));
    }
    let (from, to) = (Currency::of(&quote.source_amount.currency), Currency::of(&quote.target_amount.currency));
    wallet.check_balance(from, quote.source_amount.minor())?;
    let exchange = Exchange {
        id: call.ids.mint("exc"),
        rate_quote_id: quote.id.clone(),
        source_amount: quote.source_amount.clone(),
        target_amount: quote.target_amount.clone(),
        rate: quote.rate,
        exchanged_at: call.now,
    };
    let source_balance = wallet.change(from, -quote.source_amount.minor());
    let target_balance = wallet.change(to, quote.target_amount.minor());
    QUOTE.get_mut(&mut wallet.rate_quotes, &quote.id)?.status = QuoteStatus::Executed;
    wallet.exchanges.insert(exchange.id.clone(), exchange.clone());
    Ok(ExchangeReceipt { exchange, source_balance, target_balance })
}

pub fn list_exchanges(wallet: &Wallet, _: &Call, args: ListExchanges) -> Result<ExchangeList> {
    let touches = |one: &&Exchange| {
        args.currency.is_none_or(|code| {
            [&one.source_amount, &one.target_amount].iter().any(|money| money.currency == code.0.code)
        })
    };
    let mut found: Vec<&Exchange> = wallet.exchanges.values().filter(touches).collect();
    found.order_by(|a, b| (b.exchanged_at, &a.id).cmp(&(a.exchanged_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(ExchangeList { exchanges: found.into_iter().cloned().collect(), next_cursor })
}

impl Wallet {
    fn balance(&self, currency: &Currency) -> i64 {
        self.balances.get(currency.code).map_or(0, Money::minor)
    }

    fn check_balance(&self, currency: &'static Currency, minor: i64) -> Result<()> {
        let balance = self.balance(currency);
        if minor > balance {
            return Err(conflict(format!(
                "The wallet holds {}, less than {}. Use list_wallet_balances to see what there is.",
                currency.money(balance),
                currency.money(minor)
            )));
        }
        Ok(())
    }

    fn change(&mut self, currency: &'static Currency, minor: i64) -> Money {
        let balance = currency.money(self.balance(currency) + minor);
        self.balances.insert(currency.code.to_owned(), balance.clone());
        balance
    }
}
