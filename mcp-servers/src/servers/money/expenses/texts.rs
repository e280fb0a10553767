//! Reports and rules to read: as CSV, as a document, and as the start of a review.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Expenses, REPORT};
use crate::kit::csv::cell;
use crate::kit::resource::Listed;
use crate::kit::{Call, Message, Text, Time, ToolError, conflict, counted, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Export {
    /// Name for the file.
    pub file_name: String,
    /// Type of the content.
    pub mime_type: String,
    /// The report as CSV, a line for each expense.
    pub content: String,
    /// How many expenses there are.
    pub row_count: usize,
}

/// Exports a report as CSV, a line for each expense, for bookkeeping or to be saved as a file. Fails for empty reports.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportExpenseReport {
    /// Id of the report.
    pub expense_report_id: String,
}

/// Starts the review of a colleague's expense report that waits for approval.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewExpenseReport {
    /// Number of the report.
    pub report_number: Text<20>,
}

pub fn export_expense_report(expenses: &Expenses, _: &Call, args: ExportExpenseReport) -> Result<Export> {
    let report = REPORT.get(&expenses.expense_reports, &args.expense_report_id)?;
    if report.expenses.is_empty() {
        return Err(conflict(format!("Report {} is empty. Use add_expense first.", report.report_number)));
    }
    Ok(Export {
        file_name: format!("{}.csv", report.report_number),
        mime_type: "text/csv".to_owned(),
        content: csv(report),
        row_count: report.expenses.len(),
    })
}

pub fn csv(report: &Report) -> String {
    let mut text = "date,category,merchant,description,amount,currency,reimbursable,receipt\n".to_owned();
    for one in &report.expenses {
        let receipt = match (&one.receipt_file_id, &one.receipt_message_id) {
            (Some(id), _) | (None, Some(id)) => id,
            (None, None) if one.paper_receipt => "paper",
            (None, None) => "",
        };
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{receipt}",
            one.date,
            one.category.name(),
            cell(&one.merchant),
            cell(one.description.as_deref().unwrap_or_default()),
            one.amount.amount,
            one.amount.currency,
            one.reimbursable.amount,
        );
    }
    text
}

pub fn policy(expenses: &Expenses) -> String {
    let mut text = format!("# Expense policy of {}\n", expenses.company_name);
    for policy in expenses.policies.values() {
        let _ = write!(text, "\n## {}\n\n{}\n", policy.category.name().replace('_', " "), policy.rule);
        if let Some(limit) = &policy.limit {
            let per = match policy.limit_per {
                Some(LimitPer::Day) => "a day",
                Some(LimitPer::Night) => "a night",
                Some(LimitPer::Person) => "a person",
                Some(LimitPer::Expense) | None => "an expense",
            };
            let _ = writeln!(text, "\nLimit: {limit} {per}; receipt above {}.", policy.receipt_above);
        }
    }
    let _ =
        write!(text, "\nOwn car: {} a kilometre. Expenses must be submitted within 90 days.\n", expenses.mileage_rate);
    text
}

pub fn listed(expenses: &Expenses) -> Vec<Listed> {
    let one = |report: &Report| Listed {
        values: vec![report.id.clone()],
        title: format!("{} {} ({})", report.report_number, report.title, report.employee_name),
    };
    expenses.expense_reports.values().map(one).collect()
}

/// Numbers of the reports that wait for the user.
pub fn waiting(expenses: &Expenses) -> Vec<String> {
    let waits = |report: &&Report| !report.is_mine && report.status == ReportStatus::Submitted;
    expenses.expense_reports.values().filter(waits).map(|report| report.report_number.clone()).collect()
}

pub fn review_expense_report(expenses: &Expenses, now: Time, args: ReviewExpenseReport) -> Result<Vec<Message>> {
    let wanted = &args.report_number.0;
    let report = expenses.expense_reports.values().find(|report| report.report_number == *wanted);
    let report = report.ok_or_else(|| {
        ToolError::NotFound(format!(
            "No report has the number {}. Use list_expense_reports to find it.",
            shorten(wanted)
        ))
    })?;
    let violations = expenses.violations(report, now.day());
    let listed: String = violations.iter().map(|one| format!("- {}\n", one.message)).collect();
    let listed = if listed.is_empty() { "- none\n".to_owned() } else { listed };
    Ok(vec![Message::User(format!(
        "Review the expense report {wanted} of {}: {}, {} in {}. The system found these violations:\n\n{listed}\nLook at each \
         expense (get_expense_report) and at the policy (list_expense_policies). Tell me whether to approve it or to send it back, \
         and with which words. Decide nothing without me.",
        report.employee_name,
        report.title,
        expenses.money(report.total()),
        counted(report.expenses.len(), "expense"),
    ))])
}
