//! Data sets: runs that were made from rows that are there, by importing, filtering or choosing.
//!
//! A data set is a run's directory like any other, so that every verb works on it, and one operation follows the other. A row
//! that is kept keeps its bytes, its index and its id; one that is left out stays in the journal with the reason, so that
//! the funnel tells what became of every row.

mod writer;

pub use writer::{DataSet, DataSetError};
