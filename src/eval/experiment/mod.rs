//! Drift experiments: agents attempt tasks while tools drift, and every attempt becomes a trial.
//!
//! | module | subject |
//! |---|---|
//! | `prepared` | the drifted tools of tasks, and whether they still solve them |
//! | `told` | an attempt as a trial |
//! | `trials` | all attempts of a plan |
//! | `journal` | trials in a folder |
//! | `proof` | what is promised of drift, shown on every task |

mod journal;
mod prepared;
mod proof;
mod told;
mod trials;

pub use journal::{ExperimentJournal, Made, read_trials};
pub use prepared::Prepared;
pub use proof::{Gap, Proven, prove};
pub use trials::{Tried, experiment};
