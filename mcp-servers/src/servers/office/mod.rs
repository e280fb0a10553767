//! What colleagues share.

pub mod files;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<files::Files>()];
