//! What is overdue: the report by age, and reminders to customers, one after the other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CUSTOMER, INVOICE, Invoices};
use crate::kit::{Call, Day, Int, Money, Ordered, ToolError, counted, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// After the last reminder, others take over.
const LAST_LEVEL: usize = 3;
/// Days between two reminders.
const PATIENCE: i64 = 7;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReminderOutcome {
    Sent,
    Skipped,
    Failed,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReminderResult {
    /// Id of the invoice.
    pub invoice_id: String,
    /// Number of the invoice, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// Whether a reminder went out.
    pub outcome: ReminderOutcome,
    /// 1 for the first reminder, 3 for the last; only where one went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// Where it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<String>,
    /// Why none went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReminderResults {
    /// What became of each invoice.
    pub results: Vec<ReminderResult>,
    /// How many reminders went out.
    pub sent_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgeingRow {
    /// Id of the customer.
    pub customer_id: String,
    /// Name of the customer.
    pub customer_name: String,
    /// Not due yet.
    pub not_due: Money,
    /// Overdue by 1 to 30 days.
    pub days_1_to_30: Money,
    /// Overdue by 31 to 60 days.
    pub days_31_to_60: Money,
    /// Overdue by 61 to 90 days.
    pub days_61_to_90: Money,
    /// Overdue by more than 90 days.
    pub over_90_days: Money,
    /// All that the customer owes.
    pub outstanding: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgeingReport {
    /// Day of the report.
    pub as_of: Day,
    /// Customers who owe something, the largest debt first.
    pub customers: Vec<AgeingRow>,
    /// All that is owed.
    pub outstanding_total: Money,
    /// What of it is overdue.
    pub overdue_total: Money,
}

/// Sends reminders for overdue invoices and tells for each what became of it. Skips those reminded in the last 7 days or three times; the rest goes on if one fails.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendPaymentReminders {
    /// Ids of the invoices (default: all that are overdue).
    pub invoice_ids: Option<Vec<String>>,
    /// Only invoices overdue by at least so many days (default 1).
    pub min_days_overdue: Option<Int<1, 365>>,
}

/// Returns what customers owe by how long it is overdue. Use it to see whom to remind first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetAgeingReport {
    /// Only this customer.
    pub customer_id: Option<String>,
}

pub fn send_payment_reminders(
    books: &mut Invoices,
    call: &mut Call,
    args: SendPaymentReminders,
) -> Result<ReminderResults> {
    let (today, least) = (call.now.day(), args.min_days_overdue.map_or(1, |days| days.0));
    let ids = match args.invoice_ids {
        Some(ids) if ids.is_empty() || ids.len() > 50 => {
            return Err(invalid(
                "Argument `invoice_ids`: name 1 to 50 invoices, or leave it away for all overdue ones.",
            ));
        }
        // A batch is judged invoice by invoice; one in which no invoice is known is a mistake.
        Some(ids) if ids.iter().all(|id| !books.invoices.contains_key(id)) => {
            return Err(INVOICE.missing(ids.first().map_or("", String::as_str)));
        }
        Some(ids) => ids,
        None => {
            let mut late: Vec<&Invoice> =
                books.invoices.values().filter(|one| one.days_overdue(today) >= least).collect();
            late.order_by(|a, b| (a.due_on, &a.id).cmp(&(b.due_on, &b.id)));
            late.into_iter().map(|invoice| invoice.id.clone()).collect()
        }
    };
    let mut results: Vec<ReminderResult> = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let result = books.remind(call, id, least);
        let name = result.invoice_number.clone().unwrap_or_else(|| shorten(id));
        results.push(result);
        call.progress(index as u64 + 1, ids.len() as u64, &format!("Reminder for {name}"))?;
    }
    let sent_count = results.iter().filter(|result| result.outcome == ReminderOutcome::Sent).count();
    Ok(ReminderResults { results, sent_count })
}

pub fn get_ageing_report(books: &Invoices, call: &Call, args: GetAgeingReport) -> Result<AgeingReport> {
    if let Some(id) = &args.customer_id {
        CUSTOMER.get(&books.customers, id)?;
    }
    Ok(books.ageing(call.now.day(), args.customer_id.as_deref()))
}

impl Invoices {
    /// One reminder, or why there is none. Complete by itself.
    fn remind(&mut self, call: &Call, id: &str, least: i64) -> ReminderResult {
        let today = call.now.day();
        let mut result = ReminderResult {
            invoice_id: shorten(id),
            invoice_number: self.invoices.get(id).and_then(|invoice| invoice.invoice_number.clone()),
            outcome: ReminderOutcome::Skipped,
            level: None,
            sent_to: None,
            reason: None,
        };
        let Some(invoice) = self.invoices.get(id) else {
            let reason = Some("There is no such invoice.".to_owned());
            return ReminderResult { outcome: ReminderOutcome::Failed, reason, ..result };
        };
        let late = invoice.days_overdue(today);
        let last = invoice.reminders.last().map(|reminder| reminder.sent_on);
        let level = invoice.reminders.len() + 1;
        let why_not = if late == 0 {
            Some("The invoice is not overdue.".to_owned())
        } else if late < least {
            Some(format!("The invoice is overdue by {} only.", counted(late, "day")))
        } else if level > LAST_LEVEL {
            Some("The last reminder has been sent; hand the case over to collection.".to_owned())
        } else {
            last.filter(|last| today.since(*last) < PATIENCE)
                .map(|last| format!("The last reminder was sent on {last}."))
        };
        if why_not.is_some() {
            return ReminderResult { reason: why_not, ..result };
        }
        result.sent_to = self.customers.get(&invoice.customer_id).map(|customer| customer.billing_email.clone());
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.reminders.push(Reminder { level, sent_on: today });
            invoice.updated_at = call.now;
        }
        ReminderResult { outcome: ReminderOutcome::Sent, level: Some(level), ..result }
    }

    pub(super) fn ageing(&self, today: Day, customer_id: Option<&str>) -> AgeingReport {
        let wanted = self.customers.values().filter(|customer| customer_id.is_none_or(|id| customer.id == id));
        let row = |customer: &Customer| {
            let sum = |days: std::ops::RangeInclusive<i64>| {
                let own = self.invoices.values().filter(|one| one.customer_id == customer.id);
                let fits = own.filter(|one| days.contains(&one.days_overdue(today)));
                self.money(fits.map(Invoice::outstanding).sum())
            };
            AgeingRow {
                customer_id: customer.id.clone(),
                customer_name: customer.name.clone(),
                not_due: sum(0..=0),
                days_1_to_30: sum(1..=30),
                days_31_to_60: sum(31..=60),
                days_61_to_90: sum(61..=90),
                over_90_days: sum(91..=i64::MAX),
                outstanding: sum(0..=i64::MAX),
            }
        };
        let mut customers: Vec<AgeingRow> = wanted.map(row).filter(|row| row.outstanding.minor() > 0).collect();
        customers
            .order_by(|a, b| (b.outstanding.minor(), &a.customer_id).cmp(&(a.outstanding.minor(), &b.customer_id)));
        let outstanding: i64 = customers.iter().map(|row| row.outstanding.minor()).sum();
        let not_due: i64 = customers.iter().map(|row| row.not_due.minor()).sum();
        AgeingReport {
            as_of: today,
            customers,
            outstanding_total: self.money(outstanding),
            overdue_total: self.money(outstanding - not_due),
        }
    }
}
