//! Pages that are written over an image to make a state of it.

use super::{Image, PAGE, span};

/// Some pages of a memory, in ascending order.
///
/// Each has an allocation of its own: allocators hand pages out again and again, while large pieces of memory go back to
/// the system and come from it anew, at a page fault for every page.
#[derive(Default)]
pub(crate) struct Overlay(Vec<(u32, Box<[u8]>)>);

impl Overlay {
    /// The pages `pages` (ascending) of `memory`.
    pub(crate) fn of(memory: &[u8], pages: &[u32]) -> Self {
        let copy = |page: &u32| Some((*page, Box::from(memory.get(span(*page))?)));
        Self(pages.iter().filter_map(copy).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Bytes of host memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.len() * (PAGE + size_of::<(u32, Box<[u8]>)>())
    }

    /// Writes the pages over `memory`.
    pub(crate) fn write(&self, memory: &mut [u8]) {
        for (page, data) in &self.0 {
            if let Some(room) = memory.get_mut(span(*page)) {
                room.copy_from_slice(data);
            }
        }
    }

    /// Makes `memory` equal to `image` with these pages over it, where it differs from `image` in `changed` only.
    pub(crate) fn restore(&self, memory: &mut [u8], image: &Image, changed: &[u32]) {
        let mut own = self.0.iter().map(|(page, _)| page).peekable();
        for page in changed {
            while own.next_if(|mine| *mine < page).is_some() {}
            if own.peek() == Some(&page) {
                continue;
            }
            if let Some(room) = memory.get_mut(span(*page)) {
                room.copy_from_slice(image.page(*page as usize));
            }
        }
        self.write(memory);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Forking, WASM_PAGE, changed_pages};
    use super::*;

    #[test]
    fn a_state_is_restored_over_another_one() {
        let mut first = vec![0; WASM_PAGE];
        first[5 * PAGE..6 * PAGE].fill(5);
        let image = Image::of(&first, Forking::Copied);
        let with = |changes: &[(usize, u8)]| {
            let mut memory = first.clone();
            for (page, byte) in changes {
                memory[page * PAGE + 1] = *byte;
            }
            memory
        };
        let wanted = with(&[(2, 1), (5, 2), (9, 3)]);
        let overlay = Overlay::of(&wanted, &changed_pages(&wanted, &image));
        assert_eq!((overlay.len(), overlay.bytes()), (3, 3 * (PAGE + 24)));
        for other in [with(&[]), with(&[(0, 9), (2, 9), (8, 9), (15, 9)]), wanted.clone()] {
            let mut memory = other;
            let changed = changed_pages(&memory, &image);
            overlay.restore(&mut memory, &image, &changed);
            assert!(memory == wanted);
        }
    }
}
