//! A run being read: its manifest, its entries, and its trajectories with every digest checked.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::journal::{Entries, Event, Events};
use super::row::{Scope, StoredRow};
use super::shard::ShardReader;
use super::{Entry, KnownTools, Manifest, RowProblem, StoreError};
use crate::model::{Digest, Trajectory};

/// A run's directory, opened for reading. It may be unfinished, and may be growing.
#[derive(Clone, Debug)]
pub struct StoredRun {
    pub manifest: Manifest,
    folder: Folder,
}

/// Opens a run's directory for reading.
pub fn open(dir: &Path) -> Result<StoredRun, StoreError> {
    let folder = Folder::new(dir);
    Ok(StoredRun { manifest: Manifest::read(&folder)?, folder })
}

impl StoredRun {
    pub fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// The journal, event by event.
    pub fn events(&self) -> Result<impl Iterator<Item = Result<Event, StoreError>>, StoreError> {
        Ok(Events::open(&self.folder.journal())?.into_iter().flatten())
    }

    /// The finished indices, in order.
    pub fn entries(&self) -> Result<Entries, StoreError> {
        Events::open(&self.folder.journal()).map(Entries::of)
    }

    /// Whether the run came to its end.
    pub fn is_finished(&self) -> Result<bool, StoreError> {
        for event in self.events()? {
            if matches!(event?, Event::Finish { .. }) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The kept rows in index order as they lie there, so that any thread can check and decode them.
    pub fn unchecked(&self) -> Result<Unchecked, StoreError> {
        Ok(Unchecked(self.trajectories()?))
    }

    /// The kept trajectories in index order, in flat memory.
    ///
    /// A row that is not what the run wrote comes as [`StoreError::Row`], and the iteration goes
    /// on behind it. Any other error is about a whole file and ends the iteration.
    pub fn trajectories(&self) -> Result<Trajectories, StoreError> {
        Ok(Trajectories {
            folder: self.folder.clone(),
            entries: self.entries()?,
            rows: None,
            number: 0,
            entry: None,
            row: None,
            done: false,
            known: KnownTools::default(),
        })
    }
}

/// The trajectories of a run, held against its journal.
pub struct Trajectories {
    folder: Folder,
    entries: Entries,
    rows: Option<Rows>,
    /// The next file to open.
    number: u32,
    /// An entry or a row that was read before its counterpart came.
    entry: Option<(u64, Digest)>,
    row: Option<Placed>,
    done: bool,
    known: KnownTools,
}

/// Rows that nobody has decoded yet.
pub struct Unchecked(Trajectories);

/// A row as it lies there.
pub struct UncheckedRow {
    row: Placed,
    journaled: Digest,
}

impl UncheckedRow {
    /// The trajectory, if the row's bytes are those that the run wrote.
    pub fn check(&self, known: &KnownTools, scope: Scope) -> Result<Trajectory, StoreError> {
        Ok(self.row.stored.check(&self.row.place, self.journaled, known, scope)?)
    }
}

impl Iterator for Unchecked {
    type Item = Result<UncheckedRow, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.done {
            return None;
        }
        let next = self.0.next_row_of_entry().transpose();
        self.0.done = !matches!(next, Some(Ok(_) | Err(StoreError::Row(_))));
        next
    }
}

/// A row with the name of its file.
struct Placed {
    place: String,
    stored: StoredRow,
}

impl Iterator for Trajectories {
    type Item = Result<Trajectory, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.next_checked().transpose();
        self.done = !matches!(next, Some(Ok(_) | Err(StoreError::Row(_))));
        next
    }
}

impl Trajectories {
    fn next_checked(&mut self) -> Result<Option<Trajectory>, StoreError> {
        self.next_row_of_entry()?.map(|row| row.check(&self.known, Scope::Whole)).transpose()
    }

    fn next_row_of_entry(&mut self) -> Result<Option<UncheckedRow>, StoreError> {
        // Rows without an entry are what a killed run had not recorded yet.
        let Some((index, digest)) = self.next_entry()? else { return Ok(None) };
        let Some(row) = self.next_row()? else { return Err(RowProblem::Missing { index }.into()) };
        match row.stored.row.index.cmp(&index) {
            Ordering::Equal => Ok(Some(UncheckedRow { row, journaled: digest })),
            Ordering::Greater => {
                self.row = Some(row);
                Err(RowProblem::Missing { index }.into())
            }
            Ordering::Less => {
                self.entry = Some((index, digest));
                Err(RowProblem::Unexpected { place: row.place, index: row.stored.row.index }.into())
            }
        }
    }

    /// The next kept index and the digest of its row.
    fn next_entry(&mut self) -> Result<Option<(u64, Digest)>, StoreError> {
        if let Some(entry) = self.entry.take() {
            return Ok(Some(entry));
        }
        for entry in self.entries.by_ref() {
            if let Entry { index, row: Some(digest), .. } = entry? {
                return Ok(Some((index, digest)));
            }
        }
        Ok(None)
    }

    fn next_row(&mut self) -> Result<Option<Placed>, StoreError> {
        if let Some(row) = self.row.take() {
            return Ok(Some(row));
        }
        loop {
            if let Some(rows) = &mut self.rows
                && let Some(stored) = rows.next()
            {
                return Ok(Some(Placed { place: rows.place(), stored: stored? }));
            }
            self.rows = Rows::open(&self.folder, self.number)?;
            if self.rows.is_none() {
                return Ok(None);
            }
            self.number += 1;
        }
    }
}

/// The rows of one file.
enum Rows {
    Shard { path: PathBuf, reader: ShardReader },
    Part { path: PathBuf, lines: BufReader<File> },
}

impl Rows {
    /// The complete shard of a number, or its part file, or nothing.
    fn open(folder: &Folder, number: u32) -> Result<Option<Self>, StoreError> {
        let (shard, part) = (folder.shard(number), folder.part(number));
        if shard.exists() {
            return Ok(Some(Self::Shard { reader: ShardReader::open(&shard)?, path: shard }));
        }
        if part.exists() {
            let file = File::open(&part).map_err(StoreError::io("read", &part))?;
            return Ok(Some(Self::Part { lines: BufReader::new(file), path: part }));
        }
        Ok(None)
    }

    fn place(&self) -> String {
        let (Self::Shard { path, .. } | Self::Part { path, .. }) = self;
        path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn next(&mut self) -> Option<Result<StoredRow, StoreError>> {
        match self {
            Self::Shard { reader, .. } => reader.next(),
            Self::Part { path, lines } => next_line(path, lines).transpose(),
        }
    }
}

/// The row of the next whole line; a torn one is no row yet.
fn next_line(path: &Path, lines: &mut BufReader<File>) -> Result<Option<StoredRow>, StoreError> {
    let mut line = Vec::new();
    lines.read_until(b'\n', &mut line).map_err(StoreError::io("read", path))?;
    if line.last() != Some(&b'\n') {
        return Ok(None);
    }
    match StoredRow::of_line(&line) {
        Some(row) => Ok(Some(row)),
        None => Err(StoreError::Corrupt { path: path.to_owned(), line: 0, reason: "the line is not a row".to_owned() }),
    }
}
