//! Splits by tools or servers that the training part has never seen.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use super::hold_out::hold_out;
use super::part::{Held, SplitError};
use super::row::{Key, Keyed, Kind, Row};

/// Rows to train on, and rows of keys that are not among theirs. All indices rise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unseen {
    /// Rows without held-out keys, so also those without any key.
    pub train: Vec<usize>,
    /// Rows with held-out keys only.
    pub test: Vec<usize>,
    /// Rows with both: not to be trained on, and a test of keys that are new in part.
    pub left_out: Vec<usize>,
    /// What is held out.
    pub held: Vec<Key>,
}

/// Holds out keys of a kind, so that about `fraction` of the rows have no other keys of that kind. As few rows as the search
/// finds mix the two.
pub fn unseen(rows: &[Row], kind: Kind, fraction: f64, seed: u64) -> Result<Unseen, SplitError> {
    if !(fraction > 0.0 && fraction < 1.0) {
        return Err(SplitError::Fraction { name: "test".to_owned(), fraction });
    }
    let keyed = Keyed::of(rows, &[kind]);
    let all: Vec<usize> = (0..rows.len()).collect();
    let numbers = hold_out(&keyed, &all, fraction, &mut ChaCha8Rng::seed_from_u64(seed));
    let Held { keys, pure, mixed, free } = Held::of(&keyed, all, numbers);
    match (pure.is_empty(), free.is_empty()) {
        (false, false) => Ok(Unseen { train: free, test: pure, left_out: mixed, held: keys }),
        (true, _) => Err(SplitError::Few { part: "test".to_owned(), rows: rows.len() }),
        (_, true) => Err(SplitError::Few { part: "train".to_owned(), rows: rows.len() }),
    }
}
