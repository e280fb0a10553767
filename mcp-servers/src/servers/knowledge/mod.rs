//! Where facts are kept and worked out.

pub mod kv;
pub mod sql;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<sql::Sql>(), Entry::of::<kv::Kv>()];
