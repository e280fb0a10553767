//! Executing: the [`Server`] trait, and everything that can stand behind it.
//!
//! *Real* servers ([`RealServer`]) are child processes and HTTP endpoints that [`parse_config`] found in
//! an `mcp.json`; [`connect`] starts many of them. *Recorded* ones ([`Recorded`]) replay a cassette that
//! the layer [`Record`] wrote, and a [`Twin`] has a policy for what was never recorded. *Sandboxed* ones ([`Sandboxed`]) are guests of the sandbox; the
//! [`builtin`] ones come with mcplab. Any of them can be served to other MCP clients from a [`Hub`]. [`EpisodeFork`] forks the servers of an episode together, and
//! [`replay()`] makes a trajectory's calls again. Only this module names rmcp.

mod asking;
mod bridge;
mod builtin;
mod cassette;
mod config;
mod episode_fork;
mod failure_kind;
mod fault;
mod fleet;
mod guest_file;
mod nearest;
mod real;
mod record;
mod recorded;
mod replay;
mod result;
mod sandboxed;
mod secret;
mod served;
mod server;
mod soft_error;
mod twin;

pub use asking::{Answers, call_asking, repeat};
pub use bridge::{Bridge, GET_PROMPT, LIST_RESOURCES, READ_RESOURCE, bridged, is_bridge};
pub use builtin::{WASM, builtin};
pub use cassette::CassetteVersion;
pub use config::{
    CassetteFile, Command, Endpoint, GuestFile, Limits, Link, Miss, Protocol, ServerSpec, Surroundings, parse_config,
};
pub use episode_fork::EpisodeFork;
pub use fault::{FaultLayer, longest_list, strike};
pub use fleet::connect;
pub use guest_file::GuestError;
pub use real::RealServer;
pub use record::Record;
pub use recorded::Recorded;
pub use replay::replay;
pub use result::outcome_of_result;
pub use sandboxed::{SandboxError, SandboxModule, Sandboxed};
pub use secret::{Redactor, Secret};
pub use served::{Door, Hub, Rooms, protected, serve_http, serve_stdio, serve_until};
pub use server::{Offers, RequestError, Reset, Server, ServerError, Tail, Unforkable};
pub use soft_error::soft_error;
pub use twin::Twin;
