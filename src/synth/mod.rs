//! Synthesis: the user's request and the assistant's answer, written back from an executed chain.
//!
//! What the user knew is in the bindings: her literals and the names by which she picked things.
//! The embedded writer ([`Writer`]) speaks of each goal with the phrasebook's templates or, for a
//! tool without an entry, with the fallback grammar. Every query passes two gates
//! ([`check_query`]): each literal can be recovered from it, and it says nothing that only results
//! know.

mod answer;
mod gate;
mod grammar;
mod narrator;
mod part;
mod phrasebook;
mod query;
mod say;
mod story;
mod template;
mod writer;

pub use gate::{Rejection, check_query};
pub use phrasebook::{Phrasebook, PhrasebookError};
pub use story::{Literal, Story, Told};
pub use writer::{Writer, Written};
