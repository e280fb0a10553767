//! Expenses: reports of the user and of colleagues, the company's policies, and decisions.

mod allowances;
mod checks;
mod data;
mod deciding;
mod filling;
mod reading;
mod texts;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use crate::world::rates::Rates;
use types::{Policy, Report};

const REPORT: Noun = Noun { name: "expense report", finder: "list_expense_reports" };

/// The expense system of the user's company.
#[derive(Debug, Clone, Serialize)]
pub struct Expenses {
    company_name: String,
    currency: String,
    expense_reports: Table<Report>,
    manager_name: String,
    /// Paid for each kilometre in the own car.
    mileage_rate: Money,
    next_number: i64,
    policies: Table<Policy>,
    rates: Rates,
    user_name: String,
}

impl Expenses {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }
}

impl Server for Expenses {
    const NAME: &'static str = "expenses";
    const TITLE: &'static str = "Expenses";
    const DESCRIPTION: &'static str = "Expense reports of the user and of the colleagues whose reports the user approves, with the company's policies.";
    const INSTRUCTIONS: &'static str = "Create a report, add expenses with receipts, then submit it. Receipts are files (file_id) or messages (message_id) of the \
        user. Violations that block must be mended before submitting; the others need a justification. Expenses in other currencies are \
        converted at the rate of their day.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_expense_policies", reading::list_expense_policies),
            read("list_expense_reports", reading::list_expense_reports),
            read("get_expense_report", reading::get_expense_report),
            write("create_expense_report", filling::create_expense_report),
            write("add_expense", filling::add_expense),
            write("attach_receipt", filling::attach_receipt).idempotent(),
            write("remove_expense", filling::remove_expense).destructive(),
            write("submit_expense_report", deciding::submit_expense_report),
            write("approve_expense_reports", deciding::approve_expense_reports),
            write("reject_expense_report", deciding::reject_expense_report),
            read("calculate_per_diem", allowances::calculate_per_diem),
            read("calculate_mileage", allowances::calculate_mileage),
            read("export_expense_report", texts::export_expense_report),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "expenses://policy",
                "policy",
                "The company's rules for expenses, category by category.",
                "text/markdown",
                |expenses: &Self, _| Ok(texts::policy(expenses)),
            ),
            resource::template(
                "expenses://reports/{expense_report_id}",
                "expense_report",
                "One expense report as CSV, a line for each expense.",
                "text/csv",
                texts::listed,
                |expenses, _, vars| {
                    let report = REPORT.get(&expenses.expense_reports, vars.get("expense_report_id"))?;
                    Ok(texts::csv(report))
                },
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("review_expense_report", texts::review_expense_report)
                .complete("report_number", texts::waiting),
        ]
    }
}
