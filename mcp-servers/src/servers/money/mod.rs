//! Accounts, invoices, investments and rates.

pub mod bank;
mod month;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<bank::Bank>()];
