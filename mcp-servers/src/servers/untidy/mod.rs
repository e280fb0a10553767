//! Servers as the real world has too many: prose for results, ids of many names, errors that look like successes.

pub mod erp;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<erp::Erp>()];
