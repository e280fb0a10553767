//! Keeping software running.

pub mod metrics;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<metrics::Metrics>()];
