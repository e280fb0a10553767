//! `mcplab dataset`: statistics of a data set, and what is chosen out of it.

use std::path::Path;

use serde_json::Value;

use crate::dataset::DataSet;
use crate::model::Digest;
use crate::store::{Manifest, StoredRun};

/// A new data set of rows of a run. Its manifest names the run's and says what was done.
pub fn derived(dir: &Path, run: &StoredRun, verb: &str, settings: Value) -> anyhow::Result<DataSet> {
    let mut manifest = Manifest::new(verb, env!("CARGO_PKG_VERSION"), run.manifest.seed);
    manifest.rows_per_shard = run.manifest.rows_per_shard;
    manifest.settings = settings;
    manifest.inputs = run.manifest.inputs.clone();
    let parent = serde_json::to_value(&run.manifest)?;
    manifest.inputs.insert("parent manifest".to_owned(), Digest::of_json(&parent));
    Ok(DataSet::create(dir, manifest, &jiff::Timestamp::now().to_string())?)
}
