//! Buying, selling and what follows.

pub mod payments;
pub mod shipping;
pub mod shop;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<shop::Shop>(), Entry::of::<payments::Payments>(), Entry::of::<shipping::Shipping>()];
