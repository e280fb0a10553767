//! Where facts are kept and worked out.

pub mod glossary;
pub mod maps;
pub mod units;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<maps::Maps>(), Entry::of::<units::Units>(), Entry::of::<glossary::Terms>()];
