//! The world of one component: a clock, random bytes, and what it said on standard error.
//!
//! The clock stands still while the component computes, so that what it reads does not depend on the machine: it moves
//! by a second with every tool call, and when the component sleeps.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use crate::beginning::CALL_NANOSECONDS;
use crate::component::home::Ended;

/// How much of standard error is kept: the last lines say why a component failed.
const TAIL: usize = 2 << 10;

/// The pollable of everything that is there at once.
pub(super) const READY: u32 = 0;

pub(in crate::component) struct World {
    start: u64,
    now: u64,
    random: blake3::OutputReader,
    errors: VecDeque<u8>,
    /// Pollables that wait for a time, with that time.
    timers: BTreeMap<u32, u64>,
    last_timer: u32,
}

impl World {
    /// A world at `now` nanoseconds after 1970 in which `seed` decides what is random.
    pub(in crate::component) fn new(seed: u64, now: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("mcplab-sandbox: random bytes of a component");
        hasher.update(&seed.to_le_bytes());
        let (random, errors, timers) = (hasher.finalize_xof(), VecDeque::new(), BTreeMap::new());
        Self { start: now, now, random, errors, timers, last_timer: READY }
    }

    /// Lets the time of one tool call pass.
    pub(in crate::component) fn tick(&mut self) {
        self.now = self.now.saturating_add(CALL_NANOSECONDS);
    }

    /// The end of what went to standard error. What is no UTF-8 in it is replaced.
    pub(in crate::component) fn errors(&self) -> String {
        let bytes: Vec<u8> = self.errors.iter().copied().collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }

    /// Nanoseconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// Nanoseconds since the start.
    pub(super) fn elapsed(&self) -> u64 {
        self.now - self.start
    }

    pub(super) fn random(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.random.fill(&mut bytes);
        bytes
    }

    pub(super) fn random_number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    pub(super) fn complain(&mut self, bytes: &[u8]) {
        self.errors.extend(bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default());
        self.errors.drain(..self.errors.len().saturating_sub(TAIL));
    }

    /// A pollable that is ready `elapsed` nanoseconds after the start.
    pub(super) fn timer(&mut self, elapsed: u64) -> u32 {
        self.last_timer = self.last_timer.checked_add(1).unwrap_or(READY + 1);
        self.timers.insert(self.last_timer, self.start.saturating_add(elapsed));
        self.last_timer
    }

    pub(super) fn forget(&mut self, pollable: u32) {
        self.timers.remove(&pollable);
    }

    pub(super) fn is_ready(&self, pollable: u32) -> bool {
        self.due(pollable) <= self.now
    }

    /// The places of the pollables that are ready first; time passes until one is.
    pub(super) fn poll(&mut self, pollables: &[u32]) -> Result<Vec<u32>, Ended> {
        let first = pollables.iter().map(|pollable| self.due(*pollable)).min().ok_or(Ended::WaitForNothing)?;
        self.now = self.now.max(first);
        let ready = (0..).zip(pollables).filter(|(_, pollable)| self.is_ready(**pollable));
        Ok(ready.map(|(place, _)| place).collect())
    }

    fn due(&self, pollable: u32) -> u64 {
        self.timers.get(&pollable).copied().unwrap_or_default()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("now", &self.now).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_what_is_random() {
        let (mut one, mut same, mut other) = (World::new(7, 0), World::new(7, 9), World::new(8, 0));
        let drawn = one.random(100);
        assert_eq!(drawn, same.random(100));
        assert_ne!(drawn, other.random(100));
        assert_ne!(drawn, one.random(100));
        assert_eq!(one.random_number(), {
            same.random(100);
            same.random_number()
        });
    }

    #[test]
    fn waiting_moves_the_clock() {
        let mut world = World::new(0, 1_000);
        let (late, soon) = (world.timer(50), world.timer(20));
        assert!(!world.is_ready(soon));
        assert_eq!(world.poll(&[late, soon]), Ok(vec![1]));
        assert_eq!((world.now(), world.elapsed()), (1_020, 20));
        assert_eq!(world.poll(&[late, READY, soon]), Ok(vec![1, 2]));
        world.tick();
        assert_eq!(world.poll(&[soon, late]), Ok(vec![0, 1]));
        assert_eq!(world.elapsed(), 20 + CALL_NANOSECONDS);
        world.forget(late);
        assert!(world.timers.len() == 1 && world.is_ready(late));
        assert_eq!(world.poll(&[]), Err(Ended::WaitForNothing));
        let never = world.timer(u64::MAX);
        assert_eq!(world.poll(&[never]), Ok(vec![0]));
        assert_eq!(world.now(), u64::MAX);
    }

    #[test]
    fn the_last_complaints_are_kept() {
        let mut world = World::new(0, 0);
        world.complain(&[b'a'; 3 * TAIL]);
        world.complain(b"the end \xff\n");
        assert!(world.errors().ends_with("aathe end \u{fffd}"));
        assert_eq!(world.errors.len(), TAIL);
    }
}
