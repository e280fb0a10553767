//! Suites: tasks in a file, and the lock that says which of them were audited.
//!
//! A suite is a JSON document `{"name", "tasks": [..]}`, JSON lines with a task each, or TOML with `[[tasks]]`. Beside `NAME.jsonl`
//! stands `NAME.lock.json`. A task whose lock is missing, or that was changed since, is not audited.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::Digest;
use crate::score::{Audit, Task, TaskError, Verdict};

/// The suites that come with mcplab, with their locks.
const BUILT_IN: [(&str, &str, &str); 2] = [
    (
        "core",
        include_str!("../../benchmarks/suites/core.jsonl"),
        include_str!("../../benchmarks/suites/core.lock.json"),
    ),
    (
        "starter",
        include_str!("../../benchmarks/suites/starter.jsonl"),
        include_str!("../../benchmarks/suites/starter.lock.json"),
    ),
];

/// Tasks with what is known of them.
#[derive(Clone, Debug)]
pub struct Suite {
    pub name: String,
    pub tasks: Vec<Arc<Task>>,
    pub lock: Lock,
}

/// A suite that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    #[error("read {}: {source} (hint: core and starter come with mcplab, others are files)", file.display())]
    Io { file: PathBuf, source: std::io::Error },
    #[error("read {}{place}: {reason}", file.display())]
    Form { file: PathBuf, place: String, reason: String },
    #[error("{}: task {task:?}: {error}", file.display())]
    Task { file: PathBuf, task: String, error: TaskError },
    #[error("{}: two tasks are called {task:?}: rename one", file.display())]
    Twice { file: PathBuf, task: String },
    #[error("{}: there is no task in it", file.display())]
    Empty { file: PathBuf },
}

/// What an audit found, by task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    pub version: u32,
    /// What made it, e.g. `mcplab 0.1.0`.
    pub made_by: String,
    pub tasks: BTreeMap<String, Locked>,
}

/// One task of a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    pub digest: Digest,
    pub verdict: Verdict,
    /// Broken references that failed, of how many.
    pub killed: usize,
    pub mutants: usize,
}

/// The version of locks that is written.
const LOCK_VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    name: Option<String>,
    tasks: Vec<Task>,
}

impl Suite {
    /// Reads a suite: `core`, `starter` for models that are small, or a file with its lock.
    pub fn read(named: &str) -> Result<Self, SuiteError> {
        if let Some((name, tasks, lock)) = BUILT_IN.iter().find(|(name, ..)| *name == named) {
            return Self::parse(&Path::new(name).with_extension("jsonl"), tasks, Some(lock));
        }
        let file = Path::new(named);
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|source| SuiteError::Io { file: path.to_owned(), source })
        };
        let text = read(file)?;
        let lock = lock_of(file);
        let lock = if lock.exists() { Some(read(&lock)?) } else { None };
        Self::parse(file, &text, lock.as_deref())
    }

    fn parse(file: &Path, text: &str, lock: Option<&str>) -> Result<Self, SuiteError> {
        let form = |place: String, reason: String| SuiteError::Form { file: file.to_owned(), place, reason };
        let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let document = match end {
            "toml" => toml::from_str(text).map_err(|error| form(String::new(), error.to_string()))?,
            "jsonl" => {
                let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
                let task = |(at, line): (usize, &str)| {
                    serde_json::from_str(line).map_err(|error| form(format!(" line {}", at + 1), error.to_string()))
                };
                Document { name: None, tasks: lines.map(task).collect::<Result<_, _>>()? }
            }
            _ => serde_json::from_str(text).map_err(|error| form(String::new(), error.to_string()))?,
        };
        let mut seen = BTreeSet::new();
        for task in &document.tasks {
            let (file, name) = (file.to_owned(), task.id.clone());
            if !seen.insert(&task.id) {
                return Err(SuiteError::Twice { file, task: name });
            }
            if let Some(error) = task.problems().into_iter().next() {
                return Err(SuiteError::Task { file, task: name, error });
            }
        }
        if document.tasks.is_empty() {
            return Err(SuiteError::Empty { file: file.to_owned() });
        }
        let lock = match lock {
            Some(text) => serde_json::from_str(text).map_err(|error| SuiteError::Form {
                file: lock_of(file),
                place: String::new(),
                reason: error.to_string(),
            })?,
            None => Lock::default(),
        };
        let tasks = document.tasks.into_iter().map(Arc::new).collect();
        Ok(Self { name: document.name.unwrap_or(stem), tasks, lock })
    }

    /// Tasks that no audit has found sound as they are now.
    pub fn unaudited(&self) -> Vec<&str> {
        let audited = |task: &Task| {
            let locked = self.lock.tasks.get(&task.id);
            locked.is_some_and(|locked| locked.verdict != Verdict::Broken && locked.digest == digest(task))
        };
        self.tasks.iter().filter(|task| !audited(task)).map(|task| task.id.as_str()).collect()
    }

    /// The digest of all tasks as they are.
    pub fn digest(&self) -> Digest {
        let digests: Vec<String> = self.tasks.iter().map(|task| digest(task).to_string()).collect();
        Digest::of_bytes(digests.join("\n").as_bytes())
    }

    /// The tasks, one a line.
    pub fn to_lines(tasks: &[Arc<Task>]) -> Result<String, serde_json::Error> {
        let lines: Result<Vec<String>, _> = tasks.iter().map(|task| serde_json::to_string(task.as_ref())).collect();
        Ok(lines?.into_iter().map(|line| line + "\n").collect())
    }
}

impl Lock {
    /// A lock for audited tasks.
    pub fn of<'t>(audited: impl IntoIterator<Item = (&'t Task, &'t Audit)>) -> Self {
        let locked = |(task, audit): (&Task, &Audit)| {
            let Audit { verdict, killed, mutants, .. } = *audit;
            (task.id.clone(), Locked { digest: digest(task), verdict, killed, mutants })
        };
        let made_by = format!("mcplab {}", env!("CARGO_PKG_VERSION"));
        Self { version: LOCK_VERSION, made_by, tasks: audited.into_iter().map(locked).collect() }
    }
}

/// The lock that stands beside a suite.
pub fn lock_of(file: &Path) -> PathBuf {
    file.with_extension("lock.json")
}

/// The digest of a task as it is.
pub fn digest(task: &Task) -> Digest {
    Digest::of_bytes(serde_json::to_string(task).unwrap_or_default().as_bytes())
}
