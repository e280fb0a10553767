//! Tools that were decoded before: the rows of a run have the same few hundred tools in view, and their schemas are most of a row.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::{Tool, ToolInView};

/// How many are remembered: imported rows may each bring tools of their own.
const MOST: usize = 20_000;

/// Decoded tools by their text, for any number of threads.
#[derive(Debug, Default)]
pub struct KnownTools(RwLock<HashMap<String, Arc<Tool>>>);

#[derive(Deserialize)]
struct Written<'t> {
    exposed: String,
    #[serde(borrow)]
    tool: &'t RawValue,
}

impl KnownTools {
    /// The tools in view of a row.
    pub(super) fn view(&self, text: &str) -> Result<Vec<ToolInView>, String> {
        let written: Vec<Written<'_>> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        written
            .into_iter()
            .map(|written| Ok(ToolInView { exposed: written.exposed, tool: self.tool(written.tool)? }))
            .collect()
    }

    fn tool(&self, written: &RawValue) -> Result<Arc<Tool>, String> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(written.get()).map(Arc::clone);
        if let Some(tool) = known {
            return Ok(tool);
        }
        let tool: Arc<Tool> = Arc::new(serde_json::from_str(written.get()).map_err(|error| error.to_string())?);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        Ok(Arc::clone(known.entry(written.get().to_owned()).or_insert(tool)))
    }
}
