//! The tools that look at policies and reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Expenses, REPORT};
use crate::kit::{Call, Cursor, Day, Limit, Money, Ordered, Query, Text, Time, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PolicyList {
    /// The rules, by category.
    pub policies: Vec<Policy>,
    /// Paid for each kilometre in the own car.
    pub mileage_rate: Money,
    /// Who decides about the user's reports.
    pub manager_name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportSummary {
    /// Id of the report.
    pub id: String,
    /// What people call it.
    pub report_number: String,
    /// Title of the report.
    pub title: String,
    /// Whose report it is.
    pub employee_name: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// Sum in the company's currency.
    pub total: Money,
    /// How many expenses it has.
    pub expense_count: usize,
    /// How many violations keep it from being submitted or approved.
    pub blocking_count: usize,
    /// When it was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Time>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportList {
    /// The reports found, newest first.
    pub expense_reports: Vec<ReportSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Mine,
    Colleagues,
    ToApprove,
    All,
}

/// Returns the company's rules: limits and receipts by category, and the mileage rate. Look here before adding expenses.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExpensePolicies {
    /// Only this category.
    pub category: Option<ExpenseCategory>,
}

/// Lists expense reports, newest first: the user's own, those of colleagues, or those that wait for the user's approval. Use it to get a report's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExpenseReports {
    /// Whose reports (default all).
    pub scope: Option<Scope>,
    /// Only reports with this status.
    pub status: Option<ReportStatus>,
    /// Only the report with this number.
    pub report_number: Option<Text<20>>,
    /// Words of the title, the employee's or the project's name, or a merchant.
    pub query: Option<Query>,
    /// How many reports to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one report with its expenses, its status and everything in it that breaks a policy.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetExpenseReport {
    /// Id of the report.
    pub expense_report_id: String,
}

pub fn list_expense_policies(expenses: &Expenses, _: &Call, args: ListExpensePolicies) -> Result<PolicyList> {
    let wanted = |policy: &&Policy| args.category.is_none_or(|category| policy.category == category);
    let mut policies: Vec<Policy> = expenses.policies.values().filter(wanted).cloned().collect();
    policies.order_by_key(|policy| policy.category);
    Ok(PolicyList {
        policies,
        mileage_rate: expenses.mileage_rate.clone(),
        manager_name: expenses.manager_name.clone(),
    })
}

pub fn list_expense_reports(expenses: &Expenses, call: &Call, args: ListExpenseReports) -> Result<ReportList> {
    let found = |report: &&Report| {
        let in_scope = match args.scope.unwrap_or(Scope::All) {
            Scope::Mine => report.is_mine,
            Scope::Colleagues => !report.is_mine,
            Scope::ToApprove => !report.is_mine && report.status == ReportStatus::Submitted,
            Scope::All => true,
        };
        in_scope
            && args.status.is_none_or(|status| report.status == status)
            && args.report_number.as_ref().is_none_or(|number| report.report_number.eq_ignore_ascii_case(&number.0))
            && args.query.as_ref().is_none_or(|query| query.matches(texts(report)))
    };
    let mut found: Vec<&Report> = expenses.expense_reports.values().filter(found).collect();
    found.order_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    let today = call.now.day();
    let summary = |report: &Report| ReportSummary {
        id: report.id.clone(),
        report_number: report.report_number.clone(),
        title: report.title.clone(),
        employee_name: report.employee_name.clone(),
        status: report.status,
        total: expenses.money(report.total()),
        expense_count: report.expenses.len(),
        blocking_count: expenses.violations(report, today).iter().filter(|one| one.is_blocking).count(),
        submitted_at: report.submitted_at,
    };
    Ok(ReportList { expense_reports: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_expense_report(expenses: &Expenses, call: &Call, args: GetExpenseReport) -> Result<ReportView> {
    Ok(expenses.view(REPORT.get(&expenses.expense_reports, &args.expense_report_id)?, call.now.day()))
}

fn texts(report: &Report) -> impl Iterator<Item = &str> {
    [report.title.as_str(), &report.employee_name]
        .into_iter()
        .chain(report.project_name.as_deref())
        .chain(report.expenses.iter().map(|expense| expense.merchant.as_str()))
}

impl Expenses {
    pub(super) fn view(&self, report: &Report, today: Day) -> ReportView {
        ReportView {
            id: report.id.clone(),
            report_number: report.report_number.clone(),
            title: report.title.clone(),
            employee_name: report.employee_name.clone(),
            employee_email: report.employee_email.clone(),
            is_mine: report.is_mine,
            project_name: report.project_name.clone(),
            status: report.status,
            expenses: report.expenses.clone(),
            total: self.money(report.total()),
            violations: self.violations(report, today),
            created_at: report.created_at,
            submitted_at: report.submitted_at,
            justification: report.justification.clone(),
            decided_at: report.decided_at,
            decided_by: report.decided_by.clone(),
            rejection_reason: report.rejection_reason.clone(),
            reimbursed_on: report.reimbursed_on,
        }
    }
}
