//! The house and the health of those who live in it.

pub mod devices;
pub mod media;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<devices::Devices>(), Entry::of::<media::Media>()];
