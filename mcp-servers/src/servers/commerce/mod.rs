//! Buying, selling and what follows.

pub mod shop;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 1] = [Entry::of::<shop::Shop>()];
