//! The virtual clock. It stands still while a guest computes, so that what it reads does not depend on the machine.

use super::Wasi;
use super::answer::{Errno, Outcome};
use super::memory;

/// The clock that says the time of day; the others say how long the guest has been there.
pub(super) const REALTIME: u32 = 0;

/// The last of the clocks: monotonic, and the time of the process and of the thread.
const LAST: u32 = 3;

/// The time in a guest's world.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Clock {
    start: u64,
    now: u64,
}

impl Clock {
    pub(super) fn new(now: u64) -> Self {
        Self { start: now, now }
    }

    /// Nanoseconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// Another time of day, from which the guest's own time goes on.
    pub(super) fn set(&mut self, now: u64) {
        let passed = self.now - self.start;
        *self = Self { start: now, now: now.saturating_add(passed) };
    }

    pub(super) fn advance(&mut self, nanoseconds: u64) {
        self.now = self.now.saturating_add(nanoseconds);
    }

    /// What `clock` shows.
    pub(super) fn read(&self, clock: u32) -> Result<u64, Errno> {
        match clock {
            REALTIME => Ok(self.now),
            // It starts at 0, so that programs cannot mistake it for the time of day.
            1..=LAST => Ok(self.now - self.start),
            _ => Err(Errno::Inval),
        }
    }
}

impl Wasi {
    pub(crate) fn clock_res_get(&mut self, memory: &mut [u8], clock: i32, stored: i32) -> Outcome {
        self.read_clock(clock.cast_unsigned())?;
        Ok(memory::store(memory, stored, &1_u64.to_le_bytes())?)
    }

    pub(crate) fn clock_time_get(&mut self, memory: &mut [u8], clock: i32, _precision: i64, stored: i32) -> Outcome {
        let time = self.read_clock(clock.cast_unsigned())?;
        Ok(memory::store(memory, stored, &time.to_le_bytes())?)
    }

    /// What a clock shows to a guest that may see it.
    pub(super) fn read_clock(&self, clock: u32) -> Result<u64, Errno> {
        if self.grant.terms().clock { self.clock.read(clock) } else { Err(Errno::Notcapable) }
    }

    /// The time that files get. It is 0 for a guest that must not know the time.
    pub(super) fn stamp(&self) -> u64 {
        self.read_clock(REALTIME).unwrap_or(0)
    }

    /// The time of files that were there from the start.
    pub(super) fn origin(&self) -> u64 {
        if self.grant.terms().clock { self.clock.start } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::grant::Grant;

    fn shown(wasi: &mut Wasi, clock: i32) -> Result<u64, Errno> {
        let mut memory = [0; 8];
        match wasi.clock_time_get(&mut memory, clock, 0, 0) {
            Ok(()) => Ok(u64::from_le_bytes(memory)),
            Err(crate::wasi::answer::Answer::Errno(errno)) => Err(errno),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_host_moves_it() {
        let mut wasi = Wasi::new(&Grant::builtin("reactor").unwrap(), 1, 1000);
        assert_eq!([0, 1, 2, 3].map(|clock| shown(&mut wasi, clock)), [Ok(1000), Ok(0), Ok(0), Ok(0)]);
        let fork = wasi.clone();
        wasi.advance(5);
        assert_eq!([0, 1, 2, 3].map(|clock| shown(&mut wasi, clock)), [Ok(1005), Ok(5), Ok(5), Ok(5)]);
        assert_eq!(shown(&mut fork.clone(), 0), Ok(1000));
        wasi.advance(u64::MAX);
        assert_eq!(shown(&mut wasi, 0), Ok(u64::MAX));
        assert_eq!([4, -1].map(|clock| shown(&mut wasi, clock)), [Err(Errno::Inval); 2]);
    }

    #[test]
    fn its_resolution_is_a_nanosecond() {
        let mut memory = [7; 8];
        Wasi::new(&Grant::builtin("reactor").unwrap(), 1, 1000).clock_res_get(&mut memory, 1, 0).unwrap();
        assert_eq!(u64::from_le_bytes(memory), 1);
    }
}
