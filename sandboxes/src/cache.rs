//! Compiled code kept between processes.
//!
//! Loading compiled code means running it without any check, so an entry is believed only when nobody but this user
//! can have written it: the directory and the entry must belong to the user and be closed to other writers. A
//! checksum catches damage. Whatever is wrong, the answer is the same: compile again, and say why.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

/// Opens every entry; the last byte is the version of this layout: magic, checksum, code.
const MAGIC: [u8; 8] = *b"mcplabw\x01";

/// Where compiled code is kept. Nothing is touched before the first guest is loaded.
#[derive(Clone, Debug)]
pub struct Cache {
    directory: Option<PathBuf>,
}

/// Why compiled code could not be kept.
#[derive(Debug, Error)]
pub enum CacheProblem {
    #[error("no cache directory is configured")]
    Off,
    #[error("{path} is not a directory: remove it, or choose another cache directory")]
    NotADirectory { path: PathBuf },
    #[error("{path} belongs to user {owner}, not to user {user}: choose another cache directory")]
    ForeignOwner { path: PathBuf, owner: u32, user: u32 },
    #[error("{path} can be written by others (mode {mode:o}): run `chmod go-w` on it")]
    WritableByOthers { path: PathBuf, mode: u32 },
    #[error("use {path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

impl Cache {
    /// Keeps compiled code in `directory`, which is made (for this user only) when it is missing.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()) }
    }

    /// The place that the platform has for a user's caches; nowhere when the environment names none.
    pub fn user() -> Self {
        Self { directory: user_caches().map(|caches| caches.join("mcplab").join("sandbox")) }
    }

    /// Keeps nothing.
    pub fn off() -> Self {
        Self { directory: None }
    }

    /// The directory, whether it can be used or not.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// The code stored under `key`; none when there is no entry or it is damaged.
    pub(crate) fn read(&self, key: &str) -> Result<Option<Vec<u8>>, CacheProblem> {
        let path = entry(self.checked()?, key);
        match File::open(&path) {
            Ok(file) => read_entry(file, &path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(CacheProblem::Io { path, source }),
        }
    }

    /// Stores `code` under `key`; readers see the old entry or the new one, never a part.
    pub(crate) fn write(&self, key: &str, code: &[u8]) -> Result<(), CacheProblem> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let directory = self.checked()?;
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let part = directory.join(format!("{key}.{}-{count}.part", std::process::id()));
        let stored = write_entry(&part, code).and_then(|()| fs::rename(&part, entry(directory, key)));
        stored.map_err(|source| {
            // What cannot be removed either is only litter.
            let _ = fs::remove_file(&part);
            CacheProblem::Io { path: part, source }
        })
    }

    fn checked(&self) -> Result<&Path, CacheProblem> {
        let directory = self.directory.as_deref().ok_or(CacheProblem::Off)?;
        let problem = |source| CacheProblem::Io { path: directory.to_owned(), source };
        let found = match fs::symlink_metadata(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create_private(directory).map_err(problem)?;
                fs::symlink_metadata(directory).map_err(problem)?
            }
            found => found.map_err(problem)?,
        };
        if !found.is_dir() {
            return Err(CacheProblem::NotADirectory { path: directory.to_owned() });
        }
        check_private(directory, &found)?;
        Ok(directory)
    }
}

fn entry(directory: &Path, key: &str) -> PathBuf {
    directory.join(format!("{key}.cwasm"))
}

fn read_entry(mut file: File, path: &Path) -> Result<Option<Vec<u8>>, CacheProblem> {
    let problem = |source| CacheProblem::Io { path: path.to_owned(), source };
    // The open file is asked, not the path: nobody can swap it after the check.
    check_private(path, &file.metadata().map_err(problem)?)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(problem)?;
    Ok(code_of(&bytes).map(<[u8]>::to_vec))
}

/// The code in an entry that is whole.
fn code_of(bytes: &[u8]) -> Option<&[u8]> {
    let (checksum, code) = bytes.strip_prefix(&MAGIC)?.split_at_checked(blake3::OUT_LEN)?;
    (blake3::hash(code).as_bytes() == checksum).then_some(code)
}

fn write_entry(path: &Path, code: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&MAGIC)?;
    file.write_all(blake3::hash(code).as_bytes())?;
    file.write_all(code)
}

fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

#[cfg(unix)]
fn check_private(path: &Path, found: &fs::Metadata) -> Result<(), CacheProblem> {
    use std::os::unix::fs::MetadataExt;

    let path = path.to_owned();
    let (owner, user) = (found.uid(), rustix::process::geteuid().as_raw());
    let mode = found.mode() & 0o7777;
    if owner != user {
        Err(CacheProblem::ForeignOwner { path, owner, user })
    } else if mode & 0o022 != 0 {
        Err(CacheProblem::WritableByOthers { path, mode })
    } else {
        Ok(())
    }
}

/// Elsewhere a user's cache directory is private by the platform's own rules.
#[cfg(not(unix))]
fn check_private(_path: &Path, _found: &fs::Metadata) -> Result<(), CacheProblem> {
    Ok(())
}

fn user_caches() -> Option<PathBuf> {
    let path = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        path("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        path("HOME").map(|home| home.join("Library").join("Caches"))
    } else {
        path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")))
    }
}
