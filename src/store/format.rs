//! The version of what is written, so that an old program never misreads a newer run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of a run's manifest, journal and rows together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Format(pub u32);

impl Format {
    /// What this program writes. 2 added `branches` and `kind`.
    pub const CURRENT: Self = Self(2);

    /// Whether this program can read it.
    pub fn is_known(self) -> bool {
        (1..=Self::CURRENT.0).contains(&self.0)
    }
}

impl Default for Format {
    fn default() -> Self {
        Self::CURRENT
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
