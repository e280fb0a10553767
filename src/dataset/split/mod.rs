//! Splits without leaks: what a part is tested on, no other part has seen.
//!
//! [`split`] keeps rows that share a key (a tool, a server, an entity, a frame) in one part where that can be done, and
//! otherwise holds keys out and leaves out the rows that mix them with others. [`unseen`] holds out tools or servers in any
//! case. No key of the chosen kinds is ever in two parts.

mod row;
mod components;
mod cut;
mod hold_out;
mod part;
mod unseen;

pub use components::Tie;
pub use part::{Part, Share, Split, SplitError, split};
pub use row::{Key, Kind, Row};
pub use unseen::{Unseen, unseen};

#[cfg(test)]
mod tests;
