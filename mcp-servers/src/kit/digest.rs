//! The digest of a state: a hash of its JSON in which each table is no more than a sum over its rows.
//!
//! Serde asks a table for its JSON without saying what for, so the purpose is kept beside it, for as long as a brief
//! text is written. That way states need nothing but `Serialize`, at whatever depth their tables lie.

use std::cell::Cell;
use std::fmt;

use serde::Serialize;

/// The digest of a state: 64 hexadecimal digits.
pub fn digest(state: &impl Serialize) -> String {
    blake3::hash(brief(state).as_bytes()).to_hex().to_string()
}

/// The JSON of a state with sums in place of tables. It is hashed whole, so what grows with the world is for tables.
pub fn brief(state: &impl Serialize) -> String {
    written(state, Tables::Sums)
}

/// The JSON of a state in which tables whose sum is known hold the rows alone that were touched since it first was:
/// `{"$touched": {ID: ROW or null}}`, null for a row that is gone.
pub fn changes(state: &impl Serialize) -> String {
    written(state, Tables::Touched)
}

/// How tables are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tables {
    /// As maps with all of their rows.
    #[default]
    Whole,
    Sums,
    Touched,
}

thread_local! {
    static TABLES: Cell<Tables> = const { Cell::new(Tables::Whole) };
}

fn written(state: &impl Serialize, tables: Tables) -> String {
    let _writing = Writing::begin(tables);
    serde_json::to_string(state).unwrap_or_default()
}

/// While there is one, tables of this thread are written in its way.
pub(super) struct Writing {
    before: Tables,
}

impl Writing {
    pub fn begin(tables: Tables) -> Self {
        Self { before: TABLES.replace(tables) }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        TABLES.set(self.before);
    }
}

/// How a table is to be written now.
pub(super) fn tables() -> Tables {
    TABLES.get()
}

/// A sum of hashes modulo 2^256, lowest word first. Rows come and go in any order and equal rows give equal sums.
/// Whoever may choose the rows freely could make two sums meet: it guards against chance, not against forgers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum([u64; 4]);

impl Sum {
    /// The hash of one row.
    pub fn of_row(key: &str, row: &impl Serialize) -> Self {
        Self::of(key, &serde_json::to_vec(row).unwrap_or_default())
    }

    #[inline(never)]
    fn of(key: &str, json: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        // The length keeps a key apart from the text behind it.
        hasher.update(&(key.len() as u64).to_le_bytes());
        hasher.update(key.as_bytes());
        hasher.update(json);
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(hasher.finalize().as_bytes().as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self(words)
    }

    pub fn add(&mut self, other: Self) {
        let mut carry = false;
        for (word, other) in self.0.iter_mut().zip(other.0) {
            (*word, carry) = word.carrying_add(other, carry);
        }
    }

    pub fn subtract(&mut self, other: Self) {
        let mut borrow = false;
        for (word, other) in self.0.iter_mut().zip(other.0) {
            (*word, borrow) = word.borrowing_sub(other, borrow);
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().rev().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_carry_wrap_and_come_back() {
        let one = Sum([1, 0, 0, 0]);
        let mut sum = Sum([u64::MAX; 4]);
        sum.add(one);
        assert_eq!(sum, Sum::default());
        sum.subtract(one);
        assert_eq!(sum, Sum([u64::MAX; 4]));
        assert_eq!(Sum([0xab, 0, 0, 1]).to_string(), format!("{:016x}{:046}ab", 1, 0));
    }

    #[test]
    fn keys_and_rows_do_not_run_together() {
        assert_ne!(Sum::of_row("a", &12), Sum::of_row("a1", &2));
        assert_eq!(Sum::of_row("a", &12), Sum::of_row("a", &12));
    }
}
