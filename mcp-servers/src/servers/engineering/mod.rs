//! Making software and getting it out.

pub mod ci;
pub mod deployments;
pub mod flags;
pub mod issues;
pub mod repos;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 5] = [
    Entry::of::<repos::Repos>(),
    Entry::of::<issues::Issues>(),
    Entry::of::<ci::Ci>(),
    Entry::of::<deployments::Deployments>(),
    Entry::of::<flags::Flags>(),
];
