//! The record folder: one file an exchange, named by the digest of what was asked.
//!
//! `ab/abcdef....json` holds the format, the model, the request and the reply, and no address, key or clock, so that a
//! folder can be committed and shared. A file is there as a whole or not at all, and the first one written stays:
//! whoever asks later, in this process or another, gets the same answer.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Api, Reply, Request};
use crate::model::Digest;

/// The version of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordFormat(pub u32);

/// One exchange, as it stands in its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub format: RecordFormat,
    pub api: Api,
    pub model: String,
    pub request: Request,
    pub reply: Reply,
}

/// A folder of exchanges with one model.
#[derive(Clone, Debug)]
pub struct RecordFolder {
    root: PathBuf,
    api: Api,
    model: String,
}

/// A recording that cannot be used or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("{action} the recording {}: {reason}", path.display())]
    Io { action: &'static str, path: PathBuf, reason: String },
    #[error("read the recording {}: {reason} (hint: delete the file to ask the model again)", path.display())]
    Corrupt { path: PathBuf, reason: String },
    #[error("read the recording {}: it has format {found}, and this mcplab knows format {} (hint: use a newer mcplab)", path.display(), RecordFormat::CURRENT)]
    Newer { path: PathBuf, found: RecordFormat },
}

impl RecordFormat {
    /// What this program reads and writes.
    pub const CURRENT: Self = Self(1);
}

impl RecordFolder {
    pub fn new(root: impl Into<PathBuf>, api: Api, model: impl Into<String>) -> Self {
        Self { root: root.into(), api, model: model.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The address of a request: the digest of all that an answer depends on, but for where the model is served.
    pub fn key(&self, request: &Request) -> Digest {
        Digest::of_json(&json!({"api": self.api, "model": self.model, "request": request}))
    }

    pub fn path(&self, key: &Digest) -> PathBuf {
        let name = key.to_string();
        self.root.join(&name[..2]).join(format!("{name}.json"))
    }

    /// The reply to a request, if it was recorded.
    pub fn read(&self, request: &Request) -> Result<Option<Reply>, RecordError> {
        let path = self.path(&self.key(request));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_error("read", &path, &error)),
        };
        let corrupt = |reason: String| RecordError::Corrupt { path: path.clone(), reason };
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| corrupt(error.to_string()))?;
        if let Some(found) = value["format"].as_u64().filter(|found| *found > u64::from(RecordFormat::CURRENT.0)) {
            let found = RecordFormat(u32::try_from(found).unwrap_or(u32::MAX));
            return Err(RecordError::Newer { path, found });
        }
        let exchange: Exchange = serde_json::from_value(value).map_err(|error| corrupt(error.to_string()))?;
        if exchange.request != as_written(request).map_err(corrupt)?
            || exchange.model != self.model
            || exchange.api != self.api
        {
            return Err(corrupt("it holds the answer to something else".to_owned()));
        }
        Ok(Some(exchange.reply))
    }

    /// Keeps a reply and returns the one that is kept, as a replay reads it. It is another if somebody was faster.
    pub fn write(&self, request: &Request, reply: &Reply) -> Result<Reply, RecordError> {
        let path = self.path(&self.key(request));
        let exchange = Exchange {
            format: RecordFormat::CURRENT,
            api: self.api,
            model: self.model.clone(),
            request: request.clone(),
            reply: reply.clone(),
        };
        let mut text = serde_json::to_string_pretty(&exchange)
            .map_err(|error| RecordError::Corrupt { path: path.clone(), reason: error.to_string() })?;
        text.push('\n');
        place(&path, text.as_bytes()).map_err(|error| io_error("write", &path, &error))?;
        // Whoever asks first must see exactly what a replay sees.
        Ok(self.read(request)?.unwrap_or_else(|| reply.clone()))
    }
}

impl fmt::Display for RecordFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Puts a whole file there at once, unless one is there.
fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Other processes and threads may write the same exchange.
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_extension(format!("{}-{number}.tmp", process::id()));
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // Unlike a rename, a link never replaces what is there.
        match fs::hard_link(&temporary, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // Not every file system has links.
            Err(_) => fs::rename(&temporary, path),
            linked => linked,
        }
    };
    let placed = write();
    // It is gone after a rename, and a left-over harms nobody.
    let _ = fs::remove_file(&temporary);
    placed
}

/// A request as it comes back from a file: reading a number may change its last bit.
fn as_written(request: &Request) -> Result<Request, String> {
    let text = serde_json::to_string(request).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn io_error(action: &'static str, path: &Path, error: &io::Error) -> RecordError {
    RecordError::Io { action, path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::{Finish, Message};

    fn reply(text: &str) -> Reply {
        Reply { text: text.to_owned(), tool_calls: Vec::new(), usage: None, finish: Finish::Stop }
    }

    #[test]
    fn the_first_answer_stays_and_nothing_else_lies_around() {
        let folder = tempfile::tempdir().unwrap();
        let records = RecordFolder::new(folder.path(), Api::OpenAi, "small");
        let request = Request::new([Message::user("hi")]);
        assert_eq!(records.read(&request).unwrap(), None);
        assert_eq!(records.write(&request, &reply("one")).unwrap().text, "one");
        assert_eq!(records.write(&request, &reply("two")).unwrap().text, "one");
        assert_eq!(records.read(&request).unwrap().unwrap().text, "one");
        let path = records.path(&records.key(&request));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn broken_newer_and_exchanged_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let records = RecordFolder::new(folder.path(), Api::OpenAi, "small");
        let (request, other) = (Request::new([Message::user("hi")]), Request::new([Message::user("bye")]));
        records.write(&request, &reply("one")).unwrap();
        let (path, there) = (records.path(&records.key(&request)), records.path(&records.key(&other)));
        fs::create_dir_all(there.parent().unwrap()).unwrap();
        fs::copy(&path, &there).unwrap();
        assert!(records.read(&other).unwrap_err().to_string().contains("something else"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
        assert!(matches!(records.read(&request), Err(RecordError::Newer { found: RecordFormat(2), .. })));
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        let error = records.read(&request).unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()), "{error}");
    }

    /// Recordings are found again by this digest, also by a later version of this program.
    #[test]
    fn the_address_of_a_request_does_not_change() {
        let records = RecordFolder::new("models", Api::Anthropic, "small");
        let request =
            Request::new([Message::system("be brief"), Message::user("hi")]).with_seed(7).with_temperature(0.5);
        let text = r#"{"api":"anthropic","model":"small","request":{"messages":[{"content":"be brief","role":"system"},{"content":"hi","role":"user"}],"seed":7,"temperature":0.5}}"#;
        assert_eq!(records.key(&request), Digest::of_bytes(text.as_bytes()));
    }
}
