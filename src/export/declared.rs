//! Declarations of tools as text, written once for all rows that have them in view.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::number::json;
use crate::model::{Tool, ToolInView};

/// How many are remembered.
const MOST: usize = 20_000;

/// Texts by tool, for any number of threads. A tool is kept as long as its text, so that no other can come to its address.
#[derive(Debug, Default)]
pub struct Declared(RwLock<HashMap<usize, Text>>);

#[derive(Debug)]
struct Text {
    _tool: Arc<Tool>,
    text: Arc<str>,
}

impl Declared {
    /// Writes a tool as a function declaration.
    pub(super) fn write(&self, view: &ToolInView, out: &mut String) {
        let address = Arc::as_ptr(&view.tool) as usize;
        let known =
            self.0.read().unwrap_or_else(PoisonError::into_inner).get(&address).map(|known| Arc::clone(&known.text));
        let text = known.unwrap_or_else(|| {
            let text: Arc<str> = inner(&view.tool).into();
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(address, Text { _tool: Arc::clone(&view.tool), text: Arc::clone(&text) });
            text
        });
        out.push_str("{\"type\":\"function\",\"function\":{\"name\":");
        out.push_str(&json(&view.exposed));
        out.push(',');
        out.push_str(&text);
        out.push_str("}}");
    }
}

/// What a declaration says besides the name.
fn inner(tool: &Tool) -> String {
    format!("\"description\":{},\"parameters\":{}", json(&tool.description), json(&tool.input_schema))
}
