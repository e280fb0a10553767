//! Making software and getting it out.

pub mod ci;
pub mod issues;
pub mod repos;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<repos::Repos>(), Entry::of::<issues::Issues>(), Entry::of::<ci::Ci>()];
