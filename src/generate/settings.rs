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
    /// So many moments and users take turns, where it matters that rows share their worlds; else each stage has its own.
    pub worlds: Option<u64>,
    /// Rows bear their request in other words as well, for tasks.
    pub fuzzy: bool,
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
            worlds: None,
            fuzzy: false,
        }
    }
}

impl Settings {
    /// The part that decides the bytes, for the manifest.
    pub fn deciding(&self) -> Value {
        let Self { count, read_only, mix, typos, sampler, .. } = self;
        let mut deciding =
            json!({"count": count, "read_only": read_only, "mix": mix, "typos": typos, "sampler": sampler});
        if let Some(worlds) = self.worlds {
            deciding["worlds"] = json!(worlds);
        }
        if self.fuzzy {
            deciding["fuzzy"] = json!(true);
        }
        deciding
    }
}
