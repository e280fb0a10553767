//! Everything that decides what a running module does next: its memory, its globals, and what the host keeps for it.
//!
//! Between calls that is all: `prepare` made sure that a module keeps state nowhere else.

use std::sync::Arc;

use wasmtime::Val;

use crate::memory::{Image, Overlay};
use crate::wasi::Wasi;

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
