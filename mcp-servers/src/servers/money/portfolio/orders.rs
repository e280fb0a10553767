//! The tools for orders.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ORDER, Portfolio};
use crate::kit::{
    Call, Currency, Cursor, Day, Decimal, Int, Limit, Ordered, Text, ToolError, conflict, counted, invalid,
    not_allowed, page,
};

type Result<T> = std::result::Result<T, ToolError>;

/// Percent by which a limit may be away from the last price.
const FARTHEST: i64 = 50;

#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderList {
    /// The orders found, newest first.
    pub stock_orders: Vec<Order>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Places an order to buy or sell shares. It is filled at once if the exchange is open and the price fits, and waits otherwise; fails if buying power or shares are missing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceStockOrder {
    /// Ticker of the security.
    pub ticker: Text<12>,
    /// Whether to buy or to sell.
    pub side: Side,
    /// How many shares.
    pub quantity: Int<1, 100_000>,
    /// Market takes the present price, limit waits for limit_price or better (default market).
    pub order_type: Option<OrderType>,
    /// Highest price for buying or lowest for selling; needed for limit orders, and only there.
    pub limit_price: Option<Decimal>,
    /// Last day on which it can be filled (default: 30 days from now).
    pub good_until: Option<Day>,
}

/// Lists orders, newest first: waiting ones, filled ones with price and fee, cancelled ones. Use it to get an order's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStockOrders {
    /// Only orders with this status.
    pub status: Option<OrderStatus>,
    /// Only orders of this security.
    pub ticker: Option<Text<12>>,
    /// Only orders on this side.
    pub side: Option<Side>,
    /// How many orders to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Cancels an order that still waits; what it had reserved is free again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelStockOrder {
    /// Id of the order.
    pub stock_order_id: String,
}

/// What the broker takes for a trade of so much: a quarter of a percent within bounds.
pub fn fee(currency: &Currency, value: i64) -> i64 {
    (value / 400).clamp(currency.price(490), currency.price(2_990))
}

pub fn place_stock_order(portfolio: &mut Portfolio, call: &mut Call, args: PlaceStockOrder) -> Result<Order> {
    let security = portfolio.security(&args.ticker.0)?;
    let (currency, quantity) = (portfolio.currency(), args.quantity.0);
    let order_type = args.order_type.unwrap_or(OrderType::Market);
    let last = portfolio.price(security, portfolio.session(call.now));
    let limit = match (order_type, args.limit_price) {
        (OrderType::Market, None) => None,
        (OrderType::Market, Some(_)) => {
            return Err(invalid("Argument `limit_price`: market orders have none; set order_type to limit."));
        }
        (OrderType::Limit, None) => return Err(invalid("Argument `limit_price`: needed for limit orders.")),
        (OrderType::Limit, Some(limit)) => Some(limit.minor(currency, "limit_price")?),
    };
    if let Some(limit) = limit.filter(|limit| (limit - last).abs() > last.saturating_mul(FARTHEST) / 100) {
        return Err(not_allowed(format!(
            "The limit {} is more than {FARTHEST}% away from the last price {}. Use get_stock_quote and correct it.",
            portfolio.money(limit),
            portfolio.money(last)
        )));
    }
    let today = call.now.day();
    let good_until = args.good_until.unwrap_or_else(|| today.plus_days(30));
    if good_until < today || good_until > today.plus_days(366) {
        return Err(invalid(format!("Argument `good_until`: {good_until} is not between today and a year from now.")));
    }
    let price = limit.unwrap_or(last);
    let value = price * quantity;
    portfolio.check_means(&security.ticker, args.side, quantity, value, call.now.day())?;
    let fits = match args.side {
        Side::Buy => last <= price,
        Side::Sell => last >= price,
    };
    let pending_reason = match (portfolio.is_open(call.now), fits, args.side) {
        (false, ..) => Some("The exchange is closed; it is tried when it opens."),
        (true, false, Side::Buy) => Some("The price is above the limit."),
        (true, false, Side::Sell) => Some("The price is below the limit."),
        (true, true, _) => None,
    };
    let is_filled = pending_reason.is_none();
    let fee = fee(currency, last * quantity);
    let order = Order {
        id: call.ids.mint("sor"),
        ticker: security.ticker.clone(),
        side: args.side,
        order_type,
        quantity,
        limit_price: limit.map(|limit| portfolio.money(limit)),
        status: if is_filled { OrderStatus::Filled } else { OrderStatus::Pending },
        pending_reason: pending_reason.map(str::to_owned),
        placed_at: call.now,
        good_until,
        filled_at: is_filled.then_some(call.now),
        fill_price: is_filled.then(|| portfolio.money(last)),
        fee: is_filled.then(|| portfolio.money(fee)),
    };
    if is_filled {
        let change = if args.side == Side::Buy { -last * quantity - fee } else { last * quantity - fee };
        portfolio.cash = portfolio.cash.with(portfolio.cash.minor() + change);
    }
    portfolio.stock_orders.insert(order.id.clone(), order.clone());
    Ok(order)
}

pub fn list_stock_orders(portfolio: &Portfolio, _: &Call, args: ListStockOrders) -> Result<OrderList> {
    let ticker = args.ticker.map(|ticker| portfolio.security(&ticker.0).map(|one| one.ticker.clone())).transpose()?;
    let found = |order: &&Order| {
        args.status.is_none_or(|status| order.status == status)
            && args.side.is_none_or(|side| order.side == side)
            && ticker.as_ref().is_none_or(|ticker| order.ticker == *ticker)
    };
    let mut found: Vec<&Order> = portfolio.stock_orders.values().filter(found).collect();
    found.order_by(|a, b| (b.placed_at, &a.id).cmp(&(a.placed_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    Ok(OrderList { stock_orders: found.into_iter().cloned().collect(), next_cursor })
}

pub fn cancel_stock_order(portfolio: &mut Portfolio, _: &mut Call, args: CancelStockOrder) -> Result<Order> {
    let order = ORDER.get_mut(&mut portfolio.stock_orders, &args.stock_order_id)?;
    match order.status {
        OrderStatus::Pending => {}
        OrderStatus::Filled => {
            return Err(conflict(format!(
                "The order for {} was filled and cannot be cancelled. Use place_stock_order for the opposite.",
                order.ticker
            )));
        }
        OrderStatus::Cancelled => {
            return Err(conflict(format!("The order for {} is already cancelled.", order.ticker)));
        }
    }
    order.status = OrderStatus::Cancelled;
    order.pending_reason = None;
    Ok(order.clone())
}

impl Portfolio {
    fn pending(&self) -> impl Iterator<Item = &Order> {
        self.stock_orders.values().filter(|order| order.status == OrderStatus::Pending)
    }

    /// Cash less what waiting purchases may cost.
    pub(super) fn buying_power(&self) -> i64 {
        let reserved = self.pending().filter(|order| order.side == Side::Buy).map(|order| {
            let price = match (&order.limit_price, self.securities.get(&order.ticker)) {
                (Some(limit), _) => limit.minor(),
                (None, Some(security)) => self.price(security, order.placed_at.day()),
                (None, None) => 0,
            };
            price * order.quantity + fee(self.currency(), price * order.quantity)
        });
        self.cash.minor() - reserved.sum::<i64>()
    }

    fn check_means(&self, ticker: &str, side: Side, quantity: i64, value: i64, today: Day) -> Result<()> {
        if side == Side::Buy {
            let (needed, power) = (value + fee(self.currency(), value), self.buying_power());
            if needed > power {
                return Err(conflict(format!(
                    "The order needs {} with the fee, the buying power is {}. Take fewer shares or cancel waiting orders.",
                    self.money(needed),
                    self.money(power.max(0))
                )));
            }
            return Ok(());
        }
        let waiting = self.pending().filter(|order| order.side == Side::Sell && order.ticker == ticker);
        let free = self.held(ticker, today) - waiting.map(|order| order.quantity).sum::<i64>();
        if quantity > free {
            return Err(conflict(format!(
                "Only {} of {ticker} can be sold, not {quantity}. Use get_portfolio to see what is held.",
                counted(free.max(0), "share")
            )));
        }
        Ok(())
    }
}
