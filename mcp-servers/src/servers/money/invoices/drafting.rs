//! The tools that make invoices: from the draft to the sent document.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{CUSTOMER, INVOICE, Invoices};
use crate::kit::{Call, Currency, Decimal, Int, Text, ToolError, conflict, invalid, shorten};
use crate::world::billing::{net, tax};

type Result<T> = std::result::Result<T, ToolError>;

const MOST_LINES: usize = 40;
/// In hundredths of a unit.
const MOST_UNITS: i64 = 1_000_000;
/// In euro cents.
const HIGHEST_PRICE: i64 = 100_000_000;

/// A line of an invoice to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// What was done or delivered.
    pub description: Text<200>,
    /// How many units, as decimal text such as 7.5.
    pub quantity: Decimal,
    /// Unit of the quantity.
    pub unit: Unit,
    /// Price of one unit without tax, in the company's currency.
    pub unit_price: Decimal,
    /// Which tax rate (default standard); customers abroad are billed without tax anyway.
    pub tax_rate: Option<TaxRate>,
}

/// Creates a draft for a customer, with lines or without. Drafts have no number and can be edited until send_invoice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvoice {
    /// Id of the customer.
    pub customer_id: String,
    /// Project that it bills.
    pub project_name: Option<Text<100>>,
    /// What is billed; more lines can follow with add_invoice_line.
    pub lines: Option<Vec<NewLine>>,
    /// Days until it is due (default: the customer's terms).
    pub payment_terms_days: Option<Int<0, 120>>,
}

/// Adds a line to a draft. Fails if the invoice was sent, or if somebody else has edited it since expected_version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddInvoiceLine {
    /// Id of the invoice.
    pub invoice_id: String,
    /// What was done or delivered.
    pub description: Text<200>,
    /// How many units, as decimal text such as 7.5.
    pub quantity: Decimal,
    /// Unit of the quantity.
    pub unit: Unit,
    /// Price of one unit without tax, in the company's currency.
    pub unit_price: Decimal,
    /// Which tax rate (default standard); customers abroad are billed without tax anyway.
    pub tax_rate: Option<TaxRate>,
    /// Version that the edit is based on, as get_invoice returns it.
    pub expected_version: Option<Int<1, 100_000>>,
}

/// Takes a line out of a draft. Fails if the invoice was sent; use create_credit_note then.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveInvoiceLine {
    /// Id of the invoice.
    pub invoice_id: String,
    /// Id of the line, as get_invoice returns it.
    pub line_id: String,
    /// Version that the edit is based on, as get_invoice returns it.
    pub expected_version: Option<Int<1, 100_000>>,
}

/// Sends a draft to the customer's billing address: it gets the next invoice number, today's date and a due date, and can no longer be edited.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendInvoice {
    /// Id of the invoice.
    pub invoice_id: String,
    /// Version that is to be sent, as get_invoice returns it.
    pub expected_version: Option<Int<1, 100_000>>,
}

pub fn create_invoice(books: &mut Invoices, call: &mut Call, args: CreateInvoice) -> Result<InvoiceView> {
    let customer = CUSTOMER.get(&books.customers, &args.customer_id)?;
    let lines = args.lines.unwrap_or_default();
    if lines.len() > MOST_LINES {
        return Err(invalid(format!("Argument `lines`: an invoice has at most {MOST_LINES} lines.")));
    }
    let mut made = Vec::with_capacity(lines.len());
    for line in lines {
        made.push(books.line(call, customer, line)?);
    }
    let invoice = Invoice {
        id: call.ids.mint("inv"),
        invoice_number: None,
        customer_id: customer.id.clone(),
        customer_name: customer.name.clone(),
        project_name: args.project_name.map(|text| text.0),
        status: InvoiceStatus::Draft,
        version: 1,
        terms_days: args.payment_terms_days.map_or(customer.payment_terms_days, |days| days.0),
        issued_on: None,
        due_on: None,
        lines: made,
        payments: Vec::new(),
        credit_notes: Vec::new(),
        reminders: Vec::new(),
        void_reason: None,
        updated_at: call.now,
    };
    let view = books.view(&invoice, call.now.day());
    books.invoices.insert(invoice.id.clone(), invoice);
    Ok(view)
}

pub fn add_invoice_line(books: &mut Invoices, call: &mut Call, args: AddInvoiceLine) -> Result<InvoiceView> {
    let invoice = books.draft(&args.invoice_id, args.expected_version)?;
    if invoice.lines.len() >= MOST_LINES {
        return Err(conflict(format!("{} has {MOST_LINES} lines already; create another invoice.", invoice.name())));
    }
    let customer = CUSTOMER.get(&books.customers, &invoice.customer_id)?;
    let AddInvoiceLine { description, quantity, unit, unit_price, tax_rate, .. } = args;
    let line = books.line(call, customer, NewLine { description, quantity, unit, unit_price, tax_rate })?;
    books.edit(call, &args.invoice_id, |invoice| invoice.lines.push(line))
}

pub fn remove_invoice_line(books: &mut Invoices, call: &mut Call, args: RemoveInvoiceLine) -> Result<InvoiceView> {
    let invoice = books.draft(&args.invoice_id, args.expected_version)?;
    if !invoice.lines.iter().any(|line| line.id == args.line_id) {
        return Err(ToolError::NotFound(format!(
            "{} has no line with the id {}. Use get_invoice to find ids.",
            invoice.name(),
            shorten(&args.line_id)
        )));
    }
    books.edit(call, &args.invoice_id, |invoice| invoice.lines.retain(|line| line.id != args.line_id))
}

pub fn send_invoice(books: &mut Invoices, call: &mut Call, args: SendInvoice) -> Result<InvoiceView> {
    let invoice = books.draft(&args.invoice_id, args.expected_version)?;
    if invoice.total() == 0 {
        return Err(conflict(format!("{} bills nothing. Use add_invoice_line first.", invoice.name())));
    }
    let number = format!("INV-{:05}", books.next_number);
    books.next_number += 1;
    let today = call.now.day();
    books.edit(call, &args.invoice_id, |invoice| {
        invoice.invoice_number = Some(number);
        invoice.status = InvoiceStatus::Sent;
        invoice.issued_on = Some(today);
        invoice.due_on = Some(today.plus_days(invoice.terms_days));
    })
}

impl Invoices {
    /// An invoice that can be edited.
    fn draft(&self, id: &str, expected: Option<Int<1, 100_000>>) -> Result<&Invoice> {
        let invoice = INVOICE.get(&self.invoices, id)?;
        if invoice.status != InvoiceStatus::Draft {
            return Err(conflict(format!(
                "{} was sent and cannot be edited. Use create_credit_note, or void_invoice before it is paid.",
                invoice.name()
            )));
        }
        if let Some(expected) = expected.filter(|expected| expected.0 != invoice.version) {
            return Err(conflict(format!(
                "{} is at version {}, not {}. Use get_invoice to see what has changed.",
                invoice.name(),
                invoice.version,
                expected.0
            )));
        }
        Ok(invoice)
    }

    pub(super) fn edit(&mut self, call: &Call, id: &str, change: impl FnOnce(&mut Invoice)) -> Result<InvoiceView> {
        let invoice = INVOICE.get_mut(&mut self.invoices, id)?;
        change(invoice);
        invoice.version += 1;
        invoice.updated_at = call.now;
        let invoice = INVOICE.get(&self.invoices, id)?;
        Ok(self.view(invoice, call.now.day()))
    }

    fn line(&self, call: &mut Call, customer: &Customer, line: NewLine) -> Result<InvoiceLine> {
        let (currency, hundredths) = (self.currency(), Currency::of("EUR"));
        let quantity = line.quantity.minor(hundredths, "quantity")?;
        let price = line.unit_price.minor(currency, "unit_price")?;
        if quantity > MOST_UNITS {
            return Err(invalid(format!("Argument `quantity`: at most {} units.", hundredths.amount(MOST_UNITS))));
        }
        let highest = currency.price(HIGHEST_PRICE);
        if price > highest {
            return Err(invalid(format!("Argument `unit_price`: at most {}.", currency.money(highest))));
        }
        let percent = match line.tax_rate.unwrap_or(TaxRate::Standard) {
            _ if customer.country != self.country => 0.0,
            TaxRate::Standard => self.standard_tax_percent,
            TaxRate::Reduced => self.reduced_tax_percent,
            TaxRate::Zero => 0.0,
        };
        let sum = net(quantity, price);
        Ok(InvoiceLine {
            id: call.ids.mint("lin"),
            description: line.description.0,
            quantity: hundredths.amount(quantity),
            unit: line.unit,
            unit_price: currency.money(price),
            tax_percent: percent,
            net: currency.money(sum),
            tax: currency.money(tax(sum, (percent * 10.0) as i64)),
        })
    }
}
