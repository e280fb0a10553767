//! Near-duplicates by MinHash and locality-sensitive hashing, one text after the other.
//!
//! A signature holds the least hash of a set under each of many permutations; two sets agree in a place with the
//! probability of their Jaccard similarity (Broder 1997). Signatures are cut into bands, and sets that agree in a whole band
//! are compared (Indyk & Motwani 1998; Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, section 3.4).
//!
//! Every permutation is computed. One-permutation hashing (Li, Owen & Zhang 2012) would save most of that, but a request of
//! 25 words has fewer shingles than a signature has places, and then most places would be copies of each other.

use std::collections::HashMap;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::dataset::hash::{self, Spreading};

/// Permutations of a signature, unless told otherwise: a similarity of 0.8 is then known to within 0.035 (one standard
/// deviation).
pub const PERMUTATIONS: usize = 128;

/// Rows of a bucket after its first one.
///
/// Rows of one frame agree in the band of the frame's words, and without a limit each would be compared with all of them.
/// Later rows of a crowded bucket are found by their other bands, which are those with the words that set them apart.
const CROWD: usize = 64;

/// Hash functions that stand for random permutations of all shingles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permutations {
    multipliers: Vec<u64>,
    offsets: Vec<u64>,
}

/// The least hash of a set under each permutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Box<[u32]>);

/// How signatures are cut: `bands` runs of `rows` places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    pub bands: usize,
    pub rows: usize,
}

/// How bad the two mistakes of the bands are, together 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Of a pair below the threshold that is compared.
    pub false_positive: f64,
    /// Of a pair above it that is not.
    pub false_negative: f64,
}

/// The signatures seen so far.
///
/// A stored row takes a byte a place, which is all that comparing needs (b-bit minwise hashing, Li & König 2010), and an
/// entry of 8 bytes a band.
#[derive(Clone, Debug)]
pub struct Index {
    threshold: f64,
    places: usize,
    bands: Bands,
    tables: Vec<Table>,
    bytes: Vec<u8>,
    ids: Vec<u64>,
    compared: u64,
}

/// Stored rows by the hash of one band.
///
/// Almost every row is alone in its bucket, so the others have a table of their own.
#[derive(Clone, Debug, Default)]
struct Table {
    first: HashMap<u32, u32, Spreading>,
    more: HashMap<u32, Vec<u32>, Spreading>,
}

#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum MinHashError {
    #[error("compare with a threshold of {0}: it lies above 0 and is 1 at most")]
    Threshold(f64),
    #[error("make signatures of {0} places: 2 are the fewest")]
    Places(usize),
}

impl Permutations {
    pub fn new(count: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = || (0..count).map(|_| rng.next_u64()).collect();
        Self { multipliers: draw(), offsets: draw() }
    }
}

impl Signature {
    /// The signature of a set; an empty one is like no other but the empty ones.
    pub fn of(shingles: impl IntoIterator<Item = u64>, permutations: &Permutations) -> Self {
        let Permutations { multipliers, offsets } = permutations;
        let mut least = vec![u32::MAX; multipliers.len()].into_boxed_slice();
        for shingle in shingles {
            // Multiply-shift (Dietzfelbinger 1996) is pairwise independent for keys of 32 bits.
            let key = (shingle ^ (shingle >> 32)) & u64::from(u32::MAX);
            for ((least, multiplier), offset) in least.iter_mut().zip(multipliers).zip(offsets) {
                *least = (*least).min((multiplier.wrapping_mul(key).wrapping_add(*offset) >> 32) as u32);
            }
        }
        Self(least)
    }

    /// The estimated Jaccard similarity, from 0 to 1.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        equal as f64 / self.0.len().max(1) as f64
    }
}

impl Weights {
    /// Both mistakes alike, which is what datasketch does unless told otherwise.
    pub const EVEN: Self = Self { false_positive: 0.5, false_negative: 0.5 };
    /// For pairs that are compared before they are believed: a false positive only costs time.
    pub const VERIFIED: Self = Self { false_positive: 0.1, false_negative: 0.9 };
}

impl Bands {
    /// The bands with the least weighted area of mistakes, as in datasketch's `MinHashLSH`.
    pub fn of(threshold: f64, places: usize, weights: Weights) -> Self {
        let cuts = (1..=places).flat_map(|bands| (1..=places / bands).map(move |rows| Self { bands, rows }));
        let mistakes = |cut: &Self| {
            let positive = area(0.0, threshold, |similarity| cut.chance(similarity));
            let negative = area(threshold, 1.0, |similarity| 1.0 - cut.chance(similarity));
            weights.false_positive * positive + weights.false_negative * negative
        };
        let best = cuts.map(|cut| (mistakes(&cut), cut)).min_by(|(one, _), (other, _)| one.total_cmp(other));
        best.map_or(Self { bands: 1, rows: 1 }, |(_, cut)| cut)
    }

    /// How probable it is that a pair of this similarity agrees in a band.
    pub fn chance(self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powi(self.rows as i32)).powi(self.bands as i32)
    }
}

impl Index {
    /// An index for signatures of [`PERMUTATIONS`] places that weighs mistakes as [`Weights::VERIFIED`].
    pub fn new(threshold: f64) -> Result<Self, MinHashError> {
        Self::with(threshold, PERMUTATIONS, Weights::VERIFIED)
    }

    pub fn with(threshold: f64, places: usize, weights: Weights) -> Result<Self, MinHashError> {
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(MinHashError::Threshold(threshold));
        }
        if places < 2 {
            return Err(MinHashError::Places(places));
        }
        let bands = Bands::of(threshold, places, weights);
        let tables = vec![Table::default(); bands.bands];
        Ok(Self { threshold, places, bands, tables, bytes: Vec::new(), ids: Vec::new(), compared: 0 })
    }

    /// The first earlier row that is estimated to be as similar as the threshold; if there is none, the row is stored.
    ///
    /// A row that is found is not stored: rows near it that are not near the earlier one are kept.
    ///
    /// # Panics
    /// If the signature has another number of places than the index.
    pub fn insert_or_find(&mut self, id: u64, signature: &Signature) -> Option<u64> {
        let keys = self.keys(signature);
        let rows = self.candidates(&keys);
        self.compared += rows.len() as u64;
        let found = self.first_near(rows, signature);
        if found.is_none() {
            self.store(id, &keys, signature);
        }
        found.map(|(id, _)| id)
    }

    /// The first row that is estimated to be as similar as the threshold, and its similarity; nothing is stored.
    ///
    /// # Panics
    /// As [`Index::insert_or_find`].
    pub fn find(&self, signature: &Signature) -> Option<(u64, f64)> {
        self.first_near(self.candidates(&self.keys(signature)), signature)
    }

    /// Stores a row, however near it is to others.
    ///
    /// # Panics
    /// As [`Index::insert_or_find`].
    pub fn insert(&mut self, id: u64, signature: &Signature) {
        let keys = self.keys(signature);
        self.store(id, &keys, signature);
    }

    /// How many rows are stored.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn bands(&self) -> Bands {
        self.bands
    }

    /// How many earlier rows agreed in some band with one that was to be inserted, all together: many times the rows if these
    /// come from few frames.
    pub fn compared(&self) -> u64 {
        self.compared
    }

    /// Bytes of memory, nearly: what is reserved counts.
    pub fn memory(&self) -> usize {
        let tables: usize = self.tables.iter().map(Table::memory).sum();
        self.bytes.capacity() + self.ids.capacity() * size_of::<u64>() + tables
    }

    fn keys(&self, signature: &Signature) -> Vec<u32> {
        assert_eq!(signature.0.len(), self.places, "signatures of one index are made by the same permutations");
        let bands = signature.0.chunks_exact(self.bands.rows).take(self.bands.bands);
        // 32 bits are enough, since two rows of a bucket are compared before they are believed.
        bands.map(|band| hash::of_all(band.iter().map(|least| u64::from(*least))) as u32).collect()
    }

    /// Rows that agree in some band, the earliest first.
    fn candidates(&self, keys: &[u32]) -> Vec<u32> {
        let mut rows: Vec<u32> = self.tables.iter().zip(keys).flat_map(|(table, key)| table.rows(*key)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn first_near(&self, rows: Vec<u32>, signature: &Signature) -> Option<(u64, f64)> {
        rows.into_iter().find_map(|row| {
            let similarity = self.similarity(row as usize, signature);
            (similarity >= self.threshold).then(|| (self.ids[row as usize], similarity))
        })
    }

    /// As [`Signature::jaccard`], less the places that agree in their lowest byte by chance.
    fn similarity(&self, row: usize, signature: &Signature) -> f64 {
        const CHANCE: f64 = 1.0 / 256.0;
        let stored = &self.bytes[row * self.places..][..self.places];
        let equal: u32 = stored.iter().zip(&signature.0).map(|(byte, least)| u32::from(*byte == *least as u8)).sum();
        (f64::from(equal) / self.places as f64 - CHANCE) / (1.0 - CHANCE)
    }

    fn store(&mut self, id: u64, keys: &[u32], signature: &Signature) {
        let row = self.ids.len() as u32;
        self.ids.push(id);
        self.bytes.extend(signature.0.iter().map(|least| *least as u8));
        for (table, key) in self.tables.iter_mut().zip(keys) {
            table.store(*key, row);
        }
    }
}

impl Table {
    fn rows(&self, key: u32) -> impl Iterator<Item = u32> {
        let first = self.first.get(&key).copied();
        // Nothing but the first lookup in the usual case.
        let more = first.and_then(|_| self.more.get(&key)).into_iter().flatten();
        first.into_iter().chain(more.copied())
    }

    fn store(&mut self, key: u32, row: u32) {
        if *self.first.entry(key).or_insert(row) == row {
            return;
        }
        let more = self.more.entry(key).or_default();
        if more.len() < CROWD {
            more.push(row);
        }
    }

    fn memory(&self) -> usize {
        // A table of the standard library has a byte of its own an entry and is filled to seven eighths.
        let table = |capacity: usize, entry: usize| capacity * 8 / 7 * (entry + 1);
        let lists: usize = self.more.values().map(|rows| rows.capacity() * size_of::<u32>()).sum();
        table(self.first.capacity(), size_of::<(u32, u32)>())
            + table(self.more.capacity(), size_of::<(u32, Vec<u32>)>())
            + lists
    }
}

/// The area under a curve by the midpoint rule.
fn area(from: f64, to: f64, curve: impl Fn(f64) -> f64) -> f64 {
    const PARTS: usize = 200;
    let width = (to - from) / PARTS as f64;
    (0..PARTS).map(|part| curve(from + (part as f64 + 0.5) * width)).sum::<f64>() * width
}

#[cfg(test)]
#[path = "minhash_tests.rs"]
mod tests;
