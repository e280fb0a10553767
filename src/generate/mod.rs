//! Generating: the only place that knows the order of the stages.
//!
//! A [`Lab`] holds what all rows share: inventory, graph, atlas, writer, filter. A few rows share a stage, on which
//! attempts (plan, execute, write, verify, filter) are made until one is kept. Rows are made in batches
//! that all see the same corpus memory, so the number of workers never changes a byte.

mod assemble;
mod attempt;
mod branch;
mod counterfactual;
mod crew;
mod episode;
mod execute;
mod lab;
mod look;
mod mix;
mod observe;
mod recover;
mod run;
mod served;
mod settings;
mod shorten;
mod stage;
mod survey;
mod trouble;
mod verify;
mod view;
mod voice;
mod workers;

pub use counterfactual::{Replays, play, replay_otherwise};
pub use crew::Crew;
pub use episode::episode;
pub use lab::{Lab, LabError, Problems};
pub use mix::{Mix, MixError};
pub use observe::observe;
pub use run::{Ended, GRAPH, GenerateError, OBSERVED, Progress, SHAPES, Workshop, generate};
pub use settings::Settings;
pub use survey::{survey, survey_at};
pub use voice::{Outcomes, Voice};
