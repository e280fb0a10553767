//! What the books hold and show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Amount, Day, Money, Time};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Customer {
    /// Id of the customer.
    pub id: String,
    /// Name of the company.
    pub name: String,
    /// Who gets the invoices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Where invoices are sent.
    #[schemars(extend("format" = "email"))]
    pub billing_email: String,
    /// Id of that person in the address book, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// Address on the invoice.
    pub address: String,
    /// Country of the customer.
    pub country: String,
    /// Number under which the customer pays tax.
    pub tax_number: String,
    /// Days until an invoice is due.
    pub payment_terms_days: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    Draft,
    Sent,
    PartiallyPaid,
    Paid,
    Void,
    Credited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Hour,
    Day,
    Piece,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxRate {
    Standard,
    Reduced,
    Zero,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InvoiceLine {
    /// Id of the line.
    pub id: String,
    /// What was done or delivered.
    pub description: String,
    /// How many units, such as 7.50.
    pub quantity: Amount,
    /// Unit of the quantity.
    pub unit: Unit,
    /// Price of one unit without tax.
    pub unit_price: Money,
    /// Tax on it in percent.
    pub tax_percent: f64,
    /// Price of all units without tax.
    pub net: Money,
    /// Tax on it.
    pub tax: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    BankTransfer,
    Card,
    Cheque,
    Cash,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InvoicePayment {
    /// Id of the payment.
    pub id: String,
    /// What was paid.
    pub amount: Money,
    /// Day the money arrived.
    pub paid_on: Day,
    /// How it was paid.
    pub method: PaymentMethod,
    /// Text of the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CreditNote {
    /// Id of the credit note.
    pub id: String,
    /// Number of the credit note.
    pub credit_note_number: String,
    /// What is taken off the invoice, tax included.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Day it was issued.
    pub issued_on: Day,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reminder {
    /// 1 for the first reminder, 3 for the last.
    pub level: usize,
    /// Day it was sent.
    pub sent_on: Day,
}

#[derive(Debug, Clone, Serialize)]
pub struct Invoice {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    pub customer_id: String,
    pub customer_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    pub status: InvoiceStatus,
    pub version: i64,
    pub terms_days: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    pub lines: Vec<InvoiceLine>,
    pub payments: Vec<InvoicePayment>,
    pub credit_notes: Vec<CreditNote>,
    pub reminders: Vec<Reminder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub void_reason: Option<String>,
    pub updated_at: Time,
}

impl Invoice {
    pub fn net(&self) -> i64 {
        self.lines.iter().map(|line| line.net.minor()).sum()
    }

    pub fn tax(&self) -> i64 {
        self.lines.iter().map(|line| line.tax.minor()).sum()
    }

    pub fn total(&self) -> i64 {
        self.net() + self.tax()
    }

    pub fn paid(&self) -> i64 {
        self.payments.iter().map(|payment| payment.amount.minor()).sum()
    }

    pub fn credited(&self) -> i64 {
        self.credit_notes.iter().map(|note| note.amount.minor()).sum()
    }

    pub fn is_open(&self) -> bool {
        matches!(self.status, InvoiceStatus::Sent | InvoiceStatus::PartiallyPaid)
    }

    /// What the customer still owes.
    pub fn outstanding(&self) -> i64 {
        if self.is_open() { (self.total() - self.paid() - self.credited()).max(0) } else { 0 }
    }

    pub fn days_overdue(&self, today: Day) -> i64 {
        self.due_on.filter(|_| self.is_open()).map_or(0, |due| today.since(due).max(0))
    }

    /// As refusals call it.
    pub fn name(&self) -> String {
        self.invoice_number
            .as_ref()
            .map_or_else(|| format!("The draft {}", self.id), |number| format!("Invoice {number}"))
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceView {
    /// Id of the invoice.
    pub id: String,
    /// Number of the invoice; drafts have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// Id of the customer.
    pub customer_id: String,
    /// Name of the customer.
    pub customer_name: String,
    /// Project that it bills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Version of the document; give it as expected_version when editing.
    pub version: i64,
    /// Day it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// Day it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Days by which it is overdue; 0 where it is not.
    pub days_overdue: i64,
    /// What is billed.
    pub lines: Vec<InvoiceLine>,
    /// Sum without tax.
    pub net_total: Money,
    /// Tax.
    pub tax_total: Money,
    /// Sum with tax.
    pub total: Money,
    /// What was paid so far.
    pub paid: Money,
    /// What credit notes took off.
    pub credited: Money,
    /// What the customer still owes.
    pub outstanding: Money,
    /// What goes back to the customer, where more was paid than is left after credit notes.
    pub refund_due: Money,
    /// Payments so far.
    pub payments: Vec<InvoicePayment>,
    /// Credit notes so far.
    pub credit_notes: Vec<CreditNote>,
    /// Reminders so far.
    pub reminders: Vec<Reminder>,
    /// Why it was made void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub void_reason: Option<String>,
    /// When it was last changed.
    pub updated_at: Time,
}
