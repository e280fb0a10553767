//! Quotes as handles: what was offered, when and at which terms, sealed into a text that only this world can open.
//! A server that hands them out has nothing to keep, and a search changes nothing.

use serde::Serialize;

use super::{Size, World};
use crate::kit::ids::fnv;
use crate::kit::rng::mix;
use crate::kit::{Day, Time};

/// What a server keeps of its world, to make more of it later.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Anchor {
    pub seed: u64,
    /// When the episode began.
    pub since: Time,
}

/// Moments and days are counted from so long before the beginning, so that none is negative.
const MINUTES_BEFORE: i64 = 200_000;
const DAYS_BEFORE: i64 = 200;

impl Anchor {
    pub fn of(world: &World) -> Self {
        Self { seed: world.seed, since: world.now }
    }

    /// The world again, for pieces that do not depend on its size.
    pub fn world(&self) -> World {
        World { seed: self.seed, now: self.since, size: Size::Small }
    }

    /// A moment as a field of 20 bits.
    pub fn minute(&self, time: Time) -> u64 {
        (time.minutes_since(self.since) + MINUTES_BEFORE).clamp(0, (1 << 20) - 1) as u64
    }

    pub fn time(&self, minute: u64) -> Time {
        self.since.plus_minutes(minute as i64 - MINUTES_BEFORE)
    }

    /// A day as a field of 11 bits.
    pub fn day_field(&self, day: Day) -> u64 {
        (day.since(self.since.day()) + DAYS_BEFORE).clamp(0, (1 << 11) - 1) as u64
    }

    pub fn day(&self, field: u64) -> Day {
        self.since.day().plus_days(field as i64 - DAYS_BEFORE)
    }
}

/// A kind of sealed handle with the widths of its fields, 96 bits in all at most.
#[derive(Debug)]
pub struct Seal<const N: usize> {
    pub kind: &'static str,
    pub bits: [u32; N],
}

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const PLACES: u32 = 26;

impl<const N: usize> Seal<N> {
    pub fn seal(&self, seed: u64, fields: [u64; N]) -> String {
        let mut packed = 0_u128;
        for (value, bits) in fields.into_iter().zip(self.bits) {
            packed = packed << bits | u128::from(value & ((1 << bits) - 1));
        }
        let key = self.key(seed);
        let block = turn(packed << 32 | check(key, packed), key, [0, 1, 2, 3]);
        let mut text = format!("{}_", self.kind);
        text.extend((0..PLACES).rev().map(|place| char::from(LETTERS[(block >> (place * 5) & 31) as usize])));
        text
    }

    /// The fields of a handle that this world has sealed.
    pub fn open(&self, seed: u64, text: &str) -> Option<[u64; N]> {
        let letters = text.strip_prefix(self.kind)?.strip_prefix('_')?;
        if letters.len() != PLACES as usize {
            return None;
        }
        let mut block = 0_u128;
        for letter in letters.bytes() {
            let digit = LETTERS.iter().position(|known| *known == letter)?;
            block = block << 5 | digit as u128;
        }
        let key = self.key(seed);
        let block = turn(block.rotate_left(64), key, [3, 2, 1, 0]).rotate_left(64);
        let mut packed = block >> 32;
        if block & 0xffff_ffff != check(key, packed) {
            return None;
        }
        let mut fields = [0; N];
        for (field, bits) in fields.iter_mut().zip(self.bits).rev() {
            *field = (packed & ((1 << bits) - 1)) as u64;
            packed >>= bits;
        }
        // Bits that the letters have to spare must not give one quote two names.
        (self.seal(seed, fields) == text).then_some(fields)
    }

    fn key(&self, seed: u64) -> u64 {
        mix(seed ^ fnv(self.kind))
    }
}

fn check(key: u64, packed: u128) -> u128 {
    u128::from(mix(mix(key ^ packed as u64) ^ (packed >> 64) as u64) & 0xffff_ffff)
}

/// Four rounds of a Feistel cipher over two halves.
fn turn(block: u128, key: u64, rounds: [u64; 4]) -> u128 {
    let (mut left, mut right) = ((block >> 64) as u64, block as u64);
    for round in rounds {
        (left, right) = (right, left ^ mix(right ^ mix(key ^ round)));
    }
    u128::from(left) << 64 | u128::from(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEAL: Seal<3> = Seal { kind: "off", bits: [8, 20, 11] };

    #[test]
    fn what_was_sealed_opens_and_nothing_else_does() {
        let handle = SEAL.seal(7, [200, 123_456, 2_000]);
        assert_eq!(SEAL.open(7, &handle), Some([200, 123_456, 2_000]));
        assert_eq!(SEAL.open(8, &handle), None);
        assert_ne!(handle, SEAL.seal(7, [200, 123_457, 2_000]));
        let changed = handle.replace(char::is_numeric, "0");
        assert!(changed == handle || SEAL.open(7, &changed).is_none());
        for wrong in ["", "off_", "off_é", "rte_00000000000000000000000000"] {
            assert_eq!(SEAL.open(7, wrong), None);
        }
    }
}
