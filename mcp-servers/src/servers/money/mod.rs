//! Accounts, invoices, investments and rates.

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 0] = [];
