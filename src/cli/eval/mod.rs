//! `mcplab eval`: agents attempt tasks.

pub mod agents;
mod compare;
mod held;
mod regrade;
mod rows;
mod run;
pub mod serve;
mod show;
pub mod stdio;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ExitCode;
use super::args::eval::{Eval, Tasks, What};
use super::exit_code::UsageError;
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use crate::eval::{Suite, Worlds};
use crate::score;

pub fn eval(args: Eval, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args.what {
        None => run::run(&args.run, settings, printer),
        Some(What::Show(args)) => show::show(&args, printer),
        Some(What::Regrade(args)) => regrade::regrade(&args, printer),
        Some(What::Compare(args)) => compare::compare(&args, printer),
        Some(What::Serve(args)) => serve::serve(&args, settings, printer),
        Some(What::Rows(args)) => rows::rows(&args, printer),
    }
}

/// A suite, and the tasks of it that were asked for.
pub fn chosen(wanted: &Tasks) -> anyhow::Result<(Suite, Vec<Arc<score::Task>>)> {
    let suite = Suite::read(&wanted.suite)?;
    let named = |task: &score::Task| {
        wanted.tasks.is_empty() || wanted.tasks.iter().any(|start| task.id.starts_with(start.as_str()))
    };
    let mut tasks: Vec<_> = suite.tasks.iter().filter(|task| named(task)).cloned().collect();
    if tasks.is_empty() {
        let hint = "hint: `mcplab task show` lists them";
        return Err(
            UsageError(format!("no task of {} begins with {} ({hint})", suite.name, wanted.tasks.join(", "))).into()
        );
    }
    if let Some(size) = wanted.sample.filter(|size| *size < tasks.len()) {
        let all = tasks.len();
        let places: BTreeSet<usize> = (0..size).map(|at| at * all / size.max(1)).collect();
        tasks = places.into_iter().map(|at| Arc::clone(&tasks[at])).collect();
    }
    let unaudited: BTreeSet<&str> = suite.unaudited().into_iter().collect();
    let open: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).filter(|id| unaudited.contains(id)).collect();
    if let (Some(first), false) = (open.first(), wanted.unaudited) {
        let hint = "hint: `mcplab task audit --lock`, or --unaudited to run them all the same";
        let count = open.len();
        return Err(UsageError(format!(
            "{count} tasks of {} were never audited as they are, e.g. {first} ({hint})",
            suite.name
        ))
        .into());
    }
    Ok((suite, tasks))
}

/// The worlds of tasks.
pub fn worlds(wanted: &Tasks, settings: &Settings, printer: &Printer) -> anyhow::Result<Arc<Worlds>> {
    let file = wanted.servers.as_deref().or(settings.servers.file.as_deref());
    let (source, problems) = Lineup::source(file)?;
    printer.problems(&problems);
    Ok(Arc::new(Worlds::new(Arc::new(source))))
}

/// The tasks with as many seconds as attempts may take, where that is said.
fn lasting(tasks: Vec<Arc<score::Task>>, seconds: Option<u32>) -> Vec<Arc<score::Task>> {
    let Some(seconds) = seconds else { return tasks };
    let lasting = |task: &Arc<score::Task>| {
        let limits = score::Limits { seconds, ..task.limits };
        Arc::new(score::Task { limits, ..score::Task::clone(task) })
    };
    tasks.iter().map(lasting).collect()
}
