//! The merchant's balance and the way to the bank.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Payments;
use super::types::*;
use crate::kit::{Call, Decimal, Money, Ordered, Time, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Days until captured money can be paid out.
const SETTLE_DAYS: i64 = 2;
/// The least that is paid out, in euro cents.
const LEAST: i64 = 1_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Balance {
    /// What can be paid out or refunded now.
    pub available: Money,
    /// What was captured in the last two days and becomes available then.
    pub pending: Money,
    /// What disputes hold back until the bank decides.
    pub held_by_disputes: Money,
    /// The latest payouts, newest first.
    pub recent_payouts: Vec<Payout>,
}

/// Returns what is available, pending and held back by disputes, after fees, with the latest payouts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMerchantBalance {}

/// Sends money of the available balance to the merchant's bank account; it arrives after two working days. Fails above the available balance.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePayout {
    /// How much to pay out (default: all that is available).
    pub amount: Option<Decimal>,
}

pub fn get_merchant_balance(payments: &Payments, call: &Call, _: GetMerchantBalance) -> Result<Balance> {
    let mut payouts: Vec<&Payout> = payments.payouts.values().collect();
    payouts.order_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    Ok(Balance {
        available: payments.money(payments.available(call.now)),
        pending: payments.money(payments.pending(call.now)),
        held_by_disputes: payments.money(payments.held()),
        recent_payouts: payouts.into_iter().take(5).cloned().collect(),
    })
}

pub fn create_payout(payments: &mut Payments, call: &mut Call, args: CreatePayout) -> Result<Payout> {
    let available = payments.available(call.now);
    let amount = args.amount.map(|amount| amount.minor(payments.currency(), "amount")).transpose()?;
    let amount = amount.unwrap_or(available);
    if amount > available {
        return Err(conflict(format!(
            "Only {} is available. Use get_merchant_balance to see what is pending.",
            payments.money(available)
        )));
    }
    let least = payments.currency().price(LEAST);
    if amount < least {
        let (least, available) = (payments.money(least), payments.money(available));
        return Err(invalid(format!(
            "Argument `amount`: a payout is at least {least}; the available balance is {available}."
        )));
    }
    let mut arrival_date = call.now.day();
    let mut working_days = 0;
    while working_days < 2 {
        arrival_date = arrival_date.plus_days(1);
        working_days += i64::from(!arrival_date.is_weekend());
    }
    let payout = Payout {
        id: call.ids.mint("pyo"),
        amount: payments.money(amount),
        status: PayoutStatus::InTransit,
        arrival_date,
        created_at: call.now,
    };
    payments.payouts.insert(payout.id.clone(), payout.clone());
    Ok(payout)
}

impl Payments {
    /// What can be paid out now, in the smallest unit.
    pub(super) fn available(&self, now: Time) -> i64 {
        let refunds: i64 = self.refunds.values().map(|refund| refund.amount.minor()).sum();
        let payouts: i64 = self.payouts.values().map(|payout| payout.amount.minor()).sum();
        let lost = self.disputes.values().filter(|dispute| dispute.status == DisputeStatus::Lost);
        let lost: i64 = lost.map(|dispute| dispute.amount.minor()).sum();
        self.opening_balance + self.settled(now, true) - refunds - payouts - lost - self.held()
    }

    fn pending(&self, now: Time) -> i64 {
        self.settled(now, false)
    }

    /// What disputes hold back.
    fn held(&self) -> i64 {
        let open =
            |dispute: &&Dispute| matches!(dispute.status, DisputeStatus::NeedsResponse | DisputeStatus::UnderReview);
        self.disputes.values().filter(open).map(|dispute| dispute.amount.minor()).sum()
    }

    fn settled(&self, now: Time, wanted: bool) -> i64 {
        let of = |charge: &Charge| {
            let settled = charge.captured_at?.plus_days(SETTLE_DAYS) <= now;
            (settled == wanted).then(|| charge.amount.minor() - charge.fee.minor())
        };
        self.charges.values().filter_map(of).sum()
    }
}
