//! Believable MCP servers over one generated world, in families whose data fit together.
//!
//! They are what a user of mcplab meets first, so they behave as good servers do: typed arguments and results,
//! handles, pages, refusals that can be mended. They are deterministic: the state is a function of the configuration
//! and of the calls, with no clock, randomness or input besides.
//!
//! - [`kit`]: what a server is made of; nothing in it knows a domain.
//! - [`world`]: what they agree on, made from a seed: people, places, goods, letters, software, money, journeys.
//! - [`servers`]: the servers by family, one folder each.
//! - [`Host`]: one started server; the WebAssembly exports are a thin layer over it.

pub mod kit;
pub mod servers;
pub mod world;

mod host;

#[cfg(target_arch = "wasm32")]
mod guest;

pub use host::Host;

/// The servers of this crate with their tools: a JSON array.
pub fn describe() -> String {
    let mut listings = serde_json::Value::Array(servers::listings());
    listings.sort_all_objects();
    listings.to_string()
}
