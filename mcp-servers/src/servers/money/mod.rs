//! Accounts, invoices, investments and rates.

pub mod bank;
pub mod currency;
pub mod expenses;
pub mod invoices;
mod month;
pub mod portfolio;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 5] = [
    Entry::of::<bank::Bank>(),
    Entry::of::<invoices::Invoices>(),
    Entry::of::<portfolio::Portfolio>(),
    Entry::of::<currency::Wallet>(),
    Entry::of::<expenses::Expenses>(),
];
