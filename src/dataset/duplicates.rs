//! Near-duplicates among rows: of requests, of call skeletons, or of both together.

use super::features::Features;
use super::minhash::{Index, MinHashError, PERMUTATIONS, Permutations, Signature};
use super::words::{shingles, skeleton_shingles};

/// What makes a row a duplicate of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The request is nearly the same.
    Query,
    /// The same calls in nearly the same order, with the same arguments given.
    Skeleton,
    /// Both at once.
    Both,
}

/// Rows seen so far; the row itself is not kept.
pub struct Duplicates {
    likeness: Likeness,
    permutations: Permutations,
    index: Index,
}

impl Duplicates {
    /// `threshold` is the Jaccard similarity of word 3-shingles, or of steps, from which on two rows are the same.
    pub fn new(likeness: Likeness, threshold: f64) -> Result<Self, MinHashError> {
        Ok(Self { likeness, permutations: Permutations::new(PERMUTATIONS, 0), index: Index::new(threshold)? })
    }

    /// The first kept row that this one repeats; a row that repeats none is kept.
    pub fn repeats(&mut self, row: &Features) -> Option<u64> {
        // A row without a request or without calls has nothing to be compared by.
        let hashes = match self.likeness {
            Likeness::Query => shingles(&row.query),
            Likeness::Skeleton => skeleton_shingles(&row.skeleton),
            // One set of both: its parts cannot be taken for each other, being hashes of other things.
            Likeness::Both => shingles(&row.query).into_iter().chain(skeleton_shingles(&row.skeleton)).collect(),
        };
        if hashes.is_empty() || self.likeness == Likeness::Skeleton && row.skeleton.is_empty() {
            return None;
        }
        self.index.insert_or_find(row.index, &Signature::of(hashes, &self.permutations))
    }

    /// Bytes that the index holds.
    pub fn memory(&self) -> usize {
        self.index.memory()
    }
}
