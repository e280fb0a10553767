//! What the wallet holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuoteStatus {
    Open,
    Executed,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RateQuote {
    /// Id of the quote, for execute_rate_quote.
    pub id: String,
    /// What is taken from the wallet.
    pub source_amount: Money,
    /// What is put into the wallet.
    pub target_amount: Money,
    /// Units of the target currency for one unit of the source currency, margin included.
    pub rate: f64,
    /// The middle rate of today, without margin.
    pub middle_rate: f64,
    /// Whether it was executed.
    pub status: QuoteStatus,
    /// When the quote was made.
    pub created_at: Time,
    /// Until when it can be executed.
    pub expires_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Exchange {
    /// Id of the exchange.
    pub id: String,
    /// Id of the quote that it executed.
    pub rate_quote_id: String,
    /// What was taken from the wallet.
    pub source_amount: Money,
    /// What was put into the wallet.
    pub target_amount: Money,
    /// Units of the target currency for one unit of the source currency.
    pub rate: f64,
    /// When it was done.
    pub exchanged_at: Time,
}
