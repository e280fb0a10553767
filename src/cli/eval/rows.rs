//! The trajectories of an evaluation as a run.

use super::super::ExitCode;
use super::super::args::eval::Rows;
use super::super::printer::Printer;
use crate::dataset::DataSet;
use crate::eval::Stored;
use crate::model::Seed;
use crate::store::Manifest;

pub fn rows(args: &Rows, printer: &Printer) -> anyhow::Result<ExitCode> {
    let stored = Stored::read(&args.dir)?;
    let at = jiff::Timestamp::now().to_string();
    let mut manifest = Manifest::new("eval", env!("CARGO_PKG_VERSION"), Seed(stored.about.seed));
    manifest.inputs.insert("suite".to_owned(), stored.about.suite_digest);
    let mut set = DataSet::create(&args.out, manifest, &at)?;
    let wanted = stored.entries.iter().filter(|entry| !args.passed || entry.score.passed == Some(true));
    let mut count = 0;
    for (index, entry) in wanted.enumerate() {
        let mut row = stored.trajectory(entry)?;
        row.index = index as u64;
        let passed = entry.score.passed.map_or("open", |passed| if passed { "yes" } else { "no" });
        row.labels.insert("passed".to_owned(), passed.to_owned());
        set.keep(&row)?;
        count += 1;
    }
    set.finish(&at)?;
    printer.note(&format!("{count} trajectories are in {}", args.out.display()));
    Ok(if count == 0 { ExitCode::Nothing } else { ExitCode::Ok })
}
