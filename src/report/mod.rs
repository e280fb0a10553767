//! Runs for people: a summary as a plain type, and the ways to show it.
//!
//! Every renderer is a pure function to text; only `cli` prints.

mod bars;
mod diversity;
mod json;
mod replay;
mod summary;
mod terminal;
mod text;

pub use diversity::{Diversity, Requests};
pub use json::json;
pub use replay::{FailedRow, ReplayReport, replay};
pub use summary::{Coverage, ServerCoverage, Share, Summary};
pub use terminal::{Look, terminal};
pub use text::{clean, counted, grouped};
