//! Pages that are written over an image to make a state of it.

use super::{Image, PAGE, span};

/// Some pages of a memory, in ascending order.
#[derive(Default)]
pub(crate) struct Overlay {
    pages: Vec<u32>,
    data: Vec<u8>,
}

impl Overlay {
    /// The pages `pages` (ascending) of `memory`.
    pub(crate) fn of(memory: &[u8], pages: Vec<u32>) -> Self {
        let mut data = Vec::with_capacity(pages.len() * PAGE);
        for page in &pages {
            data.extend_from_slice(memory.get(span(*page)).unwrap_or_default());
        }
        Self { pages, data }
    }

    pub(crate) fn len(&self) -> usize {
        self.pages.len()
    }

    /// Bytes of host memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.data.len() + self.pages.len() * size_of::<u32>()
    }

    /// Writes the pages over `memory`.
    pub(crate) fn write(&self, memory: &mut [u8]) {
        for (page, data) in self.pages.iter().zip(self.data.chunks(PAGE)) {
            if let Some(room) = memory.get_mut(span(*page)) {
                room.copy_from_slice(data);
            }
        }
    }

    /// Makes `memory` equal to `image` with these pages over it, where it differs from `image` in `changed` only.
    pub(crate) fn restore(&self, memory: &mut [u8], image: &Image, changed: &[u32]) {
        let mut own = self.pages.iter().peekable();
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
        let image = Image::of(&first, Forking::Copied).unwrap();
        let with = |changes: &[(usize, u8)]| {
            let mut memory = first.clone();
            for (page, byte) in changes {
                memory[page * PAGE + 1] = *byte;
            }
            memory
        };
        let wanted = with(&[(2, 1), (5, 2), (9, 3)]);
        let overlay = Overlay::of(&wanted, changed_pages(&wanted, &image));
        assert_eq!((overlay.len(), overlay.bytes()), (3, 3 * (PAGE + 4)));
        for other in [with(&[]), with(&[(0, 9), (2, 9), (8, 9), (15, 9)]), wanted.clone()] {
            let mut memory = other;
            let changed = changed_pages(&memory, &image);
            overlay.restore(&mut memory, &image, &changed);
            assert!(memory == wanted);
        }
    }
}
