//! `mcplab task audit --search`: other ways to the outcome of tasks, and whether their checks take them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::audit::with_all;
use crate::cli::ExitCode;
use crate::cli::exit_code::UsageError;
use crate::cli::generate::runtime;
use crate::cli::printer::Printer;
use crate::eval::{Explored, Tested, Worlds, explore};
use crate::score::{ReferenceCall, Task};

/// Searches and reports. The gate is that no other way fails.
pub(super) fn searched(
    suite: &str,
    tasks: &[Arc<Task>],
    worlds: &Arc<Worlds>,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let bar = printer.progress(tasks.len() as u64, "tasks");
    let found = runtime()?.block_on(with_all(
        tasks,
        || bar.inc(1),
        |task| {
            let worlds: Arc<Worlds> = Arc::clone(worlds);
            async move { explore(&worlds, &task).await }
        },
    ));
    bar.finish_and_clear();
    let mut explored: Vec<(Arc<Task>, Explored)> = Vec::new();
    for (task, found) in found {
        let found = found.map_err(|error| UsageError(format!("search {}: {error}", task.id)))?;
        explored.push((task, found));
    }
    let failing = explored.iter().filter(|(_, found)| found.failing().next().is_some()).count();
    match printer.is_json() {
        true => {
            let by_task: BTreeMap<&str, &Explored> =
                explored.iter().map(|(task, found)| (task.id.as_str(), found)).collect();
            printer.json(&by_task)?;
        }
        false => printer.data(&text(suite, &explored, failing))?,
    }
    Ok(if failing == 0 { ExitCode::Ok } else { ExitCode::Failed })
}

fn text(suite: &str, explored: &[(Arc<Task>, Explored)], failing: usize) -> String {
    let mut text = String::new();
    for (task, found) in explored {
        for Tested { way, fails, .. } in found.failing() {
            let why = fails.as_deref().unwrap_or_default();
            text.push_str(&format!("{}: another way fails: {why}\n", task.id));
            text.extend(way.calls.iter().map(line));
        }
        for way in &found.loose {
            text.push_str(&format!("{}: a way to another end passes\n", task.id));
            text.extend(way.calls.iter().map(line));
        }
        for Tested { way, fails, .. } in &found.near {
            let why = fails.as_deref().unwrap_or_default();
            text.push_str(&format!("{}: a way that changes the same places fails: {why}\n", task.id));
            text.extend(way.calls.iter().map(line));
        }
        for other in &found.contradictions {
            let (place, value) = (&other.drawn.path, &other.value);
            let (tool, path, said) = (&other.tool, &other.path, &other.other);
            text.push_str(&format!("{}: {place} is {value}, and {tool} says {said} at {path}\n", task.id));
        }
    }
    let count = |holds: &dyn Fn(&Explored) -> bool| explored.iter().filter(|(_, found)| holds(found)).count();
    let with = count(&|found| !found.ways.is_empty());
    let shorter = count(&|found| found.ways.iter().any(|tested| found.is_shorter(tested)));
    let contradicted = count(&|found| !found.contradictions.is_empty());
    let loose = count(&|found| !found.loose.is_empty());
    let near = count(&|found| !found.near.is_empty());
    let tried: usize = explored.iter().map(|(_, found)| found.tried).sum();
    text.push_str(&format!(
        "{suite}: of {} tasks {with} have another way, {shorter} a shorter one; in {failing} another way fails, in \
         {loose} a way to another end passes, in {near} one near to the reference fails, in {contradicted} a tool says \
         otherwise; {tried} calls were tried\n",
        explored.len()
    ));
    text
}

fn line(call: &ReferenceCall) -> String {
    format!("  {}.{} {}\n", call.server, call.tool, call.arguments)
}
