//! The tools that make a report: create it, add expenses and receipts, take expenses out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{Expenses, REPORT};
use crate::kit::{Call, CurrencyCode, Day, Decimal, Int, Text, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

const MOST_EXPENSES: usize = 60;
/// In euro cents; nobody pays more out of the own pocket.
const HIGHEST: i64 = 5_000_000;

/// Creates an empty expense report for the user. Add expenses with add_expense, then submit it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateExpenseReport {
    /// Title, such as the trip and its reason.
    pub title: Text<120>,
    /// Project that it belongs to.
    pub project_name: Option<Text<100>>,
}

/// Adds an expense to one of the user's reports that is a draft or was rejected. Amounts in other currencies are converted at the rate of the day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddExpense {
    /// Id of the report.
    pub expense_report_id: String,
    /// What it was for.
    pub category: ExpenseCategory,
    /// Day it was paid; not in the future.
    pub date: Day,
    /// What was paid, as decimal text such as 84.50.
    pub amount: Decimal,
    /// Currency it was paid in (default: the company's).
    pub currency: Option<CurrencyCode>,
    /// Who was paid.
    pub merchant: Text<100>,
    /// What it was about.
    pub description: Option<Text<300>>,
    /// Nights for lodging, kilometres for mileage (default 1).
    pub quantity: Option<Int<1, 5000>>,
    /// Id of the receipt in the file store.
    pub receipt_file_id: Option<Text<40>>,
    /// Id of the message that holds the receipt.
    pub receipt_message_id: Option<Text<40>>,
    /// Names of the guests; needed for client entertainment.
    pub attendees: Option<Vec<Text<80>>>,
}

/// Attaches a file or a message as receipt to an expense, or names its guests. Use it to mend violations before submitting.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachReceipt {
    /// Id of the report.
    pub expense_report_id: String,
    /// Id of the expense, as get_expense_report returns it.
    pub expense_id: String,
    /// Id of the receipt in the file store.
    pub receipt_file_id: Option<Text<40>>,
    /// Id of the message that holds the receipt.
    pub receipt_message_id: Option<Text<40>>,
    /// Names of the guests, instead of those that are there.
    pub attendees: Option<Vec<Text<80>>>,
}

/// Takes an expense out of one of the user's reports that is a draft or was rejected.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveExpense {
    /// Id of the report.
    pub expense_report_id: String,
    /// Id of the expense, as get_expense_report returns it.
    pub expense_id: String,
}

pub fn create_expense_report(
    expenses: &mut Expenses,
    call: &mut Call,
    args: CreateExpenseReport,
) -> Result<ReportView> {
    let mine = expenses.expense_reports.values().find(|report| report.is_mine);
    let email = mine.map(|report| report.employee_email.clone()).unwrap_or_default();
    let twin = |report: &&Report| report.is_editable() && report.title.eq_ignore_ascii_case(&args.title.0);
    if let Some(twin) = expenses.expense_reports.values().find(twin) {
        return Err(conflict(format!(
            "There is an open report called {} already ({}). Use add_expense on it, or choose another title.",
            twin.title, twin.id
        )));
    }
    let report = Report {
        id: call.ids.mint("exr"),
        report_number: format!("EXP-{}", expenses.next_number),
        title: args.title.0,
        employee_name: expenses.user_name.clone(),
        employee_email: email,
        is_mine: true,
        project_name: args.project_name.map(|text| text.0),
        status: ReportStatus::Draft,
        expenses: Vec::new(),
        created_at: call.now,
        submitted_at: None,
        justification: None,
        decided_at: None,
        decided_by: None,
        rejection_reason: None,
        reimbursed_on: None,
    };
    expenses.next_number += 1;
    let view = expenses.view(&report, call.now.day());
    expenses.expense_reports.insert(report.id.clone(), report);
    Ok(view)
}

pub fn add_expense(expenses: &mut Expenses, call: &mut Call, args: AddExpense) -> Result<ReportView> {
    let report = expenses.editable(&args.expense_report_id)?;
    if report.expenses.len() >= MOST_EXPENSES {
        return Err(conflict(format!("{} has {MOST_EXPENSES} expenses; create another report.", report.report_number)));
    }
    if args.date > call.now.day() || call.now.day().since(args.date) > 366 {
        return Err(invalid(format!("Argument `date`: {} is not a day of the last year.", args.date)));
    }
    let home = expenses.currency();
    let currency = args.currency.map_or(home, |code| code.0);
    let minor = args.amount.minor(currency, "amount")?;
    let reimbursable = expenses.rates.convert(minor, currency, home, args.date);
    let highest = home.price(HIGHEST);
    if reimbursable > highest {
        return Err(not_allowed(format!(
            "An expense can be {} at most. Let the company pay such bills itself.",
            home.money(highest)
        )));
    }
    let (file, message) = receipts(args.receipt_file_id, args.receipt_message_id)?;
    let expense = Expense {
        id: call.ids.mint("exp"),
        category: args.category,
        date: args.date,
        amount: currency.money(minor),
        reimbursable: home.money(reimbursable),
        merchant: args.merchant.0,
        description: args.description.map(|text| text.0),
        quantity: args.quantity.map_or(1, |quantity| quantity.0),
        receipt_file_id: file,
        receipt_message_id: message,
        paper_receipt: false,
        attendees: names(args.attendees.unwrap_or_default())?,
    };
    expenses.change(call, &args.expense_report_id, |report| report.expenses.push(expense))
}

pub fn attach_receipt(expenses: &mut Expenses, call: &mut Call, args: AttachReceipt) -> Result<ReportView> {
    expenses.expense_of(&args.expense_report_id, &args.expense_id)?;
    if args.receipt_file_id.is_none() && args.receipt_message_id.is_none() && args.attendees.is_none() {
        return Err(invalid("Give at least one of receipt_file_id, receipt_message_id or attendees."));
    }
    let (file, message) = receipts(args.receipt_file_id, args.receipt_message_id)?;
    let attendees = args.attendees.map(names).transpose()?;
    expenses.change(call, &args.expense_report_id, |report| {
        if let Some(expense) = report.expenses.iter_mut().find(|expense| expense.id == args.expense_id) {
            expense.receipt_file_id = file.or(expense.receipt_file_id.take());
            expense.receipt_message_id = message.or(expense.receipt_message_id.take());
            expense.attendees = attendees.unwrap_or(std::mem::take(&mut expense.attendees));
        }
    })
}

pub fn remove_expense(expenses: &mut Expenses, call: &mut Call, args: RemoveExpense) -> Result<ReportView> {
    expenses.expense_of(&args.expense_report_id, &args.expense_id)?;
    expenses.change(call, &args.expense_report_id, |report| {
        report.expenses.retain(|expense| expense.id != args.expense_id);
    })
}

fn receipts(file: Option<Text<40>>, message: Option<Text<40>>) -> Result<(Option<String>, Option<String>)> {
    let check = |id: Option<Text<40>>, kind: &str, argument: &str, tool: &str| match id {
        Some(id) if !id.0.starts_with(kind) => Err(invalid(format!(
            "Argument `{argument}`: {:?} is no such id, they begin with {kind}. Use {tool} to find ids.",
            shorten(&id.0)
        ))),
        id => Ok(id.map(|id| id.0)),
    };
    Ok((
        check(file, "fil_", "receipt_file_id", "search_files")?,
        check(message, "msg_", "receipt_message_id", "search_messages")?,
    ))
}

fn names(attendees: Vec<Text<80>>) -> Result<Vec<String>> {
    if attendees.len() > 30 {
        return Err(invalid("Argument `attendees`: at most 30 guests."));
    }
    Ok(attendees.into_iter().map(|name| name.0).collect())
}

impl Expenses {
    /// One of the user's reports that can still be changed.
    pub(super) fn editable(&self, id: &str) -> Result<&Report> {
        let report = REPORT.get(&self.expense_reports, id)?;
        if !report.is_mine {
            return Err(not_allowed(format!(
                "Report {} belongs to {}; only they can change it. Use reject_expense_report to send it back.",
                report.report_number, report.employee_name
            )));
        }
        if !report.is_editable() {
            return Err(conflict(format!(
                "Report {} was submitted and cannot be changed. Use create_expense_report for more expenses.",
                report.report_number
            )));
        }
        Ok(report)
    }

    fn expense_of(&self, report_id: &str, expense_id: &str) -> Result<&Expense> {
        let report = self.editable(report_id)?;
        report.expenses.iter().find(|expense| expense.id == expense_id).ok_or_else(|| {
            ToolError::NotFound(format!(
                "Report {} has no expense with the id {}. Use get_expense_report to find ids.",
                report.report_number,
                shorten(expense_id)
            ))
        })
    }

    pub(super) fn change(&mut self, call: &Call, id: &str, change: impl FnOnce(&mut Report)) -> Result<ReportView> {
        change(REPORT.get_mut(&mut self.expense_reports, id)?);
        Ok(self.view(REPORT.get(&self.expense_reports, id)?, call.now.day()))
    }
}
