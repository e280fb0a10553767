//! `mcplab export`: the rows of a run for a trainer.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::printer::Printer;
use crate::export::{self, Counts, profile};
use crate::store;

/// Writes a run's rows in a target format.
pub fn export(args: &args::Export, printer: &Printer) -> anyhow::Result<ExitCode> {
    let known = || UsageError(format!("export to `{}`: there is no such format", args.to));
    let profile = profile(&args.to).ok_or_else(known)?;
    let run = store::open(&args.run)?;
    if !run.is_finished()? {
        printer.note("warning: the run is not finished; its rows so far are exported");
    }
    let counts = match &args.out {
        Some(file) => {
            let open = File::create(file).map_err(|error| UsageError(format!("write {}: {error}", file.display())))?;
            let mut out = BufWriter::new(open);
            let counts = export::export(&run, profile, &mut out)?;
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            counts
        }
        None => export::export(&run, profile, &mut BufWriter::with_capacity(1 << 16, stdout()))?,
    };
    report(&counts, args, printer)
}

fn stdout() -> impl Write {
    std::io::stdout().lock()
}

/// Says what was not written; the rows themselves may be on stdout, so this is for stderr.
fn report(counts: &Counts, args: &args::Export, printer: &Printer) -> anyhow::Result<ExitCode> {
    if printer.is_json() && args.out.is_some() {
        printer.json(counts)?;
    } else {
        let place = args.out.as_ref().map_or_else(String::new, |file| format!(" to {}", file.display()));
        printer.note(&format!("{} rows written{place}", counts.written));
    }
    for (reason, count) in &counts.refused {
        printer.note(&format!("warning: {count} rows refused: {reason}"));
    }
    printer.problems(&counts.untrusted);
    Ok(match (counts.untrusted.is_empty(), counts.written) {
        (false, _) => ExitCode::Failed,
        (true, 0) => ExitCode::Nothing,
        (true, _) => ExitCode::Ok,
    })
}
