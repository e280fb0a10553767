//! A payment provider as the owner's company sees it: customers, payments, refunds, disputes and payouts.

mod balance;
mod charging;
mod data;
mod disputes;
mod reading;
mod refunds;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table, ToolError, conflict};
use crate::world::World;
use types::{Charge, Customer, Dispute, KeyUse, PaymentIntent, Payout, Refund, Wallet};

const CUSTOMER: Noun = Noun { name: "customer", finder: "search_payment_customers" };
const INTENT: Noun = Noun { name: "payment intent", finder: "list_payment_intents" };
const METHOD: Noun = Noun { name: "payment method", finder: "search_payment_customers" };
const DISPUTE: Noun = Noun { name: "dispute", finder: "list_disputes" };

/// The merchant's account.
#[derive(Debug, Clone, Serialize)]
pub struct Payments {
    charges: Table<Charge>,
    currency: String,
    customers: Table<Customer>,
    disputes: Table<Dispute>,
    /// Idempotency keys that have been used.
    keys: Table<KeyUse>,
    merchant: String,
    /// What was there before the first charge of the tables, in the smallest unit.
    opening_balance: i64,
    payment_intents: Table<PaymentIntent>,
    payment_methods: Table<Wallet>,
    payouts: Table<Payout>,
    refunds: Table<Refund>,
}

impl Server for Payments {
    const NAME: &'static str = "payments";
    const TITLE: &'static str = "Payments";
    const DESCRIPTION: &'static str = "A payment provider seen by a merchant, the user's company: customers, payment intents, refunds, disputes and payouts.";
    const INSTRUCTIONS: &'static str = "To charge a customer: create_payment_intent, then confirm_payment_intent; with manual capture the money is only \
        reserved until capture_payment_intent, for 7 days. A declined card is no error: the intent says why and can be confirmed \
        with another payment method. With an idempotency_key a repeated call creates no second intent or refund.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_payment_customers", reading::search_payment_customers),
            read("list_payment_intents", reading::list_payment_intents),
            read("get_payment_intent", reading::get_payment_intent),
            write("create_payment_intent", charging::create_payment_intent),
            write("confirm_payment_intent", charging::confirm_payment_intent),
            write("capture_payment_intent", charging::capture_payment_intent),
            write("cancel_payment_intent", charging::cancel_payment_intent).destructive(),
            write("create_refund", refunds::create_refund).destructive(),
            read("list_disputes", disputes::list_disputes),
            write("submit_dispute_evidence", disputes::submit_dispute_evidence),
            read("get_merchant_balance", balance::get_merchant_balance),
            write("create_payout", balance::create_payout),
        ]
    }
}

impl Payments {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }

    /// The id of what an idempotency key has made before; refuses a key that stood for another request.
    fn used(&self, key: Option<&str>, request: &str) -> Result<Option<String>, ToolError> {
        let Some((key, earlier)) = key.and_then(|key| Some((key, self.keys.get(key)?))) else { return Ok(None) };
        if earlier.request == request {
            return Ok(Some(earlier.object_id.clone()));
        }
        Err(conflict(format!(
            "The idempotency key {key} was used for another request ({}). Use a new key.",
            earlier.object_id
        )))
    }

    fn remember(&mut self, key: Option<String>, request: String, object_id: &str) {
        if let Some(key) = key {
            self.keys.insert(key, KeyUse { request, object_id: object_id.to_owned() });
        }
    }
}
