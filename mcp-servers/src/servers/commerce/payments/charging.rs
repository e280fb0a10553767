//! The tools that take a customer's money.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{CUSTOMER, INTENT, METHOD, Payments};
use crate::kit::{Call, Currency, Decimal, Text, Time, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How long reserved money can be captured.
pub const HOLD_DAYS: i64 = 7;
/// The least and the most that can be charged at once, in euro cents.
const LEAST: i64 = 50;
const MOST: i64 = 25_000_000;

/// Creates a payment intent for a customer in the merchant's currency. Nothing is charged before confirm_payment_intent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePaymentIntent {
    /// Id of the customer who is to pay.
    pub customer_id: String,
    /// What is to be paid, in the merchant's currency.
    pub amount: Decimal,
    /// What is paid for, as it stands on the receipt.
    pub description: Text<200>,
    /// Id of the customer's payment method; without it confirm_payment_intent must name one.
    pub payment_method_id: Option<String>,
    /// Whether a confirmation takes the money at once or only reserves it (default automatic).
    pub capture_method: Option<CaptureMethod>,
    /// Key of your choice: a repeated call with the same key and arguments returns the first result and creates nothing.
    pub idempotency_key: Option<Text<80>>,
}

/// Charges the payment method. A declined payment is a result, not an error: see last_decline_code, then confirm with another method.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPaymentIntent {
    /// Id of the payment intent.
    pub payment_intent_id: String,
    /// Id of the payment method to charge (default: that of the payment intent).
    pub payment_method_id: Option<String>,
}

/// Captures money that a confirmation has reserved, all or a part; the rest is released. Fails 7 days after the reservation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapturePaymentIntent {
    /// Id of the payment intent.
    pub payment_intent_id: String,
    /// What to take, at most the amount of the payment intent (default: all).
    pub amount_to_capture: Option<Decimal>,
}

/// Cancels a payment intent that has taken no money yet; reserved money is released. For money that was taken use create_refund.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelPaymentIntent {
    /// Id of the payment intent.
    pub payment_intent_id: String,
}

pub fn create_payment_intent(
    payments: &mut Payments,
    call: &mut Call,
    args: CreatePaymentIntent,
) -> Result<PaymentIntent> {
    let request = format!(
        "intent {} {:?} {:?} {:?} {:?}",
        args.customer_id, args.amount, args.description, args.payment_method_id, args.capture_method
    );
    let key = args.idempotency_key.map(|key| key.0);
    if let Some(earlier) = payments.used(key.as_deref(), &request)? {
        return INTENT.get(&payments.payment_intents, &earlier).cloned();
    }
    let customer = CUSTOMER.get(&payments.customers, &args.customer_id)?;
    let currency = payments.currency();
    let amount = args.amount.minor(currency, "amount")?;
    let (least, most) = (currency.price(LEAST), currency.price(MOST));
    if !(least..=most).contains(&amount) {
        let (least, most) = (payments.money(least), payments.money(most));
        return Err(invalid(format!("Argument `amount`: a payment is from {least} to {most}.")));
    }
    if let Some(id) = &args.payment_method_id {
        method_of(payments, id, &customer.id)?;
    }
    let intent = PaymentIntent {
        id: call.ids.mint("pin"),
        customer_id: customer.id.clone(),
        customer_name: customer.name.clone(),
        amount: payments.money(amount),
        amount_captured: payments.money(0),
        amount_refunded: payments.money(0),
        description: args.description.0,
        status: match args.payment_method_id {
            Some(_) => IntentStatus::RequiresConfirmation,
            None => IntentStatus::RequiresPaymentMethod,
        },
        capture_method: args.capture_method.unwrap_or(CaptureMethod::Automatic),
        payment_method_id: args.payment_method_id,
        last_decline_code: None,
        last_decline_message: None,
        capture_before: None,
        created_at: call.now,
    };
    payments.remember(key, request, &intent.id);
    payments.payment_intents.insert(intent.id.clone(), intent.clone());
    Ok(intent)
}

pub fn confirm_payment_intent(
    payments: &mut Payments,
    call: &mut Call,
    args: ConfirmPaymentIntent,
) -> Result<PaymentIntent> {
    let intent = INTENT.get(&payments.payment_intents, &args.payment_intent_id)?;
    if !matches!(intent.status, IntentStatus::RequiresConfirmation | IntentStatus::RequiresPaymentMethod) {
        return Err(conflict(format!("{} Only unconfirmed payments can be confirmed.", standing(intent))));
    }
    let chosen = args.payment_method_id.or_else(|| intent.payment_method_id.clone()).ok_or_else(|| {
        invalid(
            "Argument `payment_method_id`: the payment intent has no payment method yet. Use search_payment_customers to find one.",
        )
    })?;
    let wallet = method_of(payments, &chosen, &intent.customer_id)?;
    let (declined, label, kind) = (decline(wallet, intent, call.now), wallet.method.label.clone(), wallet.method.kind);
    let mut intent = intent.clone();
    let held = intent.capture_method == CaptureMethod::Manual && kind == MethodKind::Card;
    let (status, charged) = match declined {
        Some(_) => (IntentStatus::RequiresPaymentMethod, ChargeStatus::Failed),
        None if kind == MethodKind::BankDebit => (IntentStatus::Processing, ChargeStatus::Pending),
        None if held => (IntentStatus::RequiresCapture, ChargeStatus::Authorized),
        None => (IntentStatus::Succeeded, ChargeStatus::Captured),
    };
    let captured = charged == ChargeStatus::Captured;
    let amount = intent.amount.minor();
    intent.status = status;
    intent.payment_method_id = Some(chosen.clone());
    intent.last_decline_code = declined;
    intent.last_decline_message = declined.map(|code| code.message().to_owned());
    intent.capture_before = held.then(|| call.now.plus_days(HOLD_DAYS)).filter(|_| declined.is_none());
    intent.amount_captured = payments.money(if captured { amount } else { 0 });
    let charge = Charge {
        id: call.ids.mint("chg"),
        payment_intent_id: intent.id.clone(),
        amount: intent.amount.clone(),
        status: charged,
        payment_method: label,
        decline_code: declined,
        fee: payments.money(if captured { fee(payments.currency(), amount) } else { 0 }),
        created_at: call.now,
        captured_at: captured.then_some(call.now),
    };
    if declined.is_none()
        && let Some(wallet) = payments.payment_methods.get_mut(&chosen)
    {
        wallet.spending_left -= amount;
    }
    payments.charges.insert(charge.id.clone(), charge);
    payments.payment_intents.insert(intent.id.clone(), intent.clone());
    Ok(intent)
}

pub fn capture_payment_intent(
    payments: &mut Payments,
    call: &mut Call,
    args: CapturePaymentIntent,
) -> Result<PaymentIntent> {
    let intent = INTENT.get(&payments.payment_intents, &args.payment_intent_id)?;
    let Some(until) = intent.capture_before.filter(|_| intent.status == IntentStatus::RequiresCapture) else {
        return Err(conflict(format!("{} There is no reserved money to capture.", standing(intent))));
    };
    if call.now > until {
        return Err(not_allowed(format!(
            "The reservation ended on {}. Use cancel_payment_intent and create a new payment intent.",
            until.spoken()
        )));
    }
    let all = intent.amount.minor();
    let amount = args.amount_to_capture.map(|amount| amount.minor(payments.currency(), "amount_to_capture"));
    let amount = amount.transpose()?.unwrap_or(all);
    if amount > all {
        return Err(invalid(format!("Argument `amount_to_capture`: only {} is reserved.", intent.amount)));
    }
    let mut intent = intent.clone();
    intent.status = IntentStatus::Succeeded;
    intent.amount_captured = payments.money(amount);
    intent.capture_before = None;
    let fee = payments.money(fee(payments.currency(), amount));
    let left = all - amount;
    finish(payments, &intent, |charge| {
        charge.status = ChargeStatus::Captured;
        charge.amount = charge.amount.with(amount);
        charge.captured_at = Some(call.now);
        charge.fee = fee;
    });
    release(payments, &intent, left);
    payments.payment_intents.insert(intent.id.clone(), intent.clone());
    Ok(intent)
}

pub fn cancel_payment_intent(
    payments: &mut Payments,
    _: &mut Call,
    args: CancelPaymentIntent,
) -> Result<PaymentIntent> {
    let intent = INTENT.get(&payments.payment_intents, &args.payment_intent_id)?;
    let sentence = match intent.status {
        IntentStatus::Succeeded => "Use create_refund to give the money back.",
        IntentStatus::Processing => "A bank debit on its way cannot be stopped; use create_refund once it has arrived.",
        IntentStatus::Canceled => "There is nothing left to cancel.",
        _ => "",
    };
    if !sentence.is_empty() {
        return Err(conflict(format!("{} {sentence}", standing(intent))));
    }
    let mut intent = intent.clone();
    if intent.status == IntentStatus::RequiresCapture {
        finish(payments, &intent, |charge| charge.status = ChargeStatus::Released);
        release(payments, &intent, intent.amount.minor());
    }
    intent.status = IntentStatus::Canceled;
    intent.capture_before = None;
    payments.payment_intents.insert(intent.id.clone(), intent.clone());
    Ok(intent)
}

/// What the provider keeps: 1.5 % and 25 euro cents.
pub fn fee(currency: &Currency, amount: i64) -> i64 {
    amount * 15 / 1_000 + currency.price(25)
}

/// `The payment intent pin_.. is canceled.`
pub fn standing(intent: &PaymentIntent) -> String {
    let status = match intent.status {
        IntentStatus::RequiresPaymentMethod => "waits for a payment method",
        IntentStatus::RequiresConfirmation => "waits for its confirmation",
        IntentStatus::Processing => "is being processed by the bank",
        IntentStatus::RequiresCapture => "waits for its capture",
        IntentStatus::Succeeded => "has succeeded",
        IntentStatus::Canceled => "is canceled",
    };
    format!("The payment intent {} {status}.", intent.id)
}

/// Changes the charge that holds the reserved money.
fn finish(payments: &mut Payments, intent: &PaymentIntent, change: impl FnOnce(&mut Charge)) {
    let held = payments
        .charges
        .values()
        .find(|charge| charge.payment_intent_id == intent.id && charge.status == ChargeStatus::Authorized);
    if let Some(charge) = held.map(|charge| charge.id.clone()).and_then(|id| payments.charges.get_mut(&id)) {
        change(charge);
    }
}

/// Gives reserved money back to its card.
fn release(payments: &mut Payments, intent: &PaymentIntent, amount: i64) {
    let method = intent.payment_method_id.as_deref().filter(|_| amount > 0);
    if let Some(wallet) = method.and_then(|id| payments.payment_methods.get_mut(id)) {
        wallet.spending_left += amount;
    }
}

fn method_of<'a>(payments: &'a Payments, method_id: &str, customer_id: &str) -> Result<&'a Wallet> {
    let wallet = METHOD.get(&payments.payment_methods, method_id)?;
    if wallet.method.customer_id != customer_id {
        return Err(not_allowed(format!(
            "{} belongs to another customer. Use search_payment_customers to find the customer's own payment methods.",
            wallet.method.label
        )));
    }
    Ok(wallet)
}

/// What the issuing bank says to a payment.
fn decline(wallet: &Wallet, intent: &PaymentIntent, now: Time) -> Option<DeclineCode> {
    let month = (now.day().year(), now.day().month());
    match wallet {
        _ if wallet.valid_until.is_some_and(|last| last < month) => Some(DeclineCode::ExpiredCard),
        _ if wallet.blocked => Some(DeclineCode::CardDeclined),
        _ if wallet.spending_left < intent.amount.minor() => Some(DeclineCode::InsufficientFunds),
        _ => None,
    }
}
