//! Everything that decides what a running module does next: its memory, its globals, and what the host keeps for it; how
//! it is taken out of one instance and put into another.
//!
//! Between calls that is all: `prepare` made sure that a module keeps state nowhere else.

use std::sync::Arc;

use wasmtime::Val;

use super::live::Live;
use crate::memory::{Forking, Image, Overlay, PAGE, WASM_PAGE, changed_pages, span};
use crate::wasi::Wasi;
use crate::wasi::grant::Grant;

/// Pages by which a state may differ from its image when it is copied; beyond that an image is made of it.
const MOST_PAGES: usize = 1_024;

/// How much more it costs to make an image of a page than to copy it once. As long as fewer pages were copied than an
/// image would have cost, copying goes on: so at worst twice the least possible is spent.
const IMAGE_COST: usize = 6;

/// Pages that an instance may hold on to while it waits to be used again.
const MOST_IDLE_PAGES: usize = 1_024;

/// The state of a core module between two calls.
pub(crate) struct State {
    pub image: Arc<Image>,
    pub overlay: Overlay,
    /// Size of the memory, which the guest can see and which may be larger than the image.
    pub memory_bytes: usize,
    pub globals: Vec<Val>,
    /// The guest's clock, random bytes and files, where it is granted any.
    pub wasi: Option<Wasi>,
}

impl Live {
    /// Whether the memory began as `image`.
    pub(crate) fn has_image(&self, image: &Arc<Image>) -> bool {
        Arc::ptr_eq(&self.image, image)
    }

    /// The present state. When copying it has become dearer than an image, an image is made of it first.
    pub(crate) fn take(&mut self) -> State {
        let changed = self.changed_for_copy();
        let globals = self.globals.iter().map(|global| global.get(&mut self.store)).collect();
        let memory = self.memory();
        let overlay = Overlay::of(memory, &changed);
        let memory_bytes = memory.len();
        let home = self.store.data();
        let wasi = home.granted.then(|| home.wasi.clone());
        self.changed = Some(changed);
        State { image: Arc::clone(&self.image), overlay, memory_bytes, globals, wasi }
    }

    /// Makes the present contents of the memory its image.
    pub(crate) fn freeze(&mut self) {
        let forking = if self.image.is_mapped() { Forking::Mapped } else { Forking::Copied };
        let image = Image::of(self.memory(), forking);
        // Mapping an image over what it was made of changes no byte. Where the system has no more maps to give, the
        // memory stays as it is and is compared with a copy from now on.
        let covered = !image.is_mapped() || image.cover(self.memory.data_mut(&mut self.store)).is_ok();
        self.image = if covered { image } else { Image::of(self.memory(), Forking::Copied) };
        self.changed = Some(Vec::new());
        self.copied = 0;
    }

    /// Becomes like `parent`, whose memory must not be smaller.
    pub(crate) fn copy(&mut self, parent: &mut Self) -> wasmtime::Result<()> {
        let theirs = parent.changed_for_copy();
        self.grow_to(parent.memory().len())?;
        let mine = if self.has_image(&parent.image) {
            self.changed()
        } else {
            parent.image.cover(self.memory.data_mut(&mut self.store))?;
            self.image = Arc::clone(&parent.image);
            Vec::new()
        };
        let (from, to) = (parent.memory.data(&parent.store), self.memory.data_mut(&mut self.store));
        for page in mine.into_iter().chain(theirs.iter().copied()) {
            if let (Some(from), Some(to)) = (from.get(span(page)), to.get_mut(span(page))) {
                to.copy_from_slice(from);
            }
        }
        for (own, other) in self.globals.iter().zip(&parent.globals) {
            let value = other.get(&mut parent.store);
            own.set(&mut self.store, value)?;
        }
        if parent.store.data().granted {
            self.store.data_mut().wasi = parent.store.data().wasi.clone();
        }
        parent.changed = Some(theirs);
        (self.changed, self.copied) = (None, 0);
        Ok(())
    }

    /// What the memory began as.
    pub(crate) fn image(&self) -> &Arc<Image> {
        &self.image
    }

    /// Puts a state in place of the present one. The memory must not be larger than that of the state.
    pub(crate) fn put(&mut self, state: &State) -> wasmtime::Result<()> {
        self.grow_to(state.memory_bytes)?;
        if self.has_image(&state.image) {
            let changed = self.changed();
            state.overlay.restore(self.memory.data_mut(&mut self.store), &state.image, &changed);
        } else {
            let memory = self.memory.data_mut(&mut self.store);
            state.image.cover(memory)?;
            state.overlay.write(memory);
            self.image = Arc::clone(&state.image);
        }
        (self.changed, self.copied) = (None, 0);
        for (global, value) in self.globals.iter().zip(&state.globals) {
            global.set(&mut self.store, *value)?;
        }
        if let Some(wasi) = &state.wasi {
            self.store.data_mut().wasi = wasi.clone();
        }
        Ok(())
    }

    /// Gets ready to wait for the next state; false when too much memory would be held for it.
    pub(crate) fn rest(&mut self) -> bool {
        let changed = self.changed();
        // An image that nobody else has is memory that only this instance holds.
        let shared = Arc::strong_count(&self.image) > 1;
        let small = self.image.is_mapped() || self.memory().len() <= MOST_IDLE_PAGES * PAGE;
        let holds = changed.len() <= MOST_IDLE_PAGES && shared && small;
        self.changed = Some(changed);
        let home = self.store.data_mut();
        if home.granted {
            home.wasi = Wasi::new(&Grant::sealed(), 0, 0);
        }
        holds
    }

    fn grow_to(&mut self, bytes: usize) -> wasmtime::Result<()> {
        let missing = bytes.saturating_sub(self.memory().len());
        if missing > 0 {
            self.memory.grow(&mut self.store, (missing / WASM_PAGE) as u64)?;
        }
        Ok(())
    }

    /// The pages that are to be copied with a state; none after an image was made of it because that is cheaper.
    fn changed_for_copy(&mut self) -> Vec<u32> {
        let changed = self.changed();
        self.copied += changed.len();
        let image = self.image.bytes().len() / PAGE + changed.len();
        if changed.len() <= MOST_PAGES && self.copied <= IMAGE_COST * image {
            return changed;
        }
        self.freeze();
        Vec::new()
    }

    /// The pages in which the memory may differ from its image.
    fn changed(&mut self) -> Vec<u32> {
        self.changed.take().unwrap_or_else(|| changed_pages(self.memory.data(&self.store), &self.image))
    }
}
