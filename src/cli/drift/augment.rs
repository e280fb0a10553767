//! `mcplab drift augment`: rows of a run under drift, for training that holds when tools change.

use std::collections::BTreeMap;

use super::super::ExitCode;
use super::super::args::drift::Augment;
use super::super::generate::runtime;
use super::super::interrupt::Interrupt;
use super::super::lineup::Lineup;
use super::super::printer::Printer;
use crate::dataset::DataSet;
use crate::eval::{NotAugmented, augmented};
use crate::model::{Digest, Seed, Trajectory};
use crate::report::counted;
use crate::store::{self, Manifest, StoreError};

pub fn augment(args: &Augment, printer: &Printer) -> anyhow::Result<ExitCode> {
    let operators = super::named(&args.operators)?;
    super::checked_share(args.severity)?;
    let run = store::open(&args.run)?;
    let (source, problems) = Lineup::source(None)?;
    printer.problems(&problems);
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let at = jiff::Timestamp::now().to_string();
    let mut manifest = Manifest::new("drift", env!("CARGO_PKG_VERSION"), Seed(args.seed));
    manifest.inputs.insert("run".to_owned(), Digest::of_json(&serde_json::to_value(&run.manifest)?));
    let mut set = DataSet::create(&args.out, manifest, &at)?;
    let (mut index, mut rows, mut drifted) = (0, 0_u64, 0_u64);
    let mut by_operator: BTreeMap<&str, u64> = BTreeMap::new();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for row in run.trajectories()? {
        if interrupt.flag.load(std::sync::atomic::Ordering::Relaxed) {
            break;
        }
        let row = match row {
            Ok(row) => row,
            Err(StoreError::Row(problem)) => {
                printer.note(&format!("warning: {problem}"));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        rows += 1;
        let mut keep = |mut row: Trajectory| {
            row.index = index;
            index += 1;
            set.keep(&row)
        };
        if args.with_originals {
            keep(row.clone())?;
        }
        // Operators take turns, so that each row meets another one first.
        let first = (row.index as usize).wrapping_mul(args.versions.max(1) as usize) % operators.len();
        let turns = (0..operators.len()).map(|turn| &operators[(first + turn) % operators.len()]);
        let (mut made, mut last) = (0, None);
        for operator in turns {
            if made == args.versions {
                break;
            }
            let seed = Seed(args.seed).derive("augment", row.index);
            match runtime.block_on(augmented(&source, &row, operator, args.severity, seed)) {
                Ok(new) => {
                    keep(new)?;
                    made += 1;
                    *by_operator.entry(operator.name()).or_default() += 1;
                }
                Err(error) => last = Some(error),
            }
        }
        drifted += u64::from(made);
        if let Some(error) = last.filter(|_| made == 0) {
            *reasons.entry(reason(&error)).or_default() += 1;
        }
    }
    set.finish(&at)?;
    let operators: BTreeMap<&str, u64> = by_operator;
    if printer.is_json() {
        printer
            .json(&serde_json::json!({"rows": rows, "drifted": drifted, "operators": operators, "without": reasons}))?;
    } else {
        let mut text = format!("{}, {} under drift\n", counted(rows, "row"), counted(drifted, "row"));
        operators.iter().for_each(|(name, count)| text.push_str(&format!("  {name:<24} {count:>6}\n")));
        if !reasons.is_empty() {
            text.push_str("rows without a drifted version:\n");
        }
        reasons.iter().for_each(|(why, count)| text.push_str(&format!("  {count:>6}  {why}\n")));
        printer.data(&text)?;
    }
    printer.note(&format!("the rows are in {}", args.out.display()));
    Ok(if drifted == 0 { ExitCode::Nothing } else { ExitCode::Ok })
}

/// The last reason of a row, without what is of this row alone.
fn reason(error: &NotAugmented) -> String {
    match error {
        NotAugmented::Nowhere(_) => "the tools have no place for an operator".to_owned(),
        NotAugmented::Unmappable(_) => "a call has no counterpart".to_owned(),
        NotAugmented::Pages(_) => "a result comes in pages".to_owned(),
        NotAugmented::OtherResult(_) => "a result is another".to_owned(),
        other => other.to_string(),
    }
}
