//! `mcplab task`: tasks made of executed chains, and their audit.

mod audit;
mod import;
mod make;
mod search;

use std::fs;
use std::path::Path;

use super::ExitCode;
use super::args::eval::{ShowTask, Task, Tasks};
use super::exit_code::UsageError;
use super::printer::Printer;
use super::settings::Settings;
use crate::eval::{Lock, lock_of, shown};

pub fn task(args: Task, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        Task::Make(args) => make::make(&args, printer),
        Task::Audit(args) => audit::audit_suite(&args, settings, printer),
        Task::Show(args) => show(&args, printer),
        Task::Import(args) => import::import(&args, printer),
    }
}

fn show(args: &ShowTask, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (_, tasks) = super::eval::chosen(&Tasks { unaudited: true, ..args.tasks.clone() })?;
    match printer.is_json() {
        true => printer.json(&tasks.iter().map(AsRef::as_ref).collect::<Vec<_>>())?,
        false => {
            let texts: Vec<String> = tasks.iter().map(|task| shown::task(task)).collect();
            printer.data(&texts.join("\n"))?;
        }
    }
    Ok(ExitCode::Ok)
}

fn write(file: &Path, text: &str) -> Result<(), UsageError> {
    fs::write(file, text).map_err(|error| UsageError(format!("write {}: {error}", file.display())))
}

fn write_lock(suite: &Path, lock: &Lock) -> anyhow::Result<()> {
    write(&lock_of(suite), &(serde_json::to_string_pretty(lock)? + "\n"))?;
    Ok(())
}
