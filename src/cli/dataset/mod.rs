//! `mcplab dataset`: statistics of a data set, and what is chosen out of it.

mod asked;
mod card;
mod decontaminate;
mod dedup;
mod losses;
mod select;
mod split;
mod stats;

use std::path::Path;

use serde_json::Value;

use super::ExitCode;
use super::args::dataset::Dataset;
use super::printer::Printer;
use super::settings::Settings;
use crate::dataset::DataSet;
use crate::model::{Digest, Problem, Trajectory};
use crate::store::{Manifest, StoreError, StoredRun};

/// Does what was asked for.
pub fn dataset(args: Dataset, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        Dataset::Stats(args) => stats::stats(&args, printer),
        Dataset::Dedup(args) => dedup::dedup(&args, printer),
        Dataset::Select(args) => select::select(&args, settings, printer),
        Dataset::Split(args) => split::split(&args, printer),
        Dataset::Decontaminate(args) => decontaminate::decontaminate(&args, printer),
        Dataset::Card(args) => card::card(&args, printer),
    }
}

/// A new data set of rows of a run. Its manifest names the run's and says what was done.
pub fn derived(dir: &Path, run: &StoredRun, verb: &str, settings: Value) -> anyhow::Result<DataSet> {
    let mut manifest = Manifest::new(verb, env!("CARGO_PKG_VERSION"), run.manifest.seed);
    manifest.rows_per_shard = run.manifest.rows_per_shard;
    manifest.settings = settings;
    manifest.settings["origin"] = Value::from(origin(&run.manifest));
    manifest.inputs = run.manifest.inputs.clone();
    let parent = serde_json::to_value(&run.manifest)?;
    manifest.inputs.insert("parent manifest".to_owned(), Digest::of_json(&parent));
    Ok(DataSet::create(dir, manifest, &now())?)
}

/// The verb that made the first rows.
fn origin(manifest: &Manifest) -> &str {
    manifest.settings.get("origin").and_then(Value::as_str).unwrap_or(&manifest.verb)
}

/// Goes over the rows of a run; those that are not what the run wrote are left out and told.
fn each(
    run: &StoredRun,
    printer: &Printer,
    mut take: impl FnMut(Trajectory) -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    let mut rows = 0u64;
    let mut code = ExitCode::Ok;
    for row in run.trajectories()? {
        match row {
            Ok(row) => {
                rows += 1;
                take(row)?;
            }
            Err(StoreError::Row(problem)) => {
                code = ExitCode::Failed;
                printer.problems(&[Problem::new(format!("row {}", problem.index()), problem.to_string())]);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(if rows == 0 { ExitCode::Nothing } else { code })
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}
