//! Reads the `mcp.json` that people already have: Claude Desktop's, Cursor's and VS Code's.
//!
//! Reading is pure: text and a few closures in, server specifications and problems out. A problem
//! with one server leaves only that server out; an unknown key leaves nothing out.

mod entry;
mod jsonc;
mod parse;
mod spec;
mod variables;

pub use parse::{Surroundings, parse_config};
pub use spec::{CassetteFile, Command, Endpoint, GuestFile, Limits, Link, Miss, Protocol, ServerSpec};
