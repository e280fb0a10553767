//! The only randomness there is: a seeded stream, one per piece of the world, so pieces agree without each other.

use super::ids::fnv;

/// The finaliser of splitmix64.
pub fn mix(value: u64) -> u64 {
    let mut bits = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A splitmix64 stream.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The stream of one labelled piece, apart from those of other labels and indices.
    pub fn new(seed: u64, label: &str, index: u64) -> Self {
        Self(mix(mix(seed ^ fnv(label)) ^ index))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from `low` to `high`, both included.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low).max(0) as u64 + 1;
        low + ((u128::from(self.next()) * u128::from(span)) >> 64) as i64
    }

    /// An index below `len`; 0 where there is nothing to choose from.
    pub fn index(&mut self, len: usize) -> usize {
        self.range(0, len.max(1) as i64 - 1) as usize
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }

    /// One of a pool that is never empty.
    pub fn pick<'a, T: ?Sized>(&mut self, pool: &[&'a T]) -> &'a T {
        pool[self.index(pool.len())]
    }

    /// Puts a list into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.index(last + 1));
        }
    }

    /// Some different items of a list, in random order.
    pub fn some<T: Clone>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut list = list.to_vec();
        for first in 0..count.min(list.len()) {
            let chosen = first + self.index(list.len() - first);
            list.swap(first, chosen);
        }
        list.truncate(count);
        list
    }
}
