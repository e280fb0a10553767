//! What colleagues share.

pub mod chat;
pub mod documents;
pub mod files;
pub mod leave;
pub mod rooms;
pub mod spreadsheets;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 6] = [
    Entry::of::<files::Files>(),
    Entry::of::<documents::Documents>(),
    Entry::of::<spreadsheets::Spreadsheets>(),
    Entry::of::<chat::Chat>(),
    Entry::of::<rooms::Rooms>(),
    Entry::of::<leave::Leave>(),
];
