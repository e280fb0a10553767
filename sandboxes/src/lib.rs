//! A home for simulated MCP servers: deterministic, forkable, without any authority over the machine around them.
//!
//! A server is WebAssembly that exports the world of `wit/server.wit` and imports nothing. It runs as a core module
//! through the canonical ABI, so the host sees its memory and can copy it: that is what makes a fork cheap. This
//! crate knows the contract and wasmtime, and nothing of who uses it.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let wasm = Vec::new();
//! use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Guest, Limits};
//!
//! let engine = Engine::new(EngineConfig::default())?;
//! let guest = Guest::load(&engine, &wasm, &Cache::user())?;
//! let config = Config { server: "mail", seed: 7, now: "2026-03-02T09:00:00+01:00", size: None };
//! let mut parent = guest.start(&config, Limits::default())?;
//! let mut child = parent.fork()?;
//! child.call("delete_message", r#"{"id":"m-1"}"#)?;
//! assert_ne!(parent.digest()?, child.digest()?);
//! # Ok(()) }
//! ```
//!
//! In reading order:
//!
//! - [`engine`]: the one wasmtime engine of a process, its pool of slots, and the clock behind time limits.
//! - [`limits`]: what an instance may use, what it did use, and which limit was hit.
//! - [`fault`]: the ways in which a guest can end its own instance.
//! - `contract`: what a module must export, checked when it is loaded.
//! - `prepare`: what a module must not do if its state is to be copied, and the rewriting that exposes its globals.
//! - [`cache`]: compiled code kept between processes.
//! - [`guest`]: a compiled module, from which instances start.
//! - `live`: a running module, and the calls into it with their fuel and time.
//! - `abi`: texts in and out of its memory.
//! - [`instance`]: one server with its state.
//! - [`snapshot`]: states that were set aside, and forks.
//! - [`digest`]: the name of a state.
//!
//! What never happens: a guest reading a file, a socket, a clock, the environment or a source of randomness; a guest
//! making this crate panic; a fault of one instance changing another.

#![deny(unsafe_code)]

mod abi;
pub mod cache;
mod contract;
pub mod digest;
pub mod engine;
pub mod fault;
pub mod guest;
pub mod instance;
pub mod limits;
mod live;
mod prepare;
pub mod snapshot;

pub use cache::{Cache, CacheProblem};
pub use digest::Digest;
pub use engine::{Engine, EngineConfig, EngineError};
pub use fault::{Breach, CallError, Fault, StartError};
pub use guest::{Config, Guest, LoadError, Origin, Size};
pub use instance::Instance;
pub use limits::{LimitHit, Limits, Usage};
pub use snapshot::Snapshot;
