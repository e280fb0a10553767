//! Generating: the only place that knows the order of the stages.
//!
//! A [`Lab`] holds what all rows share: inventory, graph, atlas, writer, filter. A few rows share a stage, on which
//! attempts (plan, execute, write, verify, filter) are made until one is kept. Rows are made in batches
//! that all see the same corpus memory, so the number of workers never changes a byte.

mod assemble;
mod attempt;
mod crew;
mod episode;
mod execute;
mod lab;
mod look;
mod observe;
mod run;
mod settings;
mod stage;
mod survey;
mod verify;
mod workers;

pub use crew::Crew;
pub use lab::{Lab, LabError, Problems};
pub use observe::observe;
pub use run::{Ended, GRAPH, GenerateError, OBSERVED, Progress, SHAPES, Workshop, generate};
pub use settings::Settings;
pub use survey::{survey, survey_at};
