//! Evaluating: agents attempt tasks in worlds that begin alike, and outcomes are scored.
//!
//! | module | subject |
//! |---|---|
//! | `suite` | tasks in files, and the lock of their audit |
//! | `source`, `world` | servers, and how they are when an episode begins |
//! | `view`, `scene`, `user`, `drifting` | what an agent sees and does, who answers, also where tools drift |
//! | `player`, `clumsy`, `audit`, `make` | references played, tasks audited, tasks made of rows |
//! | `search` | other ways to the outcome of a task |
//! | `import` | tasks of other benchmarks |
//! | `agent` | whatever attempts a task |
//! | `run`, `journal`, `report` | attempts, kept and counted |
//! | `experiment`, `augment` | attempts while tools drift, and rows under drift |
//! | `live`, `reading`, `finished`, `gateway` | episodes for programs outside |

mod agent;
mod audit;
mod augment;
mod clumsy;
mod crew;
mod drifting;
mod experiment;
mod finished;
mod gateway;
mod import;
mod journal;
mod live;
mod make;
mod player;
mod reading;
mod report;
mod run;
mod scene;
mod search;
pub mod shown;
mod source;
mod suite;
mod user;
mod view;
mod world;

pub use agent::{
    Agent, EXCHANGES, GraphPlanner, Move, Native, Null, Oracle, Program, ProgramError, Random, React, Recorded, Spent,
    Structured, Traffic,
};
pub use audit::{REPLAYS, audit};
pub use augment::{NotAugmented, RowDrift, augmented};
pub use drifting::{DriftedTools, Seen};
pub use experiment::{ExperimentJournal, Gap, Made, Prepared, Proven, Tried, experiment, prove, read_trials};
pub use finished::{OUTSIDE, finished};
pub use gateway::{Gateway, Keep};
pub use import::{ImportedTask, ImportedTasks, Lost, NotImported, TaskFormat, TaskImportError, read_tasks};
pub use journal::{About, Entry, Journal, JournalError, Kept, Stored};
pub use live::{Live, Stage};
pub use make::{Quota, Unfit, categories, make_task};
pub use report::{Counted, Report, compared};
pub use run::{Attempted, Change, Plan, attempt, attempt_drifting, run};
pub use scene::{Scene, Wanted};
pub use search::{Contradiction, Explored, Tested, explore};
pub use source::{Servers, Source};
pub use suite::{Lock, Locked, Suite, SuiteError, lock_of};
pub use view::View;
pub use world::{WorldError, Worlds};
