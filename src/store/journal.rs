//! The journal: what happened in a run, one JSON object a line, only ever appended to.
//!
//! Its last line may be torn by a crash and is then no event. A broken line anywhere else means
//! that somebody wrote into the file, and is an error that names the line.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Entry, Format, StoreError};
use crate::model::Digest;

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The first line. `at` is the wall clock as the caller gave it, here and below.
    Start {
        format: Format,
        at: String,
    },
    /// The run went on after having been cut off; `next` is the index it went on with.
    Resume {
        at: String,
        next: u64,
    },
    Row(Recorded),
    /// A shard is complete and on disk.
    Shard {
        number: u32,
        rows: u32,
        digest: Digest,
    },
    Finish {
        at: String,
    },
}

/// A finished index and how much it appended to the files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub entry: Entry,
    /// Bytes of its line in the part file; 0 when nothing was kept.
    #[serde(default)]
    pub part: u64,
    /// Bytes of its line in the fine-tuning file; 0 when it has none.
    #[serde(default)]
    pub sft: u64,
}

/// The events of a journal with the place where each ends.
pub struct Events {
    path: PathBuf,
    lines: BufReader<File>,
    line: Vec<u8>,
    number: u64,
    at: u64,
    end: u64,
}

impl Event {
    pub(super) fn line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("an event is plain JSON");
        line.push('\n');
        line
    }
}

impl Events {
    /// The events of a journal; none if there is no such file.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, StoreError> {
        match File::open(path) {
            Ok(file) => Ok(Some(Self {
                path: path.to_owned(),
                lines: BufReader::new(file),
                line: Vec::new(),
                number: 0,
                at: 0,
                end: u64::MAX,
            })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("read", path)(error)),
        }
    }

    /// Stops at a byte: what is appended later is not read.
    pub(super) fn until(mut self, end: u64) -> Self {
        self.end = end;
        self
    }

    /// Where the next event starts.
    pub(super) fn position(&self) -> u64 {
        self.at
    }

    fn read(&mut self) -> Result<Option<Event>, StoreError> {
        if self.at >= self.end {
            return Ok(None);
        }
        self.line.clear();
        self.lines.read_until(b'\n', &mut self.line).map_err(StoreError::io("read", &self.path))?;
        if self.line.last() != Some(&b'\n') {
            return Ok(None);
        }
        self.number += 1;
        let event = serde_json::from_slice(&self.line).map_err(|error| self.corrupt(error.to_string()))?;
        self.check(&event)?;
        self.at += self.line.len() as u64;
        Ok(Some(event))
    }

    fn check(&self, event: &Event) -> Result<(), StoreError> {
        match event {
            Event::Start { format, .. } if !format.is_known() => {
                Err(StoreError::Newer { path: self.path.clone(), found: *format })
            }
            Event::Start { .. } if self.number > 1 => Err(self.corrupt("a second start".to_owned())),
            Event::Start { .. } => Ok(()),
            _ if self.number == 1 => Err(self.corrupt("the journal does not begin with a start".to_owned())),
            _ => Ok(()),
        }
    }

    fn corrupt(&self, reason: String) -> StoreError {
        StoreError::Corrupt { path: self.path.clone(), line: self.number, reason }
    }
}

impl Iterator for Events {
    type Item = Result<Event, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let event = self.read();
        if event.is_err() {
            // Nothing after a broken line can be trusted.
            self.end = 0;
        }
        event.transpose()
    }
}

/// The finished indices of a journal, in order, read as they are asked for.
pub struct Entries(Option<Events>);

impl Entries {
    pub(super) fn of(events: Option<Events>) -> Self {
        Self(events)
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.as_mut()?.find_map(|event| match event {
            Ok(Event::Row(recorded)) => Some(Ok(recorded.entry)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        })
    }
}
