//! `mcplab dataset card`: the data card of a run made anew, with statistics, a licence and features, ready for the Hub.

use std::fs;

use super::each;
use crate::cli::ExitCode;
use crate::cli::args::dataset::Card as Args;
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::dataset::{Counting, View};
use crate::export::{Card, data_card};
use crate::store::{self, CARD, SFT, Tally};

pub fn card(args: &Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let mut counting = Counting::default();
    let mut view = View::default();
    let code = each(&run, printer, |row| {
        counting.add(&row, None);
        view.add(&row);
        Ok(())
    })?;
    let mut tally = Tally::default();
    for entry in run.entries()? {
        tally.add(&entry?);
    }
    let scope = view.scope();
    let sft = run.dir().join(SFT);
    let sft = if sft.exists() { Some(store::digest_of_file(&sft)?) } else { None };
    let stats = counting.stats();
    let mut card = data_card(&Card { manifest: &run.manifest, tally: &tally, scope: &scope, sft });
    let diversity = stats.diversity;
    let mut more = format!(
        "\n## Texts\n\n| what | |\n|---|---:|\n| different request frames | {} of {} |\n| distinct-1, -2, -3 | {:.3}, {:.3}, {:.3} |\n",
        diversity.frames, stats.rows, diversity.distinct[0], diversity.distinct[1], diversity.distinct[2]
    );
    for (name, spread) in &stats.sizes {
        more.push_str(&format!(
            "| {}, mean / median / longest | {:.1} / {} / {} |\n",
            name.replace('_', " in "),
            spread.mean,
            spread.median,
            spread.longest
        ));
    }
    for (name, even) in &stats.balance {
        more.push_str(&format!("| balance of {name} (1 is even) | {even:.2} |\n"));
    }
    card.push_str(&more);
    let plain = |text: &String| {
        !text.is_empty() && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "-._".contains(sign))
    };
    if let Some(licence) = &args.licence {
        if !plain(licence) {
            return Err(UsageError(format!(
                "use the licence {licence:?}: the Hub takes identifiers such as apache-2.0"
            ))
            .into());
        }
        card = card.replacen("---\n", &format!("---\nlicense: {licence}\n"), 1);
    }
    if args.write {
        let place = run.dir().join(CARD);
        fs::write(&place, card).map_err(|error| UsageError(format!("write {}: {error}", place.display())))?;
        printer.note(&format!("written: {}", place.display()));
    } else {
        printer.data(&card)?;
    }
    Ok(code)
}
