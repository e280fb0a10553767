//! The house and the health of those who live in it.

pub mod devices;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<devices::Devices>()];
