//! Where facts are kept and worked out.

pub mod sql;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<sql::Sql>()];
