//! A guest that does on purpose what no guest should, one tool for each attack.
//!
//! It keeps the contract of `server.wit` in everything that a tool does not break by name, so a test sees which
//! defence held. `unsafe` stands where the attack is to break its invariant, which is said there.
//!
//! - [`server`]: the servers, their state, the well-behaved pair of tools, and how a tool is found.
//! - [`limits`]: endless work, memory, stack and texts.
//! - [`traps`]: what ends in a WebAssembly trap, or in an answer that is none.
//! - [`determinism`]: what could differ between two runs, written out so that it can be compared.
//! - [`vectors`]: the same for SIMD, the relaxed kind included.
//! - [`lies`]: a state and a revision that cannot be relied on.

#[cfg(not(target_arch = "wasm32"))]
compile_error!("the hostile guest is WebAssembly: build it with --target wasm32-unknown-unknown");

mod determinism;
mod guest;
mod lies;
mod limits;
mod server;
mod traps;
mod vectors;
