//! The house and the health of those who live in it.

pub mod clinic;
pub mod devices;
pub mod fitness;
pub mod media;
pub mod recipes;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 5] = [
    Entry::of::<devices::Devices>(),
    Entry::of::<media::Media>(),
    Entry::of::<recipes::Recipes>(),
    Entry::of::<fitness::Fitness>(),
    Entry::of::<clinic::Clinic>(),
];
