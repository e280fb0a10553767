//! States that were set aside, and the forks made of them.
//!
//! A new instance of a module always begins with the same memory, its image, which the pool maps copy-on-write. So a
//! state is what differs from the image, page by page, and a fork is a new instance with these pages written over it.
//! Between calls that is all: `prepare` made sure that a module keeps state in its memory and its globals only.

use std::fmt;

use wasmtime::Val;

use crate::digest::Digest;
use crate::fault::{Fault, StartError};
use crate::guest::Guest;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::live::Live;

/// Bytes that are compared and copied together: a page of the usual operating system.
const PAGE: usize = 4096;
static ZEROS: [u8; PAGE] = [0; PAGE];

/// The state of an instance at one moment. It can be forked any number of times, from several threads.
pub struct Snapshot {
    guest: Guest,
    limits: Limits,
    digest: Option<(u64, Digest)>,
    memory_bytes: usize,
    /// Addresses and lengths of what differs from the image, ascending; their bytes stand one after another in `data`.
    runs: Vec<(usize, usize)>,
    data: Vec<u8>,
    globals: Vec<Val>,
}

impl Snapshot {
    pub(crate) fn of(live: &mut Live, guest: &Guest, limits: Limits, digest: Option<(u64, Digest)>) -> Self {
        let globals = live.globals();
        let memory = live.memory();
        let image = guest.image(|| Image::of(&[]));
        let runs = image.differences(memory);
        let bytes = runs.iter().map(|(_, length)| length).sum();
        let mut data = Vec::with_capacity(bytes);
        for (address, length) in &runs {
            data.extend_from_slice(memory.get(*address..address + length).unwrap_or_default());
        }
        let memory_bytes = memory.len();
        Self { guest: guest.clone(), limits, digest, memory_bytes, runs, data, globals }
    }

    /// A new instance with this state. Its [`Usage`](crate::Usage) begins at nothing.
    ///
    /// # Errors
    /// When the pool is full, or the operating system refuses memory.
    pub fn fork(&self) -> Result<Instance, StartError> {
        let mut live = Live::new(&self.guest, self.limits)?;
        live.fuel = 0;
        let restored = live.restore(self.memory_bytes, self.pieces(), &self.globals);
        restored.map_err(|error| Fault::Host { export: "fork", reason: format!("{error:#}") })?;
        Ok(Instance::new(self.guest.clone(), self.limits, live).with_digest(self.digest))
    }

    /// Bytes of host memory that this snapshot holds on to.
    pub fn bytes(&self) -> usize {
        self.data.len() + self.runs.len() * size_of::<(usize, usize)>()
    }

    fn pieces(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let mut rest = self.data.as_slice();
        self.runs.iter().map(move |&(address, length)| {
            let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = after;
            (address, piece)
        })
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("memory_bytes", &self.memory_bytes)
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

/// The memory with which every new instance of a module begins, without its pages of zeros.
pub(crate) struct Image {
    pages: Vec<Option<Box<[u8]>>>,
}

impl Image {
    pub(crate) fn of(memory: &[u8]) -> Self {
        let kept = |page: &[u8]| (page != ZEROS).then(|| page.into());
        Self { pages: memory.chunks(PAGE).map(kept).collect() }
    }

    /// Where `memory` differs: runs of whole pages as address and length.
    fn differences(&self, memory: &[u8]) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (index, page) in memory.chunks(PAGE).enumerate() {
            if self.page(index) == page {
                continue;
            }
            let address = index * PAGE;
            match runs.last_mut() {
                Some((start, length)) if *start + *length == address => *length += page.len(),
                _ => runs.push((address, page.len())),
            }
        }
        runs
    }

    fn page(&self, index: usize) -> &[u8] {
        self.pages.get(index).and_then(Option::as_deref).unwrap_or(&ZEROS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_pages_make_one_run() {
        let mut memory = vec![0; 5 * PAGE];
        memory[PAGE] = 1;
        let image = Image::of(&memory);
        assert!(image.differences(&memory).is_empty());

        memory[PAGE] = 0;
        memory[3 * PAGE - 1] = 2;
        memory[4 * PAGE + 7] = 3;
        assert_eq!(image.differences(&memory), [(PAGE, 2 * PAGE), (4 * PAGE, PAGE)]);
    }

    #[test]
    fn memory_beyond_the_image_is_compared_with_zeros() {
        let image = Image::of(&[]);
        let mut memory = vec![0; 2 * PAGE];
        assert!(image.differences(&memory).is_empty());
        memory[PAGE] = 9;
        assert_eq!(image.differences(&memory), [(PAGE, PAGE)]);
    }
}
