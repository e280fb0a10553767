//! Data sets: runs that were made from rows that are there, by importing, filtering or choosing.
//!
//! A data set is a run's directory like any other, so that every verb works on it, and one operation follows the other. A row
//! that is kept keeps its bytes, its index and its id; one that is left out stays in the journal with the reason, so that
//! the funnel tells what became of every row.
//!
//! The algorithms take texts, sets of keys and numbers and give indices of rows; choices that are free come from a seed, and
//! hashes are the same on every platform, so that equal rows and settings give equal data sets. From the bottom up: `hash`,
//! `words` and `distance` are what the others compare with; [`features`](Features) is what of a row they look at;
//! [`minhash`] finds near-duplicates and [`contamination`] benchmarks among rows; [`k_center`] and [`deita`] choose rows;
//! [`band`] judges one row by losses and ratings, [`losses`] makes the texts whose losses a model is asked for; [`split`] keeps tools, servers, entities and frames apart;
//! [`curriculum`] puts rows in order; [`DataSet`] writes what comes of it.

pub mod band;
pub mod contamination;
pub mod curriculum;
pub mod deita;
mod distance;
mod duplicates;
mod features;
mod hash;
pub mod k_center;
pub mod losses;
pub mod minhash;
pub mod split;
mod stats;
mod view;
mod words;
mod writer;

pub use distance::jaccard_distance;
pub use duplicates::{Duplicates, Likeness};
pub use features::{Features, frame_of};
pub use stats::{Counting, Spread, Stats};
pub use view::View;
pub use words::shingles;
pub use writer::{DataSet, DataSetError};
