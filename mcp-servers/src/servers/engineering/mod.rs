//! Making software and getting it out.

pub mod issues;
pub mod repos;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<repos::Repos>(), Entry::of::<issues::Issues>()];
