//! The dependency graph: which output parameter can feed which input parameter, and why we believe it.
//!
//! [`Graph::build`] finds *declared* evidence: names and descriptions are split into normalised words,
//! every parameter gets a meaning (its words, the entity it belongs to, what kind of thing it is), an
//! inverted index proposes candidates, and a small logistic formula makes a confidence of what both ends
//! have in common. [`flows`] reads *observed* evidence off executed steps, and [`Graph::observe`] adds it: an observed
//! edge outranks text. Further kinds of evidence (proven, annotated) join where the two are combined.
//!
//! Pure: no file, no clock, no randomness; equal inputs give equal graphs.

mod annotation;
mod build;
mod caution;
mod communities;
mod dot;
mod echo;
mod explain;
mod features;
mod file;
mod flow;
mod graphml;
mod index;
mod kind;
mod meaning;
mod net;
mod page;
mod proof;
mod proofs;
mod quality;
mod reach;
mod score;
mod sense;
mod study;
mod unit;
mod update;
mod weights;
mod words;

pub use crate::inventory::{JsonType, Leaf, Types, view};
pub use annotation::AnnotationError;
pub use dot::dot;
pub use explain::{Explanation, Impossible};
pub use file::FileError;
pub use flow::{Flow, flows};
pub use graphml::graphml;
pub use kind::Kind;
pub use net::{Graph, Input, Node, Origin, Output};
pub use page::page;
pub use proof::{Proof, could_feed};
pub use proofs::{Proofs, ProofsError};
pub use quality::{Gold, GoldError, Quality, Ranked, evaluate};
pub use reach::Reach;
pub use score::says;
pub use study::{Pair, Study};
pub use update::Updated;
