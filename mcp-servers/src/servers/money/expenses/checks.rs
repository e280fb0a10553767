//! What a report is checked against.

use std::collections::BTreeMap;

use super::Expenses;
use super::types::*;
use crate::kit::{Currency, Day};

/// How old an expense may be when its report is submitted.
const OLDEST: i64 = 90;

impl Expenses {
    /// What breaks the policies, expense by expense.
    pub(super) fn violations(&self, report: &Report, now: Day) -> Vec<Violation> {
        let day = report.submitted_at.filter(|_| !report.is_editable()).map_or(now, |time| time.day());
        let mut days: BTreeMap<Day, i64> = BTreeMap::new();
        let mut found = Vec::new();
        for expense in &report.expenses {
            self.check_papers(expense, day, &mut found);
            if let Some(policy) = self.policies.get(expense.category.name()) {
                let counted = match policy.limit_per {
                    // A day is judged by all its meals together, at the one that passes the limit.
                    Some(LimitPer::Day) => {
                        let sum = days.entry(expense.date).or_default();
                        *sum += expense.reimbursable.minor();
                        *sum
                    }
                    Some(LimitPer::Night) => expense.reimbursable.minor() / expense.quantity.max(1),
                    Some(LimitPer::Person) => expense.reimbursable.minor() / (expense.attendees.len() as i64 + 1),
                    Some(LimitPer::Expense) | None => expense.reimbursable.minor(),
                };
                self.check_limit(expense, policy, counted, &mut found);
            }
            if let Some(other) = self.twin(report, expense) {
                let message = format!("Report {} has the same expense at {}.", other.report_number, expense.merchant);
                found.push(violation(expense, ViolationRule::PossibleDuplicate, message));
            }
        }
        found
    }

    fn check_papers(&self, expense: &Expense, day: Day, found: &mut Vec<Violation>) {
        let Some(policy) = self.policies.get(expense.category.name()) else { return };
        if !expense.has_receipt() && expense.reimbursable.minor() > policy.receipt_above.minor() {
            let message = format!(
                "{} at {} needs a receipt, as all above {}.",
                expense.amount, expense.merchant, policy.receipt_above
            );
            found.push(violation(expense, ViolationRule::MissingReceipt, message));
        }
        if policy.attendees_required && expense.attendees.is_empty() {
            let message = format!("The guests at {} are not named.", expense.merchant);
            found.push(violation(expense, ViolationRule::MissingAttendees, message));
        }
        if day.since(expense.date) > OLDEST {
            let message = format!("The expense of {} is older than {OLDEST} days.", expense.date);
            found.push(violation(expense, ViolationRule::TooOld, message));
        }
    }

    fn check_limit(&self, expense: &Expense, policy: &Policy, counted: i64, found: &mut Vec<Violation>) {
        let Some(limit) = policy.limit.as_ref().filter(|limit| counted > limit.minor()) else { return };
        let per = match policy.limit_per {
            Some(LimitPer::Day) => " a day",
            Some(LimitPer::Night) => " a night",
            Some(LimitPer::Person) => " a person",
            Some(LimitPer::Expense) | None => "",
        };
        let sum = Currency::of(&limit.currency).money(counted);
        let what = expense.category.name().replace('_', " ");
        let place = match policy.limit_per {
            Some(LimitPer::Day) => format!("on {}", expense.date),
            _ => format!("at {}", expense.merchant),
        };
        let message = format!("The limit for {what} is {limit}{per}; {place} it came to {sum}{per}.");
        found.push(violation(expense, ViolationRule::OverLimit, message));
    }

    /// Another report of the same person with the same expense.
    fn twin(&self, report: &Report, expense: &Expense) -> Option<&Report> {
        let same = |other: &Expense| {
            other.date == expense.date && other.amount == expense.amount && other.merchant == expense.merchant
        };
        let others = self.expense_reports.values().filter(|other| {
            other.id != report.id
                && other.employee_email == report.employee_email
                && other.status != ReportStatus::Rejected
        });
        others.into_iter().find(|other| other.expenses.iter().any(same))
    }
}

fn violation(expense: &Expense, rule: ViolationRule, message: String) -> Violation {
    let is_blocking =
        matches!(rule, ViolationRule::MissingReceipt | ViolationRule::MissingAttendees | ViolationRule::TooOld);
    Violation { expense_id: expense.id.clone(), rule, is_blocking, message }
}
