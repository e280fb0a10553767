//! Accounts, invoices, investments and rates.

pub mod bank;
pub mod currency;
pub mod invoices;
mod month;
pub mod portfolio;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 4] = [
    Entry::of::<bank::Bank>(),
    Entry::of::<invoices::Invoices>(),
    Entry::of::<portfolio::Portfolio>(),
    Entry::of::<currency::Wallet>(),
];
