//! Making software and getting it out.

pub mod repos;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<repos::Repos>()];
