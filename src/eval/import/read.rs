//! A whole file to tasks.

use serde_json::Value;
use thiserror::Error;

use super::format::TaskFormat;
use super::lost::Lost;
use super::{bfcl, live_mcp_bench, mcp_bench, tau2};
use crate::score::{Task, TaskError};

/// A task with what its source says beyond it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedTask {
    /// It has no problems.
    pub task: Task,
    pub lost: Vec<Lost>,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedTasks {
    pub tasks: Vec<ImportedTask>,
    /// Records of which no sound task can be made.
    pub refused: Vec<NotImported>,
}

/// Why a record is no task.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotImported {
    #[error("{place}: {fault}")]
    Form { place: String, fault: String },
    #[error("task {id} has no answer: give the questions and the possible answers in one text, one behind the other")]
    NoAnswer { id: String },
    #[error("task {id}: {fault}")]
    Call { id: String, fault: String },
    #[error("task {id} cannot be judged: {}", listed(problems))]
    Unsound { id: String, problems: Vec<TaskError> },
}

/// A file that cannot be read at all.
#[derive(Debug, Error)]
pub enum TaskImportError {
    #[error("read tasks of {file}: it is no JSON")]
    NotJson { file: String, source: serde_json::Error },
    #[error("read tasks of {file}: {place} is no JSON")]
    BrokenLine { file: String, place: String, source: serde_json::Error },
    #[error("read tasks of {file}: it is of no benchmark that is known here (hint: name one of {})", names())]
    Unknown { file: String },
    #[error("read tasks of {file}: it should be {wanted}")]
    Form { file: String, wanted: &'static str },
}

fn listed(problems: &[TaskError]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn names() -> String {
    TaskFormat::ALL.map(TaskFormat::name).join(", ")
}

/// Reads the tasks of a file, in the format that is named or the one that it looks like.
pub fn read_tasks(format: Option<TaskFormat>, text: &str, file: &str) -> Result<ImportedTasks, TaskImportError> {
    let records = records(text, file)?;
    let guess = || records.first().and_then(TaskFormat::guess);
    let format = format.or_else(guess).ok_or_else(|| TaskImportError::Unknown { file: file.to_owned() })?;
    let read = match format {
        TaskFormat::Tau2 => tau2::read(&records),
        TaskFormat::Bfcl => Some(bfcl::read(&records)),
        TaskFormat::McpBench => mcp_bench::read(&records),
        TaskFormat::LiveMcpBench => Some(live_mcp_bench::read(&records)),
    };
    let read = read.ok_or_else(|| TaskImportError::Form { file: file.to_owned(), wanted: format.description() })?;
    let mut imported = ImportedTasks::default();
    for task in read {
        match task {
            Ok(task) => imported.tasks.push(task),
            Err(refused) => imported.refused.push(refused),
        }
    }
    Ok(imported)
}

/// The records of a file: the items of a list, the lines of JSON lines, or one object.
fn records(text: &str, file: &str) -> Result<Vec<Value>, TaskImportError> {
    let whole: Result<Value, _> = serde_json::from_str(text);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).peekable();
    let is_record = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|value| value.is_object());
    match whole {
        Ok(Value::Array(items)) => Ok(items),
        Ok(value) => Ok(vec![value]),
        Err(_) if lines.peek().is_some_and(|(_, first)| is_record(first)) => {
            let broken = |at: usize, source| {
                let place = format!("line {}", at + 1);
                TaskImportError::BrokenLine { file: file.to_owned(), place, source }
            };
            lines.map(|(at, line)| serde_json::from_str(line).map_err(|source| broken(at, source))).collect()
        }
        Err(source) => Err(TaskImportError::NotJson { file: file.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_no_tasks_say_what_is_wrong() {
        let fault = |text: &str| read_tasks(None, text, "a.json").unwrap_err().to_string();
        assert_eq!(fault("name,age"), "read tasks of a.json: it is no JSON");
        assert_eq!(fault("{\"ground_truth\": []}\n{"), "read tasks of a.json: line 2 is no JSON");
        assert_eq!(
            fault("{}"),
            "read tasks of a.json: it is of no benchmark that is known here (hint: name one of tau2, bfcl, mcp-bench, \
             live-mcp-bench)"
        );
        assert_eq!(
            read_tasks(Some(TaskFormat::McpBench), "{\"x\": 1}", "a.json").unwrap_err().to_string(),
            "read tasks of a.json: it should be tasks of MCP-Bench, in the form of its runner"
        );
    }
}
