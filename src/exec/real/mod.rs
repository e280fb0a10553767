//! Real servers: child processes on stdio and streamable HTTP endpoints, both through rmcp.
//!
//! rmcp keeps the protocol's books (handshake, ids, cancelling, server requests). Two things are ours.
//! On stdio [`pipe`] reads the lines, because rmcp's typed results lose a whole list over one bad tool
//! and drop long lines without a word; what the lab uses is the raw JSON. And [`child`] owns the
//! process, so that its stderr is kept and its whole process group ends with it.

mod answers;
mod child;
mod failed;
mod http;
mod lines;
mod pipe;
mod server;
mod session;

pub use server::RealServer;
