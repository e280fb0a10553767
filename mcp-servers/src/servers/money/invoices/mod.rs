//! Invoices: the customers of the user's company, what they were billed, paid and still owe.

mod data;
mod drafting;
mod reading;
mod reminding;
mod settling;
mod texts;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use types::{Customer, Invoice};

const CUSTOMER: Noun = Noun { name: "customer", finder: "list_billing_customers" };
const INVOICE: Noun = Noun { name: "invoice", finder: "list_invoices" };

/// The books of a company that bills its clients.
#[derive(Debug, Clone, Serialize)]
pub struct Invoices {
    company_name: String,
    /// Customers in other countries are billed without tax.
    country: String,
    currency: String,
    customers: Table<Customer>,
    invoices: Table<Invoice>,
    next_credit_note: i64,
    /// Invoice numbers have no gaps, so drafts have none yet.
    next_number: i64,
    reduced_tax_percent: f64,
    standard_tax_percent: f64,
}

impl Invoices {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }
}

impl Server for Invoices {
    const NAME: &'static str = "invoices";
    const TITLE: &'static str = "Invoices";
    const DESCRIPTION: &'static str =
        "Invoicing of the user's company: client companies, invoices, payments, credit notes and reminders.";
    const INSTRUCTIONS: &'static str = "Invoices begin as drafts: create, add lines, then send, which gives the number and the due date. A sent invoice is \
        never edited; void it before any payment, or use a credit note. Give expected_version when editing a draft that others may edit, too.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_billing_customers", reading::list_billing_customers),
            read("list_invoices", reading::list_invoices),
            read("get_invoice", reading::get_invoice),
            write("create_invoice", drafting::create_invoice),
            write("add_invoice_line", drafting::add_invoice_line),
            write("remove_invoice_line", drafting::remove_invoice_line).destructive(),
            write("send_invoice", drafting::send_invoice),
            write("record_invoice_payment", settling::record_invoice_payment),
            write("void_invoice", settling::void_invoice).destructive(),
            write("create_credit_note", settling::create_credit_note),
            write("send_payment_reminders", reminding::send_payment_reminders),
            read("get_ageing_report", reminding::get_ageing_report),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "invoices://ageing",
                "ageing",
                "What each customer owes by how long it is overdue, as CSV.",
                "text/csv",
                |books: &Self, now| Ok(texts::ageing_csv(books, now)),
            ),
            resource::template(
                "invoices://{invoice_id}",
                "invoice",
                "One invoice as a customer reads it, with lines, tax and payments.",
                "text/markdown",
                texts::listed,
                |books, now, vars| texts::markdown(books, now, vars.get("invoice_id")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("write_dunning_letter", texts::write_dunning_letter)
                .complete("invoice_number", texts::unpaid_numbers)
                .complete("tone", |_| ["friendly", "firm", "final"].map(str::to_owned).to_vec()),
        ]
    }
}
