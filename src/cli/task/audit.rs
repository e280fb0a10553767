//! `mcplab task audit`: whether the tasks of a suite can be trusted.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::{search, write_lock};
use crate::cli::ExitCode;
use crate::cli::args::eval::{Audit, Tasks};
use crate::cli::exit_code::UsageError;
use crate::cli::generate::{cores, runtime};
use crate::cli::printer::Printer;
use crate::cli::settings::Settings;
use crate::eval::{Lock, WorldError, Worlds, audit};
use crate::score::{self, Verdict};

pub(super) fn audit_suite(args: &Audit, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let wanted = Tasks { unaudited: true, ..args.tasks.clone() };
    let (suite, tasks) = crate::cli::eval::chosen(&wanted)?;
    let runtime = runtime()?;
    let worlds = crate::cli::eval::worlds(&wanted, settings, printer)?;
    if args.search {
        return search::searched(&suite.name, &tasks, &worlds, printer);
    }
    let bar = printer.progress(tasks.len() as u64, "tasks");
    let found = runtime.block_on(with_all(
        &tasks,
        || bar.inc(1),
        |task| {
            let worlds: Arc<Worlds> = Arc::clone(&worlds);
            async move { audit(&worlds, &task, 1).await }
        },
    ));
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

type Found<T> = (Arc<score::Task>, Result<T, WorldError>);

/// Does something with each task, as many at once as there are cores, and gives what came of it in their order.
pub(super) async fn with_all<T, F>(
    tasks: &[Arc<score::Task>],
    mut on_end: impl FnMut(),
    work: impl Fn(Arc<score::Task>) -> F,
) -> Vec<Found<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, WorldError>> + Send + 'static,
{
    let mut left = tasks.iter().cloned().enumerate();
    let mut open = JoinSet::new();
    let mut found: BTreeMap<usize, Found<T>> = BTreeMap::new();
    loop {
        while open.len() < cores() {
            let Some((at, task)) = left.next() else { break };
            let work = work(Arc::clone(&task));
            open.spawn(async move { (at, (task, work.await)) });
        }
        match open.join_next().await {
            Some(Ok((at, done))) => {
                on_end();
                found.insert(at, done);
            }
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            None => return found.into_values().collect(),
        }
    }
}
