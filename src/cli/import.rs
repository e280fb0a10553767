//! `mcplab import`: trajectories that others made become a data set.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::generate::directory;
use super::printer::Printer;
use crate::dataset::{DataSet, DataSetError};
use crate::import::{Format, ImportError, Record, Source, read_file, trajectory};
use crate::inventory::{self, Inventory};
use crate::model::{Digest, Seed, Tool};
use crate::report::{clean, counted};
use crate::store::{self, Manifest};

/// Unreadable records that are told one by one.
const TOLD: usize = 5;

/// What became of the records.
#[derive(Default, Serialize)]
struct Imported {
    rows: u64,
    calls: u64,
    /// Records that are no conversations, with their places.
    unreadable: u64,
    #[serde(skip)]
    first: Vec<String>,
    /// Rows in which something of the source has no place, by what.
    lost: BTreeMap<String, u64>,
    /// Rows without a line in the fine-tuning file, by why.
    not_trainable: BTreeMap<String, u64>,
}

/// Reads files into a new data set.
pub fn import(args: &args::Import, printer: &Printer) -> anyhow::Result<ExitCode> {
    let format = args.from.as_deref().map(|name| {
        Format::named(name).ok_or_else(|| UsageError(format!("import from `{name}`: there is no such format")))
    });
    let format = format.transpose()?;
    let tools = args.tools.as_deref().map(tools).transpose()?.unwrap_or_default();
    let dir = directory(args.out.as_deref(), "import");
    store::check_free(&dir)?;
    let digests: Vec<Digest> = args.files.iter().map(|file| store::digest_of_file(file)).collect::<Result<_, _>>()?;
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut manifest = Manifest::new("import", env!("CARGO_PKG_VERSION"), Seed(0));
    manifest.settings = json!({"from": args.from.as_deref().unwrap_or("guessed")});
    manifest.inputs = args.files.iter().map(name).zip(digests.iter().copied()).collect();
    let at = jiff::Timestamp::now().to_string();
    let mut set = DataSet::create(&dir, manifest, &at)?;
    let mut imported = Imported::default();
    let mut next = 0;
    for (file, digest) in args.files.iter().zip(digests) {
        let mut failed: Option<DataSetError> = None;
        let mut take = |format: Format, record| {
            let source = Source { format: format.name(), file: digest, index: next, tools: &tools };
            let kept = imported.add(record, &source, &mut set, &mut next);
            kept.map_err(|error| failed = Some(error)).is_ok()
        };
        let read = read_file(file, format, &mut take).map_err(usage)?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        printer.note(&format!("{}: {}", file.display(), read.name()));
    }
    imported.not_trainable.clone_from(&set.unexported);
    set.finish(&at)?;
    imported.report(&dir, printer)
}

fn usage(error: ImportError) -> anyhow::Error {
    match error {
        ImportError::Parquet(error) => error.into(),
        error => {
            let cause = std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
            UsageError(format!("{error}{cause}")).into()
        }
    }
}

/// The tools of a catalog: for sources that do not name theirs.
fn tools(file: &Path) -> anyhow::Result<Vec<Tool>> {
    let text = fs::read_to_string(file).map_err(|error| UsageError(format!("read {}: {error}", file.display())))?;
    let (listings, _) = inventory::listings(&text);
    let (inventory, _) = Inventory::normalise(listings);
    Ok(inventory.servers().iter().flat_map(|server| server.tools.iter().cloned()).collect())
}

impl Imported {
    fn add(
        &mut self,
        record: Result<Record, crate::import::Unreadable>,
        source: &Source<'_>,
        set: &mut DataSet,
        next: &mut u64,
    ) -> Result<(), DataSetError> {
        let row = match record {
            Ok(Record::Foreign(conversation)) => {
                conversation.lost.iter().for_each(|code| *self.lost.entry((*code).to_owned()).or_default() += 1);
                trajectory(conversation, source)
            }
            // Rows of several files are one after the other.
            Ok(Record::Own(mut row)) => {
                row.index = row.index.max(*next);
                *row
            }
            Err(fault) => {
                self.unreadable += 1;
                if self.first.len() < TOLD {
                    self.first.push(fault.to_string());
                }
                *next += 1;
                return set.fail(*next - 1, "import.unreadable");
            }
        };
        self.rows += 1;
        self.calls += row.steps.len() as u64;
        *next = row.index + 1;
        set.keep(&row)
    }

    fn report(&self, dir: &Path, printer: &Printer) -> anyhow::Result<ExitCode> {
        for fault in &self.first {
            printer.note(&format!("warning: not read: {}", clean(fault)));
        }
        if printer.is_json() {
            printer.json(self)?;
        } else {
            let mut text = format!("{} with {}", counted(self.rows, "row"), counted(self.calls, "call"));
            if self.unreadable > 0 {
                text.push_str(&format!("; {} cannot be read", counted(self.unreadable, "record")));
            }
            text.push('\n');
            for (code, rows) in &self.lost {
                text.push_str(&format!("  no place for {code}: {}\n", counted(*rows, "row")));
            }
            for (reason, rows) in &self.not_trainable {
                text.push_str(&format!("  not fit for training ({reason}): {}\n", counted(*rows, "row")));
            }
            text.push_str(&format!("{}\n", dir.display()));
            printer.data(&text)?;
        }
        Ok(match (self.unreadable, self.rows) {
            (_, 0) => ExitCode::Nothing,
            (0, _) => ExitCode::Ok,
            _ => ExitCode::Failed,
        })
    }
}
