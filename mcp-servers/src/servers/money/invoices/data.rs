//! The books as the world has them.

use super::Invoices;
use super::types::*;
use crate::kit::Currency;
use crate::world::World;
use crate::world::billing::{Bill, Books, Line, Measure, Standing, net, tax};
use crate::world::cast::Cast;

pub fn generate(world: &World) -> Invoices {
    let cast = Cast::generate(world);
    let books = Books::generate(world, &cast);
    let customers = books.customers.iter().map(|one| {
        let company = &cast.companies[one.company];
        let person = one.person.map(|index| &cast.people[index]);
        let id = world.id("cus", one.company);
        let customer = Customer {
            id: id.clone(),
            name: company.name.clone(),
            contact_name: person.map(crate::world::cast::Person::name),
            billing_email: person.map_or_else(|| format!("accounts@{}", company.domain), |person| person.email.clone()),
            contact_id: one.person.map(|index| world.id("con", index)),
            address: one.address.clone(),
            country: one.country.to_owned(),
            tax_number: one.tax_number.clone(),
            payment_terms_days: one.terms_days,
        };
        (id, customer)
    });
    let invoices = books.bills.iter().enumerate().map(|(index, bill)| {
        let invoice = invoice(world, &cast, &books, index, bill);
        (invoice.id.clone(), invoice)
    });
    Invoices {
        company_name: cast.own_company().to_owned(),
        country: books.country.to_owned(),
        currency: books.currency.code.to_owned(),
        customers: customers.collect(),
        invoices: invoices.collect(),
        next_credit_note: 1 + books.next_number % 90,
        next_number: books.next_number,
        reduced_tax_percent: books.taxes.1 as f64 / 10.0,
        standard_tax_percent: books.taxes.0 as f64 / 10.0,
    }
}

fn invoice(world: &World, cast: &Cast, books: &Books, index: usize, bill: &Bill) -> Invoice {
    let customer = &books.customers[bill.customer];
    let is_draft = bill.standing == Standing::Draft;
    let line = |(nth, line): (usize, &Line)| {
        let sum = net(line.quantity, line.price);
        let tenths = books.tax(bill, line);
        InvoiceLine {
            id: world.id("lin", index * 8 + nth),
            description: line.words.clone(),
            quantity: Currency::of("EUR").amount(line.quantity),
            unit: match line.measure {
                Measure::Hour => Unit::Hour,
                Measure::Day => Unit::Day,
                Measure::Piece => Unit::Piece,
            },
            unit_price: books.currency.money(line.price),
            tax_percent: tenths as f64 / 10.0,
            net: books.currency.money(sum),
            tax: books.currency.money(tax(sum, tenths)),
        }
    };
    let payment = |(nth, (day, minor)): (usize, &(crate::kit::Day, i64))| InvoicePayment {
        id: world.id("ipm", index * 4 + nth),
        amount: books.currency.money(*minor),
        paid_on: *day,
        method: PaymentMethod::BankTransfer,
        reference: bill.number.clone(),
    };
    let reminder = |(nth, day): (usize, &crate::kit::Day)| Reminder { level: nth + 1, sent_on: *day };
    let last_change = bill.payments.iter().map(|(day, _)| *day).chain(bill.reminders.iter().copied()).max();
    let mut rng = world.rng("invoice age", index);
    let changed = world.now.at(last_change.unwrap_or(bill.issued), rng.range(500, 1_050));
    Invoice {
        id: world.id("inv", index),
        invoice_number: bill.number.clone(),
        customer_id: world.id("cus", customer.company),
        customer_name: cast.companies[customer.company].name.clone(),
        project_name: bill.project.map(|project| cast.projects[project].name.clone()),
        status: match bill.standing {
            Standing::Draft => InvoiceStatus::Draft,
            Standing::Open => InvoiceStatus::Sent,
            Standing::PartlyPaid => InvoiceStatus::PartiallyPaid,
            Standing::Paid => InvoiceStatus::Paid,
            Standing::Void => InvoiceStatus::Void,
        },
        version: 1 + bill.lines.len() as i64,
        terms_days: customer.terms_days,
        issued_on: (!is_draft).then_some(bill.issued),
        due_on: (!is_draft).then_some(bill.due),
        lines: bill.lines.iter().enumerate().map(line).collect(),
        payments: bill.payments.iter().enumerate().map(payment).collect(),
        credit_notes: Vec::new(),
        reminders: bill.reminders.iter().enumerate().map(reminder).collect(),
        void_reason: bill.void_reason.map(str::to_owned),
        updated_at: changed.min(world.now),
    }
}
