//! The name by which two states are compared.

use std::fmt;
use std::hash::Hasher;

/// The BLAKE3 digest of a state's text, written as 64 hexadecimal characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `text`.
    pub fn of(text: &str) -> Self {
        Self(*blake3::hash(text.as_bytes()).as_bytes())
    }

    /// The digest of a memory and of what is beside it.
    pub(crate) fn of_parts(memory: &[u8], rest: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(memory.len() as u64).to_le_bytes()).update(memory).update(rest.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// The 32 bytes, for a caller with a digest type of its own.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

/// Lets BLAKE3 take what [`Hash`](std::hash::Hash) gives: long enough to be a name, and equal in every process.
#[derive(Default)]
pub(crate) struct StableHasher(blake3::Hasher);

impl StableHasher {
    pub(crate) fn digest(&self) -> Digest {
        Digest(*self.0.finalize().as_bytes())
    }
}

impl Hasher for StableHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked: the name is the whole digest.
    fn finish(&self) -> u64 {
        0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
