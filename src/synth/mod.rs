//! Synthesis: the user's request and the assistant's answer, written back from an executed chain.
//!
//! What the user knew is in the bindings: her literals and the names by which she picked things.
//! The embedded writer ([`Writer`]) speaks of each goal with the phrasebook's templates or, for a
//! tool without an entry, with the fallback grammar, in the manner of one persona a row. Every query passes two gates
//! ([`check_requests`]): each literal can be recovered from it, and it says nothing that only results
//! know.

mod answer;
mod clarify;
mod compose;
mod decline;
mod gate;
mod grammar;
mod hole;
mod introduce;
mod narrator;
mod paraphrase;
mod part;
mod persona;
mod phrasebook;
mod query;
mod say;
mod slip;
mod story;
mod template;
mod writer;

pub use clarify::Clarification;
pub use decline::Policy;
pub use gate::{Rejection, Said, check_requests};
pub use paraphrase::{Objection, PROMPTS, Paraphrase, Speaks};
pub use phrasebook::{Phrasebook, PhrasebookError};
pub use story::{Literal, Scene, Story, Told, Wanted};
pub use writer::{Exchange, Writer, Written};
