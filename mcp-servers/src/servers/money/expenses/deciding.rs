//! The tools that hand a report in and decide about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Expenses, REPORT};
use crate::kit::{Call, Money, Text, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalOutcome {
    Approved,
    Refused,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ApprovalResult {
    /// Id of the report.
    pub expense_report_id: String,
    /// What people call the report, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_number: Option<String>,
    /// What became of it.
    pub outcome: ApprovalOutcome,
    /// What will be paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// Why it was not approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ApprovalResults {
    /// What became of each report.
    pub results: Vec<ApprovalResult>,
    /// How many were approved.
    pub approved_count: usize,
}

/// Submits one of the user's reports to the manager. Fails if a violation blocks it, or if limits are passed without a justification.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitExpenseReport {
    /// Id of the report.
    pub expense_report_id: String,
    /// Why limits were passed; needed if get_expense_report shows violations.
    pub justification: Option<Text<500>>,
}

/// Approves reports of colleagues that were submitted, and tells for each what became of it. Reports with blocking violations are refused, the rest goes through.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveExpenseReports {
    /// Ids of the reports, 1 to 30.
    #[schemars(length(min = 1, max = 30))]
    pub expense_report_ids: Vec<String>,
}

/// Sends a colleague's submitted report back with a reason, so that it can be mended and submitted again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectExpenseReport {
    /// Id of the report.
    pub expense_report_id: String,
    /// What is wrong, as the colleague reads it.
    pub reason: Text<500>,
}

pub fn submit_expense_report(
    expenses: &mut Expenses,
    call: &mut Call,
    args: SubmitExpenseReport,
) -> Result<ReportView> {
    let report = expenses.editable(&args.expense_report_id)?;
    let number = report.report_number.clone();
    if report.expenses.is_empty() {
        return Err(conflict(format!("Report {number} is empty. Use add_expense first.")));
    }
    let violations = expenses.violations(report, call.now.day());
    let blocking: Vec<&Violation> = violations.iter().filter(|one| one.is_blocking).collect();
    if let Some(first) = blocking.first() {
        return Err(not_allowed(format!(
            "Report {number} cannot be submitted: {}{} Use attach_receipt or remove_expense.",
            first.message,
            more(blocking.len())
        )));
    }
    if let Some(first) = violations.first().filter(|_| args.justification.is_none()) {
        return Err(not_allowed(format!(
            "Report {number} needs a justification: {}{} Give the argument justification.",
            first.message,
            more(violations.len())
        )));
    }
    expenses.change(call, &args.expense_report_id, |report| {
        report.status = ReportStatus::Submitted;
        report.submitted_at = Some(call.now);
        report.justification = args.justification.map(|text| text.0);
        report.decided_at = None;
        report.decided_by = None;
        report.rejection_reason = None;
    })
}

pub fn approve_expense_reports(
    expenses: &mut Expenses,
    call: &mut Call,
    args: ApproveExpenseReports,
) -> Result<ApprovalResults> {
    if args.expense_report_ids.is_empty() || args.expense_report_ids.len() > 30 {
        return Err(invalid("Argument `expense_report_ids`: name 1 to 30 reports."));
    }
    // A batch is judged report by report; one in which no report is known is a mistake.
    if let Some(first) = args.expense_report_ids.first()
        && args.expense_report_ids.iter().all(|id| !expenses.expense_reports.contains_key(id))
    {
        return Err(REPORT.missing(first));
    }
    let results: Vec<ApprovalResult> = args.expense_report_ids.iter().map(|id| expenses.approve(call, id)).collect();
    let approved_count = results.iter().filter(|result| result.outcome == ApprovalOutcome::Approved).count();
    Ok(ApprovalResults { results, approved_count })
}

pub fn reject_expense_report(
    expenses: &mut Expenses,
    call: &mut Call,
    args: RejectExpenseReport,
) -> Result<ReportView> {
    expenses.decidable(&args.expense_report_id)?;
    let user = expenses.user_name.clone();
    expenses.change(call, &args.expense_report_id, |report| {
        report.status = ReportStatus::Rejected;
        report.decided_at = Some(call.now);
        report.decided_by = Some(user);
        report.rejection_reason = Some(args.reason.0);
    })
}

fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " One more violation follows.".to_owned(),
        _ => format!(" {} more violations follow.", count - 1),
    }
}

impl Expenses {
    /// A report that the user may decide about.
    fn decidable(&self, id: &str) -> Result<&Report> {
        let report = REPORT.get(&self.expense_reports, id)?;
        let number = &report.report_number;
        if report.is_mine {
            return Err(not_allowed(format!("Report {number} is your own; {} decides about it.", self.manager_name)));
        }
        match report.status {
            ReportStatus::Submitted => Ok(report),
            ReportStatus::Draft => Err(conflict(format!("Report {number} was not submitted yet."))),
            ReportStatus::Approved | ReportStatus::Reimbursed => {
                Err(conflict(format!("Report {number} is approved already.")))
            }
            ReportStatus::Rejected => {
                Err(conflict(format!("Report {number} was rejected; {} must submit it again.", report.employee_name)))
            }
        }
    }

    /// One approval, or why there is none. Complete by itself.
    fn approve(&mut self, call: &Call, id: &str) -> ApprovalResult {
        let mut result = ApprovalResult {
            expense_report_id: shorten(id),
            report_number: self.expense_reports.get(id).map(|report| report.report_number.clone()),
            outcome: ApprovalOutcome::Refused,
            total: None,
            reason: None,
        };
        let report = match self.decidable(id) {
            Ok(report) => report,
            Err(ToolError::NotFound(_)) => {
                return ApprovalResult { reason: Some("There is no such report.".to_owned()), ..result };
            }
            Err(error) => return ApprovalResult { reason: Some(error.to_string()), ..result },
        };
        let violations = self.violations(report, call.now.day());
        if let Some(first) = violations.iter().find(|one| one.is_blocking) {
            return ApprovalResult { reason: Some(first.message.clone()), ..result };
        }
        result.total = Some(self.money(report.total()));
        let user = self.user_name.clone();
        if let Some(report) = self.expense_reports.get_mut(id) {
            report.status = ReportStatus::Approved;
            report.decided_at = Some(call.now);
            report.decided_by = Some(user);
        }
        ApprovalResult { outcome: ApprovalOutcome::Approved, ..result }
    }
}
