//! The format of a cassette: a line of JSON each for the header and for everything that happened.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::inventory::Listing;
use crate::model::{Episode, Outcome, canonical_json};

/// The version of the format, counted up with every change that an old reader would misread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CassetteVersion(pub u32);

impl CassetteVersion {
    pub const CURRENT: Self = Self(1);
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Header {
    pub cassette: CassetteVersion,
    pub server: String,
}

/// Every later line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    Listed { listing: Listing },
    Reset { episode: Episode },
    Called { tool: String, arguments: Value, outcome: Outcome },
}

/// What makes two calls the same: the tool and the arguments, whatever the order of their keys.
pub fn key(tool: &str, arguments: &Value) -> String {
    format!("{tool} {}", canonical_json(arguments))
}
