//! Rows as the keys that they must not share across parts.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a part can be kept apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A tool that is called.
    Tool,
    /// A server whose tools are called.
    Server,
    /// A thing of the world that the row is about, e.g. a person or a file.
    Entity,
    /// The request with its names and figures taken out.
    Frame,
}

/// A key of a kind: `Tool` and `contacts.search`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    pub kind: Kind,
    pub name: String,
}

/// The keys of one row, of all kinds, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub keys: Vec<Key>,
}

/// Rows whose keys are numbers, each once; keys of kinds that were not chosen are gone.
pub(super) struct Keyed {
    pub rows: Vec<Vec<u32>>,
    pub names: Vec<Key>,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Tool, Self::Server, Self::Entity, Self::Frame];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Server => "server",
            Self::Entity => "entity",
            Self::Frame => "frame",
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind.name(), self.name)
    }
}

impl Row {
    /// Adds keys of one kind.
    #[must_use]
    pub fn with<N: Into<String>>(mut self, kind: Kind, names: impl IntoIterator<Item = N>) -> Self {
        self.keys.extend(names.into_iter().map(|name| Key { kind, name: name.into() }));
        self
    }
}

impl Keyed {
    pub fn of(rows: &[Row], kinds: &[Kind]) -> Self {
        let mut numbers: HashMap<&Key, u32> = HashMap::new();
        let mut names: Vec<Key> = Vec::new();
        let mut keyed: Vec<Vec<u32>> = Vec::with_capacity(rows.len());
        for row in rows {
            let mut keys: Vec<u32> = Vec::new();
            for key in row.keys.iter().filter(|key| kinds.contains(&key.kind)) {
                keys.push(*numbers.entry(key).or_insert_with(|| {
                    names.push(key.clone());
                    names.len() as u32 - 1
                }));
            }
            keys.sort_unstable();
            keys.dedup();
            keyed.push(keys);
        }
        Self { rows: keyed, names }
    }
}
