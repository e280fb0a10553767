//! The kit: what a simulated server is made of, so that a new one is types and functions and nothing else.
//!
//! A server is a state type with [`Server`]; a tool is a function with a typed argument struct and a typed result:
//!
//! ```
//! use mcplab_servers::kit::{Call, Int, Server, Tool, ToolError, server, tool};
//! use mcplab_servers::world::World;
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Clone, Serialize)]
//! struct Counter {
//!     count: i64,
//! }
//!
//! /// Adds to the counter. Use this when something has happened.
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct CountUp {
//!     /// How much has happened.
//!     by: Int<1, 100>,
//! }
//!
//! #[derive(Serialize, JsonSchema)]
//! struct Count {
//!     /// The new count.
//!     count: i64,
//! }
//!
//! fn count_up(counter: &mut Counter, _: &mut Call, args: CountUp) -> Result<Count, ToolError> {
//!     counter.count += args.by.0;
//!     Ok(Count { count: counter.count })
//! }
//!
//! impl Server for Counter {
//!     const NAME: &'static str = "counter";
//!     const TITLE: &'static str = "Counter";
//!     const DESCRIPTION: &'static str = "Counts what happens.";
//!     const INSTRUCTIONS: &'static str = "Call count_up.";
//!
//!     fn generate(_: &World) -> Self {
//!         Self { count: 0 }
//!     }
//!
//!     fn tools() -> Vec<Tool<Self>> {
//!         vec![tool::write("count_up", count_up)]
//!     }
//! }
//!
//! assert_eq!(server::listing::<Counter>()["tools"][0]["title"], "Count up");
//! ```
//!
//! Whatever there are many of belongs in a [`Table`]: then the digest of the state costs what the calls since the
//! last one have changed, not what the state holds.

pub mod args;
pub mod call;
pub mod content;
pub mod csv;
pub mod digest;
mod episode;
pub mod error;
pub mod ids;
mod ledger;
pub mod money;
mod offer;
pub mod order;
pub mod page;
pub mod prompt;
mod request;
pub mod resource;
pub mod rng;
pub mod schema;
mod sealed;
pub mod search;
pub mod server;
pub mod table;
pub mod time;
pub mod tool;
pub mod types;
mod watch;
pub mod zone;

pub use call::{Answer, Call};
pub use content::{Content, Contents};
pub use error::{ToolError, conflict, invalid, not_allowed};
pub use money::{Amount, Currency, CurrencyCode, Decimal, Money};
pub use order::Ordered;
pub use page::{Cursor, Limit, page};
pub use prompt::{Message, Prompt};
pub use resource::{Listed, Resource, Vars};
pub use search::Query;
pub use server::Server;
pub use table::{Noun, Table};
pub use time::{Day, Time, When};
pub use tool::Tool;
pub use types::{Email, Int, Text, counted, shorten};
pub use zone::Zone;
