//! Short opaque handles: unique by construction, different for every seed, equal for equal seeds.

use super::rng::mix;

/// Six characters of base 32, so a number of 30 bits.
const BITS: u32 = 30;
const MASK: u64 = (1 << BITS) - 1;
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The handle number `index` of a kind, such as `evt_7f3k2a`. A keyed bijection of 30 bits: no two indices collide.
pub fn handle(seed: u64, kind: &str, index: u64) -> String {
    let key = mix(seed ^ fnv(kind));
    let mut bits = (index ^ key) & MASK;
    for salt in [1, 2] {
        bits = bits.wrapping_mul(multiplier(key, salt)) & MASK;
        bits ^= bits >> 15;
    }
    bits = bits.wrapping_mul(multiplier(key, 3)) & MASK;
    let mut text = String::with_capacity(kind.len() + 7);
    text.push_str(kind);
    text.push('_');
    for place in (0..6).rev() {
        text.push(char::from(LETTERS[(bits >> (place * 5) & 31) as usize]));
    }
    text
}

/// The number that a handle of a kind was made from; `None` for what is no handle of this kind and seed. Any six characters
/// are one, so whoever asks must know how many there are.
pub fn index_of(seed: u64, kind: &str, text: &str) -> Option<u64> {
    let letters = text.strip_prefix(kind)?.strip_prefix('_')?;
    if letters.len() != 6 {
        return None;
    }
    let digit = |letter: u8| LETTERS.iter().position(|known| *known == letter);
    let mut bits = letters.bytes().try_fold(0, |bits, letter| Some(bits << 5 | digit(letter)? as u64))?;
    let key = mix(seed ^ fnv(kind));
    bits = bits.wrapping_mul(inverse(multiplier(key, 3))) & MASK;
    for salt in [2, 1] {
        // A shift by half of the bits is undone by itself.
        bits ^= bits >> 15;
        bits = bits.wrapping_mul(inverse(multiplier(key, salt))) & MASK;
    }
    Some((bits ^ key) & MASK)
}

fn multiplier(key: u64, salt: u64) -> u64 {
    (mix(key ^ salt) | 1) & MASK
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that are right.
fn inverse(odd: u64) -> u64 {
    (0..6).fold(odd, |guess, _| guess.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(guess))))
}

/// A stable hash of a label (FNV-1a).
pub fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Mints handles for things that calls create. Its counter is part of the state: it decides what comes next.
#[derive(Debug, Clone)]
pub struct Ids {
    seed: u64,
    pub(super) minted: u64,
}

impl Ids {
    /// Things of the generated world have the indices below this one.
    const FIRST: u64 = 1 << 20;

    pub fn new(seed: u64) -> Self {
        Self { seed, minted: 0 }
    }

    /// The next handle of a kind.
    pub fn mint(&mut self, kind: &str) -> String {
        self.minted += 1;
        handle(self.seed, kind, Self::FIRST + self.minted)
    }

    /// A number of eight digits, for things that people read aloud (order numbers).
    pub fn number(&mut self, kind: &str) -> u64 {
        self.minted += 1;
        number(self.seed, kind, Self::FIRST + self.minted)
    }
}

/// The readable number `index` of a kind: eight digits, unique while there are far fewer than 10 million of them.
pub fn number(seed: u64, kind: &str, index: u64) -> u64 {
    const SPAN: u64 = 90_000_000;
    // A step that shares no factor with the span visits every number before it repeats one.
    let (offset, step) = (mix(seed ^ fnv(kind)) % SPAN, 38_456_711);
    10_000_000 + (offset + index % SPAN * step) % SPAN
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn handles_do_not_collide_and_depend_on_the_seed() {
        let of = |seed| (0..5000).map(|i| handle(seed, "evt", i)).collect::<BTreeSet<_>>();
        assert_eq!(of(7).len(), 5000);
        assert!(of(7).intersection(&of(8)).count() < 10);
        assert_eq!(handle(1, "ord", 3), handle(1, "ord", 3));
    }

    #[test]
    fn handles_lead_back_to_their_number() {
        for seed in [0, 7, u64::MAX] {
            for index in [0, 1, 77, 5_000, (1 << 20) + 3, MASK] {
                assert_eq!(index_of(seed, "plc", &handle(seed, "plc", index)), Some(index));
            }
        }
        assert!(
            ["plc_", "plc_00000", "plc_uuuuuu", "evt_000000", "plc_0000000"]
                .iter()
                .all(|text| index_of(1, "plc", text).is_none())
        );
    }

    #[test]
    fn numbers_do_not_collide() {
        let numbers: BTreeSet<u64> = (0..5000).map(|i| number(9, "order", i)).collect();
        assert_eq!(numbers.len(), 5000);
    }
}
