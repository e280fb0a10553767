//! `mcplab dataset stats`: a data set in numbers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::each;
use crate::cli::ExitCode;
use crate::cli::args::dataset::Stats as Args;
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::dataset::{Counting, Stats};
use crate::export::plain_text;
use crate::report::{clean, counted, grouped};
use crate::store::{self, Tally};
use crate::tokens::Tokenizer;

/// Everything, with how the rows came about.
#[derive(Serialize)]
struct Told<'s> {
    #[serde(flatten)]
    stats: &'s Stats,
    funnel: Funnel,
}

#[derive(Default, Serialize)]
struct Funnel {
    sampled: u64,
    executed: u64,
    failed: BTreeMap<String, u64>,
    dropped: BTreeMap<String, u64>,
    kept: u64,
    strong_edges: u64,
    weak_edges: u64,
}

pub fn stats(args: &Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let tokenizer = args.tokenizer.as_deref().map(Tokenizer::read).transpose();
    let tokenizer = tokenizer.map_err(|error| UsageError(error.to_string()))?;
    let mut counting = Counting::default();
    let code = each(&run, printer, |row| {
        let tokens = tokenizer.as_ref().and_then(|tokenizer| Some(tokenizer.count(&plain_text(&row)?) as u32));
        counting.add(&row, tokens);
        Ok(())
    })?;
    let mut tally = Tally::default();
    for entry in run.entries()? {
        tally.add(&entry?);
    }
    let stats = counting.stats();
    let funnel = Funnel {
        sampled: tally.attempts,
        executed: tally.executed,
        kept: tally.kept,
        strong_edges: tally.strong.len() as u64,
        weak_edges: tally.weak.len() as u64,
        failed: tally.failed,
        dropped: tally.dropped,
    };
    if printer.is_json() {
        printer.json(&Told { stats: &stats, funnel })?;
    } else {
        printer.data(&text(&stats, &funnel))?;
    }
    Ok(code)
}

fn text(stats: &Stats, funnel: &Funnel) -> String {
    let mut lines = vec![
        format!(
            "{}, {}, {}; {} masked, {} failed calls, {} branches",
            counted(stats.rows, "row"),
            counted(stats.calls, "call"),
            counted(stats.turns, "turn"),
            grouped(stats.masked),
            grouped(stats.failed_calls),
            grouped(stats.branches)
        ),
        format!(
            "funnel: {} sampled, {} executed, {} failed, {} dropped, {} kept",
            grouped(funnel.sampled),
            grouped(funnel.executed),
            grouped(funnel.failed.values().sum::<u64>()),
            grouped(funnel.dropped.values().sum::<u64>()),
            grouped(funnel.kept)
        ),
        format!(
            "coverage: {} of {} tools in view called, {} skeletons, {} strong and {} weak edges",
            grouped(stats.tools_called),
            grouped(stats.tools_in_view),
            grouped(stats.skeletons),
            grouped(funnel.strong_edges),
            grouped(funnel.weak_edges)
        ),
    ];
    for (reason, count) in &funnel.dropped {
        lines.push(format!("  dropped {}: {reason}", grouped(*count)));
    }
    let all = |name: &str, counts: Vec<(String, u64)>| {
        let counts: Vec<String> =
            counts.into_iter().map(|(name, count)| format!("{} {}", clean(&name), grouped(count))).collect();
        format!("{name}: {}", counts.join(", "))
    };
    lines.push(all("kinds", stats.kinds.iter().map(|(kind, count)| (kind.name().to_owned(), *count)).collect()));
    lines.push(all("shapes", stats.shapes.iter().map(|(shape, count)| (shape.name().to_owned(), *count)).collect()));
    lines.push(all("calls a row", stats.lengths.iter().map(|(calls, rows)| (calls.to_string(), *rows)).collect()));
    if !stats.contributions.is_empty() {
        let turns = stats.contributions.iter().map(|(class, count)| (class.name().to_owned(), *count));
        lines.push(all("turns with calls that are", turns.collect()));
    }
    for (name, spread) in &stats.sizes {
        lines.push(format!(
            "{}: mean {:.1}, median {}, 95 of 100 up to {}, longest {}",
            name.replace('_', " in "),
            spread.mean,
            grouped(u64::from(spread.median)),
            grouped(u64::from(spread.p95)),
            grouped(u64::from(spread.longest))
        ));
    }
    let diversity = &stats.diversity;
    lines.push(format!(
        "requests: {} frames, {:.2} % repeat one, distinct-1 {:.3}, distinct-2 {:.3}, distinct-3 {:.3}",
        grouped(diversity.frames),
        100.0 * diversity.repeated,
        diversity.distinct[0],
        diversity.distinct[1],
        diversity.distinct[2]
    ));
    let balance: Vec<String> = stats.balance.iter().map(|(name, even)| format!("{name} {even:.2}")).collect();
    lines.push(format!("balance (1 is even): {}", balance.join(", ")));
    let mut tools: Vec<(&String, &u64)> = stats.tools.iter().collect();
    tools.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let most = tools.iter().take(8).map(|(name, count)| ((*name).clone(), **count)).collect();
    lines.push(all("most called tools", most));
    lines.join("\n") + "\n"
}
