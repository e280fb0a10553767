//! Random bytes that the seed decides, so that a guest draws the same ones in every run.
//!
//! A fork goes on with the numbers of its parent: what two forks do with equal calls stays comparable.

/// A generator of the SplitMix64 kind: a counter, and a mixing of it. Guests get no secrets from it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        // Worlds are made from the same seeds elsewhere: what a guest draws must not follow their numbers.
        Self(mixed(seed ^ 0x5741_5349_7072_6577))
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            for (slot, byte) in piece.iter_mut().zip(mixed(self.0).to_le_bytes()) {
                *slot = byte;
            }
        }
    }
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(random: &mut Random) -> [u8; 20] {
        let mut bytes = [0; 20];
        random.fill(&mut bytes);
        bytes
    }

    #[test]
    fn the_seed_decides() {
        let mut parent = Random::new(7);
        let first = drawn(&mut parent);
        assert_eq!(first, drawn(&mut Random::new(7)));
        assert_ne!(first, drawn(&mut Random::new(8)));
        let mut child = parent.clone();
        let second = drawn(&mut parent);
        assert_ne!(first, second);
        assert_eq!(second, drawn(&mut child));
    }

    #[test]
    fn bits_are_even() {
        let mut bytes = vec![0; 1 << 16];
        Random::new(0).fill(&mut bytes);
        let ones: u32 = bytes.iter().map(|byte| byte.count_ones()).sum();
        assert!((260_000..264_500).contains(&ones), "{ones} of {}", 8 << 16);
    }
}
