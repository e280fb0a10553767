//! Linear memories as pages: what a memory began as (its image), and the pages in which it has departed from it.
//!
//! A state is an image with some pages written over it (`Overlay`). Two ways lead to it, and they give equal bytes:
//!
//! - *Mapped* (Linux): the image is a sealed memfd, mapped privately into each memory that begins with it. A memory
//!   costs what it has written; which pages those are, the page tables tell.
//! - *Copied* (anywhere): the image is a vector, its bytes are copied into each memory, and pages are compared.

mod image;
#[cfg(target_os = "linux")]
mod mapped;
mod overlay;
#[cfg(target_os = "linux")]
mod pagemap;

pub(crate) use image::Image;
#[cfg(target_os = "linux")]
pub(crate) use mapped::Regions;
pub(crate) use overlay::Overlay;

/// Bytes that are compared and copied together: a page of the usual operating system.
pub(crate) const PAGE: usize = 4096;

/// Bytes of a WebAssembly page: memories grow by whole ones.
pub(crate) const WASM_PAGE: usize = 64 << 10;

static ZEROS: [u8; PAGE] = [0; PAGE];

/// How states get into memories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forking {
    /// Images are mapped copy-on-write: forks of large states cost what they change. Linux only.
    Mapped,
    /// Images are copied: works everywhere, and costs the size of the state.
    Copied,
}

impl Forking {
    /// The best way that this platform has.
    pub fn best() -> Self {
        if cfg!(target_os = "linux") { Self::Mapped } else { Self::Copied }
    }
}

/// The pages, ascending, in which `memory` may differ from the image that it began with. In the mapped way every page
/// that was ever written counts, whatever is in it now.
pub(crate) fn changed_pages(memory: &[u8], image: &Image) -> Vec<u32> {
    #[cfg(target_os = "linux")]
    if image.is_mapped()
        && let Some(pages) = pagemap::private_pages(memory)
    {
        return pages;
    }
    differing_pages(memory, image)
}

/// The pages, ascending, in which `memory` differs from `image`, by comparing all of them.
fn differing_pages(memory: &[u8], image: &Image) -> Vec<u32> {
    let pages = (0u32..).zip(memory.chunks(PAGE));
    pages.filter(|(index, page)| image.page(*index as usize) != *page).map(|(index, _)| index).collect()
}

/// The place of page `index` in a memory.
pub(crate) fn span(index: u32) -> std::ops::Range<usize> {
    let start = index as usize * PAGE;
    start..start + PAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_beyond_the_image_is_compared_with_zeros() {
        let image = Image::of(&[0; WASM_PAGE], Forking::Copied);
        let mut memory = vec![0; 2 * WASM_PAGE];
        assert!(changed_pages(&memory, &image).is_empty());
        memory[WASM_PAGE + PAGE] = 9;
        memory[3] = 9;
        assert_eq!(changed_pages(&memory, &image), [0, 17]);
    }
}
