//! `mcplab task make`: rows become tasks, and the sound ones are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Context;
use rand::seq::{IndexedRandom, SliceRandom};

use super::{write, write_lock};
use crate::cli::ExitCode;
use crate::cli::args::eval::Make;
use crate::cli::generate::runtime;
use crate::cli::lineup::Lineup;
use crate::cli::printer::Printer;
use crate::eval::{Lock, Quota, Suite, Worlds, audit, make_task};
use crate::model::{Seed, Trajectory};
use crate::score::{self, Category, Verdict};
use crate::store;

/// Servers in view of a task that it does not need, where several are to be in view.
const DISTRACTORS: usize = 3;

/// Rows in an order that does not follow the runs, so that no seed of a world fills a cell alone.
fn rows_of(args: &Make) -> anyhow::Result<Vec<Trajectory>> {
    let mut rows = Vec::new();
    for run in &args.runs {
        for row in store::open(run)?.trajectories()? {
            rows.push(row.with_context(|| format!("read {}", run.display()))?);
        }
    }
    rows.shuffle(&mut Seed(args.seed).derive("order of rows", 0).rng());
    Ok(rows)
}

pub(super) fn make(args: &Make, printer: &Printer) -> anyhow::Result<ExitCode> {
    let rows = rows_of(args)?;
    let runtime = runtime()?;
    let (source, problems) = Lineup::source(None)?;
    printer.problems(&problems);
    let worlds = Arc::new(Worlds::new(Arc::new(source)));
    let module = crate::exec::builtin()?;
    let servers: Vec<String> =
        module.listings().filter(|listing| listing.style.is_none()).map(|listing| listing.server.clone()).collect();
    let mut quota = Quota::new(args.grid, args.beyond, args.per_server);
    let mut made: Vec<(Arc<score::Task>, score::Audit)> = Vec::new();
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    let mut prompts = BTreeSet::new();
    let mut numbers: BTreeMap<Category, usize> = BTreeMap::new();
    let bar = printer.progress(rows.len() as u64, "rows");
    for row in &rows {
        bar.inc(1);
        bar.set_message(format!("{} tasks", made.len()));
        if quota.is_filled() {
            break;
        }
        let Some(category) = quota.wants(row) else { continue };
        if !prompts.insert(row.query().to_owned()) {
            continue;
        }
        let mut rng = Seed(args.seed).derive("distractors", row.index).rng();
        let many = matches!(
            category,
            Category::ManyServersSingle | Category::ManyServersParallel | Category::ManyServersSequential
        );
        let others: Vec<&String> =
            servers.iter().filter(|name| row.servers.iter().all(|used| used.name != **name)).collect();
        let others: Vec<String> = match many {
            true => others.sample(&mut rng, DISTRACTORS).map(|name| (*name).clone()).collect(),
            false => Vec::new(),
        };
        let number = numbers.get(&category).copied().unwrap_or_default() + 1;
        let id = format!("{}-{number:03}", category.name().replace('_', "-"));
        let task = match runtime.block_on(make_task(&worlds, row, id, category, &others)) {
            Ok(task) => Arc::new(task),
            Err(unfit) => {
                *lost.entry(unfit.to_string()).or_default() += 1;
                continue;
            }
        };
        if let Some(error) = task.problems().first() {
            *lost.entry(format!("it is no task: {error}")).or_default() += 1;
            continue;
        }
        let found = runtime.block_on(audit(&worlds, &task, args.seed))?;
        match found.verdict {
            Verdict::Sound => {
                quota.took(category, row);
                numbers.insert(category, number);
                made.push((task, found));
            }
            Verdict::Weak => {
                let survivor = found.survivors.first().map(kind_of).unwrap_or_default();
                *lost.entry(format!("a broken reference passes: {survivor}")).or_default() += 1;
            }
            Verdict::Broken => {
                let flaw = found.flaws.first().map(kind_of).unwrap_or_default();
                tracing::debug!(prompt = task.prompt, flaws = ?found.flaws, "broken");
                *lost.entry(format!("the audit finds a flaw: {flaw}")).or_default() += 1;
            }
        }
    }
    bar.finish_and_clear();
    made.sort_by(|a, b| (a.0.category, &a.0.id).cmp(&(b.0.category, &b.0.id)));
    let tasks: Vec<Arc<score::Task>> = made.iter().map(|(task, _)| Arc::clone(task)).collect();
    write(&args.out, &Suite::to_lines(&tasks)?)?;
    write_lock(&args.out, &Lock::of(made.iter().map(|(task, audit)| (task.as_ref(), audit))))?;
    for (reason, count) in lost {
        printer.note(&format!("{count} rows gave no task: {reason}"));
    }
    for (category, left) in quota.left() {
        printer.note(&format!("{left} tasks are missing: {}", category.name().replace('_', " ")));
    }
    printer.note(&format!("{} tasks are in {}", tasks.len(), args.out.display()));
    Ok(if tasks.is_empty() { ExitCode::Nothing } else { ExitCode::Ok })
}

/// The name of a variant as it is written in files.
fn kind_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(serde_json::Value::Object(map)) => match map.get("kind").and_then(serde_json::Value::as_str) {
            Some(kind) => kind.to_owned(),
            None => map.keys().next().cloned().unwrap_or_default(),
        },
        _ => String::new(),
    }
}
