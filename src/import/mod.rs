//! Trajectories that others made, read from their formats, so that the filter, the statistics and the exports serve them too.
//!
//! A reader takes one record to a [`Conversation`], or says where the record breaks ([`Unreadable`]). Whatever of a record has
//! no place in a conversation is told by a code of `lost`, never dropped in silence. A conversation becomes a
//! [`Trajectory`](crate::model::Trajectory) ([`trajectory`]) whose steps name no sources: the filter looks for them.
//!
//! | file | what |
//! |---|---|
//! | `conversation`, `trajectory` | what every format is read into, and what becomes of it |
//! | `lost`, `unreadable` | what is told of that which cannot be kept, or read |
//! | `spot`, `draft`, `chat` | values that know their place, the pairing of results with calls, shared pieces |
//! | `literal`, `python` | calls written as Python |
//! | `openai`, `toucan`, `bfcl`, `tau2`, `atif`, `inspect`, `mcp_log` | a reader each |
//! | `records`, `format` | the records of a file, and which format they are of |

mod atif;
mod bfcl;
mod chat;
mod conversation;
mod draft;
mod file;
mod format;
mod inspect;
mod literal;
mod lost;
mod mcp_log;
mod openai;
mod python;
mod records;
mod spot;
mod tau2;
mod toucan;
mod trajectory;
mod unreadable;

pub use conversation::{Conversation, DeclaredTool, Spoken, SpokenCall};
pub use file::{Format, ImportError, Record, read_file};
pub use format::ForeignFormat;
pub use python::{Fault, PythonCall, calls as python_calls, literal as python_literal};
pub use trajectory::{Source, trajectory};
pub use unreadable::Unreadable;
