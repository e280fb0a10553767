//! Rows that are tied together by the keys that they share.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::row::{Key, Keyed};

/// How many of the most frequent keys are tried when the one that ties a component is looked for.
const TRIED: usize = 8;

/// Why rows could not be kept together: one component is too large to be a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// The key without which the largest component would be smallest, among the most frequent ones.
    pub key: Key,
    /// Rows that have the key.
    pub rows: usize,
    /// Rows of the largest component.
    pub component: usize,
    /// Rows of the largest component if nobody had the key.
    pub without: usize,
}

/// The connected components of the rows, the largest first, and of equal ones that with the earliest row.
pub(super) fn components(keyed: &Keyed) -> Vec<Vec<usize>> {
    let mut union = Union::new(keyed.rows.len() + keyed.names.len());
    union.join_all(keyed, None);
    let mut of_root: Vec<Vec<usize>> = vec![Vec::new(); keyed.rows.len() + keyed.names.len()];
    for row in 0..keyed.rows.len() {
        of_root[union.root(row)].push(row);
    }
    let mut components: Vec<Vec<usize>> = of_root.into_iter().filter(|rows| !rows.is_empty()).collect();
    components.sort_by_key(|rows| (Reverse(rows.len()), rows.first().copied()));
    components
}

/// What ties the largest component; nothing if no row has a key.
pub(super) fn tie(keyed: &Keyed, largest: &[usize]) -> Option<Tie> {
    let mut rows = vec![0; keyed.names.len()];
    largest.iter().flat_map(|row| &keyed.rows[*row]).for_each(|key| rows[*key as usize] += 1);
    let mut keys: Vec<usize> = (0..rows.len()).filter(|key| rows[*key] > 0).collect();
    keys.sort_by_key(|key| (Reverse(rows[*key]), *key));
    keys.truncate(TRIED);
    let without = |key: usize| {
        let mut union = Union::new(keyed.rows.len() + keyed.names.len());
        union.join_all(keyed, Some(key as u32));
        let mut sizes = vec![0; keyed.rows.len() + keyed.names.len()];
        (0..keyed.rows.len()).for_each(|row| sizes[union.root(row)] += 1);
        sizes.into_iter().max().unwrap_or_default()
    };
    let (without, key) = keys.into_iter().map(|key| (without(key), key)).min_by_key(|(without, _)| *without)?;
    Some(Tie { key: keyed.names[key].clone(), rows: rows[key], component: largest.len(), without })
}

/// Disjoint sets of rows and keys (Tarjan 1975): rows first, then keys.
struct Union {
    parents: Vec<usize>,
}

impl Union {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn join_all(&mut self, keyed: &Keyed, without: Option<u32>) {
        for (row, keys) in keyed.rows.iter().enumerate() {
            for key in keys.iter().filter(|key| Some(**key) != without) {
                self.join(row, keyed.rows.len() + *key as usize);
            }
        }
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        // Keys come last and are joined by many rows, so that trees stay flat with the halving below.
        self.parents[one.min(other)] = one.max(other);
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }
}
