//! Buying, selling and what follows.

pub mod payments;
pub mod shop;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 2] = [Entry::of::<shop::Shop>(), Entry::of::<payments::Payments>()];
