//! `mcplab filter`: the rows of a run judged anew, and the filter itself tried with seeded defects.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use comfy_table::{Table, presets};
use serde::Serialize;

use super::ExitCode;
use super::args;
use super::printer::Printer;
use crate::exec::soft_error;
use crate::filter::{Audit, Filter};
use crate::inventory::view;
use crate::model::{Action, Seed, Tool, ToolRef, Trajectory};
use crate::report::{clean, counted, grouped};
use crate::store::{self, StoreError, StoredRun};

/// What the filter says of a run.
#[derive(Default, Serialize)]
struct Judged {
    rows: u64,
    dropped: u64,
    turns: u64,
    masked: u64,
    reasons: BTreeMap<String, Reason>,
    /// Rows that cannot be read.
    unread: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<Audit>,
}

#[derive(Serialize)]
struct Reason {
    action: Action,
    count: u64,
    examples: Vec<String>,
}

/// Judges, and prints what was found.
pub fn filter(args: &args::Filter, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let filter = Filter::new(tools(&run)?.values().map(AsRef::as_ref), view, soft_error);
    let mut judged = Judged { audit: args.audit.then(Audit::default), ..Judged::default() };
    let rows = run.entries()?.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.row.is_some())).count() as u64;
    let bar = printer.progress(rows.min(args.count.unwrap_or(u64::MAX)), "rows");
    let mut other: Option<Trajectory> = None;
    for row in run.trajectories()? {
        if args.count.is_some_and(|count| judged.rows >= count) {
            break;
        }
        match row {
            Ok(mut row) => {
                bar.inc(1);
                if let (Some(audit), Some(other)) = (&mut judged.audit, &other) {
                    audit.add(&filter, &row, other, Seed(args.seed));
                }
                filter.judge(&mut row);
                judged.add(&row, args.examples);
                other = Some(row);
            }
            Err(StoreError::Row(problem)) => judged.unread.push(problem.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    if printer.is_json() {
        printer.json(&judged)?;
    } else {
        printer.data(&judged.text())?;
    }
    Ok(match (judged.unread.is_empty(), judged.rows) {
        (false, _) => ExitCode::Failed,
        (true, 0) => ExitCode::Nothing,
        (true, _) => ExitCode::Ok,
    })
}

/// All tools that are in view of a row.
fn tools(run: &StoredRun) -> Result<BTreeMap<ToolRef, Arc<Tool>>, StoreError> {
    let mut tools = BTreeMap::new();
    for row in run.trajectories()? {
        match row {
            Ok(row) => row.tools.into_iter().for_each(|view| {
                tools.entry(view.tool.reference()).or_insert(view.tool);
            }),
            // It is reported when the row is to be judged.
            Err(StoreError::Row(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(tools)
}

impl Judged {
    fn add(&mut self, row: &Trajectory, examples: usize) {
        self.rows += 1;
        self.turns += row.turns.len() as u64;
        self.dropped += u64::from(row.turns.iter().any(|turn| turn.verdict.action == Action::Drop));
        for turn in &row.turns {
            self.masked += u64::from(turn.verdict.action == Action::Mask);
            for finding in &turn.verdict.findings {
                let reason = self.reasons.entry(finding.reason.clone()).or_insert_with(|| Reason {
                    action: finding.action,
                    count: 0,
                    examples: Vec::new(),
                });
                reason.count += 1;
                if reason.examples.len() < examples {
                    reason.examples.push(format!("row {}: {}", row.index, finding.evidence));
                }
            }
        }
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{}: {} would be dropped, {} of {} masked\n",
            counted(self.rows, "row"),
            grouped(self.dropped),
            grouped(self.masked),
            counted(self.turns, "turn")
        );
        if !self.reasons.is_empty() {
            let mut table = table(&["reason", "action", "turns", "examples"]);
            for (name, reason) in &self.reasons {
                let action = format!("{:?}", reason.action).to_lowercase();
                let examples: Vec<String> = reason.examples.iter().map(|example| shortened(example)).collect();
                table.add_row([name.clone(), action, grouped(reason.count), examples.join("\n")]);
            }
            let _ = writeln!(text, "\n{table}");
        }
        if let Some(audit) = &self.audit {
            text.push_str(&audited(audit));
        }
        for problem in &self.unread {
            let _ = writeln!(text, "not read: {}", clean(problem));
        }
        text
    }
}

fn audited(audit: &Audit) -> String {
    let mut table = table(&["defect", "rule", "planted", "found", "by its rule", "first miss"]);
    for (name, rule, found) in audit.kinds() {
        let share = |count: u64| format!("{:.1} %", 100.0 * count as f64 / found.planted.max(1) as f64);
        let missed = audit.missed.get(name).map_or_else(String::new, |row| format!("row {row}"));
        let planted = grouped(found.planted);
        table.add_row([
            name.to_owned(),
            rule.to_owned(),
            planted,
            share(found.found),
            share(found.by_its_rule),
            missed,
        ]);
    }
    format!(
        "\nseeded defects\n{table}\nwithout a defect {} of {} would be dropped ({:.2} %)\n",
        grouped(audit.false_drops),
        counted(audit.rows, "row"),
        100.0 * audit.false_drops as f64 / audit.rows.max(1) as f64
    )
}

fn table(names: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(names);
    table
}

fn shortened(text: &str) -> String {
    let text = clean(text);
    let mut short: String = text.chars().take(90).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
