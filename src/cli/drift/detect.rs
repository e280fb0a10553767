//! `mcplab drift detect`: what lies between two inventories, and what it does to the rows of a run and the tasks of a suite.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::super::ExitCode;
use super::super::args::drift::Detect;
use super::super::graph::source::tools;
use super::super::printer::Printer;
use crate::drift::{self, Breaking, Detected, Impact, Operator, Struck};
use crate::eval::Suite;
use crate::model::{Tool, ToolRef};
use crate::report::{clean, counted};
use crate::store::{self, StoreError};

/// Rows and tasks that are named one by one.
const TOLD: usize = 10;

/// Signs of a finding that are shown.
const LONGEST: usize = 140;

#[derive(Serialize)]
struct Found<'d> {
    #[serde(flatten)]
    detected: &'d Detected,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Tasks>,
}

#[derive(Default, Serialize)]
struct Rows {
    rows: u64,
    #[serde(flatten)]
    struck: Counts,
}

#[derive(Default, Serialize)]
struct Tasks {
    tasks: u64,
    #[serde(flatten)]
    struck: Counts,
}

#[derive(Default, Serialize)]
struct Counts {
    /// Those whose calls mean something else or nothing now.
    broken: u64,
    /// Of these, those whose calls the map brings over.
    mended: u64,
    /// What the first of them run into.
    first: Vec<String>,
    /// All of them by name: whether the map mends them.
    all: BTreeMap<String, bool>,
}

impl Counts {
    fn count(&mut self, name: String, struck: Struck) {
        let (mended, why) = match struck {
            Struck::Not => return,
            Struck::Mended(why) => (true, why),
            Struck::Broken(why) => (false, why),
        };
        self.broken += 1;
        self.mended += u64::from(mended);
        if self.first.len() < TOLD {
            let end = if mended { " (mended)" } else { "" };
            self.first.push(format!("{name}: {why}{end}"));
        }
        self.all.insert(name, mended);
    }

    fn text(&self, all: u64, what: &str) -> String {
        let verb = if all == 1 { "breaks" } else { "break" };
        let mut text =
            format!("{}: {} {verb}, of which the map mends {}\n", counted(all, what), self.broken, self.mended);
        self.first.iter().for_each(|name| text.push_str(&format!("  {}\n", cut(name))));
        let rest = self.all.len() - self.first.len();
        if rest > 0 {
            text.push_str(&format!("  and {rest} more, all with --format json\n"));
        }
        text
    }
}

pub fn detect(args: &Detect, printer: &Printer) -> anyhow::Result<ExitCode> {
    let read = |file: &Path| -> anyhow::Result<Vec<Tool>> { Ok(tools(file, printer)?.tools().cloned().collect()) };
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let detected = drift::detect(&old, &new);
    let mut impact = Impact::new(&old, &new, &detected.map);
    let rows = args.rows.as_deref().map(|run| rows(run, &mut impact)).transpose()?;
    let tasks = args.suite.as_deref().map(|suite| tasks(suite, &mut impact)).transpose()?;
    if let Some(file) = &args.map {
        super::place(file, &(serde_json::to_string_pretty(&detected.map)? + "\n"))?;
    }
    if printer.is_json() {
        printer.json(&Found { detected: &detected, rows, tasks })?;
    } else {
        let mut text = text(&detected, old.len(), new.len());
        rows.iter().for_each(|rows| text.push_str(&rows.struck.text(rows.rows, "row")));
        tasks.iter().for_each(|tasks| text.push_str(&tasks.struck.text(tasks.tasks, "task")));
        printer.data(&text)?;
    }
    Ok(if detected.breaking.is_empty() { ExitCode::Ok } else { ExitCode::Failed })
}

fn rows(run: &Path, impact: &mut Impact<'_>) -> anyhow::Result<Rows> {
    let mut found = Rows::default();
    for row in store::open(run)?.trajectories()? {
        let row = match row {
            Ok(row) => row,
            Err(StoreError::Row(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        found.rows += 1;
        let struck = impact.of(row.steps.iter().map(|step| (&step.tool, &step.arguments)));
        found.struck.count(format!("row {}", row.index), struck);
    }
    Ok(found)
}

fn tasks(suite: &str, impact: &mut Impact<'_>) -> anyhow::Result<Tasks> {
    let suite = Suite::read(suite)?;
    let mut found = Tasks::default();
    for task in &suite.tasks {
        found.tasks += 1;
        let calls: Vec<(ToolRef, _)> =
            task.reference.iter().map(|call| (ToolRef::new(&call.server, &call.tool), &call.arguments)).collect();
        found.struck.count(task.id.clone(), impact.of(calls.iter().map(|(tool, arguments)| (tool, *arguments))));
    }
    Ok(found)
}

fn text(detected: &Detected, old: usize, new: usize) -> String {
    let mut text = format!("{} before, {} after\n", counted(old as u64, "tool"), counted(new as u64, "tool"));
    if !detected.operators.is_empty() {
        let verb = if detected.operators.len() == 1 { "explains" } else { "explain" };
        text.push_str(&format!("{} {verb} the difference:\n", counted(detected.operators.len() as u64, "operator")));
    }
    for operator in &detected.operators {
        text.push_str(&format!("  {} {}\n", operator.name(), cut(&told(operator))));
    }
    let mut left: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for unexplained in &detected.unexplained {
        left.entry(&unexplained.what).or_default().push(unexplained.tool.to_string());
    }
    if !left.is_empty() {
        text.push_str("no operator explains:\n");
    }
    for (what, tools) in left {
        let of = if tools.len() == 1 { tools[0].clone() } else { format!("{} tools, first {}", tools.len(), tools[0]) };
        text.push_str(&format!("  {}: {}\n", clean(&of), cut(what)));
    }
    match detected.breaking.as_slice() {
        [] => text.push_str("nothing breaks clients\n"),
        breaking => {
            let verb = if breaking.len() == 1 { "breaks" } else { "break" };
            text.push_str(&format!("{} {verb} clients:\n", counted(breaking.len() as u64, "difference")));
            for Breaking { tool, why } in breaking {
                text.push_str(&format!("  {}: {}\n", clean(&tool.to_string()), clean(why)));
            }
        }
    }
    text
}

/// What an operator did, as fields; of tools that came, their names alone.
fn told(operator: &Operator) -> String {
    let names = |tools: &Option<Vec<Tool>>| {
        let names = tools.iter().flatten().map(|tool| tool.reference().to_string());
        names.collect::<Vec<_>>().join(", ")
    };
    let of = |tool: &Option<ToolRef>| tool.as_ref().map(ToString::to_string).unwrap_or_default();
    match operator {
        Operator::Distractors(added) => names(&added.tools),
        Operator::NearDuplicates(added) => format!("{} of {}", names(&added.copies), of(&added.tool)),
        other => {
            let mut value = serde_json::to_value(other).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                ["operator", "manner"].iter().for_each(|key| {
                    fields.shift_remove(*key);
                });
                fields.retain(|_, value| !value.is_null());
                for value in fields.values_mut() {
                    // A tool as it is named everywhere else.
                    if let Ok(tool) = serde_json::from_value::<ToolRef>(value.clone()) {
                        *value = tool.to_string().into();
                    }
                }
            }
            value.to_string()
        }
    }
}

/// A text of servers on one line that is not too long.
fn cut(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}
