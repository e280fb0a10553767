//! Keeping software running.

pub mod logs;
pub mod metrics;
pub mod oncall;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<metrics::Metrics>(), Entry::of::<logs::Logs>(), Entry::of::<oncall::Oncall>()];
