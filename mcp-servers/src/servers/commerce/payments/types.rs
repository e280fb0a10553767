//! What the payment provider keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    Card,
    BankDebit,
}

/// How a customer pays.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PaymentMethod {
    /// Id of the payment method.
    pub id: String,
    /// Id of the customer it belongs to.
    pub customer_id: String,
    /// Kind of payment.
    pub kind: MethodKind,
    /// How people recognise it, such as Visa ending in 4242.
    pub label: String,
    /// Last month in which a card is valid, such as 2027-04.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// A payment method with what only the issuing bank knows.
#[derive(Debug, Clone, Serialize)]
pub struct Wallet {
    pub method: PaymentMethod,
    /// Year and month after which it is refused.
    pub valid_until: Option<(i16, i8)>,
    /// The bank refuses whatever comes.
    pub blocked: bool,
    /// In the smallest unit of the currency.
    pub spending_left: i64,
}

/// A company that pays.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Customer {
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
    /// When the customer was created.
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaptureMethod {
    Automatic,
    Manual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeclineCode {
    CardDeclined,
    InsufficientFunds,
    ExpiredCard,
}

impl DeclineCode {
    pub fn message(self) -> &'static str {
        match self {
            Self::CardDeclined => "The bank declined the card without a reason. Ask for another payment method.",
            Self::InsufficientFunds => "The card does not cover the amount. Try a smaller amount or another card.",
            Self::ExpiredCard => "The card has expired. Ask for a new one.",
        }
    }
}

/// A payment from its creation to its end.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PaymentIntent {
    /// Id of the payment intent.
    pub id: String,
    /// Id of the customer who pays.
    pub customer_id: String,
    /// Name of the customer.
    pub customer_name: String,
    /// What the customer is to pay.
    pub amount: Money,
    /// What has been captured of it.
    pub amount_captured: Money,
    /// What has been refunded of that.
    pub amount_refunded: Money,
    /// What is paid for, as it stands on the receipt.
    pub description: String,
    /// Where the payment stands.
    pub status: IntentStatus,
    /// Whether a confirmation takes the money at once or only reserves it.
    pub capture_method: CaptureMethod,
    /// Id of the payment method, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method_id: Option<String>,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_decline_code: Option<DeclineCode>,
    /// The same as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_decline_message: Option<String>,
    /// Last moment at which reserved money can be captured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_before: Option<Time>,
    /// When the payment intent was created.
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    Failed,
    Pending,
    Authorized,
    Captured,
    Released,
}

/// One attempt to take the money.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Charge {
    /// Id of the charge.
    pub id: String,
    /// Id of the payment intent.
    pub payment_intent_id: String,
    /// What was to be taken.
    pub amount: Money,
    /// What became of it.
    pub status: ChargeStatus,
    /// How it was paid.
    pub payment_method: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline_code: Option<DeclineCode>,
    /// What the provider keeps of a captured charge.
    pub fee: Money,
    /// When it was tried.
    pub created_at: Time,
    /// When the money was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    RequestedByCustomer,
    Duplicate,
    Fraudulent,
    ServiceNotProvided,
}

/// Money that went back.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Refund {
    /// Id of the refund.
    pub id: String,
    /// Id of the payment intent.
    pub payment_intent_id: String,
    /// Id of the charge that was refunded.
    pub charge_id: String,
    /// What went back.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// When the refund was made.
    pub created_at: Time,
    /// Day by which the customer sees it.
    pub expected_by: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    ProductNotReceived,
    Unrecognized,
    Duplicate,
    NotAsDescribed,
}

/// A customer's bank that wants the money back.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dispute {
    /// Id of the dispute.
    pub id: String,
    /// Id of the payment intent it is about.
    pub payment_intent_id: String,
    /// Name of the customer.
    pub customer_name: String,
    /// What is disputed; the provider holds it back until the end.
    pub amount: Money,
    /// What the customer claims.
    pub reason: DisputeReason,
    /// Where the dispute stands.
    pub status: DisputeStatus,
    /// Last moment for evidence.
    pub evidence_due: Time,
    /// What has been handed in or drafted: kind of evidence and text, one a line.
    pub evidence: Vec<String>,
    /// When the dispute was opened.
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    InTransit,
    Paid,
}

/// Money on its way to the merchant's bank.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Payout {
    /// Id of the payout.
    pub id: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: PayoutStatus,
    /// Day on which it arrives or did.
    pub arrival_date: Day,
    /// When it was made.
    pub created_at: Time,
}

/// What an idempotency key has made.
#[derive(Debug, Clone, Serialize)]
pub struct KeyUse {
    pub request: String,
    pub object_id: String,
}
