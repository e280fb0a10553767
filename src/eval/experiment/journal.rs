//! The trials of an experiment in a folder: `experiment.json` says what is tried, `trials.jsonl` has a line for every attempt,
//! only ever appended to. A last line that was torn by a crash is no trial.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::journal::JournalError;
use crate::drift::experiment::{Plan, Trial};
use crate::model::Digest;

const ABOUT: &str = "experiment.json";
const TRIALS: &str = "trials.jsonl";
/// The version of the folder's files.
const VERSION: u32 = 1;

/// An attempt that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The place of its cell in the plan.
    pub cell: usize,
    pub task: String,
    pub trial: u32,
    /// None where the task's tools have no place for the operator.
    pub told: Option<Trial>,
}

/// What is tried: an experiment goes on only as what it was begun as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    version: u32,
    mcplab: String,
    plan: Plan,
    suite_digest: Digest,
}

/// A folder that trials are written to.
pub struct ExperimentJournal {
    path: PathBuf,
    file: File,
}

impl ExperimentJournal {
    /// Begins an experiment in a folder, or goes on with it and gives what was recorded.
    pub fn open(
        dir: &Path,
        plan: &Plan,
        suite_digest: Digest,
        resume: bool,
    ) -> Result<(Self, Vec<Made>), JournalError> {
        let mcplab = env!("CARGO_PKG_VERSION").to_owned();
        let about = About { version: VERSION, mcplab, plan: plan.clone(), suite_digest };
        let (kept, path) = (dir.join(ABOUT), dir.join(TRIALS));
        if resume {
            let before = read_about(dir)?;
            let shown = |about: &About| serde_json::to_string(&about.plan).unwrap_or_default();
            let differs = |field, kept: String, found: String| {
                Err(JournalError::Differs { folder: dir.to_owned(), field, kept, found })
            };
            if before.plan != about.plan {
                return differs("the plan", shown(&before), shown(&about));
            }
            if before.suite_digest != suite_digest {
                return differs("the suite", before.suite_digest.to_string(), suite_digest.to_string());
            }
            if before.mcplab != about.mcplab {
                return differs("mcplab", before.mcplab, about.mcplab);
            }
        } else {
            let there = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
            if there {
                return Err(JournalError::Occupied(dir.to_owned()));
            }
            let io = |what, path: &Path, source| JournalError::Io { what, path: path.to_owned(), source };
            fs::create_dir_all(dir).map_err(|source| io("create", dir, source))?;
            let text = serde_json::to_string_pretty(&about)? + "\n";
            fs::write(&kept, text).map_err(|source| io("write", &kept, source))?;
        }
        let (recorded, whole) = if resume { read(&path)? } else { (Vec::new(), 0) };
        let io = |source| JournalError::Io { what: "open", path: path.clone(), source };
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
        file.set_len(whole).map_err(io)?;
        Ok((Self { path, file }, recorded))
    }

    pub fn add(&mut self, recorded: &Made) -> Result<(), JournalError> {
        let line = serde_json::to_string(recorded)? + "\n";
        let io = |source| JournalError::Io { what: "write", path: self.path.clone(), source };
        self.file.write_all(line.as_bytes()).map_err(io)
    }
}

/// The plan of an experiment and all that was recorded of it.
pub fn read_trials(dir: &Path) -> Result<(Plan, Vec<Made>), JournalError> {
    let about = read_about(dir)?;
    Ok((about.plan, read(&dir.join(TRIALS))?.0))
}

fn read_about(dir: &Path) -> Result<About, JournalError> {
    let path = dir.join(ABOUT);
    let text =
        fs::read_to_string(&path).map_err(|source| JournalError::Io { what: "read", path: path.clone(), source })?;
    let corrupt = |error: serde_json::Error| JournalError::Corrupt {
        path: path.clone(),
        line: error.line(),
        reason: error.to_string(),
    };
    serde_json::from_str(&text).map_err(corrupt)
}

/// What was recorded, and how many bytes of it are whole lines.
fn read(path: &Path) -> Result<(Vec<Made>, u64), JournalError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(JournalError::Io { what: "read", path: path.to_owned(), source }),
    };
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let parse = |(at, line): (usize, &str)| {
        let corrupt = |error: serde_json::Error| JournalError::Corrupt {
            path: path.to_owned(),
            line: at + 1,
            reason: error.to_string(),
        };
        serde_json::from_str(line).map_err(corrupt)
    };
    let recorded: Vec<Made> = text[..whole].lines().enumerate().map(parse).collect::<Result<_, _>>()?;
    Ok((recorded, whole as u64))
}
