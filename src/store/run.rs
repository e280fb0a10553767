//! A run being written: rows in index order, each with its entry in the journal.
//!
//! Every row goes to three files in this order: its part file, the fine-tuning file, the journal.
//! A crash therefore leaves at most rows without an entry, and those are cut off on resume.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::folder::{self, Folder};
use super::journal::{Event, Recorded};
use super::row::StoredRow;
use super::shard::ShardWriter;
use super::{EncodedRow, Entry, Format, Manifest, StoreError};
use crate::model::Digest;

const BUFFER: usize = 256 << 10;

/// An open run. Only one process can have it open.
pub struct Run {
    // Dropped in this order, which is the order of writing.
    filling: Option<Filling>,
    sft: BufWriter<File>,
    journal: BufWriter<File>,
    folder: Folder,
    rows_per_shard: u32,
    shards: u32,
    rows: u64,
    next: u64,
}

/// The shard that is being filled, in its safe and in its final form.
pub(super) struct Filling {
    pub part: BufWriter<File>,
    pub shard: ShardWriter,
}

/// Where an interrupted run stands after what is unusable was cut off.
pub(super) struct Standing {
    pub folder: Folder,
    /// Locked and open for appending.
    pub journal: File,
    pub sft: u64,
    pub part: u64,
    pub waiting: Vec<StoredRow>,
    pub shards: u32,
    pub rows: u64,
    pub next: u64,
}

/// What a finished run left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub dir: PathBuf,
    pub rows: u64,
    pub shards: Vec<PathBuf>,
    pub sft: PathBuf,
}

impl Run {
    /// Starts a run in a directory that is empty or not there yet. `at` is the wall clock.
    pub fn create(dir: &Path, manifest: &Manifest, at: &str) -> Result<Self, StoreError> {
        let folder = Folder::create(dir)?;
        let journal = folder.lock_journal(true)?;
        folder.place(folder::MANIFEST, manifest.text().as_bytes())?;
        let standing = Standing { folder, journal, sft: 0, part: 0, waiting: Vec::new(), shards: 0, rows: 0, next: 0 };
        let mut run = Self::at(standing, manifest)?;
        run.record(&Event::Start { format: Format::CURRENT, at: at.to_owned() })?;
        run.sync()?;
        Ok(run)
    }

    pub fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// The index that has to be appended next.
    pub fn next_index(&self) -> u64 {
        self.next
    }

    /// Rows kept so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Appends the next index with its row, if one was kept.
    pub fn append(&mut self, mut entry: Entry, row: Option<EncodedRow>) -> Result<(), StoreError> {
        if entry.index != self.next {
            return Err(StoreError::OutOfOrder { expected: self.next, got: entry.index });
        }
        entry.row = row.as_ref().map(EncodedRow::digest);
        let mut recorded = Recorded { entry, part: 0, sft: 0 };
        if let Some(row) = row {
            recorded.part = row.line.len() as u64;
            recorded.sft = row.sft.as_ref().map_or(0, |line| line.len() as u64 + 1);
            self.keep(row)?;
        }
        self.record(&Event::Row(recorded))?;
        self.next += 1;
        match &self.filling {
            Some(filling) if filling.shard.rows() >= self.rows_per_shard => self.seal(),
            _ => Ok(()),
        }
    }

    /// Hands everything to the operating system; what was appended now survives `kill -9`.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        if let Some(filling) = &mut self.filling {
            filling.part.flush().map_err(StoreError::io("write", &self.folder.part(self.shards)))?;
        }
        self.sft.flush().map_err(StoreError::io("write", &self.folder.sft()))?;
        self.journal.flush().map_err(StoreError::io("write", &self.folder.journal()))
    }

    /// Puts a whole file into the run's directory, e.g. the data card.
    pub fn place(&self, name: &str, text: &str) -> Result<(), StoreError> {
        self.folder.place(name, text.as_bytes())
    }

    /// Closes the run, with its last shard completed.
    pub fn finish(mut self, at: &str) -> Result<Finished, StoreError> {
        let finished = self.complete()?;
        self.record(&Event::Finish { at: at.to_owned() })?;
        self.sync_to_disk()?;
        Ok(finished)
    }

    /// Completes the last shard. Files about the whole run are placed now, before it is closed.
    pub fn complete(&mut self) -> Result<Finished, StoreError> {
        self.seal()?;
        Ok(Finished {
            dir: self.dir().to_owned(),
            rows: self.rows,
            shards: (0..self.shards).map(|number| self.folder.shard(number)).collect(),
            sft: self.folder.sft(),
        })
    }

    /// Goes on from where an interrupted run stands.
    pub(super) fn at(standing: Standing, manifest: &Manifest) -> Result<Self, StoreError> {
        let Standing { folder, journal, sft, part, waiting, shards, rows, next } = standing;
        let sft = folder::open_cut(&folder.sft(), sft)?;
        let mut run = Self {
            filling: None,
            sft: BufWriter::with_capacity(BUFFER, sft),
            journal: BufWriter::with_capacity(BUFFER, journal),
            folder,
            rows_per_shard: manifest.rows_per_shard.max(1),
            shards,
            rows,
            next,
        };
        if part > 0 {
            let mut filling = Filling::open(&run.folder, shards, part)?;
            waiting.into_iter().try_for_each(|row| filling.shard.push(row))?;
            run.filling = Some(filling);
        }
        Ok(run)
    }

    pub(super) fn record(&mut self, event: &Event) -> Result<(), StoreError> {
        let written = self.journal.write_all(event.line().as_bytes());
        written.map_err(StoreError::io("write", &self.folder.journal()))
    }

    fn keep(&mut self, row: EncodedRow) -> Result<(), StoreError> {
        let filling = match &mut self.filling {
            Some(filling) => filling,
            none => none.insert(Filling::open(&self.folder, self.shards, 0)?),
        };
        let written = filling.part.write_all(row.line.as_bytes());
        written.map_err(StoreError::io("write", &self.folder.part(self.shards)))?;
        if let Some(line) = row.sft {
            let written = self.sft.write_all(line.as_bytes()).and_then(|()| self.sft.write_all(b"\n"));
            written.map_err(StoreError::io("write", &self.folder.sft()))?;
        }
        filling.shard.push(row.stored)?;
        self.rows += 1;
        Ok(())
    }

    /// Makes the shard that is being filled complete. Its part file goes last, when the shard and
    /// its entry in the journal are on disk.
    fn seal(&mut self) -> Result<(), StoreError> {
        self.sync_to_disk()?;
        let Some(Filling { part, shard }) = self.filling.take() else { return Ok(()) };
        drop(part);
        let number = self.shards;
        let (unfinished, path) = (self.folder.unfinished_shard(number), self.folder.shard(number));
        let rows = shard.rows();
        shard.finish()?;
        fs::rename(&unfinished, &path).map_err(StoreError::io("write", &path))?;
        let digest = digest_of_file(&path)?;
        self.record(&Event::Shard { number, rows, digest })?;
        self.sync_to_disk()?;
        self.shards += 1;
        folder::remove(&self.folder.part(number))
    }

    fn sync_to_disk(&mut self) -> Result<(), StoreError> {
        self.sync()?;
        self.sft.get_ref().sync_data().map_err(StoreError::io("write", &self.folder.sft()))?;
        self.journal.get_ref().sync_data().map_err(StoreError::io("write", &self.folder.journal()))
    }
}

impl Filling {
    fn open(folder: &Folder, number: u32, length: u64) -> Result<Self, StoreError> {
        let part = folder::open_cut(&folder.part(number), length)?;
        let shard = ShardWriter::create(&folder.unfinished_shard(number))?;
        Ok(Self { part: BufWriter::with_capacity(BUFFER, part), shard })
    }
}

/// The digest of a whole file, read as a stream.
pub fn digest_of_file(path: &Path) -> Result<Digest, StoreError> {
    let hash = || {
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(Digest::from_raw(*hasher.finalize().as_bytes()))
    };
    hash().map_err(StoreError::io("read", path))
}
