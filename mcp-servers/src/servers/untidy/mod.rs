//! Servers as the real world has too many: prose for results, ids of many names, errors that look like successes.

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 0] = [];
