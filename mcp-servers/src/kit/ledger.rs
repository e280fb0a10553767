//! What a table remembers of its rows, so that its sum costs no more than the rows touched since the last one.
//!
//! Nothing here knows the type of a row: the guest holds this code once, and not once for every table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::digest::Sum;

/// Empty until the sum is asked for, so that states that nobody digests cost nothing. It is locked and not borrowed,
/// because a table is only lent when it is serialised, and states may be shared by threads.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Option<Known>>);

#[derive(Debug, Clone, Default)]
struct Known {
    sum: Sum,
    /// What each row has added to the sum.
    hashes: BTreeMap<String, Sum>,
    /// The rows whose part of the sum may be out of date.
    touched: BTreeSet<String>,
    /// The rows that were touched and have been summed up again.
    settled: BTreeSet<String>,
}

impl Ledger {
    /// A row comes, goes or may have changed.
    #[inline(never)]
    pub fn touch(&mut self, id: &str) {
        if let Some(known) = self.0.get_mut().unwrap_or_else(PoisonError::into_inner) {
            known.touched.insert(id.to_owned());
        }
    }

    /// The sum over all rows. `ids` are all there are; `hash` knows a row's hash, or that the row is gone.
    #[inline(never)]
    pub fn sum(&self, ids: &mut dyn Iterator<Item = &String>, hash: &dyn Fn(&str) -> Option<Sum>) -> Sum {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out meanwhile: a row that panics leaves nothing half-settled behind.
        let first = place.is_none();
        let mut known = place.take().unwrap_or_else(|| Known { touched: ids.cloned().collect(), ..Known::default() });
        for id in std::mem::take(&mut known.touched) {
            if let Some(hash) = known.hashes.remove(&id) {
                known.sum.subtract(hash);
            }
            if let Some(hash) = hash(&id) {
                known.sum.add(hash);
                known.hashes.insert(id.clone(), hash);
            }
            if !first {
                known.settled.insert(id);
            }
        }
        place.insert(known).sum
    }

    /// The rows that were touched since the sum was first asked for; none if it never was.
    #[inline(never)]
    pub fn touched(&self) -> Option<BTreeSet<String>> {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.as_ref().map(|known| known.settled.union(&known.touched).cloned().collect())
    }
}

impl Clone for Ledger {
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}
