//! Servers as the real world has too many: prose for results, ids of many names, errors that look like successes.

pub mod erp;
pub mod helpdesk;
pub mod library;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<erp::Erp>(), Entry::of::<helpdesk::Helpdesk>(), Entry::of::<library::Library>()];
