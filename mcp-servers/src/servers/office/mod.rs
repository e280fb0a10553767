//! What colleagues share.

pub mod files;
pub mod leave;
pub mod rooms;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] = [
    Entry::of::<files::Files>(),
    Entry::of::<rooms::Rooms>(),
    Entry::of::<leave::Leave>(),
];
