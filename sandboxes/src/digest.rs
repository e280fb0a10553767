//! The name by which two states are compared.

use std::fmt;

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
