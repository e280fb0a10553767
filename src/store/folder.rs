//! The names of a run's files, and how single files are put there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// What decides the run.
pub const MANIFEST: &str = "manifest.json";
/// What happened.
pub const JOURNAL: &str = "journal.jsonl";
/// The fine-tuning file.
pub const SFT: &str = "sft.jsonl";
/// The data card.
pub const CARD: &str = "README.md";

/// A run's directory.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    /// Makes the directory, or takes one that is there and empty.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        check_free(dir)?;
        fs::create_dir_all(dir).map_err(StoreError::io("create the run directory", dir))?;
        Ok(Self::new(dir))
    }

    pub fn dir(&self) -> &Path {
        &self.0
    }

    pub fn manifest(&self) -> PathBuf {
        self.0.join(MANIFEST)
    }

    pub fn journal(&self) -> PathBuf {
        self.0.join(JOURNAL)
    }

    pub fn sft(&self) -> PathBuf {
        self.0.join(SFT)
    }

    /// A finished shard.
    pub fn shard(&self, number: u32) -> PathBuf {
        self.0.join(shard_name(number))
    }

    /// A shard that is being written; nobody reads it.
    pub fn unfinished_shard(&self, number: u32) -> PathBuf {
        self.0.join(format!("{}.tmp", shard_name(number)))
    }

    /// The rows of a shard that is being written, safe against a crash.
    pub fn part(&self, number: u32) -> PathBuf {
        self.0.join(format!("trajectories-{number:05}.part.jsonl"))
    }

    /// Removes what a crash left of shards: all but the first `shards` complete ones and the part
    /// file of the next.
    pub fn clear_after(&self, shards: u32) -> Result<(), StoreError> {
        let kept: Vec<PathBuf> = (0..shards).map(|number| self.shard(number)).chain([self.part(shards)]).collect();
        let files = fs::read_dir(&self.0).map_err(StoreError::io("read", &self.0))?;
        for file in files {
            let path = file.map_err(StoreError::io("read", &self.0))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("trajectories-") && !kept.contains(&path) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Puts a whole file there at once: a reader sees the old one or the new one.
    pub fn place(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let (path, temporary) = (self.0.join(name), self.0.join(format!("{name}.tmp")));
        let write = || {
            let mut file = File::create(&temporary)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
        };
        write().map_err(StoreError::io("write", &path))
    }

    /// Opens the journal for appending and keeps other processes out for as long as it is open.
    pub fn lock_journal(&self, new: bool) -> Result<File, StoreError> {
        let path = self.journal();
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).create_new(new);
        let file = options.open(&path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => StoreError::Occupied(self.0.clone()),
            _ => StoreError::io("open", &path)(error),
        })?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(self.0.clone())),
            // File systems without locks (some network mounts) are used without one.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
            Err(TryLockError::Error(error)) => Err(StoreError::io("lock", &path)(error)),
        }
    }
}

/// Whether a directory can become a new run: it is not there yet, or empty.
pub fn check_free(dir: &Path) -> Result<(), StoreError> {
    match fs::read_dir(dir).map(|mut files| files.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(StoreError::Occupied(dir.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io("use as the run directory", dir)(error)),
    }
}

pub(super) fn shard_name(number: u32) -> String {
    format!("trajectories-{number:05}.parquet")
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Opens a file for appending after cutting it to a length.
pub(super) fn open_cut(path: &Path, length: u64) -> Result<File, StoreError> {
    let open = || {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        file.set_len(length)?;
        Ok(file)
    };
    open().map_err(StoreError::io("open", path))
}
