//! Accounts, invoices, investments and rates.

pub mod bank;
pub mod invoices;
mod month;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<bank::Bank>(), Entry::of::<invoices::Invoices>()];
