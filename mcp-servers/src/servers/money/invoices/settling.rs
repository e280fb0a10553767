//! The tools that end an invoice: payments, voiding and credit notes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{INVOICE, Invoices};
use crate::kit::{Call, Day, Decimal, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Records money that arrived for a sent invoice; a part is enough. Fails if it is more than what is outstanding.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordInvoicePayment {
    /// Id of the invoice.
    pub invoice_id: String,
    /// What arrived, in the company's currency.
    pub amount: Decimal,
    /// Day the money arrived (default today).
    pub paid_on: Option<Day>,
    /// How it was paid (default bank_transfer).
    pub method: Option<PaymentMethod>,
    /// Text of the payment, such as the bank shows it.
    pub reference: Option<Text<140>>,
}

/// Makes a sent invoice void, as if it had never been sent; its number stays used. Only possible before any payment or credit note.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidInvoice {
    /// Id of the invoice.
    pub invoice_id: String,
    /// Why, for the auditors.
    pub reason: Text<300>,
}

/// Takes a sum off a sent or paid invoice, or all of it. If the customer has paid more than is left, the difference shows as refund_due.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCreditNote {
    /// Id of the invoice.
    pub invoice_id: String,
    /// How much, tax included (default: all that is not credited yet).
    pub amount: Option<Decimal>,
    /// Why, as the customer reads it.
    pub reason: Text<300>,
}

pub fn record_invoice_payment(
    books: &mut Invoices,
    call: &mut Call,
    args: RecordInvoicePayment,
) -> Result<InvoiceView> {
    let invoice = INVOICE.get(&books.invoices, &args.invoice_id)?;
    check_open(invoice)?;
    let minor = args.amount.minor(books.currency(), "amount")?;
    let outstanding = invoice.outstanding();
    if minor > outstanding {
        return Err(not_allowed(format!(
            "Only {} of {} is outstanding, less than {}. Record no more than that.",
            books.money(outstanding),
            invoice.name(),
            books.money(minor)
        )));
    }
    let (today, paid_on) = (call.now.day(), args.paid_on.unwrap_or(call.now.day()));
    if paid_on > today || invoice.issued_on.is_some_and(|issued| paid_on < issued) {
        return Err(invalid(format!(
            "Argument `paid_on`: {paid_on} is not between the day of the invoice and today ({today})."
        )));
    }
    let payment = InvoicePayment {
        id: call.ids.mint("ipm"),
        amount: books.money(minor),
        paid_on,
        method: args.method.unwrap_or(PaymentMethod::BankTransfer),
        reference: args.reference.map(|text| text.0),
    };
    books.edit(call, &args.invoice_id, |invoice| {
        invoice.payments.push(payment);
        invoice.status = if minor == outstanding { InvoiceStatus::Paid } else { InvoiceStatus::PartiallyPaid };
    })
}

pub fn void_invoice(books: &mut Invoices, call: &mut Call, args: VoidInvoice) -> Result<InvoiceView> {
    let invoice = INVOICE.get(&books.invoices, &args.invoice_id)?;
    if invoice.status == InvoiceStatus::Draft {
        return Err(conflict(format!("{} was never sent, so there is nothing to void.", invoice.name())));
    }
    if invoice.paid() > 0 || invoice.credited() > 0 {
        return Err(not_allowed(format!(
            "{} has payments or credit notes and cannot be void. Use create_credit_note.",
            invoice.name()
        )));
    }
    check_open(invoice)?;
    books.edit(call, &args.invoice_id, |invoice| {
        invoice.status = InvoiceStatus::Void;
        invoice.void_reason = Some(args.reason.0);
    })
}

pub fn create_credit_note(books: &mut Invoices, call: &mut Call, args: CreateCreditNote) -> Result<InvoiceView> {
    let invoice = INVOICE.get(&books.invoices, &args.invoice_id)?;
    if invoice.status != InvoiceStatus::Paid {
        check_open(invoice)?;
    }
    let left = invoice.total() - invoice.credited();
    let minor = args.amount.map(|amount| amount.minor(books.currency(), "amount")).transpose()?.unwrap_or(left);
    if minor > left {
        return Err(not_allowed(format!(
            "{} can be credited with {} at most, not with {}.",
            invoice.name(),
            books.money(left),
            books.money(minor)
        )));
    }
    let note = CreditNote {
        id: call.ids.mint("cnt"),
        credit_note_number: format!("CN-{:04}", books.next_credit_note),
        amount: books.money(minor),
        reason: args.reason.0,
        issued_on: call.now.day(),
    };
    books.next_credit_note += 1;
    books.edit(call, &args.invoice_id, |invoice| {
        let is_settled = invoice.outstanding() == minor;
        invoice.credit_notes.push(note);
        if minor == left {
            invoice.status = InvoiceStatus::Credited;
        } else if invoice.is_open() && (is_settled || invoice.outstanding() == 0) {
            invoice.status = InvoiceStatus::Paid;
        }
    })
}

fn check_open(invoice: &Invoice) -> Result<()> {
    let name = invoice.name();
    Err(match invoice.status {
        InvoiceStatus::Sent | InvoiceStatus::PartiallyPaid => return Ok(()),
        InvoiceStatus::Draft => conflict(format!("{name} was not sent yet. Use send_invoice first.")),
        InvoiceStatus::Paid => conflict(format!("{name} is paid already.")),
        InvoiceStatus::Void => conflict(format!("{name} is void. Use create_invoice for a new one.")),
        InvoiceStatus::Credited => conflict(format!("{name} was credited in full. Use create_invoice for a new one.")),
    })
}
