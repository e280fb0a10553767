//! The dependency graph: which output parameter can feed which input parameter, and why we believe it.
//!
//! [`Graph::build`] finds *declared* evidence: names and descriptions are split into normalised words,
//! every parameter gets a meaning (its words, the entity it belongs to, what kind of thing it is), an
//! inverted index proposes candidates, and a small logistic formula makes a confidence of what both ends
//! have in common. [`flows`] reads *observed* evidence off executed steps, and [`Graph::observe`] adds it: an observed
//! edge outranks text. Further kinds of evidence (proven, annotated) join where the two are combined.
//!
//! Pure: no file, no clock, no randomness; equal inputs give equal graphs.

mod build;
mod dot;
mod echo;
mod features;
mod file;
mod flow;
mod index;
mod kind;
mod meaning;
mod net;
mod quality;
mod reach;
mod score;
mod words;

pub use crate::inventory::{JsonType, Leaf, Types, view};
pub use dot::dot;
pub use file::FileError;
pub use flow::{Flow, flows};
pub use kind::Kind;
pub use net::{Graph, Input, Node, Origin, Output};
pub use quality::{Gold, Quality, evaluate};
pub use reach::Reach;
