//! Things by their id: a sorted map, so that states compare and differ item by item, and one wording of "not found".

use std::collections::BTreeMap;

use super::error::ToolError;
use super::types::shorten;

/// Things by id.
pub type Table<T> = BTreeMap<String, T>;

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
