//! The manifest: everything that decides a run's bytes, and nothing else.
//!
//! There is no time and no directory in it: a run keeps its bytes when it is moved. Two runs with equal manifests
//! have equal rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::folder::Folder;
use super::{Format, StoreError};
use crate::model::{Digest, Seed};

/// What a run is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: Format,
    /// The verb that made it, e.g. `generate`.
    pub verb: String,
    /// The version of mcplab that made it.
    pub version: String,
    pub seed: Seed,
    /// Rows of one Parquet shard.
    pub rows_per_shard: u32,
    /// Everything else that decides the bytes, e.g. the count; an object.
    pub settings: Value,
    /// Digests of the inputs by name: `inventory`, `graph`, `guests`, `phrasebook`.
    pub inputs: BTreeMap<String, Digest>,
}

impl Manifest {
    /// Rows of one Parquet shard unless set otherwise: about 150 MB before compression.
    pub const ROWS_PER_SHARD: u32 = 10_000;

    /// A manifest without settings and inputs.
    pub fn new(verb: impl Into<String>, version: impl Into<String>, seed: Seed) -> Self {
        Self {
            format: Format::CURRENT,
            verb: verb.into(),
            version: version.into(),
            seed,
            rows_per_shard: Self::ROWS_PER_SHARD,
            settings: Value::Object(serde_json::Map::new()),
            inputs: BTreeMap::new(),
        }
    }

    /// How another manifest differs, in words; empty when both give the same bytes.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let (ours, theirs) = (self.named_parts(), other.named_parts());
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let show = |part: Option<&String>| part.cloned().unwrap_or_else(|| "absent".to_owned());
        names
            .into_iter()
            .filter(|name| ours.get(*name) != theirs.get(*name))
            .map(|name| format!("{name} was {} and is now {}", show(ours.get(name)), show(theirs.get(name))))
            .collect()
    }

    pub(super) fn read(folder: &Folder) -> Result<Self, StoreError> {
        let path = folder.manifest();
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => StoreError::NotARun(folder.dir().to_owned()),
            _ => StoreError::io("read", &path)(error),
        })?;
        check_format(&path, &text)?;
        serde_json::from_str(&text).map_err(|error| corrupt(&path, &error))
    }

    pub(super) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest is plain JSON");
        text.push('\n');
        text
    }

    /// Every part under its name, as text.
    fn named_parts(&self) -> BTreeMap<String, String> {
        let mut parts = BTreeMap::from([
            ("verb".to_owned(), self.verb.clone()),
            ("mcplab version".to_owned(), self.version.clone()),
            ("seed".to_owned(), self.seed.0.to_string()),
            ("rows per shard".to_owned(), self.rows_per_shard.to_string()),
        ]);
        let settings = self.settings.as_object().into_iter().flatten();
        parts.extend(settings.map(|(name, value)| (format!("setting {name}"), value.to_string())));
        let inputs = self.inputs.iter();
        parts.extend(inputs.map(|(name, digest)| (format!("input {name}"), digest.short(12))));
        parts
    }
}

/// Looks at the version before the rest, because a newer manifest may have any other shape.
fn check_format(path: &Path, text: &str) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Versioned {
        format: Format,
    }
    let Versioned { format } = serde_json::from_str(text).map_err(|error| corrupt(path, &error))?;
    if format.is_known() { Ok(()) } else { Err(StoreError::Newer { path: path.to_owned(), found: format }) }
}

fn corrupt(path: &Path, error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt { path: path.to_owned(), line: error.line() as u64, reason: error.to_string() }
}
