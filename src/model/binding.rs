//! Where argument values come from.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Path;

/// How one item of a producer's list was picked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Choice {
    /// There was nothing to choose: a single value or a list of one.
    Only,
    /// The n-th item of the list as the tool ordered it, counted from zero.
    Ordinal { index: usize },
    /// The one item whose field equals a value that the user says, e.g. `title = "Budget review"`.
    Where { field: Path, value: Value },
}

/// The source of one argument leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum Binding {
    /// A literal that the user must say.
    User { value: Value },
    /// A value of an earlier step's result; `path` is concrete (`events[2].id`).
    Output { step: usize, path: Path, choice: Choice },
    /// The schema's own default, or the only value that the schema allows.
    Default { value: Value },
    /// A value computed from others, e.g. `add_minutes` of a start and a duration.
    Derived { function: String, of: Vec<Binding>, value: Value },
}

/// An argument leaf with its source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Concrete path inside the arguments, e.g. `attendees[0]`.
    pub path: Path,
    pub binding: Binding,
}
