//! Standard input, output and error: bytes from the host and for it.

use std::collections::VecDeque;

use super::answer::Answer;

/// How much of what the guest wrote to standard error is kept: the last lines say why a program failed.
const TAIL: usize = 4 << 10;

/// The three streams.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Streams {
    input: VecDeque<u8>,
    input_ended: bool,
    output: Vec<u8>,
    errors: VecDeque<u8>,
}

impl Streams {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.input.extend(bytes);
    }

    pub(super) fn end_input(&mut self) {
        self.input_ended = true;
    }

    /// Whether the guest must wait before it can read: there is nothing, and more may come.
    pub(super) fn starved(&self) -> bool {
        self.input.is_empty() && !self.input_ended
    }

    /// Bytes of input that are there now.
    pub(super) fn waiting(&self) -> usize {
        self.input.len()
    }

    /// Moves input into `into`, and says how much there was.
    pub(super) fn read(&mut self, into: &mut [u8]) -> usize {
        let count = self.input.len().min(into.len());
        for (slot, byte) in into.iter_mut().zip(self.input.drain(..count)) {
            *slot = byte;
        }
        count
    }

    /// Says whether the host takes `more` bytes of output.
    pub(super) fn may_write(&self, more: usize, limit: usize) -> Result<(), Answer> {
        let bytes = self.output.len().saturating_add(more);
        if bytes > limit { Err(Answer::Limit { bytes, limit }) } else { Ok(()) }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
    }

    pub(super) fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    pub(super) fn complain(&mut self, bytes: &[u8]) {
        self.errors.extend(bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default());
        self.errors.drain(..self.errors.len().saturating_sub(TAIL));
    }

    /// The end of what went to standard error. What is no UTF-8 in it is replaced.
    pub(super) fn errors(&self) -> String {
        let (front, back) = self.errors.as_slices();
        String::from_utf8_lossy(&[front, back].concat()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_comes_in_the_pieces_that_are_asked_for() {
        let mut streams = Streams::default();
        assert!(streams.starved());
        streams.feed(b"abc");
        streams.feed(b"de");
        let mut piece = [0; 4];
        assert_eq!((streams.read(&mut piece), &piece), (4, b"abcd"));
        assert_eq!((streams.waiting(), streams.starved()), (1, false));
        streams.end_input();
        assert_eq!((streams.read(&mut piece), streams.starved()), (1, false));
        assert_eq!(streams.read(&mut piece), 0);
    }

    #[test]
    fn the_last_complaints_are_kept() {
        let mut streams = Streams::default();
        streams.complain(&[b'a'; 3 * TAIL]);
        streams.complain(b"the end \xff");
        let kept = streams.errors();
        assert!(kept.ends_with("aathe end \u{fffd}"));
        assert_eq!(kept.chars().count(), TAIL);
    }

    #[test]
    fn output_that_was_taken_no_longer_counts() {
        let mut streams = Streams::default();
        streams.write(&[0; 8]);
        assert_eq!(streams.may_write(3, 10), Err(Answer::Limit { bytes: 11, limit: 10 }));
        assert_eq!(streams.take_output(), [0; 8]);
        assert_eq!(streams.may_write(10, 10), Ok(()));
    }
}
