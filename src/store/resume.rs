//! Going on with a run that was cut off: what is intact stays, everything behind it goes.
//!
//! The files of a killed run end anywhere. The journal says what every index appended to which
//! file; an index counts when all of that is there, in a complete shard or in the part file of
//! the next one. The first index that does not count ends the run so far.

use std::fs::{self, File};
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use super::folder::Folder;
use super::journal::{Entries, Event, Events, Recorded};
use super::row::StoredRow;
use super::run::{Run, Standing, digest_of_file};
use super::{Format, Manifest, StoreError};
use crate::model::Digest;

impl Run {
    /// Goes on with an interrupted run: cuts off what is unusable and gives the entries of what
    /// stays. Refuses a run of another manifest, and one that is finished.
    pub fn resume(dir: &Path, manifest: &Manifest, at: &str) -> Result<(Self, Entries), StoreError> {
        let folder = Folder::new(dir);
        let differences = Manifest::read(&folder)?.differences(manifest);
        if !differences.is_empty() {
            return Err(StoreError::Differs { dir: dir.to_owned(), differences });
        }
        let journal = folder.lock_journal(false)?;
        let past = Past::read(&folder)?;
        if past.finished {
            return Err(StoreError::Finished(dir.to_owned()));
        }
        let intact = past.intact(&folder)?;
        journal.set_len(intact.journal).map_err(StoreError::io("write", &folder.journal()))?;
        folder.clear_after(intact.shards)?;
        let entries = Events::open(&folder.journal())?.map(|events| events.until(intact.journal));
        let next = intact.next;
        let mut run = Self::at(intact.standing(folder, journal), manifest)?;
        run.record(&match past.started {
            true => Event::Resume { at: at.to_owned(), next },
            false => Event::Start { format: Format::CURRENT, at: at.to_owned() },
        })?;
        run.sync()?;
        Ok((run, Entries::of(entries)))
    }
}

/// What the journal says was written.
#[derive(Default)]
struct Past {
    started: bool,
    finished: bool,
    indices: Vec<Index>,
    shards: Vec<Shard>,
    /// Where the last whole event ends.
    end: u64,
}

/// A finished index.
struct Index {
    /// Where its event starts in the journal.
    start: u64,
    row: Option<Digest>,
    part: u64,
    sft: u64,
}

/// A complete shard.
struct Shard {
    /// Where its event starts in the journal.
    start: u64,
    number: u32,
    rows: u32,
    digest: Digest,
}

/// How much of every file can be used.
#[derive(Default)]
struct Intact {
    journal: u64,
    sft: u64,
    part: u64,
    waiting: Vec<StoredRow>,
    shards: u32,
    rows: u64,
    next: u64,
}

impl Past {
    fn read(folder: &Folder) -> Result<Self, StoreError> {
        let mut past = Self::default();
        let Some(mut events) = Events::open(&folder.journal())? else { return Ok(past) };
        let mut start = 0;
        while let Some(event) = events.next() {
            past.add(event?, start);
            start = events.position();
        }
        past.end = start;
        Ok(past)
    }

    fn add(&mut self, event: Event, start: u64) {
        match event {
            Event::Start { .. } => self.started = true,
            Event::Resume { .. } => {}
            Event::Row(Recorded { entry, part, sft }) => {
                self.indices.push(Index { start, row: entry.row, part, sft });
            }
            Event::Shard { number, rows, digest } => self.shards.push(Shard { start, number, rows, digest }),
            Event::Finish { .. } => self.finished = true,
        }
    }

    fn intact(&self, folder: &Folder) -> Result<Intact, StoreError> {
        let whole = self.covered_by(length(&folder.sft())?);
        let (shards, sharded) = self.intact_shards(folder, whole)?;
        // A shard that cannot be used takes its event and all that follows with it.
        let end = self.shards.get(shards as usize).map_or(self.end, |shard| shard.start);
        let usable = whole.iter().take_while(|index| index.start < end);
        let mut lines = Lines::open(&folder.part(shards))?;
        let mut intact = Intact { shards, journal: end, ..Intact::default() };
        for index in usable {
            if let (Some(digest), true) = (index.row, intact.rows >= sharded) {
                let Some(row) = lines.next(index.part, digest) else {
                    intact.journal = index.start;
                    return Ok(intact);
                };
                intact.part += index.part;
                intact.waiting.push(row);
            }
            intact.rows += u64::from(index.row.is_some());
            intact.sft += index.sft;
            intact.next += 1;
        }
        if let Some(cut) = self.indices.get(intact.next as usize) {
            intact.journal = intact.journal.min(cut.start);
        }
        Ok(intact)
    }

    /// The indices whose lines of the fine-tuning file are there.
    fn covered_by(&self, sft: u64) -> &[Index] {
        let mut written = 0;
        let covered = self.indices.iter().take_while(|index| {
            written += index.sft;
            written <= sft
        });
        &self.indices[..covered.count()]
    }

    /// How many shards are as they were written, and how many rows they hold.
    fn intact_shards(&self, folder: &Folder, whole: &[Index]) -> Result<(u32, u64), StoreError> {
        let kept = whole.iter().filter(|index| index.row.is_some()).count() as u64;
        let (mut shards, mut rows) = (0, 0);
        for shard in &self.shards {
            let path = folder.shard(shards);
            let fits = shard.number == shards && rows + u64::from(shard.rows) <= kept;
            if !fits || !path.exists() || digest_of_file(&path)? != shard.digest {
                break;
            }
            shards += 1;
            rows += u64::from(shard.rows);
        }
        Ok((shards, rows))
    }
}

impl Intact {
    fn standing(self, folder: Folder, journal: File) -> Standing {
        let Self { sft, part, waiting, shards, rows, next, .. } = self;
        Standing { folder, journal, sft, part, waiting, shards, rows, next }
    }
}

/// The lines of a part file, each held against what the journal says of it.
struct Lines(Option<BufReader<File>>);

impl Lines {
    fn open(path: &Path) -> Result<Self, StoreError> {
        match File::open(path) {
            Ok(file) => Ok(Self(Some(BufReader::new(file)))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self(None)),
            Err(error) => Err(StoreError::io("read", path)(error)),
        }
    }

    /// The next row, if all of it is there and it is the one expected.
    fn next(&mut self, length: u64, digest: Digest) -> Option<StoredRow> {
        let mut line = vec![0; usize::try_from(length).ok()?];
        self.0.as_mut()?.read_exact(&mut line).ok()?;
        let row = StoredRow::of_line(&line)?;
        (line.ends_with(b"\n") && row.row.digest() == digest && row.digest == digest.to_string()).then_some(row)
    }
}

fn length(path: &Path) -> Result<u64, StoreError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}
