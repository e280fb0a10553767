//! The tools for standing orders.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ACCOUNT, Bank, PAYEE, STANDING_ORDER};
use crate::kit::{Call, Day, Decimal, Ordered, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct StandingOrderList {
    /// The standing orders, by the day of the next payment.
    pub standing_orders: Vec<StandingOrder>,
}

/// Lists standing orders with amount, payee and the day of the next payment. Use it to get a standing order's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStandingOrders {
    /// Only standing orders from this account.
    pub account_id: Option<String>,
    /// Whether cancelled ones are shown, too (default false).
    pub include_cancelled: Option<bool>,
}

/// Sets up a regular payment to a payee from a current or joint account, beginning tomorrow or later. Only payees who were paid before can get one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStandingOrder {
    /// Id of the account that pays.
    pub source_account_id: String,
    /// Id of the payee.
    pub payee_id: String,
    /// How much each time, in the account's currency.
    pub amount: Decimal,
    /// How often.
    pub interval: Interval,
    /// Day of the first payment.
    pub first_payment_on: Day,
    /// Last day on which it may be paid (default: it runs until it is cancelled).
    pub last_payment_on: Option<Day>,
    /// Text that the payee sees.
    pub reference: Text<140>,
}

/// Cancels a standing order; payments already made stay as they are.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelStandingOrder {
    /// Id of the standing order.
    pub standing_order_id: String,
}

pub fn list_standing_orders(bank: &Bank, _: &Call, args: ListStandingOrders) -> Result<StandingOrderList> {
    if let Some(id) = &args.account_id {
        ACCOUNT.get(&bank.accounts, id)?;
    }
    let all = args.include_cancelled.unwrap_or(false);
    let found = |order: &&StandingOrder| {
        (all || order.status == StandingOrderStatus::Active)
            && args.account_id.as_ref().is_none_or(|id| order.account_id == *id)
    };
    let mut standing_orders: Vec<StandingOrder> = bank.standing_orders.values().filter(found).cloned().collect();
    standing_orders.order_by(|a, b| (a.next_payment_on, &a.id).cmp(&(b.next_payment_on, &b.id)));
    Ok(StandingOrderList { standing_orders })
}

pub fn create_standing_order(bank: &mut Bank, call: &mut Call, args: CreateStandingOrder) -> Result<StandingOrder> {
    let source = ACCOUNT.get(&bank.accounts, &args.source_account_id)?;
    let payee = PAYEE.get(&bank.payees, &args.payee_id)?;
    if source.kind == AccountKind::Savings {
        return Err(not_allowed(format!("{} has no standing orders. Use a current or joint account.", source.name)));
    }
    if payee.last_paid_on.is_none() {
        return Err(not_allowed(format!(
            "{} was never paid before. Use send_bank_payment once; you are asked to confirm it.",
            payee.name
        )));
    }
    let minor = args.amount.minor(bank.currency(), "amount")?;
    if minor > bank.daily_limit.minor() {
        return Err(not_allowed(format!("A payment cannot be higher than the daily limit of {}.", bank.daily_limit)));
    }
    let (today, first) = (call.now.day(), args.first_payment_on);
    if first <= today || first > today.plus_days(366) {
        return Err(invalid(format!(
            "Argument `first_payment_on`: {first} is not between tomorrow and a year from now."
        )));
    }
    if args.last_payment_on.is_some_and(|last| last < first) {
        return Err(invalid(format!("Argument `last_payment_on`: it lies before the first payment on {first}.")));
    }
    let order = StandingOrder {
        id: call.ids.mint("sto"),
        account_id: source.id.clone(),
        payee_id: payee.id.clone(),
        payee_name: payee.name.clone(),
        amount: bank.money(minor),
        interval: args.interval,
        reference: args.reference.0,
        status: StandingOrderStatus::Active,
        next_payment_on: Some(first),
        last_payment_on: args.last_payment_on,
    };
    bank.standing_orders.insert(order.id.clone(), order.clone());
    Ok(order)
}

pub fn cancel_standing_order(bank: &mut Bank, _: &mut Call, args: CancelStandingOrder) -> Result<StandingOrder> {
    let order = STANDING_ORDER.get_mut(&mut bank.standing_orders, &args.standing_order_id)?;
    if order.status == StandingOrderStatus::Cancelled {
        return Err(conflict(format!("The standing order to {} is already cancelled.", order.payee_name)));
    }
    order.status = StandingOrderStatus::Cancelled;
    order.next_payment_on = None;
    Ok(order.clone())
}
