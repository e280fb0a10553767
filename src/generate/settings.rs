//! What the user decides about a run.

use serde_json::{Value, json};

use super::mix::Mix;
use crate::chain::Sampler;
use crate::model::Seed;

/// Settings of one generating run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Rows to make.
    pub count: u64,
    pub seed: Seed,
    /// Worker threads. Does not change a byte of the result.
    pub jobs: usize,
    /// No tool of a real server that may change something is called.
    pub read_only: bool,
    /// Rows of one Parquet shard.
    pub rows_per_shard: u32,
    /// How many rows of each kind.
    pub mix: Mix,
    /// How many of 100 rows have a request with a slip of the fingers.
    pub typos: u8,
    pub sampler: Sampler,
}

impl Default for Settings {
    fn default() -> Self {
        let rows_per_shard = crate::store::Manifest::ROWS_PER_SHARD;
        Self {
            count: 1_000,
            seed: Seed(1),
            jobs: 1,
            read_only: false,
            rows_per_shard,
            mix: Mix::default(),
            typos: 0,
            sampler: Sampler::default(),
        }
    }
}

impl Settings {
    /// The part that decides the bytes, for the manifest.
    pub fn deciding(&self) -> Value {
        json!({"count": self.count, "read_only": self.read_only, "mix": self.mix, "typos": self.typos, "sampler": self.sampler})
    }
}
