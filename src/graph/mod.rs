//! The dependency graph: which output parameter can feed which input parameter, and why we believe it.
//!
//! [`Graph::build`] finds *declared* evidence: names and descriptions are split into normalised words,
//! every parameter gets a meaning (its words, the entity it belongs to, what kind of thing it is), an
//! inverted index proposes candidates, and a logistic formula makes a confidence of what both ends
//! have in common. [`flows`] reads *observed* evidence off executed steps ([`Graph::observe`]), trials in forks give *proven*
//! evidence ([`Graph::prove`]), a model of meaning may give some ([`Graph::embed`]), people *annotate* ([`Graph::annotate`]).
//!
//! # Confidence
//!
//! | evidence | confidence | class |
//! |---|---|---|
//! | declared | `d = 1 / (1 + exp(-(bias + sum(weight * feature))))` | strong from 0.5 |
//! | embedded | `e = 1 / (1 + exp(-(logit(d) + bias + sum(weight * cosine))))`, without a model `e = d` | strong from 0.5 |
//! | observed `n` times | `c = 1 - (1 - e) / (n + 1)` | strong from 0.5 |
//! | proven, needed | `1 - (1 - c) / (taken + 1)` | strong; weak where the producer only repeats |
//! | proven, taken like anything | `c` | weak |
//! | refuted | `c / (refused + 1)` | weak |
//! | annotated | 1, `c` or 0 | strong, weak, wrong |
//!
//! Weights and bias are fitted (see `weights.rs`). Observations and trials follow Laplace's rule of succession: each leaves
//! its share of the doubt. Built-in servers tell how far confidence is probability; `benchmarks/graph/fit.py` prints it.
//!
//! Pure: no file, no clock, no randomness; equal inputs give equal graphs.

mod annotation;
mod build;
mod caution;
mod communities;
mod dot;
mod echo;
mod embedding;
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
pub use embedding::Embedder;
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
