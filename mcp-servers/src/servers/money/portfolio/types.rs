//! What the account holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    Stock,
    Etf,
    BondEtf,
}

#[derive(Debug, Clone, Serialize)]
pub struct Security {
    pub ticker: String,
    pub name: String,
    pub kind: SecurityKind,
    pub sector: String,
    /// What its price wanders around, in the smallest unit.
    pub base: i64,
    /// Millionths by which it wanders.
    pub volatility: i64,
    /// Paid per share and quarter, in the smallest unit.
    pub dividend: i64,
    pub is_watched: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Buy,
    Sell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    Market,
    Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Pending,
    Filled,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Order {
    /// Id of the order.
    pub id: String,
    /// Ticker of the security.
    pub ticker: String,
    /// Whether it buys or sells.
    pub side: Side,
    /// Whether it takes the market's price or waits for its own.
    pub order_type: OrderType,
    /// How many shares.
    pub quantity: i64,
    /// Highest price for buying, lowest for selling; only of limit orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_price: Option<Money>,
    /// Where it stands.
    pub status: OrderStatus,
    /// Why it waits, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_reason: Option<String>,
    /// When it was placed.
    pub placed_at: Time,
    /// Last day on which it can be filled.
    pub good_until: Day,
    /// When it was filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled_at: Option<Time>,
    /// Price of one share when it was filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill_price: Option<Money>,
    /// What the broker took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
}

impl Order {
    /// Day, signed quantity, price and fee of what was traded.
    pub fn trade(&self) -> Option<(Day, i64, i64, i64)> {
        let (at, price) = (self.filled_at?, self.fill_price.as_ref()?.minor());
        let quantity = if self.side == Side::Buy { self.quantity } else { -self.quantity };
        Some((at.day(), quantity, price, self.fee.as_ref().map_or(0, Money::minor)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DividendStatus {
    Paid,
    Announced,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DividendPayment {
    /// Id of the dividend.
    pub id: String,
    /// Ticker of the security.
    pub ticker: String,
    /// Who holds the share on the evening before this day gets the dividend.
    pub ex_date: Day,
    /// Day on which it is paid.
    pub pay_date: Day,
    /// Paid for one share.
    pub per_share: Money,
    /// Shares it is paid for.
    pub quantity: i64,
    /// Paid for all of them.
    pub amount: Money,
    /// Whether it was paid yet.
    pub status: DividendStatus,
}
