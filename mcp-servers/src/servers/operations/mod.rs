//! Keeping software running.

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 0] = [];
