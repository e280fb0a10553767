//! Waiting for several things at once. Nothing really waits: the clock moves to the time that the guest sleeps for.

use crate::wasi::Wasi;
use crate::wasi::answer::{Answer, Errno, Outcome};
use crate::wasi::clock::{Clock, REALTIME};
use crate::wasi::descriptors::What;
use crate::wasi::memory::{behind, length, slice, store_size, store_words, u16_in, u32_in, u64_in};

/// The most things that can be waited for at once.
const SUBSCRIPTIONS: usize = 4096;

/// Bytes of a subscription and of an event.
const SUBSCRIPTION: usize = 48;
const EVENT: usize = 32;

/// The flag of a descriptor's event: the other side has ended.
const HANGUP: u64 = 1;

/// A sleep that input would end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::wasi) struct Pause {
    /// When it began: a guest that is tried again sleeps no longer for that.
    since: u64,
    /// When it ends.
    until: Option<u64>,
}

/// Something that the guest waits for.
struct Subscription {
    userdata: u64,
    /// Its kind, which is that of its event too.
    kind: u8,
    what: Awaited,
}

enum Awaited {
    Time { clock: u32, timeout: u64, absolute: bool },
    Bytes { fd: i32 },
    Room { fd: i32 },
}

/// How it stands with a subscription.
enum State {
    /// It has happened, with the bytes that are there and flags.
    Ready { bytes: u64, flags: u64 },
    /// It happens at that time.
    At(u64),
    /// It happens when there is input.
    Input,
}

impl Pause {
    /// Nanoseconds until it ends, if it ends by itself.
    pub(in crate::wasi) fn left(&self, clock: &Clock) -> Option<u64> {
        self.until.map(|until| until.saturating_sub(clock.now()))
    }
}

impl Wasi {
    pub(crate) fn poll_oneoff(
        &mut self,
        memory: &mut [u8],
        subscriptions: i32,
        events: i32,
        count: i32,
        stored: i32,
    ) -> Outcome {
        let count = length(count);
        if count == 0 || count > SUBSCRIPTIONS {
            return Err(Errno::Inval.into());
        }
        slice(memory, events, count * EVENT)?;
        slice(memory, stored, 4)?;
        let records = slice(memory, subscriptions, count * SUBSCRIPTION)?.chunks_exact(SUBSCRIPTION);
        let awaited = records.map(Subscription::read).collect::<Result<Vec<_>, _>>()?;

        let since = self.pause.take().map_or(self.clock.now(), |pause| pause.since);
        let states: Vec<_> = awaited.iter().map(|subscription| self.state(&subscription.what, since)).collect();
        let happened = |state: &Result<State, Errno>| !matches!(state, Ok(State::At(_) | State::Input));
        let sleeps = states.iter().filter_map(|state| if let Ok(State::At(time)) = state { Some(*time) } else { None });
        let until = sleeps.min();
        if !states.iter().any(happened) {
            if states.iter().any(|state| matches!(state, Ok(State::Input))) {
                self.pause = Some(Pause { since, until });
                return Err(Answer::Blocked);
            }
            self.clock.advance(until.map_or(0, |until| until.saturating_sub(self.clock.now())));
        }

        let mut written = 0;
        for (subscription, state) in awaited.iter().zip(&states) {
            let (error, bytes, flags) = match state {
                Ok(State::Ready { bytes, flags }) => (0, *bytes, *flags),
                Ok(State::At(time)) if *time <= self.clock.now() => (0, 0, 0),
                Ok(State::At(_) | State::Input) => continue,
                Err(errno) => (*errno as u16, 0, 0),
            };
            let second = u64::from(error) | u64::from(subscription.kind) << 16;
            let event = [subscription.userdata, second, bytes, flags];
            store_words(memory, behind(events, written * EVENT)?, &event)?;
            written += 1;
        }
        Ok(store_size(memory, stored, written)?)
    }

    /// How it stands with `awaited`, for a guest that waits since `since`.
    fn state(&self, awaited: &Awaited, since: u64) -> Result<State, Errno> {
        match *awaited {
            Awaited::Time { clock, timeout, absolute } => {
                let shown = self.read_clock(clock)?;
                // All clocks go at the same pace, so that only their beginnings differ.
                let begin = if clock == REALTIME { 0 } else { self.clock.now() - shown };
                let time = if absolute { begin } else { since }.saturating_add(timeout);
                Ok(if time <= self.clock.now() { State::Ready { bytes: 0, flags: 0 } } else { State::At(time) })
            }
            Awaited::Bytes { fd } => {
                let descriptor = self.open.get(fd)?;
                match descriptor.what {
                    What::Input if self.streams.starved() => Ok(State::Input),
                    What::Input => {
                        let bytes = self.streams.waiting() as u64;
                        Ok(State::Ready { bytes, flags: if bytes == 0 { HANGUP } else { 0 } })
                    }
                    What::Output | What::Errors => Err(Errno::Notcapable),
                    What::Node { inode, .. } => {
                        let size = self.tree.facts(inode)?.size;
                        Ok(State::Ready { bytes: size.saturating_sub(descriptor.offset), flags: 0 })
                    }
                }
            }
            Awaited::Room { fd } => match self.open.get(fd)?.what {
                What::Input => Err(Errno::Notcapable),
                What::Output | What::Errors | What::Node { .. } => Ok(State::Ready { bytes: 0, flags: 0 }),
            },
        }
    }
}

impl Subscription {
    fn read(record: &[u8]) -> Result<Self, Errno> {
        let [kind, ..] = u16_in(record, 8)?.to_le_bytes();
        let fd = u32_in(record, 16)?;
        let what = match kind {
            0 => Awaited::Time { clock: fd, timeout: u64_in(record, 24)?, absolute: u16_in(record, 40)? & 1 != 0 },
            1 => Awaited::Bytes { fd: fd.cast_signed() },
            2 => Awaited::Room { fd: fd.cast_signed() },
            _ => return Err(Errno::Inval),
        };
        Ok(Self { userdata: u64_in(record, 0)?, kind, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::calls::program::{DATA, NOW, PATH, Program, RESULT, refused};

    /// What is waited for: the kind, the number of the clock or descriptor, a time, and whether it is absolute.
    type Asked = (u8, u32, u64, bool);

    /// The events of a call, with the number of the subscription in front: error, bytes, flags.
    fn poll(program: &mut Program, asked: &[Asked]) -> Result<Vec<(u64, u16, u64, u16)>, Answer> {
        for (number, &(kind, which, timeout, absolute)) in (0..).zip(asked) {
            let at = PATH + 48 * number;
            program.put(at, &[0; 48]);
            program.put(at, &(100 + number as u64).to_le_bytes());
            program.put(at + 8, &[kind]);
            program.put(at + 16, &which.to_le_bytes());
            program.put(at + 24, &timeout.to_le_bytes());
            program.put(at + 40, &[u8::from(absolute)]);
        }
        program.wasi.poll_oneoff(&mut program.memory, PATH, DATA, asked.len() as i32, RESULT)?;
        let events = 0..program.u32(RESULT) as i32;
        let event = |number| {
            let at = DATA + 32 * number;
            let index = program.u64(at) - 100;
            assert_eq!(program.bytes(at + 10, 1)[0], asked[index as usize].0, "the kind comes back");
            (index, program.u16(at + 8), program.u64(at + 16), program.u16(at + 24))
        };
        Ok(events.map(event).collect())
    }

    fn now(program: &Program) -> u64 {
        program.wasi.clock.now() - NOW
    }

    #[test]
    fn a_sleep_takes_no_time_but_the_clock_s() {
        let mut program = Program::new();
        assert_eq!(poll(&mut program, &[(0, 1, 500, false)]), Ok(vec![(0, 0, 0, 0)]));
        assert_eq!(now(&program), 500);
        // The earliest of several, with all that are due then.
        let several = [(0, 1, 700, true), (0, 0, NOW + 600, true), (0, 2, 100, false)];
        assert_eq!(poll(&mut program, &several), Ok(vec![(1, 0, 0, 0), (2, 0, 0, 0)]));
        assert_eq!(now(&program), 600);
        assert_eq!(poll(&mut program, &[(0, 1, 5, true)]), Ok(vec![(0, 0, 0, 0)]), "long ago");
        assert_eq!(poll(&mut program, &[(0, 0, u64::MAX, false)]), Ok(vec![(0, 0, 0, 0)]));
        assert_eq!(program.wasi.clock.now(), u64::MAX);
    }

    #[test]
    fn what_is_ready_lets_no_time_pass() {
        let mut program = Program::new();
        program.wasi.feed(b"abc");
        let events = poll(&mut program, &[(0, 1, 500, false), (1, 0, 0, false), (2, 1, 0, false), (1, 2, 0, false)]);
        assert_eq!(events, Ok(vec![(1, 0, 3, 0), (2, 0, 0, 0), (3, Errno::Notcapable as u16, 0, 0)]));
        assert_eq!(now(&program), 0);
        assert_eq!(poll(&mut program, &[(1, 77, 0, false)]), Ok(vec![(0, Errno::Badf as u16, 0, 0)]));
        assert_eq!(poll(&mut program, &[(0, 9, 0, false)]), Ok(vec![(0, Errno::Inval as u16, 0, 0)]));
        let file = program.open(4, "a.txt", 0, 2).unwrap();
        program.read(file, 2).unwrap();
        assert_eq!(poll(&mut program, &[(1, file as u32, 0, false)]), Ok(vec![(0, 0, 3, 0)]));
    }

    #[test]
    fn the_end_of_input_is_an_event() {
        let mut program = Program::new();
        assert_eq!(poll(&mut program, &[(1, 0, 0, false)]), Err(Answer::Blocked));
        assert_eq!(program.wasi.alarm(), None);
        program.wasi.close_input();
        assert_eq!(poll(&mut program, &[(1, 0, 0, false)]), Ok(vec![(0, 0, 0, 1)]));
    }

    #[test]
    fn waiting_for_input_or_a_time_ends_with_either() {
        let asked = [(1, 0, 0, false), (0, 1, 500, false), (0, 1, 900, false)];
        let mut program = Program::new();
        assert_eq!(poll(&mut program, &asked), Err(Answer::Blocked));
        assert_eq!((program.wasi.alarm(), now(&program)), (Some(500), 0));
        let mut fork = program.clone();
        fork.wasi.feed(b"x");
        assert_eq!(poll(&mut fork, &asked), Ok(vec![(0, 0, 1, 0)]));
        assert_eq!(fork.wasi.alarm(), None);
        // The sleep goes on from where it began, however often it is tried.
        program.wasi.advance(200);
        assert_eq!(poll(&mut program, &asked), Err(Answer::Blocked));
        assert_eq!(program.wasi.alarm(), Some(300));
        program.wasi.advance(300);
        assert_eq!(poll(&mut program, &asked), Ok(vec![(1, 0, 0, 0)]));
        assert_eq!(poll(&mut program, &asked), Err(Answer::Blocked));
        assert_eq!(program.wasi.alarm(), Some(500), "the next sleep is a new one");
        assert_eq!(program.read(0, 1), Err(Answer::Blocked));
        assert_eq!(program.wasi.alarm(), None);
    }

    #[test]
    fn sleeping_needs_a_clock() {
        let mut program = Program::without("clock = true");
        assert_eq!(poll(&mut program, &[(0, 1, 500, false)]), Ok(vec![(0, Errno::Notcapable as u16, 0, 0)]));
        assert_eq!(now(&program), 0);
    }

    #[test]
    fn nothing_and_unknown_kinds_are_refused() {
        let mut program = Program::new();
        assert_eq!(poll(&mut program, &[]), refused(Errno::Inval));
        assert_eq!(poll(&mut program, &[(3, 0, 0, false)]), refused(Errno::Inval));
        let answer = program.wasi.poll_oneoff(&mut program.memory, PATH, DATA, 4097, RESULT);
        assert_eq!(answer, refused(Errno::Inval));
    }
}
