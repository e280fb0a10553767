//! The memory with which instances begin: made once, never changed, shared by all of them.

use std::io;
use std::sync::Arc;

use super::{Forking, PAGE, WASM_PAGE, ZEROS};

/// A memory's first contents, without the zeros at its end.
pub(crate) struct Image(Bytes);

enum Bytes {
    Heap(Vec<u8>),
    #[cfg(target_os = "linux")]
    Mapped(super::mapped::Sealed),
}

impl Image {
    /// The image of `memory`, whose length is one of whole WebAssembly pages.
    pub(crate) fn of(memory: &[u8], forking: Forking) -> Arc<Self> {
        let used = memory.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let contents = memory.get(..used.next_multiple_of(WASM_PAGE)).unwrap_or(memory);
        Arc::new(Self(match forking {
            #[cfg(target_os = "linux")]
            // Where the system has no more files to give, a copy does as well.
            Forking::Mapped => {
                super::mapped::Sealed::of(contents).map_or_else(|_| Bytes::Heap(contents.to_vec()), Bytes::Mapped)
            }
            _ => Bytes::Heap(contents.to_vec()),
        }))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Heap(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Bytes::Mapped(sealed) => sealed.bytes(),
        }
    }

    /// What page `index` of a memory with this image begins as.
    pub(crate) fn page(&self, index: usize) -> &[u8] {
        let start = index.saturating_mul(PAGE);
        self.bytes().get(start..start.saturating_add(PAGE)).unwrap_or(&ZEROS)
    }

    pub(crate) fn is_mapped(&self) -> bool {
        !matches!(self.0, Bytes::Heap(_))
    }

    /// Makes `memory`, which must be an instance's whole memory, equal to this image and zeros behind it.
    pub(crate) fn cover(&self, memory: &mut [u8]) -> io::Result<()> {
        match &self.0 {
            Bytes::Heap(bytes) => {
                let pages = memory.chunks_mut(PAGE).enumerate();
                for (index, page) in pages {
                    let start = index * PAGE;
                    let wanted = bytes.get(start..start + PAGE).unwrap_or(&ZEROS);
                    // Untouched pages stay untouched: writing to one would make it take memory.
                    if page != wanted {
                        page.copy_from_slice(wanted);
                    }
                }
                Ok(())
            }
            #[cfg(target_os = "linux")]
            Bytes::Mapped(sealed) => sealed.cover(memory),
        }
    }
}
