//! What servers offer, normalised: tools, the parameters inside their schemas, and what results look like.
//!
//! The way of the data: a [`Listing`] is what a server sent; [`Inventory::normalise`] makes tools of it and reports,
//! tool by tool, what is wrong; [`leaves`] walks a schema into leaf parameters; [`view`] finds the value inside a
//! result that later steps can draw from; [`Shapes`] learns from such values what a tool's output looks like where the
//! server did not declare it. [`Snapshot`] and [`Diff`] keep and compare inventories.
//!
//! Pure: no file, no clock, no randomness.

mod check;
mod diff;
mod exposed;
mod import;
mod leaf;
mod listing;
mod mend;
mod normalise;
mod prose;
mod resolve;
mod servers;
mod shapes;
mod snapshot;
mod types;
mod view;
mod walk;

pub use diff::{Change, Diff, Rename, diff};
pub use exposed::exposed_names;
pub use import::listings;
pub use leaf::{Leaf, leaves};
pub use listing::{Listing, Style};
pub use servers::{Inventory, Server};
pub use shapes::{Seen, Shapes};
pub use snapshot::{Snapshot, SnapshotError};
pub use types::{JsonType, Types};
pub use view::view;
