//! `mcplab task import`: tasks of other benchmarks.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use super::write;
use crate::cli::ExitCode;
use crate::cli::args::eval::Import;
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::eval::{ImportedTasks, Suite, read_tasks};
use crate::score;

/// Reads tasks of others and says what of them is lost.
pub(super) fn import(args: &Import, printer: &Printer) -> anyhow::Result<ExitCode> {
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
