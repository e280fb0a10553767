//! Chains: valid tool sequences, sampled before anybody asked for them.
//!
//! [`sample_plan`] asks the graph which tools can be strung together and prefers what the corpus
//! lacks ([`Coverage`]). The plan is then executed forward, elsewhere: before each call a
//! [`Binder`] gives the step its values from earlier results and from what the user knows
//! ([`Knowledge`]). Nothing here runs a tool, so sampling is pure: equal seeds and equal results
//! give equal chains.

mod atlas;
mod bind;
mod coverage;
mod form;
mod knowledge;
mod lexicon;
mod literal;
mod measure;
mod plan;
mod planner;
mod role;
mod round;
mod shape;
mod vocabulary;
mod walk;
mod wish;

pub use atlas::{Atlas, Demand, Input, Supply, ToolNode};
pub use bind::{Binder, Done, Ready, Unbindable};
pub use coverage::{Coverage, Covered};
pub use knowledge::{Item, Knowledge, Place};
pub use plan::{Plan, PlannedInput, PlannedStep, Source, sample_plan};
pub use role::{Role, is_end, singular, words};
pub use round::Round;
pub use shape::{shape_of, turns_of};
pub use wish::{Ingredient, Sampler, Wish};
