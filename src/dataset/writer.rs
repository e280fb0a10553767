//! Writing a data set, row by row.

use std::collections::BTreeMap;
use std::path::Path;

use super::view::View;
use crate::export::{Card, OpenAi, data_card};
use crate::model::Trajectory;
use crate::store::{self, Attempt, CARD, Ending, Entry, Finished, Manifest, Run, StoreError, Tally, encode};

/// A data set being written.
pub struct DataSet {
    run: Run,
    manifest: Manifest,
    tally: Tally,
    view: View,
    /// Rows that have no line in the fine-tuning file, by the reason.
    pub unexported: BTreeMap<String, u64>,
}

/// A data set could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DataSetError {
    #[error("write the data set")]
    Write(#[from] StoreError),
}

impl DataSet {
    /// Starts a data set in a directory that is empty or not there yet. `at` is the wall clock.
    pub fn create(dir: &Path, manifest: Manifest, at: &str) -> Result<Self, DataSetError> {
        let run = Run::create(dir, &manifest, at)?;
        Ok(Self { run, manifest, tally: Tally::default(), view: View::default(), unexported: BTreeMap::new() })
    }

    /// Keeps a row, unless its verdicts drop it.
    pub fn keep(&mut self, row: &Trajectory) -> Result<(), DataSetError> {
        self.skip_to(row.index)?;
        let attempt = Attempt::of(row);
        if !attempt.kept() {
            return self.append(row.index, attempt, None);
        }
        let mut encoded = encode(row);
        match OpenAi::line(row) {
            Ok(line) => encoded = encoded.sft(line),
            Err(refusal) => *self.unexported.entry(refusal.reason.to_owned()).or_default() += 1,
        }
        self.view.add(row);
        self.append(row.index, attempt, Some(encoded))
    }

    /// Leaves a row out, for a reason.
    pub fn drop(&mut self, index: u64, reason: &str) -> Result<(), DataSetError> {
        self.skip_to(index)?;
        let attempt =
            Attempt { ending: Ending::Dropped { reason: reason.to_owned() }, ..Attempt::failed(true, reason) };
        self.append(index, attempt, None)
    }

    /// Notes a record that is no row.
    pub fn fail(&mut self, index: u64, reason: &str) -> Result<(), DataSetError> {
        self.skip_to(index)?;
        self.append(index, Attempt::failed(false, reason), None)
    }

    /// What was written so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Completes the last shard and writes the card.
    pub fn finish(mut self, at: &str) -> Result<Finished, DataSetError> {
        let finished = self.run.complete()?;
        let scope = std::mem::take(&mut self.view).scope();
        let sft = Some(store::digest_of_file(&finished.sft)?);
        let card = Card { manifest: &self.manifest, tally: &self.tally, scope: &scope, sft };
        self.run.place(CARD, &data_card(&card))?;
        Ok(self.run.finish(at)?)
    }

    /// Indices that the rows at hand do not have.
    fn skip_to(&mut self, index: u64) -> Result<(), DataSetError> {
        while self.run.next_index() < index {
            let entry = Entry::new(self.run.next_index(), Vec::new());
            self.tally.add(&entry);
            self.run.append(entry, None)?;
        }
        Ok(())
    }

    fn append(&mut self, index: u64, attempt: Attempt, row: Option<store::EncodedRow>) -> Result<(), DataSetError> {
        let entry = Entry::new(index, vec![attempt]);
        self.tally.add(&entry);
        Ok(self.run.append(entry, row)?)
    }
}
