//! One run's directory: what a run leaves behind, and how it survives being killed.
//!
//! | file | what it holds |
//! |---|---|
//! | `manifest.json` | everything that decides the bytes: seed, settings, input digests |
//! | `journal.jsonl` | append-only events: one line a finished index, with its funnel |
//! | `trajectories-00000.parquet` .. | the canonical rows, in index order |
//! | `trajectories-00000.part.jsonl` | the rows of the shard that is being filled |
//! | `sft.jsonl` | the rows as a ready fine-tuning file |
//! | `README.md` | the data card |
//! | `graph.json`, `graph-observed.json` | the graph sampled from, and the same with what flowed in the run |
//! | `shapes.json` | what results of real servers look like, where some took part |
//!
//! Only the journal knows the wall clock. Everything else is a function of the manifest, so equal
//! seeds give equal bytes, and a run that was killed and resumed ends like one that was not.
//!
//! The truth after a crash is the longest prefix of the journal whose rows are really on disk; all
//! that lies behind it is cut off and made again (see [`Run::resume`]).

mod entry;
mod error;
mod folder;
mod format;
mod journal;
mod known_tools;
mod manifest;
mod resume;
mod row;
mod run;
mod shard;
mod stored;
mod tally;
mod text_rows;

pub use entry::{Attempt, Ending, Entry, FindingCount};
pub use error::{RowProblem, StoreError};
pub use folder::{CARD, JOURNAL, MANIFEST, SFT, check_free};
pub use format::Format;
pub use journal::{Entries, Event, Events, Recorded};
pub use known_tools::KnownTools;
pub use manifest::Manifest;
pub use row::{EncodedRow, Row, Scope as Decoded, StoredRow, encode};
pub use run::{Finished, Run, digest_of_file};
pub use shard::{ShardReader, ShardWriter, features};
pub use stored::{StoredRun, Trajectories, Unchecked, UncheckedRow, open};
pub use tally::{Scope, ServerScope, Tally};
pub use text_rows::TextRows;
