//! The tools that look at customers and invoices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CUSTOMER, INVOICE, Invoices};
use crate::kit::{Call, Cursor, Day, Limit, Money, Ordered, Query, Text, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerBalance {
    /// The customer.
    pub customer: Customer,
    /// What the customer owes.
    pub outstanding: Money,
    /// What of it is overdue.
    pub overdue: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerList {
    /// The customers found, by name.
    pub customers: Vec<CustomerBalance>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceSummary {
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
    /// Day it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// Day it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Days by which it is overdue; 0 where it is not.
    pub days_overdue: i64,
    /// Sum with tax.
    pub total: Money,
    /// What the customer still owes.
    pub outstanding: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceList {
    /// The invoices found, drafts first, then the newest.
    pub invoices: Vec<InvoiceSummary>,
    /// What is owed on all that match, on all pages together.
    pub outstanding_total: Money,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the client companies that are billed, with what they owe. Use it to get a customer's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBillingCustomers {
    /// Words of the company's or the contact's name.
    pub query: Option<Query>,
    /// How many customers to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds invoices by customer, status, number, project or dates, with what is owed on them. Use it to get an invoice's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInvoices {
    /// Only invoices of this customer.
    pub customer_id: Option<String>,
    /// Only invoices with this status.
    pub status: Option<InvoiceStatus>,
    /// Only invoices that are overdue (default false).
    pub overdue_only: Option<bool>,
    /// Only the invoice with this number.
    pub invoice_number: Option<Text<20>>,
    /// Words of the customer's or the project's name or of a line.
    pub query: Option<Query>,
    /// Only invoices issued on or after this day.
    pub issued_from: Option<Day>,
    /// Only invoices issued on or before this day.
    pub issued_to: Option<Day>,
    /// How many invoices to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one invoice with lines, tax, payments, credit notes, reminders and its version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetInvoice {
    /// Id of the invoice.
    pub invoice_id: String,
}

pub fn list_billing_customers(books: &Invoices, call: &Call, args: ListBillingCustomers) -> Result<CustomerList> {
    let found = |customer: &&Customer| {
        let texts = [Some(customer.name.as_str()), customer.contact_name.as_deref()].into_iter().flatten();
        args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let mut found: Vec<&Customer> = books.customers.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let today = call.now.day();
    let balance = |customer: &Customer| {
        let own = || books.invoices.values().filter(|invoice| invoice.customer_id == customer.id);
        let late = own().filter(|invoice| invoice.days_overdue(today) > 0);
        CustomerBalance {
            customer: customer.clone(),
            outstanding: books.money(own().map(Invoice::outstanding).sum()),
            overdue: books.money(late.map(Invoice::outstanding).sum()),
        }
    };
    Ok(CustomerList { customers: found.into_iter().map(balance).collect(), next_cursor })
}

pub fn list_invoices(books: &Invoices, call: &Call, args: ListInvoices) -> Result<InvoiceList> {
    if let Some(id) = &args.customer_id {
        CUSTOMER.get(&books.customers, id)?;
    }
    if let (Some(from), Some(to)) = (args.issued_from, args.issued_to)
        && to < from
    {
        return Err(invalid(format!("Argument `issued_to`: {to} lies before issued_from ({from}).")));
    }
    let today = call.now.day();
    let found = |invoice: &&Invoice| {
        let number = |wanted: &Text<20>| {
            invoice.invoice_number.as_ref().is_some_and(|number| number.eq_ignore_ascii_case(&wanted.0))
        };
        args.customer_id.as_ref().is_none_or(|id| invoice.customer_id == *id)
            && args.status.is_none_or(|status| invoice.status == status)
            && (!args.overdue_only.unwrap_or(false) || invoice.days_overdue(today) > 0)
            && args.invoice_number.as_ref().is_none_or(number)
            && args.issued_from.is_none_or(|from| invoice.issued_on.is_some_and(|day| day >= from))
            && args.issued_to.is_none_or(|to| invoice.issued_on.is_some_and(|day| day <= to))
            && args.query.as_ref().is_none_or(|query| query.matches(texts(invoice)))
    };
    let mut found: Vec<&Invoice> = books.invoices.values().filter(found).collect();
    found.order_by(|a, b| {
        (a.issued_on.is_some(), b.issued_on, &b.invoice_number, &a.id).cmp(&(
            b.issued_on.is_some(),
            a.issued_on,
            &a.invoice_number,
            &b.id,
        ))
    });
    let outstanding_total = books.money(found.iter().map(|invoice| invoice.outstanding()).sum());
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    let summary = |invoice: &Invoice| InvoiceSummary {
        id: invoice.id.clone(),
        invoice_number: invoice.invoice_number.clone(),
        customer_id: invoice.customer_id.clone(),
        customer_name: invoice.customer_name.clone(),
        project_name: invoice.project_name.clone(),
        status: invoice.status,
        issued_on: invoice.issued_on,
        due_on: invoice.due_on,
        days_overdue: invoice.days_overdue(today),
        total: books.money(invoice.total()),
        outstanding: books.money(invoice.outstanding()),
    };
    Ok(InvoiceList { invoices: found.into_iter().map(summary).collect(), outstanding_total, next_cursor })
}

pub fn get_invoice(books: &Invoices, call: &Call, args: GetInvoice) -> Result<InvoiceView> {
    Ok(books.view(INVOICE.get(&books.invoices, &args.invoice_id)?, call.now.day()))
}

fn texts(invoice: &Invoice) -> impl Iterator<Item = &str> {
    [invoice.customer_name.as_str()]
        .into_iter()
        .chain(invoice.project_name.as_deref())
        .chain(invoice.lines.iter().map(|line| line.description.as_str()))
}

impl Invoices {
    pub(super) fn view(&self, invoice: &Invoice, today: Day) -> InvoiceView {
        let refund = match invoice.status {
            InvoiceStatus::Draft | InvoiceStatus::Void => 0,
            _ => (invoice.paid() + invoice.credited() - invoice.total()).max(0),
        };
        InvoiceView {
            id: invoice.id.clone(),
            invoice_number: invoice.invoice_number.clone(),
            customer_id: invoice.customer_id.clone(),
            customer_name: invoice.customer_name.clone(),
            project_name: invoice.project_name.clone(),
            status: invoice.status,
            version: invoice.version,
            issued_on: invoice.issued_on,
            due_on: invoice.due_on,
            days_overdue: invoice.days_overdue(today),
            lines: invoice.lines.clone(),
            net_total: self.money(invoice.net()),
            tax_total: self.money(invoice.tax()),
            total: self.money(invoice.total()),
            paid: self.money(invoice.paid()),
            credited: self.money(invoice.credited()),
            outstanding: self.money(invoice.outstanding()),
            refund_due: self.money(refund),
            payments: invoice.payments.clone(),
            credit_notes: invoice.credit_notes.clone(),
            reminders: invoice.reminders.clone(),
            void_reason: invoice.void_reason.clone(),
            updated_at: invoice.updated_at,
        }
    }
}
