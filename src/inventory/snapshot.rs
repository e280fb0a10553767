//! The form in which an inventory is kept: versioned, so that another release can say what it cannot read.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Inventory, Server};
use crate::model::Digest;

const FORMAT: &str = "mcplab-inventory";
const VERSION: u32 = 1;

/// An inventory at one moment, as text and back; it reads and writes no files itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub inventory: Inventory,
}

/// Why a text is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("read the inventory snapshot: {0} (hint: write it again with `mcplab inventory --save`)")]
    Json(#[from] serde_json::Error),
    #[error("read the inventory snapshot: its format is {found:?}, expected {FORMAT:?}")]
    Format { found: String },
    #[error("read the inventory snapshot: its version is {found}, this release reads {VERSION} (hint: save it again)")]
    Version { found: u64 },
    #[error("read the inventory snapshot: its digest does not fit its content (hint: it was edited; save it again)")]
    Digest,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    digest: Digest,
    servers: Vec<Server>,
}

impl Snapshot {
    pub fn of(inventory: &Inventory) -> Self {
        Self { inventory: inventory.clone() }
    }

    pub fn to_text(&self) -> String {
        let file = File {
            format: FORMAT.to_owned(),
            version: VERSION,
            digest: self.inventory.digest(),
            servers: self.inventory.servers().to_vec(),
        };
        // Plain data without maps that could have keys other than strings.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Whether a text claims to be a snapshot.
    pub fn is_one(text: &str) -> bool {
        let start: String = text.chars().take(80).collect();
        start.contains(FORMAT)
    }

    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let value: Value = serde_json::from_str(text)?;
        let format = value.get("format").and_then(Value::as_str).unwrap_or("unknown");
        if format != FORMAT {
            return Err(SnapshotError::Format { found: format.to_owned() });
        }
        let version = value.get("version").and_then(Value::as_u64).unwrap_or(0);
        if version != u64::from(VERSION) {
            return Err(SnapshotError::Version { found: version });
        }
        let file: File = serde_json::from_value(value)?;
        let inventory = Inventory::of(file.servers);
        if inventory.digest() != file.digest {
            return Err(SnapshotError::Digest);
        }
        Ok(Self { inventory })
    }
}
