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
//! - [`engine`]: the one wasmtime engine of a process, how many instances live in it, and the clock behind time limits.
//! - [`limits`]: what an instance may use, what it did use, and which limit was hit.
//! - [`fault`]: the ways in which a guest can end its own instance.
//! - [`cache`]: compiled code kept between processes.
//! - `compile`: modules as machine code.
//! - [`guest`]: something that can be started.
//! - [`instance`]: one server with its state.
//! - [`snapshot`]: states that were set aside, and forks.
//! - [`digest`]: the name of a state.
//! - `core`: guests that are core modules, whose memory is copied.
//! - `memory`: linear memories as images and pages.
//! - `replay`: guests whose calls are repeated.
//! - `component`: guests that are WIT components, which are such.
//! - `program`: programs that speak MCP on standard input and output, which are such, too.
//! - `running`: what runs inside an instance, of either kind.
//! - [`wasi`]: what guests can be granted beside the contract, all of it virtual.
//! - `beginning`: the seed and the time of a configuration.
//!
//! What never happens: a guest reading a file, a socket, a clock, the environment or a source of randomness; a guest
//! making this crate panic; a fault of one instance changing another.

#![deny(unsafe_code)]

mod beginning;
pub mod cache;
mod compile;
mod component;
mod core;
pub mod digest;
pub mod engine;
pub mod fault;
pub mod guest;
pub mod instance;
pub mod limits;
mod memory;
mod program;
mod replay;
mod running;
pub mod snapshot;
pub mod wasi;

pub use cache::{Cache, CacheProblem};
pub use digest::Digest;
pub use engine::{Engine, EngineConfig, EngineError, Processor};
pub use fault::{Breach, CallError, Fault, StartError};
pub use guest::{Config, Forks, Guest, LoadError, Origin, Size};
pub use instance::Instance;
pub use limits::{LimitHit, Limits, Usage};
pub use memory::Forking;
pub use snapshot::Snapshot;
pub use wasi::grant::{Grant, GrantLimits};
pub use wasi::profile::ProfileError;
