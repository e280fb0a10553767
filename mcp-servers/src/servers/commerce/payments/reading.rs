//! The tools that look at customers and payments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{INTENT, Payments};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerEntry {
    /// Id of the customer.
    pub id: String,
    /// Name of the company.
    pub name: String,
    /// Person who handles payments there.
    pub contact_name: String,
    /// Where receipts go.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// City and country of the billing address.
    pub billing_location: String,
    /// How the customer can pay.
    pub payment_methods: Vec<PaymentMethod>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerList {
    /// The customers found, by name.
    pub customers: Vec<CustomerEntry>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentIntentList {
    /// The payment intents found, newest first.
    pub payment_intents: Vec<PaymentIntent>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentDetails {
    /// The payment intent itself.
    pub payment_intent: PaymentIntent,
    /// Every attempt to take the money, oldest first.
    pub charges: Vec<Charge>,
    /// What went back, oldest first.
    pub refunds: Vec<Refund>,
    /// Id of the dispute about it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute_id: Option<String>,
}

/// Finds customers by name, contact person or mail address, with their payment methods. Use it before charging somebody.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPaymentCustomers {
    /// Words to search for; all of them must match. Without it all customers are listed.
    pub query: Option<Query>,
    /// How many customers to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Lists payment intents, newest first, by status, customer and day of creation. Use it to find declined or unfinished payments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPaymentIntents {
    /// Only payment intents with this status.
    pub status: Option<IntentStatus>,
    /// Only payment intents of this customer.
    pub customer_id: Option<String>,
    /// Only those created on this day or later.
    pub from_date: Option<Day>,
    /// Only those created on this day or earlier.
    pub to_date: Option<Day>,
    /// How many payment intents to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one payment intent with its charges (failed ones too), refunds and dispute.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPaymentIntent {
    /// Id of the payment intent.
    pub payment_intent_id: String,
}

pub fn search_payment_customers(payments: &Payments, _: &Call, args: SearchPaymentCustomers) -> Result<CustomerList> {
    let texts = |one: &Customer| [one.name.clone(), one.contact_name.clone(), one.email.clone()];
    let found =
        |one: &&Customer| args.query.as_ref().is_none_or(|query| query.matches(texts(one).iter().map(String::as_str)));
    let mut found: Vec<&Customer> = payments.customers.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let entry = |one: &Customer| {
        let methods = payments.payment_methods.values().map(|wallet| &wallet.method);
        CustomerEntry {
            id: one.id.clone(),
            name: one.name.clone(),
            contact_name: one.contact_name.clone(),
            email: one.email.clone(),
            billing_location: one.billing_location.clone(),
            payment_methods: methods.filter(|method| method.customer_id == one.id).cloned().collect(),
        }
    };
    Ok(CustomerList { customers: found.into_iter().map(entry).collect(), next_cursor })
}

pub fn list_payment_intents(payments: &Payments, _: &Call, args: ListPaymentIntents) -> Result<PaymentIntentList> {
    if args.from_date.zip(args.to_date).is_some_and(|(from, to)| to < from) {
        return Err(invalid("Argument `to_date`: it lies before from_date."));
    }
    let found = |one: &&PaymentIntent| {
        args.status.is_none_or(|status| one.status == status)
            && args.customer_id.as_ref().is_none_or(|id| one.customer_id == *id)
            && args.from_date.is_none_or(|day| one.created_at.day() >= day)
            && args.to_date.is_none_or(|day| one.created_at.day() <= day)
    };
    let mut found: Vec<&PaymentIntent> = payments.payment_intents.values().filter(found).collect();
    found.order_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(PaymentIntentList { payment_intents: found.into_iter().cloned().collect(), next_cursor })
}

pub fn get_payment_intent(payments: &Payments, _: &Call, args: GetPaymentIntent) -> Result<PaymentDetails> {
    let intent = INTENT.get(&payments.payment_intents, &args.payment_intent_id)?;
    let charges = payments.charges.values().filter(|charge| charge.payment_intent_id == intent.id);
    let mut charges: Vec<Charge> = charges.cloned().collect();
    charges.order_by_key(|charge| charge.created_at);
    let refunds = payments.refunds.values().filter(|refund| refund.payment_intent_id == intent.id);
    let mut refunds: Vec<Refund> = refunds.cloned().collect();
    refunds.order_by_key(|refund| refund.created_at);
    let dispute = payments.disputes.values().find(|dispute| dispute.payment_intent_id == intent.id);
    Ok(PaymentDetails {
        payment_intent: intent.clone(),
        charges,
        refunds,
        dispute_id: dispute.map(|dispute| dispute.id.clone()),
    })
}
