//! Scoring: checks to a score, a pure function of (task, episode).
//!
//! No IO, no clock, no ambient randomness: seeds and times are arguments, so that any recorded run can be graded again.
//!
//! | module | subject |
//! |---|---|
//! | `episode` | what an attempt looks like to a check, and what a check says |
//! | `claim` | what an answer claims, read from its words |
//! | `matcher` | comparators of JSON values |
//! | `document`, `change`, `splice` | state documents, and what differs between their texts |
//! | `skim` | compact JSON texts, walked without being read |
//! | `align`, `difference`, `effect` | two state documents side by side |
//! | `check` | the four kinds of gates |
//! | `task` | what an agent is measured on |
//! | `failure` | why an attempt failed |
//! | `grade` | what all checks come to |
//! | `interval`, `trials`, `compare`, `table` | rates over trials, with their noise |
//! | `minted` | names that servers make up |
//! | `derive`, `stated` | checks made from what a reference did and told |
//! | `mutant`, `audit` | references broken on purpose, and whether a task can be trusted |

mod align;
mod audit;
mod change;
mod check;
mod claim;
mod compare;
mod derive;
mod difference;
mod document;
mod effect;
mod episode;
mod failure;
mod grade;
mod interval;
mod matcher;
mod minted;
mod mutant;
mod skim;
mod splice;
mod stated;
mod table;
mod task;
mod trials;

pub use audit::{Audit, Flaw, Scored, Verdict, null_agent, refusing_agent, say_anything_agent};
pub use check::{
    Broken, CallPattern, Check, JudgeCheck, Milestone, OutputCheck, Predicate, StateCheck, TRUSTED, TrajectoryCheck,
    Where,
};
pub use claim::{Claim, ClaimError, Need, Reading, Tolerance, folded, places};
pub use compare::{Compared, Comparison, Results, compare, mcnemar, paired_bootstrap};
pub use derive::{state_check, unstable};
pub use difference::{Difference, Lens, differences};
pub use document::Document;
pub use effect::Effects;
pub use episode::{Ended, Episode, Judged, Opinion, States};
pub use failure::{FailureMode, failure_mode, is_infrastructure, is_refusal};
pub use grade::{Score, score};
pub use interval::{Interval, bootstrap, clustered, wilson};
pub use matcher::Matcher;
pub use minted::Minted;
pub use mutant::{Mutant, Mutation, dependent, mutants};
pub use stated::{Stated, foreign_texts, output_checks};
pub use table::{Cell, Table, Trial};
pub use task::{
    Alternative, Basis, Category, Drawn, FilledForm, Limits, PlannedFault, ReferenceCall, Task, TaskError, TaskServer,
    User, Withheld,
};
pub use trials::{pass_at_k, pass_hat_k};
