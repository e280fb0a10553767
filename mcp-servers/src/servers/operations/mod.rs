//! Keeping software running.

pub mod logs;
pub mod metrics;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<metrics::Metrics>(), Entry::of::<logs::Logs>()];
