//! Invoices to read: as a document, as a table of debts, and as the start of a letter.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{CUSTOMER, INVOICE, Invoices};
use crate::kit::csv::cell;
use crate::kit::resource::Listed;
use crate::kit::{Message, Text, Time, ToolError, conflict, counted, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Starts a letter that asks a customer to pay an overdue invoice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteDunningLetter {
    /// Number of the invoice.
    pub invoice_number: Text<20>,
    /// How it should sound: friendly, firm or final.
    pub tone: Option<Text<30>>,
}

pub fn listed(books: &Invoices) -> Vec<Listed> {
    let one = |invoice: &Invoice| Listed {
        values: vec![invoice.id.clone()],
        title: format!("{} to {}", invoice.invoice_number.as_deref().unwrap_or("Draft"), invoice.customer_name),
    };
    books.invoices.values().map(one).collect()
}

/// The invoice as the customer reads it.
pub fn markdown(books: &Invoices, now: Time, id: &str) -> Result<String> {
    let invoice = INVOICE.get(&books.invoices, id)?;
    let customer = CUSTOMER.get(&books.customers, &invoice.customer_id)?;
    let view = books.view(invoice, now.day());
    let mut text = format!(
        "# {}\n\nFrom: {}, {}\n\nTo: {}, {} (tax number {})\n\n",
        view.invoice_number.as_ref().map_or_else(|| "Draft invoice".to_owned(), |number| format!("Invoice {number}")),
        books.company_name,
        books.country,
        customer.name,
        customer.address,
        customer.tax_number,
    );
    if let (Some(issued), Some(due)) = (view.issued_on, view.due_on) {
        let _ = writeln!(text, "Issued {issued}, due {due}\n");
    }
    if let Some(project) = &view.project_name {
        let _ = writeln!(text, "Project: {project}\n");
    }
    text.push_str("| What | Quantity | Unit price | Tax % | Net |\n|---|---:|---:|---:|---:|\n");
    for line in &view.lines {
        let unit = serde_json::to_value(line.unit).unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {} {} | {} | {} | {} |",
            line.description.replace('|', "/"),
            line.quantity,
            unit.as_str().unwrap_or_default(),
            line.unit_price.amount,
            line.tax_percent,
            line.net.amount,
        );
    }
    let _ = write!(text, "\nNet {}  \nTax {}  \n**Total {}**\n", view.net_total, view.tax_total, view.total);
    if customer.country != books.country {
        text.push_str("\nReverse charge: the customer accounts for the tax.\n");
    }
    for payment in &view.payments {
        let _ = writeln!(text, "\nPaid on {}: {}", payment.paid_on, payment.amount);
    }
    for note in &view.credit_notes {
        let _ = writeln!(text, "\nCredit note {}: {} ({})", note.credit_note_number, note.amount, note.reason);
    }
    match &view.void_reason {
        Some(reason) => _ = writeln!(text, "\nVOID: {reason}"),
        None => _ = writeln!(text, "\nOutstanding: {}", view.outstanding),
    }
    Ok(text)
}

pub fn ageing_csv(books: &Invoices, now: Time) -> String {
    let mut text =
        format!("customer,not_due,days_1_to_30,days_31_to_60,days_61_to_90,over_90_days,total_{}\n", books.currency);
    for row in books.ageing(now.day(), None).customers {
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{}",
            cell(&row.customer_name),
            row.not_due.amount,
            row.days_1_to_30.amount,
            row.days_31_to_60.amount,
            row.days_61_to_90.amount,
            row.over_90_days.amount,
            row.outstanding.amount,
        );
    }
    text
}

pub fn unpaid_numbers(books: &Invoices) -> Vec<String> {
    books.invoices.values().filter(|invoice| invoice.is_open()).filter_map(|one| one.invoice_number.clone()).collect()
}

pub fn write_dunning_letter(books: &Invoices, now: Time, args: WriteDunningLetter) -> Result<Vec<Message>> {
    let wanted = &args.invoice_number.0;
    let invoice = books.invoices.values().find(|one| one.invoice_number.as_ref() == Some(wanted));
    let invoice = invoice.ok_or_else(|| {
        ToolError::NotFound(format!(
            "No invoice has the number {}. Use list_invoices to find numbers.",
            shorten(wanted)
        ))
    })?;
    if !invoice.is_open() {
        return Err(conflict(format!("{} is not open, so nobody must be reminded of it.", invoice.name())));
    }
    let customer = CUSTOMER.get(&books.customers, &invoice.customer_id)?;
    let late = match (invoice.days_overdue(now.day()), invoice.due_on) {
        (0, Some(due)) => format!("It is not overdue yet: it is due on {due}, so this would be a heads-up."),
        (days, Some(due)) => format!("It was due on {due}, {} ago.", counted(days, "day")),
        (_, None) => String::new(),
    };
    let reminders: Vec<String> = invoice.reminders.iter().map(|reminder| reminder.sent_on.to_string()).collect();
    let reminders = match reminders.len() {
        0 => "No reminder was sent so far.".to_owned(),
        _ => format!("Reminders were sent on {}.", reminders.join(" and ")),
    };
    let tone = args.tone.map_or_else(|| "friendly but clear".to_owned(), |tone| tone.0);
    Ok(vec![Message::User(format!(
        "Write a letter from {} to {} ({}, {}) about invoice {wanted}. Of {} in total, {} is outstanding. {late} {reminders} \
         Name the number, the sum and a new date to pay by, ask whether anything is wrong with the invoice, and keep it under 150 \
         words. The tone is {tone}. Show me the text before anything is sent; send_payment_reminders records the reminder.",
        books.company_name,
        customer.contact_name.as_deref().unwrap_or("the accounts department"),
        customer.name,
        customer.billing_email,
        books.money(invoice.total()),
        books.money(invoice.outstanding()),
    ))])
}
