//! Servers of the lab, served to other MCP clients: over stdio and over streamable HTTP, in every revision that rmcp
//! speaks.
//!
//! A [`Hub`] holds one server with one state, as a real service has one database; all clients talk to it. What a client
//! watches is its own affair. A long call is run at once in the sandbox and then told in its own time: where a client
//! cancels, the state from before is taken up again and the call repeated up to the step that the client had heard of.

mod ask;
mod call;
mod door;
mod handler;
mod hub;
mod listeners;
mod rooms;

pub use door::{Door, protected, serve_http, serve_stdio, serve_until};
pub use hub::Hub;
pub use rooms::Rooms;
