//! How different the requests of a run are: frames, distinct n-grams, near-duplicates.
//!
//! *Distinct-n* is the share of different n-grams among all (Li et al. 2016, arXiv:1510.03055, section 5). A *frame* is a whole
//! request with its names, figures and days swapped for slots; a run whose rows share frames teaches the frame.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

/// The longest n-grams that are counted.
const LONGEST: usize = 3;

/// Counts over requests, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    rows: u64,
    frames: HashMap<u64, u64>,
    most: u64,
    grams: [HashSet<u64>; LONGEST],
    all: [u64; LONGEST],
}

/// How different the requests are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diversity {
    pub rows: u64,
    /// Different frames.
    pub frames: u64,
    /// Rows whose frame an earlier row has, from 0 to 1.
    pub repeated: f64,
    /// Rows of the most frequent frame.
    pub most_repeated: u64,
    /// Different n-grams among all, for n = 1, 2, 3, from 0 to 1.
    pub distinct: [f64; LONGEST],
}

impl Requests {
    /// Adds a request and its frame.
    pub fn add(&mut self, request: &str, frame: &str) {
        self.rows += 1;
        let count = self.frames.entry(hash(frame)).or_default();
        *count += 1;
        self.most = self.most.max(*count);
        let words: Vec<String> = request.split_whitespace().map(str::to_lowercase).collect();
        for n in 1..=LONGEST {
            for gram in words.windows(n) {
                self.all[n - 1] += 1;
                self.grams[n - 1].insert(hash(gram));
            }
        }
    }

    pub fn diversity(&self) -> Diversity {
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let frames = self.frames.len() as u64;
        let distinct = [0, 1, 2].map(|n| share(self.grams[n].len() as u64, self.all[n]));
        let repeated = share(self.rows - frames, self.rows);
        Diversity { rows: self.rows, frames, repeated, most_repeated: self.most, distinct }
    }
}

/// Only counted, never stored, so that any hash will do.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_comes_again_is_counted_as_repeated() {
        let mut requests = Requests::default();
        for (request, frame) in [("book a room", "book a room"), ("call Ann", "call _"), ("call Bo", "call _")] {
            requests.add(request, frame);
        }
        let diversity = requests.diversity();
        assert_eq!((diversity.rows, diversity.frames, diversity.most_repeated), (3, 2, 2));
        assert!((diversity.repeated - 1.0 / 3.0).abs() < 1e-9);
        assert!((diversity.distinct[0] - 6.0 / 7.0).abs() < 1e-9);
    }
}
