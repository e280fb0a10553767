//! Buying, selling and what follows.

pub mod crm;
pub mod payments;
pub mod shipping;
pub mod shop;
pub mod support;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 5] = [
    Entry::of::<shop::Shop>(),
    Entry::of::<payments::Payments>(),
    Entry::of::<shipping::Shipping>(),
    Entry::of::<support::Support>(),
    Entry::of::<crm::Crm>(),
];
