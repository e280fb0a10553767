//! The tools for cards and for payments with them that went wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Bank, CARD, TRANSACTION};
use crate::kit::{Call, Decimal, Money, Ordered, Text, Time, ToolError, conflict, invalid, not_allowed};
use crate::servers::money::month::Month;

type Result<T> = std::result::Result<T, ToolError>;

/// How long after the payment it can be disputed.
const DISPUTE_DAYS: i64 = 120;
/// In euro cents; the bank lets no card spend more in a month.
const HIGHEST_LIMIT: i64 = 1_000_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CardView {
    /// Id of the card.
    pub id: String,
    /// Id of the account that it is paid from.
    pub account_id: String,
    /// Kind of card.
    pub kind: CardKind,
    /// How the user recognises it.
    pub label: String,
    /// Year and month of its end.
    pub expires: String,
    /// Whether it is frozen: then it pays nothing.
    pub is_frozen: bool,
    /// Whether it can pay in the internet.
    pub online_payments: bool,
    /// What it may spend in a month.
    pub monthly_limit: Money,
    /// What it has spent this month.
    pub spent_this_month: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CardList {
    /// The user's cards.
    pub cards: Vec<CardView>,
}

/// Lists the user's cards with their limits, what they spent this month, and whether they are frozen.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBankCards {}

/// Freezes or unfreezes a card, switches its online payments, or sets what it may spend in a month. Freeze a card at once when it is lost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBankCard {
    /// Id of the card.
    pub card_id: String,
    /// True to freeze, false to unfreeze.
    pub is_frozen: Option<bool>,
    /// Whether it can pay in the internet.
    pub online_payments: Option<bool>,
    /// New limit for a month; no lower than what is already spent.
    pub monthly_limit: Option<Decimal>,
}

/// Disputes a booked card payment of the last 120 days. The bank reviews it; a payment that the user does not recognise freezes the card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeTransaction {
    /// Id of the transaction.
    pub transaction_id: String,
    /// What is wrong with it.
    pub reason: DisputeReason,
    /// What happened, in the user's words.
    pub description: Option<Text<500>>,
    /// How much of it is disputed (default: all of it).
    pub disputed_amount: Option<Decimal>,
}

pub fn list_bank_cards(bank: &Bank, call: &Call, _: ListBankCards) -> Result<CardList> {
    let mut cards: Vec<CardView> = bank.cards.values().map(|card| bank.card_view(card, call.now)).collect();
    cards.order_by(|a, b| (&a.label, &a.id).cmp(&(&b.label, &b.id)));
    Ok(CardList { cards })
}

pub fn update_bank_card(bank: &mut Bank, call: &mut Call, args: UpdateBankCard) -> Result<CardView> {
    let card = CARD.get(&bank.cards, &args.card_id)?;
    if args.is_frozen.is_none() && args.online_payments.is_none() && args.monthly_limit.is_none() {
        return Err(invalid("Nothing to change: give at least one of is_frozen, online_payments or monthly_limit."));
    }
    let (currency, spent) = (bank.currency(), bank.spent(card, call.now));
    let limit = args.monthly_limit.map(|limit| limit.minor(currency, "monthly_limit")).transpose()?;
    if let Some(limit) = limit.filter(|limit| *limit < spent) {
        return Err(conflict(format!(
            "{} has spent {} this month already, more than {}. Freeze it to stop further payments.",
            card.label,
            currency.money(spent),
            currency.money(limit)
        )));
    }
    let highest = currency.price(HIGHEST_LIMIT);
    if limit.is_some_and(|limit| limit > highest) {
        return Err(not_allowed(format!("The bank allows a card at most {} a month.", currency.money(highest))));
    }
    if card.is_frozen && args.is_frozen == Some(false) {
        let open = |dispute: &&Dispute| {
            dispute.card_frozen
                && bank
                    .transactions
                    .get(&dispute.transaction_id)
                    .is_some_and(|one| one.card_id.as_ref() == Some(&card.id))
        };
        if let Some(dispute) = bank.disputes.values().find(open) {
            return Err(not_allowed(format!(
                "{} stays frozen while the bank reviews case {}.",
                card.label, dispute.case_number
            )));
        }
    }
    let card = CARD.get_mut(&mut bank.cards, &args.card_id)?;
    card.is_frozen = args.is_frozen.unwrap_or(card.is_frozen);
    card.online_payments = args.online_payments.unwrap_or(card.online_payments);
    card.monthly_limit = limit.map_or_else(|| card.monthly_limit.clone(), |limit| currency.money(limit));
    let card = card.clone();
    Ok(bank.card_view(&card, call.now))
}

pub fn dispute_transaction(bank: &mut Bank, call: &mut Call, args: DisputeTransaction) -> Result<Dispute> {
    let one = TRANSACTION.get(&bank.transactions, &args.transaction_id)?;
    let card_id = one.card_id.clone().filter(|_| one.kind == TransactionKind::CardPayment).ok_or_else(|| {
        not_allowed("Only card payments can be disputed. Ask the other side to send a transfer back.")
    })?;
    if let Some(dispute) = one.dispute_id.as_ref().and_then(|id| bank.disputes.get(id)) {
        return Err(conflict(format!("This payment is already disputed as case {}.", dispute.case_number)));
    }
    if !one.is_booked() {
        return Err(conflict("This payment is still pending and may yet change; dispute it once it is booked."));
    }
    let last_day = one.made_at.day().plus_days(DISPUTE_DAYS);
    if call.now.day() > last_day {
        return Err(not_allowed(format!("The payment could be disputed until {last_day}, which has passed.")));
    }
    let whole = one.amount.minor().abs();
    let minor = args.disputed_amount.map(|amount| amount.minor(bank.currency(), "disputed_amount")).transpose()?;
    let minor = minor.unwrap_or(whole);
    if minor > whole {
        return Err(invalid(format!("Argument `disputed_amount`: the payment was only {}.", bank.money(whole))));
    }
    let card_frozen = args.reason == DisputeReason::NotRecognised;
    let dispute = Dispute {
        id: call.ids.mint("dsp"),
        case_number: format!("C{}", call.ids.number("dispute")),
        transaction_id: args.transaction_id.clone(),
        reason: args.reason,
        description: args.description.map(|text| text.0),
        status: DisputeStatus::UnderReview,
        disputed_amount: bank.money(minor),
        card_frozen,
        opened_at: call.now,
        answer_due_on: call.now.day().plus_days(30),
    };
    TRANSACTION.get_mut(&mut bank.transactions, &args.transaction_id)?.dispute_id = Some(dispute.id.clone());
    if let Some(card) = bank.cards.get_mut(&card_id).filter(|_| card_frozen) {
        card.is_frozen = true;
    }
    bank.disputes.insert(dispute.id.clone(), dispute.clone());
    Ok(dispute)
}

impl Bank {
    fn card_view(&self, card: &Card, now: Time) -> CardView {
        CardView {
            id: card.id.clone(),
            account_id: card.account_id.clone(),
            kind: card.kind,
            label: card.label.clone(),
            expires: card.expires.clone(),
            is_frozen: card.is_frozen,
            online_payments: card.online_payments,
            monthly_limit: card.monthly_limit.clone(),
            spent_this_month: self.money(self.spent(card, now)),
        }
    }

    fn spent(&self, card: &Card, now: Time) -> i64 {
        let month = Month::of(now.day());
        let counts = |one: &&Transaction| one.card_id.as_ref() == Some(&card.id) && month.contains(one.made_at.day());
        let sum: i64 = self.transactions.values().filter(counts).map(|one| -one.amount.minor()).sum();
        sum.max(0)
    }
}
