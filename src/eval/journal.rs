//! The journal of an evaluation: a line for every episode that has ended, only ever appended to.
//!
//! A folder holds `eval.json` (what was run), `episodes.jsonl`, `states.jsonl` (each state document once, by its digest) and
//! `tools.jsonl` (each set of tools once). A last line that was torn by a crash is no episode; a broken line anywhere else is an
//! error. States are written before the episode that names them, so that an episode that is there is whole.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::agent::Spent;
use super::run::Attempted;
use super::view::View;
use crate::model::{Digest, ToolInView, Trajectory};
use crate::score::{Document, Ended, Episode, Opinion, Score, States};

const ABOUT: &str = "eval.json";
const EPISODES: &str = "episodes.jsonl";
const STATES: &str = "states.jsonl";
const TOOLS: &str = "tools.jsonl";
/// The version of the folder's files.
const VERSION: u32 = 1;

/// What was run: an evaluation goes on only as what it was begun as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub version: u32,
    pub mcplab: String,
    /// Its name, or the file that it was read from.
    pub suite: String,
    pub suite_digest: Digest,
    pub agent: String,
    /// Attempts at each task.
    pub k: u32,
    pub seed: u64,
    /// Whether requests were put in other words.
    #[serde(default)]
    pub fuzzy: bool,
    /// Seconds that an attempt might take; as the tasks say, if open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Tasks that were chosen; all if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<String>,
    /// Of the servers behind the tasks and whatever changes them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
}

impl About {
    /// One attempt at all tasks of a suite.
    pub fn new(suite: &str, suite_digest: Digest, agent: &str) -> Self {
        Self {
            version: VERSION,
            mcplab: env!("CARGO_PKG_VERSION").to_owned(),
            suite: suite.to_owned(),
            suite_digest,
            agent: agent.to_owned(),
            k: 1,
            seed: 0,
            fuzzy: false,
            seconds: None,
            tasks: Vec::new(),
            inputs: BTreeMap::new(),
        }
    }
}

/// A finished episode with its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub task: String,
    pub trial: u32,
    pub score: Score,
    pub spent: Spent,
    pub milliseconds: u64,
    /// Why it ended badly, if something broke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
    pub episode: Kept,
}

/// An episode as it is kept: its states and tools by their digests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Without its tools.
    pub trajectory: Trajectory,
    pub tools: Digest,
    pub start: BTreeMap<String, Digest>,
    pub end: BTreeMap<String, Digest>,
    pub answer: String,
    pub now: String,
    pub ended: Ended,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub opinions: BTreeMap<String, Opinion>,
}

/// A folder that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("{what} {}: {source}", path.display())]
    Io { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error("{} holds an evaluation already: name another folder, or go on with --resume", .0.display())]
    Occupied(PathBuf),
    #[error("{} holds no evaluation: there is no eval.json in it", .0.display())]
    NotAnEvaluation(PathBuf),
    #[error("{} was begun as something else: {field} is {found} now and was {kept}", folder.display())]
    Differs { folder: PathBuf, field: &'static str, kept: String, found: String },
    #[error("read {} line {line}: {reason}: somebody wrote into the file", path.display())]
    Corrupt { path: PathBuf, line: usize, reason: String },
    #[error("read {}: a newer mcplab wrote it (version {found}, known here: {VERSION})", path.display())]
    Newer { path: PathBuf, found: u32 },
    #[error("read {}: episode {task} trial {trial} names {what} {digest}, which is not kept", path.display())]
    Missing { path: PathBuf, task: String, trial: u32, what: &'static str, digest: Digest },
    #[error("write an episode: {0}")]
    Json(#[from] serde_json::Error),
}

impl JournalError {
    /// Whether the folder that was named is at fault, and not the machine.
    pub fn is_input(&self) -> bool {
        match self {
            Self::Occupied(_)
            | Self::NotAnEvaluation(_)
            | Self::Differs { .. }
            | Self::Corrupt { .. }
            | Self::Newer { .. }
            | Self::Missing { .. } => true,
            Self::Io { source, .. } => {
                matches!(source.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied)
            }
            Self::Json(_) => false,
        }
    }
}

/// A folder that episodes are written to.
pub struct Journal {
    folder: PathBuf,
    episodes: File,
    states: File,
    tools: File,
    known: HashSet<Digest>,
    views: HashMap<usize, (Arc<View>, Digest)>,
}

impl Journal {
    /// Begins an evaluation in an empty or new folder.
    pub fn create(folder: &Path, about: &About) -> Result<Self, JournalError> {
        fs::create_dir_all(folder).map_err(|source| io("make the folder", folder, source))?;
        let path = folder.join(ABOUT);
        if path.exists() {
            return Err(JournalError::Occupied(folder.to_owned()));
        }
        let text = serde_json::to_string_pretty(about)? + "\n";
        fs::write(&path, text).map_err(|source| io("write", &path, source))?;
        Self::open(folder, HashSet::new())
    }

    /// Goes on with one; gives the episodes that are there.
    pub fn resume(folder: &Path, about: &About) -> Result<(Self, Vec<Entry>), JournalError> {
        let kept = Self::about(folder)?;
        let differs = |field, kept: String, found: String| match kept == found {
            true => Ok(()),
            false => Err(JournalError::Differs { folder: folder.to_owned(), field, kept, found }),
        };
        differs("the suite", kept.suite_digest.to_string(), about.suite_digest.to_string())?;
        differs("the agent", kept.agent.clone(), about.agent.clone())?;
        differs("k", kept.k.to_string(), about.k.to_string())?;
        differs("the seed", kept.seed.to_string(), about.seed.to_string())?;
        differs("fuzzy", kept.fuzzy.to_string(), about.fuzzy.to_string())?;
        let seconds =
            |about: &About| about.seconds.map_or("as the tasks say".to_owned(), |seconds| seconds.to_string());
        differs("the seconds of an attempt", seconds(&kept), seconds(about))?;
        differs("the choice of tasks", kept.tasks.join(" "), about.tasks.join(" "))?;
        for name in [EPISODES, STATES, TOOLS] {
            cut_torn_line(&folder.join(name))?;
        }
        let entries = lines(&folder.join(EPISODES))?;
        let states: Vec<StateLine> = lines(&folder.join(STATES))?;
        let tools: Vec<ToolsLine> = lines(&folder.join(TOOLS))?;
        let known = states.into_iter().map(|line| line.digest).chain(tools.into_iter().map(|line| line.digest));
        Ok((Self::open(folder, known.collect())?, entries))
    }

    fn open(folder: &Path, known: HashSet<Digest>) -> Result<Self, JournalError> {
        let append = |name: &str| {
            let path = folder.join(name);
            let opened = OpenOptions::new().create(true).append(true).open(&path);
            opened.map_err(|source| io("open", &path, source))
        };
        Ok(Self {
            folder: folder.to_owned(),
            episodes: append(EPISODES)?,
            states: append(STATES)?,
            tools: append(TOOLS)?,
            known,
            views: HashMap::new(),
        })
    }

    /// What a folder's evaluation was begun as.
    pub fn about(folder: &Path) -> Result<About, JournalError> {
        let path = folder.join(ABOUT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(JournalError::NotAnEvaluation(folder.to_owned()));
            }
            Err(source) => return Err(io("read", &path, source)),
        };
        let corrupt = |reason: String| JournalError::Corrupt { path: path.clone(), line: 1, reason };
        let value: Value = serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))?;
        let version = value.get("version").and_then(Value::as_u64).and_then(|found| u32::try_from(found).ok());
        match version {
            Some(found) if found > VERSION => Err(JournalError::Newer { path, found }),
            _ => serde_json::from_value(value).map_err(|error| corrupt(error.to_string())),
        }
    }

    /// Keeps an episode.
    pub fn add(&mut self, attempted: Attempted) -> Result<(), JournalError> {
        let Attempted { task, trial, episode, view, score, spent, milliseconds, broken, seen: _ } = attempted;
        let Episode { trajectory, start, end, answer, now, ended, opinions } = episode;
        let start = self.keep_states(&start)?;
        let end = self.keep_states(&end)?;
        let tools = self.keep_view(&view)?;
        let episode = Kept { trajectory, tools, start, end, answer, now, ended, opinions };
        let entry = Entry { task: task.id.clone(), trial, score, spent, milliseconds, broken, episode };
        let path = self.folder.join(EPISODES);
        let line = serde_json::to_string(&entry)? + "\n";
        self.episodes.write_all(line.as_bytes()).map_err(|source| io("write to", &path, source))
    }

    fn keep_states(&mut self, states: &States) -> Result<BTreeMap<String, Digest>, JournalError> {
        let mut kept = BTreeMap::new();
        for (server, state) in states {
            let digest = state.digest();
            if self.known.insert(digest) {
                let line = format!("{{\"digest\":\"{digest}\",\"state\":{}}}\n", state.text());
                let path = self.folder.join(STATES);
                self.states.write_all(line.as_bytes()).map_err(|source| io("write to", &path, source))?;
            }
            kept.insert(server.clone(), digest);
        }
        Ok(kept)
    }

    fn keep_view(&mut self, view: &Arc<View>) -> Result<Digest, JournalError> {
        let place = Arc::as_ptr(view) as usize;
        if let Some((_, digest)) = self.views.get(&place) {
            return Ok(*digest);
        }
        let text = serde_json::to_string(&view.tools)?;
        let digest = Digest::of_bytes(text.as_bytes());
        if self.known.insert(digest) {
            let path = self.folder.join(TOOLS);
            let line = format!("{{\"digest\":\"{digest}\",\"tools\":{text}}}\n");
            self.tools.write_all(line.as_bytes()).map_err(|source| io("write to", &path, source))?;
        }
        self.views.insert(place, (Arc::clone(view), digest));
        Ok(digest)
    }
}

#[derive(Deserialize)]
struct StateLine {
    digest: Digest,
    state: Box<RawValue>,
}

#[derive(Deserialize)]
struct ToolsLine {
    digest: Digest,
    #[serde(default)]
    tools: Vec<ToolInView>,
}

/// A whole evaluation, read back.
pub struct Stored {
    pub about: About,
    pub entries: Vec<Entry>,
    states: HashMap<Digest, Document>,
    tools: HashMap<Digest, Vec<ToolInView>>,
    folder: PathBuf,
}

impl Stored {
    pub fn read(folder: &Path) -> Result<Self, JournalError> {
        let about = Journal::about(folder)?;
        let states: Vec<StateLine> = lines(&folder.join(STATES))?;
        let tools: Vec<ToolsLine> = lines(&folder.join(TOOLS))?;
        Ok(Self {
            about,
            entries: lines(&folder.join(EPISODES))?,
            states: states.into_iter().map(|line| (line.digest, Document::from(line.state))).collect(),
            tools: tools.into_iter().map(|line| (line.digest, line.tools)).collect(),
            folder: folder.to_owned(),
        })
    }

    /// An episode as scoring wants it.
    pub fn episode(&self, entry: &Entry) -> Result<Episode, JournalError> {
        let missing = |what, digest: Digest| JournalError::Missing {
            path: self.folder.join(EPISODES),
            task: entry.task.clone(),
            trial: entry.trial,
            what,
            digest,
        };
        let states = |kept: &BTreeMap<String, Digest>| -> Result<States, JournalError> {
            let found = |(server, digest): (&String, &Digest)| match self.states.get(digest) {
                Some(state) => Ok((server.clone(), state.clone())),
                None => Err(missing("the state", *digest)),
            };
            kept.iter().map(found).collect()
        };
        let kept = &entry.episode;
        Ok(Episode {
            trajectory: kept.trajectory.clone(),
            start: states(&kept.start)?,
            end: states(&kept.end)?,
            answer: kept.answer.clone(),
            now: kept.now.clone(),
            ended: kept.ended,
            opinions: kept.opinions.clone(),
        })
    }

    /// The trajectory of an episode with its tools.
    pub fn trajectory(&self, entry: &Entry) -> Result<Trajectory, JournalError> {
        let tools = self.tools.get(&entry.episode.tools).ok_or_else(|| JournalError::Missing {
            path: self.folder.join(EPISODES),
            task: entry.task.clone(),
            trial: entry.trial,
            what: "the tools",
            digest: entry.episode.tools,
        })?;
        Ok(Trajectory { tools: tools.clone(), ..entry.episode.trajectory.clone() })
    }
}

fn io(what: &'static str, path: &Path, source: std::io::Error) -> JournalError {
    JournalError::Io { what, path: path.to_owned(), source }
}

/// The lines of a file; none where there is no file. A torn last line is passed over.
fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, JournalError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(io("read", path, source)),
    };
    let mut reader = BufReader::new(file);
    let (mut found, mut line, mut number) = (Vec::new(), Vec::new(), 0);
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|source| io("read", path, source))?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(found);
        }
        number += 1;
        let parsed = serde_json::from_slice(&line);
        let corrupt = |error: serde_json::Error| JournalError::Corrupt {
            path: path.to_owned(),
            line: number,
            reason: error.to_string(),
        };
        found.push(parsed.map_err(corrupt)?);
    }
}

/// Cuts off what a crash has left of a line.
fn cut_torn_line(path: &Path) -> Result<(), JournalError> {
    let cut = || -> std::io::Result<()> {
        let mut file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let length = file.seek(SeekFrom::End(0))?;
        // From the end back to the last end of a line, block by block.
        const BLOCK: u64 = 1 << 16;
        let mut end = length;
        while end > 0 {
            let start = end.saturating_sub(BLOCK);
            file.seek(SeekFrom::Start(start))?;
            let mut block = Vec::new();
            (&mut file).take(end - start).read_to_end(&mut block)?;
            if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
                return file.set_len(start + at as u64 + 1);
            }
            end = start;
        }
        file.set_len(0)
    };
    cut().map_err(|source| io("mend", path, source))
}
