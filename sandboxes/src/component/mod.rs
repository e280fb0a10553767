//! Guests that are WIT components, in whatever language they were written: started anew and called again to be forked.
//!
//! A component hides its memories, so nothing of it can be copied. It is called through its own types, in one of three
//! shapes: the contract of `server.wit`, the tools of wasmcp, or any functions, each of which is then a tool.
//!
//! In reading order:
//!
//! - `load`: a component from bytes or from the cache, and `metadata`: what it says of itself beside its code.
//! - `source`: a loaded component of one of the shapes, and what starts it.
//! - `contract`, `wasmcp` and `functions`: the shapes.
//! - `schema`, `value` and `json`: types as JSON schemas, JSON as values, and values as JSON.
//! - `mcp`: the records of wasmcp as the JSON of the Model Context Protocol.
//! - `live`: a running component, and the calls into it with their fuel, time and memory, which `home` counts.
//! - `host`: what it may call: a made-up WASI, the same in every run.

mod contract;
mod functions;
mod home;
mod host;
mod json;
mod live;
mod load;
mod mcp;
mod metadata;
mod schema;
mod source;
mod value;
mod wasmcp;

pub(crate) use load::load;

/// What follows the magic number of a component; of a core module it is the version 1.
const COMPONENT: [u8; 4] = [0x0d, 0x00, 0x01, 0x00];

/// Whether `wasm` says that it is a component.
pub(crate) fn is_component(wasm: &[u8]) -> bool {
    wasm.get(4..8) == Some(&COMPONENT[..])
}
