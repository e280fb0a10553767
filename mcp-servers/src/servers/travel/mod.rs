//! Getting somewhere, staying there, and the weather.

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 0] = [];
