//! What colleagues share.

pub mod chat;
pub mod files;
pub mod leave;
pub mod rooms;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 4] = [
    Entry::of::<files::Files>(),
    Entry::of::<chat::Chat>(),
    Entry::of::<rooms::Rooms>(),
    Entry::of::<leave::Leave>(),
];
