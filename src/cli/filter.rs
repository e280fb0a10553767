//! `mcplab filter`: the rows of a run judged anew, and the filter itself tried with seeded defects.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use comfy_table::{Table, presets};
use serde::Serialize;
use serde_json::json;

use super::ExitCode;
use super::args;
use super::dataset::derived;
use super::generate::runtime;
use super::judge::{self, Judge, Judging};
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use super::voice;
use crate::exec::soft_error;
use crate::filter::{Agreement, Audit, Filter, TRUSTED};
use crate::generate::{Replays, replay_otherwise};
use crate::inventory::view;
use crate::model::{Action, Contribution, Seed, Tool, ToolRef, Trajectory};
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
    counterfactual: Option<Counterfactual>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judge: Option<Judging>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<Audit>,
}

/// What counterfactual replay made of the rows.
#[derive(Default, Serialize)]
struct Counterfactual {
    rows: u64,
    /// Rows whose servers are not all in the sandbox, or not here.
    not_replayable: u64,
    /// Turns with calls, by what they add.
    turns: BTreeMap<Contribution, u64>,
    /// Calls of the chains.
    chain_calls: u64,
    /// Calls that were made to class their turns.
    calls: u64,
}

#[derive(Serialize)]
struct Reason {
    action: Action,
    count: u64,
    examples: Vec<String>,
}

/// Judges, and prints what was found.
pub fn filter(args: &args::Filter, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let filter = Filter::new(tools(&run)?.values().map(AsRef::as_ref), view, soft_error);
    let mut judged = Judged {
        audit: args.audit.then(Audit::default),
        counterfactual: args.counterfactual.then(Counterfactual::default),
        ..Judged::default()
    };
    let module = match args.counterfactual {
        true => Some(Lineup::all_sandboxed(args.servers.as_deref())?.0.bridged()),
        false => None,
    };
    let mut set = args.out.as_deref().map(|dir| derived(dir, &run, "filter", json!({}))).transpose()?;
    let runtime = runtime()?;
    let model = voice::wanted(&args.model, settings.model.as_ref())?.filter(|_| args.judge.is_some());
    let model = model.map(|model| voice::open(&model, args.model.model_replay)).transpose()?;
    let model = args.judge.map(|_| judge::wanted(model)).transpose()?;
    let mut judge = model.as_deref().zip(args.judge).map(|(model, labelled)| Judge::new(model, labelled));
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
                if let (Some(module), Some(counterfactual)) = (&module, &mut judged.counterfactual) {
                    let mut lookup = |name: &str| module.open(name);
                    let replays = runtime.block_on(replay_otherwise(&filter, &mut row, &mut lookup));
                    counterfactual.add(&row, replays.as_ref());
                }
                let kept = row.turns.iter().all(|turn| turn.verdict.action != Action::Drop);
                if let (Some(judge), Some(other), true) = (&mut judge, &other, kept) {
                    runtime.block_on(judge.judge(&mut row, other, Seed(args.seed)))?;
                }
                judged.add(&row, args.examples);
                if let Some(set) = &mut set {
                    set.keep(&row)?;
                }
                other = Some(row);
            }
            Err(StoreError::Row(problem)) => judged.unread.push(problem.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    if let (Some(set), Some(dir)) = (set, &args.out) {
        let kept = set.finish(&jiff::Timestamp::now().to_string())?.rows;
        printer.note(&format!("{} kept in {}", counted(kept, "row"), dir.display()));
    }
    judged.judge = judge.map(|judge| judge.judging);
    if let Some(model) = &model {
        voice::account(model, printer);
    }
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

impl Counterfactual {
    fn add(&mut self, row: &Trajectory, replays: Option<&Replays>) {
        self.rows += 1;
        let Some(replays) = replays else {
            self.not_replayable += 1;
            return;
        };
        self.chain_calls += row.steps.len() as u64;
        self.calls += (replays.calls + replays.leading) as u64;
        for contribution in row.turns.iter().filter_map(|turn| turn.contribution) {
            *self.turns.entry(contribution).or_default() += 1;
        }
    }

    fn text(&self) -> String {
        let total: u64 = self.turns.values().sum();
        let mut table = table(&["turns that are", "", ""]);
        for (contribution, count) in &self.turns {
            let share = format!("{:.1} %", 100.0 * *count as f64 / total.max(1) as f64);
            table.add_row([contribution.name().to_owned(), grouped(*count), share]);
        }
        let times = self.calls as f64 / self.chain_calls.max(1) as f64;
        let mut text = format!(
            "\ncounterfactual replay\n{table}\n{} for chains of {}: {times:.2} times their execution\n",
            counted(self.calls, "call"),
            counted(self.chain_calls, "call"),
        );
        if self.not_replayable > 0 {
            let _ = writeln!(text, "{} used servers that cannot be forked", counted(self.not_replayable, "row"));
        }
        text
    }
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
        if let Some(counterfactual) = &self.counterfactual {
            text.push_str(&counterfactual.text());
        }
        if let Some(judging) = &self.judge {
            text.push_str(&opinions(judging));
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

fn opinions(judging: &Judging) -> String {
    let Agreement { good, bad, unread } = &judging.agreement;
    let mut text = format!(
        "\nthe model's opinion on {}\n of good ones {} called good, {} bad; of those with a defect {} good, {} bad; {unread} unread\n \
         kappa {:.2}: ",
        counted(judging.agreement.rows(), "labelled row"),
        good.0,
        good.1,
        bad.0,
        bad.1,
        judging.kappa
    );
    text.push_str(&match (judging.measured, judging.trusted) {
        (false, _) => "too few rows to tell, so it drops nothing\n".to_owned(),
        (true, true) => format!("it may drop rows, and objects to {} of {}\n", judging.objections, judging.asked),
        (true, false) => format!("below {TRUSTED}, so it drops nothing\n"),
    });
    text
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
