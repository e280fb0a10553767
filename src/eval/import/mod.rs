//! Tasks of other benchmarks, read from their files.
//!
//! Most benchmarks judge by the state of an environment that only they have, or by a judge of their own. Such a task keeps its
//! request, its servers by name, the calls that are known and what the answer must say; whether the request was fulfilled is
//! left to a judge then. Every task says what of its source has no place in it ([`Lost`]), and a record of which no sound task
//! can be made says why ([`NotImported`]): one never stands in the way of the others.
//!
//! | file | what |
//! |---|---|
//! | `read`, `format` | a whole file to tasks, and which format it is of |
//! | `lost` | what is told of that which cannot be kept |
//! | `draft`, `claim`, `milestones` | pieces of tasks that several formats share |
//! | `tau2`, `bfcl`, `mcp_bench`, `live_mcp_bench` | a reader each |

mod bfcl;
mod claim;
mod draft;
mod format;
mod live_mcp_bench;
mod lost;
mod mcp_bench;
mod milestones;
mod read;
mod tau2;

pub use format::TaskFormat;
pub use lost::Lost;
pub use read::{ImportedTask, ImportedTasks, NotImported, TaskImportError, read_tasks};
