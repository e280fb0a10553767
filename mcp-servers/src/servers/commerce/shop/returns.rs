//! The tools that send items back.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{ORDER, RETURN, Shop};
use crate::kit::{Call, Int, Text, ToolError, conflict, counted, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// How long after delivery an item can go back.
const RETURN_DAYS: i64 = 30;

/// Requests the return of an item of a delivered order; possible within 30 days after delivery.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestReturn {
    /// Id of the order.
    pub order_id: String,
    /// Id of the item, as get_order returns it.
    pub item_id: String,
    /// Why it goes back.
    pub reason: ReturnReason,
    /// How many pieces (default: all).
    pub quantity: Option<Int<1, 20>>,
    /// More about the reason.
    pub comment: Option<Text<500>>,
}

/// Returns how far a return is and what will be refunded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetReturn {
    /// Id of the return, as request_return returned it.
    pub return_id: String,
}

pub fn request_return(shop: &mut Shop, call: &mut Call, args: RequestReturn) -> Result<Return> {
    let order = ORDER.get(&shop.orders, &args.order_id)?;
    let number = &order.order_number;
    let item = order.items.iter().find(|item| item.id == args.item_id).ok_or_else(|| {
        let id = shorten(&args.item_id);
        ToolError::NotFound(format!("Order {number} has no item with the id {id}. Use get_order to find ids."))
    })?;
    let Some(delivered_at) = order.delivered_at else {
        return Err(not_allowed(format!(
            "Order {number} has not been delivered. Use cancel_order if it has not shipped."
        )));
    };
    let last_day = delivered_at.day().plus_days(RETURN_DAYS);
    if call.now.day() > last_day {
        return Err(not_allowed(format!("Order {number} could be returned until {}.", last_day.spoken())));
    }
    if let Some(earlier) = shop.returns.values().find(|earlier| earlier.item_id == item.id) {
        return Err(conflict(format!(
            "The item is already being returned ({}). Use get_return to see it.",
            earlier.id
        )));
    }
    let quantity = args.quantity.map_or(item.quantity, |quantity| quantity.0);
    if quantity > item.quantity {
        return Err(invalid(format!(
            "Argument `quantity`: the order has only {} of it.",
            counted(item.quantity, "piece")
        )));
    }
    let back = Return {
        id: call.ids.mint("ret"),
        order_id: order.id.clone(),
        item_id: item.id.clone(),
        product_name: item.name.clone(),
        quantity,
        reason: args.reason,
        comment: args.comment.map(|text| text.0),
        status: ReturnStatus::AwaitingParcel,
        refund: shop.money(quantity * item.unit_price.minor()),
        send_by: call.now.day().plus_days(14),
        requested_at: call.now,
    };
    shop.returns.insert(back.id.clone(), back.clone());
    Ok(back)
}

pub fn get_return(shop: &Shop, _: &Call, args: GetReturn) -> Result<Return> {
    RETURN.get(&shop.returns, &args.return_id).cloned()
}
