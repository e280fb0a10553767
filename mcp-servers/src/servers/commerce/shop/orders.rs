//! The tools about orders that have been placed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ORDER, Shop};
use crate::kit::{
    Call, Cursor, Day, Limit, Money, Ordered, Text, Time, ToolError, conflict, not_allowed, page, shorten,
};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderSummary {
    /// Id of the order.
    pub id: String,
    /// Number of the order as it stands in mails and on invoices.
    pub order_number: String,
    /// How far the order is.
    pub status: OrderStatus,
    /// When the order was placed.
    pub placed_at: Time,
    /// Sum of items and shipping.
    pub total: Money,
    /// Names of the products.
    pub product_names: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderList {
    /// The orders found, newest first.
    pub orders: Vec<OrderSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentStatus {
    InTransit,
    Delivered,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShipmentEvent {
    /// When it happened.
    pub at: Time,
    /// What happened.
    pub description: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Shipment {
    /// Tracking number of the shipment.
    pub tracking_number: String,
    /// Who carries it.
    pub carrier: String,
    /// Where the shipment stands.
    pub status: ShipmentStatus,
    /// When it is expected to arrive, or did.
    pub expected_delivery: Day,
    /// What has happened so far, in order.
    pub events: Vec<ShipmentEvent>,
}

/// Lists the user's orders, newest first. Use it to get an order's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOrders {
    /// Only orders with this status.
    pub status: Option<OrderStatus>,
    /// Only the order with this number.
    pub order_number: Option<Text<30>>,
    /// How many orders to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one order with its items, total, address, dates and, once it has shipped, the tracking number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrder {
    /// Id of the order.
    pub order_id: String,
}

/// Cancels an order that has not shipped yet; the money goes back to where it came from.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// Id of the order.
    pub order_id: String,
}

/// Shows where the shipment of an order is and when it is expected.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackShipment {
    /// Tracking number, as get_order returns it.
    pub tracking_number: Text<30>,
}

pub fn list_orders(shop: &Shop, _: &Call, args: ListOrders) -> Result<OrderList> {
    let found = |order: &&Order| {
        args.status.is_none_or(|status| order.status == status)
            && args.order_number.as_ref().is_none_or(|number| order.order_number.eq_ignore_ascii_case(&number.0))
    };
    let mut found: Vec<&Order> = shop.orders.values().filter(found).collect();
    found.order_by(|a, b| (b.placed_at, &a.id).cmp(&(a.placed_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |order: &Order| OrderSummary {
        id: order.id.clone(),
        order_number: order.order_number.clone(),
        status: order.status,
        placed_at: order.placed_at,
        total: order.total.clone(),
        product_names: order.items.iter().map(|item| item.name.clone()).collect(),
    };
    Ok(OrderList { orders: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_order(shop: &Shop, _: &Call, args: GetOrder) -> Result<Order> {
    ORDER.get(&shop.orders, &args.order_id).cloned()
}

pub fn cancel_order(shop: &mut Shop, _: &mut Call, args: CancelOrder) -> Result<Order> {
    let order = ORDER.get_mut(&mut shop.orders, &args.order_id)?;
    let number = &order.order_number;
    match order.status {
        OrderStatus::Processing => {}
        OrderStatus::Cancelled => return Err(conflict(format!("Order {number} is already cancelled."))),
        OrderStatus::Shipped => {
            return Err(not_allowed(format!(
                "Order {number} has shipped and cannot be cancelled. Once it is delivered, use request_return."
            )));
        }
        OrderStatus::Delivered => {
            return Err(not_allowed(format!(
                "Order {number} has been delivered. Use request_return to send items back."
            )));
        }
    }
    order.status = OrderStatus::Cancelled;
    for item in &order.items {
        if let Some(product) = shop.products.get_mut(&item.product_id) {
            product.stock += item.quantity;
        }
    }
    let paid_with = shop.payment_methods.values().find(|method| method.label == order.payment_method);
    let paid_with = paid_with.map(|method| method.id.clone()).and_then(|id| shop.payment_methods.get_mut(&id));
    if let Some(balance) = paid_with.and_then(|method| method.balance.as_mut()) {
        *balance = balance.with(balance.minor() + order.total.minor());
    }
    Ok(order.clone())
}

pub fn track_shipment(shop: &Shop, _: &Call, args: TrackShipment) -> Result<Shipment> {
    let wanted = &args.tracking_number.0;
    let order = shop
        .orders
        .values()
        .find(|order| order.tracking_number.as_ref().is_some_and(|number| number.eq_ignore_ascii_case(wanted)));
    let found = order
        .and_then(|order| Some((order, order.tracking_number.clone()?, order.carrier.clone()?, order.shipped_at?)));
    let Some((order, tracking_number, carrier, shipped_at)) = found else {
        let wanted = shorten(wanted);
        return Err(ToolError::NotFound(format!(
            "No shipment has the tracking number {wanted}. Use get_order to find it."
        )));
    };
    let event = |at, description: &str| ShipmentEvent { at, description: description.to_owned() };
    let mut events = vec![event(order.placed_at, "Order received"), event(shipped_at, "Handed over to the carrier")];
    if let Some(delivered_at) = order.delivered_at {
        events.push(event(delivered_at, "Delivered"));
    }
    let status = if order.delivered_at.is_some() { ShipmentStatus::Delivered } else { ShipmentStatus::InTransit };
    Ok(Shipment { tracking_number, carrier, status, expected_delivery: order.expected_delivery, events })
}
