//! Where the rows of an export go: a stream, a file, a folder of shards, or a file for each row.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::parquet::ParquetFile;
use super::row::{Column, Row};

/// How rows are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    Jsonl,
    Parquet,
}

/// Where rows go.
pub enum Target<'w> {
    /// JSON lines one after the other, e.g. stdout.
    Stream(&'w mut dyn Write),
    File(PathBuf),
    /// A folder with files of so many rows.
    Shards {
        dir: PathBuf,
        rows: u64,
    },
    /// A folder with a file for each trajectory.
    Files(PathBuf),
}

/// Rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    #[error("write the rows")]
    Stream(#[source] io::Error),
    #[error("write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("write {}", path.display())]
    Parquet { path: PathBuf, source: parquet::errors::ParquetError },
}

/// Writes rows. A file has its name only when it is whole.
pub struct Sink<'w> {
    target: Target<'w>,
    storage: Storage,
    columns: &'static [Column],
    open: Option<Open>,
    rows_in_file: u64,
    written: Vec<PathBuf>,
}

enum Open {
    Lines { path: PathBuf, file: BufWriter<File> },
    Parquet { path: PathBuf, file: Box<ParquetFile> },
}

impl SinkError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }

    pub(super) fn parquet(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Self {
        let path = path.to_owned();
        |source| Self::Parquet { path, source }
    }
}

impl<'w> Sink<'w> {
    pub fn open(target: Target<'w>, storage: Storage, columns: &'static [Column]) -> Result<Self, SinkError> {
        if let Target::Shards { dir, .. } | Target::Files(dir) = &target {
            fs::create_dir_all(dir).map_err(SinkError::io(dir))?;
        }
        let mut sink = Self { target, storage, columns, open: None, rows_in_file: 0, written: Vec::new() };
        // A file that was asked for is there even if no row is.
        if let Target::File(path) = &sink.target {
            sink.open = Some(Open::new(path.clone(), storage, columns)?);
        }
        Ok(sink)
    }

    /// Whether every trajectory is to get a file of its own.
    pub fn wants_files(&self) -> bool {
        matches!(self.target, Target::Files(_))
    }

    /// Writes a whole file of this name.
    pub fn place(&mut self, name: &str, text: &str) -> Result<(), SinkError> {
        let (Target::Files(dir) | Target::Shards { dir, .. }) = &self.target else { return Ok(()) };
        let path = dir.join(name);
        fs::write(&path, text).map_err(SinkError::io(&path))?;
        self.written.push(path);
        Ok(())
    }

    pub fn push(&mut self, row: Row) -> Result<(), SinkError> {
        let open = match (&mut self.target, &mut self.open) {
            (Target::Stream(out), _) => {
                let line = row.line(self.columns) + "\n";
                return out.write_all(line.as_bytes()).map_err(SinkError::Stream);
            }
            (_, Some(open)) => open,
            (Target::Shards { dir, .. }, none) => {
                let path = dir.join(format!("train-{:05}.{}", self.written.len(), self.storage.extension()));
                none.insert(Open::new(path, self.storage, self.columns)?)
            }
            (Target::File(_) | Target::Files(_), None) => return Ok(()),
        };
        open.push(row, self.columns)?;
        self.rows_in_file += 1;
        match self.target {
            Target::Shards { rows, .. } if self.rows_in_file >= rows => self.close(),
            _ => Ok(()),
        }
    }

    /// Completes what is open; says which files were written.
    pub fn finish(mut self) -> Result<Vec<PathBuf>, SinkError> {
        self.close()?;
        if let Target::Stream(out) = &mut self.target {
            out.flush().map_err(SinkError::Stream)?;
        }
        Ok(self.written)
    }

    fn close(&mut self) -> Result<(), SinkError> {
        self.rows_in_file = 0;
        if let Some(open) = self.open.take() {
            self.written.push(open.close()?);
        }
        Ok(())
    }
}

impl Storage {
    /// What files of this kind end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }

    /// The kind that a file's name asks for.
    pub fn of(path: &Path) -> Self {
        if path.extension().is_some_and(|end| end == "parquet") { Self::Parquet } else { Self::Jsonl }
    }
}

impl Open {
    fn new(path: PathBuf, storage: Storage, columns: &'static [Column]) -> Result<Self, SinkError> {
        let unfinished = unfinished(&path);
        Ok(match storage {
            Storage::Parquet => {
                let file = Box::new(ParquetFile::create(&unfinished, columns)?);
                Self::Parquet { path, file }
            }
            Storage::Jsonl => {
                let file = File::create(&unfinished).map_err(SinkError::io(&path))?;
                Self::Lines { path, file: BufWriter::with_capacity(1 << 18, file) }
            }
        })
    }

    fn push(&mut self, row: Row, columns: &[Column]) -> Result<(), SinkError> {
        match self {
            Self::Parquet { file, .. } => file.push(row),
            Self::Lines { path, file } => {
                let line = row.line(columns) + "\n";
                file.write_all(line.as_bytes()).map_err(SinkError::io(path))
            }
        }
    }

    fn close(self) -> Result<PathBuf, SinkError> {
        let path = match self {
            Self::Parquet { path, file } => {
                file.finish()?;
                path
            }
            Self::Lines { path, file } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error);
                file.and_then(|file| file.sync_all()).map_err(SinkError::io(&path))?;
                path
            }
        };
        fs::rename(unfinished(&path), &path).map_err(SinkError::io(&path))?;
        Ok(path)
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    path.with_file_name(name)
}
