//! What the bank holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    Current,
    Savings,
    Joint,
}

#[derive(Debug, Clone, Serialize)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub kind: AccountKind,
    pub holders: Vec<String>,
    pub account_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// Of what is booked.
    pub balance: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStatus {
    Pending,
    Booked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    CardPayment,
    CardRefund,
    IncomingTransfer,
    OutgoingTransfer,
    InternalTransfer,
    StandingOrder,
    DirectDebit,
    CashWithdrawal,
    Interest,
    Fee,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpendingCategory {
    Income,
    Housing,
    Utilities,
    Groceries,
    EatingOut,
    Shopping,
    Transport,
    Health,
    Leisure,
    Subscriptions,
    Savings,
    FriendsAndFamily,
    Cash,
    Work,
    Fees,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Transaction {
    /// Id of the transaction.
    pub id: String,
    /// Id of the account it is on.
    pub account_id: String,
    /// When it was made.
    pub made_at: Time,
    /// Whether it is booked; pending ones only lower what is available.
    pub status: TransactionStatus,
    /// How the money moved.
    pub kind: TransactionKind,
    /// What it was for, as the bank sorts it.
    pub category: SpendingCategory,
    /// The amount; below zero where money went out.
    pub amount: Money,
    /// Who paid or was paid.
    pub counterparty_name: String,
    /// Account number of the other side, where the bank knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterparty_account: Option<String>,
    /// Text of the transaction; names order numbers and the like.
    pub reference: String,
    /// Id of the payee, where it is one of the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee_id: Option<String>,
    /// Id of the card it was paid with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_id: Option<String>,
    /// Booked balance of the account afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_after: Option<Money>,
    /// Id of the dispute about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute_id: Option<String>,
}

impl Transaction {
    pub fn is_booked(&self) -> bool {
        self.status == TransactionStatus::Booked
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Payee {
    /// Id of the payee.
    pub id: String,
    /// Name of the account's holder.
    pub name: String,
    /// IBAN, or the number of an account in a country without IBANs.
    pub account_number: String,
    /// Code of the bank where there is no IBAN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// Name of the payee's bank, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_name: Option<String>,
    /// Country of the account.
    pub country: String,
    /// Id of the contact in the address book, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// When the payee was added.
    pub added_on: Day,
    /// When the payee was last paid; missing if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_paid_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    Weekly,
    Monthly,
    Quarterly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingOrderStatus {
    Active,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandingOrder {
    /// Id of the standing order.
    pub id: String,
    /// Id of the account it is paid from.
    pub account_id: String,
    /// Id of the payee.
    pub payee_id: String,
    /// Name of the payee.
    pub payee_name: String,
    /// What is paid each time.
    pub amount: Money,
    /// How often it is paid.
    pub interval: Interval,
    /// Text of the payments.
    pub reference: String,
    /// Whether it still runs.
    pub status: StandingOrderStatus,
    /// When it is paid next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_payment_on: Option<Day>,
    /// When it ends, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_payment_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    Debit,
    Credit,
}

#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub id: String,
    pub account_id: String,
    pub kind: CardKind,
    pub label: String,
    pub expires: String,
    pub is_frozen: bool,
    pub online_payments: bool,
    pub monthly_limit: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    NotRecognised,
    NotReceived,
    WrongAmount,
    ChargedTwice,
    CancelledSubscription,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    UnderReview,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dispute {
    /// Id of the dispute.
    pub id: String,
    /// Number to name when talking to the bank.
    pub case_number: String,
    /// Id of the transaction.
    pub transaction_id: String,
    /// What is wrong with it.
    pub reason: DisputeReason,
    /// What the user added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How far the dispute is.
    pub status: DisputeStatus,
    /// What could come back.
    pub disputed_amount: Money,
    /// Whether the bank froze the card, as it does with payments nobody recognises.
    pub card_frozen: bool,
    /// When it was opened.
    pub opened_at: Time,
    /// When the bank answers at the latest.
    pub answer_due_on: Day,
}
