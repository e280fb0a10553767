//! The model proxy: an outside agent speaks through it to its model, and every exchange is recorded, while the agent is
//! left as it is.
//!
//! The agent is started with `OPENAI_BASE_URL=http://ADDRESS/v1` or `ANTHROPIC_BASE_URL=http://ADDRESS`. With
//! `http://ADDRESS/e/ID/v1` or `http://ADDRESS/e/ID` the exchanges carry the episode `ID`, so one proxy serves many
//! agents at once.
//!
//! | file | subject |
//! |---|---|
//! | `server` | the port, and what all exchanges share |
//! | `route` | which episode a path names, and where it leads |
//! | `credential` | what is secret in a request, and the key in its place |
//! | `forward` | one exchange's way there and back |
//! | `passing` | bodies that are copied as they pass |
//! | `mask` | bytes without the key |
//! | `kept` | the copy of a body, within bounds |
//! | `draft` | an exchange under way, which is recorded however it ends |
//! | `operation` | which API is spoken, and what stands where in its responses |
//! | `event`, `piece` | streams of server-sent events, and JSON that comes in pieces |
//! | `chat`, `response`, `message` | the events of one API, put together to the response of an unstreamed call |
//!
//! Two things differ from what the agent sent. Hop-by-hop headers end at a proxy, as HTTP has it, and the endpoint
//! is asked not to compress, for a compressed response can be neither read nor searched for the key. The proxy speaks
//! HTTP/1.1 and no WebSockets.

mod exchange;
mod operation;
mod event;
mod piece;
mod chat;
mod response;
mod message;
mod kept;
mod draft;
mod route;
mod credential;
mod mask;
mod passing;
mod forward;
mod server;

#[cfg(test)]
mod tests;

pub use exchange::Exchange;
pub use server::{Clock, Proxy, Record};
