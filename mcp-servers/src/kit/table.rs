//! Things by their id: a sorted map, so that states compare and differ item by item, and one wording of "not found".
//!
//! A table is read like the map that it wraps. It is changed row by row and in no other way, so that it knows which
//! rows were touched since its sum was asked for: only those are hashed again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::digest::{Sum, Tables, Writing, tables};
use super::error::ToolError;
use super::ledger::Ledger;
use super::types::shorten;

/// Things by id.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: BTreeMap<String, T>,
    ledger: Ledger,
}

impl<T> Table<T> {
    pub fn new() -> Self {
        Self::from_iter([])
    }

    /// Looks a row up to change it. A change of many rows names them one by one.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let row = self.rows.get_mut(id)?;
        self.ledger.touch(id);
        Some(row)
    }

    /// Puts a row in; what had its id before comes back.
    pub fn insert(&mut self, id: String, row: T) -> Option<T> {
        self.ledger.touch(&id);
        self.rows.insert(id, row)
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let row = self.rows.remove(id)?;
        self.ledger.touch(id);
        Some(row)
    }
}

/// Reading only: a row changed behind the table's back would be missing from its sum.
impl<T> Deref for Table<T> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.rows
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> FromIterator<(String, T)> for Table<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(rows: I) -> Self {
        Self { rows: rows.into_iter().collect(), ledger: Ledger::default() }
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match tables() {
            Tables::Whole => self.rows.serialize(serializer),
            Tables::Touched => {
                let Some(ids) = self.ledger.touched() else { return self.rows.serialize(serializer) };
                // A row is written as it is, whatever lies in it.
                let _whole = Writing::begin(Tables::Whole);
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$touched", &Touched { ids: &ids, rows: &self.rows })?;
                map.end()
            }
            Tables::Sums => {
                let hash = |id: &str| Some(Sum::of_row(id, self.rows.get(id)?));
                let sum = self.ledger.sum(&mut self.rows.keys(), &hash);
                serializer.collect_str(&sum)
            }
        }
    }
}

/// Some rows of a table, and what there is no more.
struct Touched<'t, T> {
    ids: &'t BTreeSet<String>,
    rows: &'t BTreeMap<String, T>,
}

impl<T: Serialize> Serialize for Touched<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.ids.iter().map(|id| (id, self.rows.get(id))))
    }
}

/// What the things of a table are called, and which tool finds them.
pub struct Noun {
    /// With its article left out: `event`.
    pub name: &'static str,
    /// `search_events`
    pub finder: &'static str,
}

impl Noun {
    /// The refusal of an unknown id.
    pub fn missing(&self, id: &str) -> ToolError {
        let id = shorten(id);
        ToolError::NotFound(format!("No {} has the id {id}. Use {} to find ids.", self.name, self.finder))
    }

    /// Looks a thing up.
    pub fn get<'a, T>(&self, table: &'a Table<T>, id: &str) -> Result<&'a T, ToolError> {
        table.get(id).ok_or_else(|| self.missing(id))
    }

    /// Looks a thing up to change it.
    pub fn get_mut<'a, T>(&self, table: &'a mut Table<T>, id: &str) -> Result<&'a mut T, ToolError> {
        table.get_mut(id).ok_or_else(|| self.missing(id))
    }
}
