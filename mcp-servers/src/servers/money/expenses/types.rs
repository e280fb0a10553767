//! What the expense system holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpenseCategory {
    Lodging,
    Meals,
    Airfare,
    Rail,
    Taxi,
    Mileage,
    OfficeSupplies,
    ClientEntertainment,
    Training,
    Phone,
}

impl ExpenseCategory {
    pub fn name(self) -> &'static str {
        match self {
            Self::Lodging => "lodging",
            Self::Meals => "meals",
            Self::Airfare => "airfare",
            Self::Rail => "rail",
            Self::Taxi => "taxi",
            Self::Mileage => "mileage",
            Self::OfficeSupplies => "office_supplies",
            Self::ClientEntertainment => "client_entertainment",
            Self::Training => "training",
            Self::Phone => "phone",
        }
    }
}

/// What a limit holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitPer {
    Expense,
    Day,
    Night,
    Person,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Policy {
    /// What it is about.
    pub category: ExpenseCategory,
    /// What may be spent; more needs a justification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Money>,
    /// What the limit holds for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_per: Option<LimitPer>,
    /// Above this amount a receipt is needed.
    pub receipt_above: Money,
    /// Whether the guests must be named.
    pub attendees_required: bool,
    /// The rule in words.
    pub rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    Draft,
    Submitted,
    Approved,
    Rejected,
    Reimbursed,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Expense {
    /// Id of the expense.
    pub id: String,
    /// What it was for.
    pub category: ExpenseCategory,
    /// Day it was paid.
    pub date: Day,
    /// What was paid.
    pub amount: Money,
    /// The same in the company's currency, at the rate of the day.
    pub reimbursable: Money,
    /// Who was paid.
    pub merchant: String,
    /// What it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Nights for lodging, kilometres for mileage, 1 otherwise.
    pub quantity: i64,
    /// Id of the receipt in the file store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_file_id: Option<String>,
    /// Id of the message that holds the receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_message_id: Option<String>,
    /// Whether a paper receipt was handed in.
    pub paper_receipt: bool,
    /// Who was invited.
    pub attendees: Vec<String>,
}

impl Expense {
    pub fn has_receipt(&self) -> bool {
        self.paper_receipt || self.receipt_file_id.is_some() || self.receipt_message_id.is_some()
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub id: String,
    pub report_number: String,
    pub title: String,
    pub employee_name: String,
    pub employee_email: String,
    pub is_mine: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    pub status: ReportStatus,
    pub expenses: Vec<Expense>,
    pub created_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reimbursed_on: Option<Day>,
}

impl Report {
    pub fn total(&self) -> i64 {
        self.expenses.iter().map(|expense| expense.reimbursable.minor()).sum()
    }

    pub fn is_editable(&self) -> bool {
        self.is_mine && matches!(self.status, ReportStatus::Draft | ReportStatus::Rejected)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViolationRule {
    MissingReceipt,
    MissingAttendees,
    TooOld,
    OverLimit,
    PossibleDuplicate,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Violation {
    /// Id of the expense.
    pub expense_id: String,
    /// Which rule it breaks.
    pub rule: ViolationRule,
    /// Whether the report cannot be submitted or approved with it.
    pub is_blocking: bool,
    /// What is wrong, in words.
    pub message: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportView {
    /// Id of the report.
    pub id: String,
    /// What people call it.
    pub report_number: String,
    /// Title of the report.
    pub title: String,
    /// Whose report it is.
    pub employee_name: String,
    /// Mail address of that person.
    #[schemars(extend("format" = "email"))]
    pub employee_email: String,
    /// Whether it is the user's own.
    pub is_mine: bool,
    /// Project that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Where it stands.
    pub status: ReportStatus,
    /// What was spent.
    pub expenses: Vec<Expense>,
    /// Sum in the company's currency.
    pub total: Money,
    /// What breaks the company's policies.
    pub violations: Vec<Violation>,
    /// When it was created.
    pub created_at: Time,
    /// When it was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Time>,
    /// Why limits were passed, in the employee's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// When it was approved or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// Who approved or rejected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    /// Day the money was paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reimbursed_on: Option<Day>,
}
