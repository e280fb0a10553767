//! Hashes that are the same on every platform and with every version of Rust, which the standard library's are not.
//!
//! They mix well and cost a multiplication each; they withstand nobody who looks for collisions.

use std::hash::{BuildHasherDefault, Hasher};

/// Odd, and without a pattern: from the fraction of the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
/// The same of the square root of three.
const THIRD: u64 = 0xbb67_ae85_84ca_a73b;

/// One hash of two, not symmetric: the halves of their product laid over each other (Wang Yi's wyhash, 2019).
pub fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ GOLDEN) * u128::from(other.rotate_left(32) ^ THIRD);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of several hashes in their order.
pub fn of_all(hashes: impl IntoIterator<Item = u64>) -> u64 {
    // Not from a constant of `mix`, which would multiply the first hash by zero.
    hashes.into_iter().fold(1, mix)
}

pub fn of_text(text: &str) -> u64 {
    let blocks = text.as_bytes().chunks(8).map(|block| {
        let mut bytes = [0; 8];
        bytes[..block.len()].copy_from_slice(block);
        u64::from_le_bytes(bytes)
    });
    mix(of_all(blocks), text.len() as u64)
}

/// Spreads keys that are hashes already, for hash tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread(u64);

/// Tables whose keys are hashes.
pub type Spreading = BuildHasherDefault<Spread>;

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(u64::from(key));
    }

    fn write_u64(&mut self, key: u64) {
        // The table takes the highest bits too, and a key of 32 bits has none there.
        self.0 = key.wrapping_mul(GOLDEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn neighbours_and_swapped_pairs_have_different_hashes() {
        let pairs: HashSet<u64> = (0..300).flat_map(|one| (0..300).map(move |other| mix(one, other))).collect();
        assert_eq!(pairs.len(), 90_000);
        assert_ne!(of_all([1, 2]), of_all([3, 2]));
        assert_ne!(of_text("ab"), of_text("ab\0"));
        assert_ne!(of_text(""), of_text("\0"));
    }

    #[test]
    fn hashes_never_change() {
        assert_eq!(of_text("Move the budget review to Friday."), 16_641_615_089_202_640_730);
    }
}
