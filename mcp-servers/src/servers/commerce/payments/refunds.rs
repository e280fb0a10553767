//! The tool that gives money back.

use schemars::JsonSchema;
use serde::Deserialize;

use super::charging::standing;
use super::types::*;
use super::{INTENT, Payments};
use crate::kit::call::Answer;
use crate::kit::{Call, Decimal, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Refunds above this many euro cents are confirmed by a person.
const ASK_ABOVE: i64 = 50_000;
/// How long after a payment it can be refunded.
const REFUND_DAYS: i64 = 180;

/// Refunds a captured payment, all or a part, never more than is left of it. Large refunds ask the user to confirm; fails during a dispute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRefund {
    /// Id of the payment intent to refund.
    pub payment_intent_id: String,
    /// What to give back (default: all that has not been refunded yet).
    pub amount: Option<Decimal>,
    /// Why the money goes back (default requested_by_customer).
    pub reason: Option<RefundReason>,
    /// Key of your choice: a repeated call with the same key and arguments returns the first refund and makes no second one.
    pub idempotency_key: Option<Text<80>>,
}

#[derive(Deserialize, JsonSchema)]
struct ConfirmRefund {
    /// Whether the money shall go back.
    confirm: bool,
}

pub fn create_refund(payments: &mut Payments, call: &mut Call, args: CreateRefund) -> Result<Refund> {
    let request = format!("refund {} {:?} {:?}", args.payment_intent_id, args.amount, args.reason);
    let key = args.idempotency_key.map(|key| key.0);
    if let Some(earlier) = payments.used(key.as_deref(), &request)? {
        let missing = || conflict("The refund of this idempotency key is gone. Use a new key.");
        return payments.refunds.get(&earlier).cloned().ok_or_else(missing);
    }
    let intent = INTENT.get(&payments.payment_intents, &args.payment_intent_id)?.clone();
    let charge = payments
        .charges
        .values()
        .find(|charge| charge.payment_intent_id == intent.id && charge.status == ChargeStatus::Captured);
    let captured = charge.and_then(|charge| Some((charge.id.clone(), charge.captured_at?)));
    let Some((charge_id, captured_at)) = captured else {
        return Err(conflict(format!("{} Only captured payments can be refunded.", standing(&intent))));
    };
    let dispute = payments.disputes.values().find(|dispute| dispute.payment_intent_id == intent.id);
    if let Some(dispute) = dispute.filter(|dispute| dispute.status != DisputeStatus::Won) {
        return Err(not_allowed(format!(
            "The payment is disputed ({}), and the bank decides where the money goes. Use submit_dispute_evidence.",
            dispute.id
        )));
    }
    if captured_at.plus_days(REFUND_DAYS) < call.now {
        return Err(not_allowed(format!(
            "The payment was taken on {}; refunds are possible for {REFUND_DAYS} days. Use a bank transfer.",
            captured_at.day().spoken()
        )));
    }
    let left = intent.amount_captured.minor() - intent.amount_refunded.minor();
    if left <= 0 {
        return Err(conflict("The payment has been refunded in full. Use get_payment_intent to see its refunds."));
    }
    let amount = args.amount.map(|amount| amount.minor(payments.currency(), "amount")).transpose()?.unwrap_or(left);
    if amount > left {
        return Err(invalid(format!("Argument `amount`: only {} is left to refund.", payments.money(left))));
    }
    let available = payments.available(call.now);
    if amount > available {
        return Err(conflict(format!(
            "The balance is {}, which does not cover the refund. Use get_merchant_balance to see when more arrives.",
            payments.money(available)
        )));
    }
    if amount > payments.currency().price(ASK_ABOVE) {
        confirm(payments, call, &intent, amount)?;
    }
    let refund = Refund {
        id: call.ids.mint("ref"),
        payment_intent_id: intent.id.clone(),
        charge_id,
        amount: payments.money(amount),
        reason: args.reason.unwrap_or(RefundReason::RequestedByCustomer),
        created_at: call.now,
        expected_by: call.now.day().plus_days(7),
    };
    payments.remember(key, request, &refund.id);
    payments.refunds.insert(refund.id.clone(), refund.clone());
    let refunded = intent.amount_refunded.minor() + amount;
    let row = INTENT.get_mut(&mut payments.payment_intents, &intent.id)?;
    row.amount_refunded = row.amount_refunded.with(refunded);
    Ok(refund)
}

fn confirm(payments: &Payments, call: &Call, intent: &PaymentIntent, amount: i64) -> Result<()> {
    let question = format!(
        "Refund {} to {} for \"{}\"? It cannot be undone.",
        payments.money(amount),
        intent.customer_name,
        intent.description
    );
    match call.ask::<ConfirmRefund>("confirm_refund", question)? {
        Answer::Given(ConfirmRefund { confirm: true }) => Ok(()),
        _ => Err(not_allowed("The refund was not confirmed; no money went back.")),
    }
}
