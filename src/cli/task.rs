//! `mcplab task`: tasks made of executed chains, and their audit.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rand::seq::{IndexedRandom, SliceRandom};
use tokio::task::JoinSet;

use super::ExitCode;
use super::args::eval::{Audit, Import, Make, ShowTask, Task, Tasks};
use super::exit_code::UsageError;
use super::generate::{cores, runtime};
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use crate::eval::{ImportedTasks, Lock, Quota, Suite, Worlds, audit, lock_of, make_task, read_tasks, shown};
use crate::model::{Seed, Trajectory};
use crate::score::{self, Category, Verdict};
use crate::store;

/// Servers in view of a task that it does not need, where several are to be in view.
const DISTRACTORS: usize = 3;

pub fn task(args: Task, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        Task::Make(args) => make(&args, printer),
        Task::Audit(args) => audit_suite(&args, settings, printer),
        Task::Show(args) => show(&args, printer),
        Task::Import(args) => import(&args, printer),
    }
}

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

fn make(args: &Make, printer: &Printer) -> anyhow::Result<ExitCode> {
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
    let mut prompts = std::collections::BTreeSet::new();
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

fn audit_suite(args: &Audit, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let wanted = Tasks { unaudited: true, ..args.tasks.clone() };
    let (suite, tasks) = super::eval::chosen(&wanted)?;
    let runtime = runtime()?;
    let worlds = super::eval::worlds(&wanted, settings, printer)?;
    let bar = printer.progress(tasks.len() as u64, "tasks");
    let found = runtime.block_on(audit_all(&tasks, &worlds, || bar.inc(1)));
    bar.finish_and_clear();
    let mut audited = Vec::new();
    for (task, audit) in found {
        match audit {
            Ok(audit) => audited.push((task, audit)),
            Err(error) => return Err(UsageError(format!("audit {}: {error}", task.id)).into()),
        }
    }
    let count = |verdict: Verdict| audited.iter().filter(|(_, audit)| audit.verdict == verdict).count();
    let (sound, weak, broken) = (count(Verdict::Sound), count(Verdict::Weak), count(Verdict::Broken));
    if args.lock {
        if wanted.tasks.is_empty() && wanted.sample.is_none() {
            let lock = Lock::of(audited.iter().map(|(task, audit)| (task.as_ref(), audit)));
            write_lock(Path::new(&wanted.suite), &lock)?;
        } else {
            return Err(UsageError(
                "use --lock: a lock is of the whole suite (hint: without --tasks and --sample)".to_owned(),
            )
            .into());
        }
    }
    match printer.is_json() {
        true => {
            let audits: BTreeMap<&str, &score::Audit> =
                audited.iter().map(|(task, audit)| (task.id.as_str(), audit)).collect();
            printer.json(&audits)?;
        }
        false => {
            let mut text = String::new();
            for (task, audit) in audited.iter().filter(|(_, audit)| audit.verdict != Verdict::Sound) {
                for flaw in &audit.flaws {
                    text.push_str(&format!("{}: {flaw}\n", task.id));
                }
                for survivor in &audit.survivors {
                    let survivor = serde_json::to_string(survivor)?;
                    text.push_str(&format!("{}: passes with a broken reference: {survivor}\n", task.id));
                }
            }
            let mutants: usize = audited.iter().map(|(_, audit)| audit.mutants).sum();
            let killed: usize = audited.iter().map(|(_, audit)| audit.killed).sum();
            text.push_str(&format!(
                "{}: {sound} tasks sound, {weak} weak, {broken} broken; {killed} of {mutants} broken references fail\n",
                suite.name
            ));
            printer.data(&text)?;
        }
    }
    Ok(if weak + broken == 0 { ExitCode::Ok } else { ExitCode::Failed })
}

type Audited = (Arc<score::Task>, Result<score::Audit, crate::eval::WorldError>);

/// Audits tasks, as many at once as there are cores, and gives them in their order.
async fn audit_all(tasks: &[Arc<score::Task>], worlds: &Arc<Worlds>, mut on_end: impl FnMut()) -> Vec<Audited> {
    let mut left = tasks.iter().cloned().enumerate();
    let mut open = JoinSet::new();
    let mut found: BTreeMap<usize, Audited> = BTreeMap::new();
    loop {
        while open.len() < cores() {
            let Some((at, task)) = left.next() else { break };
            let worlds = Arc::clone(worlds);
            open.spawn(async move {
                let audit = audit(&worlds, &task, 1).await;
                (at, (task, audit))
            });
        }
        match open.join_next().await {
            Some(Ok((at, audited))) => {
                on_end();
                found.insert(at, audited);
            }
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            None => return found.into_values().collect(),
        }
    }
}

fn show(args: &ShowTask, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (_, tasks) = super::eval::chosen(&Tasks { unaudited: true, ..args.tasks.clone() })?;
    match printer.is_json() {
        true => printer.json(&tasks.iter().map(Arc::as_ref).collect::<Vec<_>>())?,
        false => {
            let texts: Vec<String> = tasks.iter().map(|task| shown::task(task)).collect();
            printer.data(&texts.join("\n"))?;
        }
    }
    Ok(ExitCode::Ok)
}

/// Reads tasks of others and says what of them is lost.
fn import(args: &Import, printer: &Printer) -> anyhow::Result<ExitCode> {
    let mut text = String::new();
    for file in &args.files {
        let read = fs::read_to_string(file).map_err(|error| UsageError(format!("read {}: {error}", file.display())))?;
        text.push_str(read.trim_end());
        text.push('\n');
    }
    let names: Vec<String> = args.files.iter().map(|file| file.display().to_string()).collect();
    let ImportedTasks { tasks, refused } =
        read_tasks(None, &text, &names.join(" ")).map_err(|error| UsageError(error.to_string()))?;
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    for task in &tasks {
        task.lost.iter().for_each(|what| *lost.entry(what.code.to_owned()).or_default() += 1);
    }
    let judged = tasks.iter().filter(|imported| imported.task.basis == score::Basis::Judge).count();
    let tasks: Vec<Arc<score::Task>> = tasks.into_iter().map(|imported| Arc::new(imported.task)).collect();
    write(&args.out, &Suite::to_lines(&tasks)?)?;
    for refusal in &refused {
        printer.note(&refusal.to_string());
    }
    for (code, count) in lost {
        printer.note(&format!("{count} tasks lose {code}"));
    }
    printer.note(&format!(
        "{} tasks are in {}; {judged} of them only a judge can decide",
        tasks.len(),
        args.out.display()
    ));
    Ok(if tasks.is_empty() { ExitCode::Nothing } else { ExitCode::Ok })
}

fn write(file: &Path, text: &str) -> Result<(), UsageError> {
    fs::write(file, text).map_err(|error| UsageError(format!("write {}: {error}", file.display())))
}

fn write_lock(suite: &Path, lock: &Lock) -> anyhow::Result<()> {
    write(&lock_of(suite), &(serde_json::to_string_pretty(lock)? + "\n"))?;
    Ok(())
}
