//! `mcplab dataset dedup`: rows that nearly repeat an earlier one are left out.

use serde_json::json;

use super::{derived, each, now};
use crate::cli::ExitCode;
use crate::cli::args::dataset::{By, Dedup as Args};
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::dataset::{Duplicates, Features, Likeness};
use crate::report::{clean, counted, grouped};
use crate::store;

/// Examples that are told.
const TOLD: usize = 3;

pub fn dedup(args: &Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let likeness = match args.by {
        By::Query => Likeness::Query,
        By::Skeleton => Likeness::Skeleton,
        By::Both => Likeness::Both,
    };
    let mut seen = Duplicates::new(likeness, args.threshold).map_err(|error| UsageError(error.to_string()))?;
    let settings = json!({"by": format!("{:?}", args.by).to_lowercase(), "threshold": args.threshold});
    let mut set = derived(&args.out, &run, "dataset dedup", settings)?;
    let (mut rows, mut repeated) = (0u64, 0u64);
    let mut examples = Vec::new();
    let code = each(&run, printer, |row| {
        rows += 1;
        let features = Features::of(&row);
        match seen.repeats(&features) {
            None => set.keep(&row)?,
            Some(earlier) => {
                repeated += 1;
                if examples.len() < TOLD {
                    examples.push(format!("row {} repeats row {earlier}: {}", row.index, clean(&features.query)));
                }
                set.drop(row.index, "dedup.near_duplicate")?;
            }
        }
        Ok(())
    })?;
    let kept = set.finish(&now())?.rows;
    if printer.is_json() {
        printer.json(&json!({"rows": rows, "kept": kept, "repeated": repeated, "index_bytes": seen.memory()}))?;
    } else {
        let mut text =
            format!("{}: {} kept, {} repeat an earlier one\n", counted(rows, "row"), grouped(kept), grouped(repeated));
        examples.iter().for_each(|example| text.push_str(&format!("  {example}\n")));
        printer.data(&format!("{text}{}\n", args.out.display()))?;
    }
    Ok(code)
}
