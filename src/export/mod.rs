//! What consumers of a run get: one file per target format, and the data card.
//!
//! There is no row that every trainer reads right. A [`Profile`] knows what its consumer accepts,
//! rewrites what can be rewritten, and refuses the rest with a reason that is counted.

mod card;
mod openai;
mod profile;
mod structure;
mod write;

pub use card::{Card, data_card};
pub use openai::OpenAi;
pub use profile::{Profile, Refusal, profile, profiles};
pub use write::{Counts, ExportError, export};
