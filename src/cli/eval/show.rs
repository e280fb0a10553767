//! Showing an evaluation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::ExitCode;
use super::super::args::eval::Show;
use super::super::exit_code::UsageError;
use super::super::printer::Printer;
use crate::eval::{Counted, Report, Stored, Suite, shown};
use crate::score::Task;

pub fn show(args: &Show, printer: &Printer) -> anyhow::Result<ExitCode> {
    let stored = Stored::read(&args.dir)?;
    let suite = Suite::read(&args.suite)?;
    let Some(wanted) = &args.task else {
        self::shown(&stored, &suite, printer)?;
        return Ok(ExitCode::Ok);
    };
    let tasks = by_id(&suite);
    let found = stored.entries.iter().filter(|entry| entry.task.starts_with(wanted.as_str()));
    let texts: Vec<String> =
        found.filter_map(|entry| Some(shown::episode(tasks.get(entry.task.as_str())?, entry))).collect();
    if texts.is_empty() {
        return Err(UsageError(format!("{} has no episode of a task {wanted}", args.dir.display())).into());
    }
    printer.data(&texts.join("\n"))?;
    Ok(ExitCode::Ok)
}

/// Prints the report.
pub fn shown(stored: &Stored, suite: &Suite, printer: &Printer) -> anyhow::Result<Report> {
    let tasks = by_id(suite);
    let counted: Vec<Counted<'_>> = stored
        .entries
        .iter()
        .filter_map(|entry| Some(Counted { task: tasks.get(entry.task.as_str())?.as_ref(), entry }))
        .collect();
    if counted.len() < stored.entries.len() {
        let lost = stored.entries.len() - counted.len();
        printer.note(&format!("{lost} episodes are of tasks that {} does not have", suite.name));
    }
    let report = Report::of(&stored.about, &counted);
    match printer.is_json() {
        true => printer.json(&report)?,
        false => printer.data(&shown::report(&report))?,
    }
    Ok(report)
}

pub fn by_id(suite: &Suite) -> BTreeMap<&str, &Arc<Task>> {
    suite.tasks.iter().map(|task| (task.id.as_str(), task)).collect()
}
