//! Drift: inventories of tools change as those of real servers do, reproducibly and with the ground truth.
//!
//! An [`Operator`] says what changes; what it leaves open a seed settles. [`Operator::apply`] gives the new inventory, and a
//! [`MigrationMap`] that brings calls and results from either side to the other, so that a layer can serve the drifted tools
//! from the original server. A map is a list of small [`Rewrite`]s: maps are put behind each other, and turned around.
//! [`detect`] goes the other way: from two inventories to the operators between them, and [`Impact`] says what the change does
//! to calls that were made before it; `recovery` measures how well. [`explain`] shows a drift to a person.
//!
//! From the bottom up: `schema` and `place` edit schemas and values at paths; `case`, `synonyms` and `wording` rewrite names
//! and texts; [`Conversion`] changes the form of a value; `rewrite` and `map` are the ground truth; `operators` has a file
//! for every family; `detect` reads operators off two inventories. [`Spread`] applies an operator at a share of its places,
//! and [`Front`] is the way from drifted tools to the original ones. [`experiment`] is what trials under drift come to.
//!
//! Pure but for [`DriftLayer`] and [`Replica`]: no file, no clock; every choice comes from a seed.

mod acting;
mod call;
mod case;
mod conversion;
mod detect;
mod drifted;
pub mod experiment;
mod explain;
mod front;
mod impact;
mod layer;
mod map;
mod operator;
mod operators;
mod place;
mod replica;
mod rewrite;
mod rewrite_call;
mod schedule;
mod schema;
mod spread;
mod synonyms;
mod target;
mod wording;

#[cfg(test)]
mod recovery;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use acting::{Acting, Burden};
pub use call::{Call, Unmappable};
pub use case::Case;
pub use conversion::{Conversion, DateForm, Items, Unit};
pub use detect::{Breaking, Detected, Unexplained, detect};
pub use drifted::{Change, Drifted, Solvable};
pub use explain::explain;
pub use front::{Front, Onward, Way, answered};
pub use impact::{Impact, Struck};
pub use layer::DriftLayer;
pub use map::{Back, MigrationMap};
pub use operator::{DriftError, Operator};
pub use operators::behaviour::{Acts, Behaves, Behaviour};
pub use operators::crowd::{Distractors, NearDuplicates, Reorder};
pub use operators::descriptions::{Description, Manner};
pub use operators::form::{EnumChange, HandleInsteadOfName, TypeChange};
pub use operators::groups::{Merge, Split};
pub use operators::names::{CaseStyle, NamespacePrefix, RenameParameter, RenameTool};
pub use operators::nesting::{Flatten, Nest};
pub use operators::outputs::{OutputRemoveField, OutputRenameField, OutputReshape, Paginate};
pub use operators::parameters::{NewOptionalParameter, RemoveParameter};
pub use operators::presence::{Deprecate, MoveToServer, Remove, Replace, ServerDown};
pub use operators::required::{NewRequiredParameter, OptionalToRequired, RequiredToOptional, Source};
pub use operators::upgrade::VersionUpgrade;
pub use replica::Replica;
pub use rewrite::{Part, Rewrite, Side, Step};
pub use schedule::{At, Schedule};
pub use spread::Spread;
pub use target::Target;
pub use wording::Language;

/// The tools of all servers, in the order in which a client sees them.
pub type Inventory = Vec<crate::model::Tool>;
