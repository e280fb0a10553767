//! Files of others, record by record: JSON lines and Parquet are streamed, everything else is one text.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::conversation::Conversation;
use super::format::ForeignFormat;
use super::unreadable::Unreadable;
use crate::model::Trajectory;
use crate::store::{StoreError, TextRows};

/// A format that can be imported: one of others, or our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Foreign(ForeignFormat),
    /// What `mcplab export --to mcplab` writes.
    Mcplab,
}

/// What a record holds.
pub enum Record {
    Foreign(Conversation),
    Own(Box<Trajectory>),
}

/// A file that cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("read {}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("read {}: it is of no format that is known here (hint: name one with --from: {})", path.display(), Format::names())]
    Unknown { path: PathBuf },
    #[error("read {}: it is packed; if it is a log of Inspect, write it as JSON first: inspect log convert {} --to json --output-dir FOLDER", path.display(), path.display())]
    Packed { path: PathBuf },
    #[error(transparent)]
    Parquet(#[from] StoreError),
}

/// What a ZIP file begins with.
const PACKED: &[u8] = b"PK\x03\x04";

/// What is done with each record; false ends the reading.
pub type Take<'t> = &'t mut dyn FnMut(Format, Result<Record, Unreadable>) -> bool;

impl Format {
    pub fn named(name: &str) -> Option<Self> {
        if name == "mcplab" { Some(Self::Mcplab) } else { ForeignFormat::named(name).map(Self::Foreign) }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Foreign(format) => format.name(),
            Self::Mcplab => "mcplab",
        }
    }

    /// All names with what they are.
    pub fn all() -> Vec<(&'static str, &'static str)> {
        let own = ("mcplab", "whole trajectories, as `mcplab export --to mcplab` writes them");
        ForeignFormat::ALL.iter().map(|format| (format.name(), format.description())).chain([own]).collect()
    }

    fn names() -> String {
        Self::all().into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    }

    fn guess(record: &Value) -> Option<Self> {
        match record.get("trajectory") {
            Some(_) => Some(Self::Mcplab),
            None => ForeignFormat::guess(record).map(Self::Foreign),
        }
    }

    /// Whether a file of the format can be read line by line.
    fn is_of_lines(self) -> bool {
        !matches!(self, Self::Foreign(ForeignFormat::McpLog | ForeignFormat::Tau2))
    }

    fn read(self, record: &Value) -> Vec<Result<Record, Unreadable>> {
        match self {
            Self::Foreign(format) => format.read(record).into_iter().map(|read| read.map(Record::Foreign)).collect(),
            Self::Mcplab => {
                // Text, or an object from whoever has decoded it.
                let own = record.get("trajectory").unwrap_or(record);
                let read = match own.as_str() {
                    Some(text) => serde_json::from_str(text),
                    None => serde_json::from_value(own.clone()),
                };
                vec![read.map(|row| Record::Own(Box::new(row))).map_err(|error| not_json("trajectory", &error))]
            }
        }
    }
}

/// Reads a file, in the format that is named or the one it looks like. Says which it was.
pub fn read_file(path: &Path, format: Option<Format>, take: Take<'_>) -> Result<Format, ImportError> {
    let unknown = || ImportError::Unknown { path: path.to_owned() };
    if path.extension().is_some_and(|end| end == "parquet") {
        let mut rows = TextRows::open(path)?.peekable();
        let first = rows.peek().and_then(|row| row.as_ref().ok());
        let format = format.or_else(|| Format::guess(first?)).ok_or_else(unknown)?;
        for (at, row) in rows.enumerate() {
            if !all(format, format.read(&row?), &format!("row {at}"), take) {
                break;
            }
        }
        return Ok(format);
    }
    let io = |source| ImportError::Io { path: path.to_owned(), source };
    let mut lines = open(path).map_err(io)?;
    if lines.fill_buf().map_err(io)?.starts_with(PACKED) {
        return Err(ImportError::Packed { path: path.to_owned() });
    }
    let mut first = String::new();
    while first.trim().is_empty() && lines.read_line(&mut first).map_err(io)? > 0 {}
    let record: Option<Value> = serde_json::from_str(&first).ok().filter(Value::is_object);
    let named = format.or_else(|| Format::guess(record.as_ref()?));
    match named.filter(|format| format.is_of_lines() && record.is_some()) {
        Some(format) => {
            let mut text = first;
            let mut number = 1;
            loop {
                let goes_on = text.trim().is_empty()
                    || match serde_json::from_str(&text) {
                        Ok(record) => all(format, format.read(&record), &format!("line {number}"), take),
                        Err(error) => take(format, Err(not_json(&format!("line {number}"), &error))),
                    };
                text.clear();
                if !goes_on || lines.read_line(&mut text).map_err(io)? == 0 {
                    return Ok(format);
                }
                number += 1;
            }
        }
        None => {
            let mut text = first;
            lines.read_to_string(&mut text).map_err(io)?;
            let format = named.or_else(|| ForeignFormat::guess_file(&text).map(Format::Foreign)).ok_or_else(unknown)?;
            let records = match format {
                Format::Foreign(format) => {
                    format.read_all(&text).into_iter().map(|read| read.map(Record::Foreign)).collect()
                }
                Format::Mcplab => match serde_json::from_str(&text) {
                    Ok(record) => format.read(&record),
                    Err(error) => vec![Err(not_json("the file", &error))],
                },
            };
            all(format, records, "", take);
            Ok(format)
        }
    }
}

fn all(format: Format, records: Vec<Result<Record, Unreadable>>, place: &str, take: Take<'_>) -> bool {
    records.into_iter().all(|record| take(format, record.map_err(|fault| fault.within(place))))
}

fn not_json(place: &str, error: &serde_json::Error) -> Unreadable {
    Unreadable::NotJson { place: place.to_owned(), fault: error.to_string(), wanted: "one JSON value" }
}

/// A file's text, unpacked where it is gzipped.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    Ok(match path.extension().is_some_and(|end| end == "gz") {
        true => Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(file))),
        false => Box::new(BufReader::with_capacity(1 << 18, file)),
    })
}
