//! The words of the lab as plain types: no IO, no async, no clock.
//!
//! Every other module speaks in these. Types that cross to disk derive `serde`; the formats that
//! hold them carry the version (see [`crate::store`]).

mod binding;
mod contribution;
mod digest;
mod edge;
mod fault;
mod kind;
mod outcome;
mod path;
mod problem;
mod replayed;
mod seed;
mod tool;
mod trajectory;
mod verdict;

pub use binding::{Binding, Bound, Choice};
pub use contribution::Contribution;
pub use digest::{Digest, canonical_json};
pub use edge::{
    Annotated, Annotation, Declared, Edge, EdgeClass, Evidence, Parameter, ProofClass, Proven, Reason, Side,
};
pub use fault::Fault;
pub use kind::Kind;
pub use outcome::{Asked, Boundary, Content, Failure, FailureKind, Origin, Outcome};
pub use path::{Path, PathError, Segment};
pub use problem::Problem;
pub use replayed::{Difference, Replayed};
pub use seed::Seed;
pub use tool::{Annotations, Tool, ToolRef};
pub use trajectory::{
    Branch, Episode, Fact, Message, ServerKind, ServerUse, Shape, Step, ToolCall, ToolInView, Trajectory, Turn,
};
pub use verdict::{Action, Finding, Verdict};
