//! Tools that were decoded before: the rows of a run have the same few hundred tools in view, and their schemas are most of a row.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::{Tool, ToolInView};

/// How many are remembered: imported rows may each bring tools of their own.
const MOST: usize = 20_000;

/// Decoded tools with their texts, for any number of threads.
#[derive(Debug, Default)]
pub struct KnownTools(RwLock<Known>);

/// A tool by its text.
type Seen = (Box<str>, Arc<Tool>);

/// By the names that models see them under, each with all texts it was seen with.
#[derive(Debug, Default)]
struct Known {
    named: HashMap<String, Vec<Seen>>,
    count: usize,
}

#[derive(Deserialize)]
struct Written<'t> {
    exposed: String,
    #[serde(borrow)]
    tool: &'t RawValue,
}

impl KnownTools {
    /// The tools in view of a row.
    pub(super) fn view(&self, text: &str) -> Result<Vec<ToolInView>, String> {
        if let Some(view) = self.0.read().unwrap_or_else(PoisonError::into_inner).view(text) {
            return Ok(view);
        }
        let written: Vec<Written<'_>> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        written
            .into_iter()
            .map(|Written { exposed, tool }| Ok(ToolInView { tool: known.tool(&exposed, tool)?, exposed }))
            .collect()
    }
}

impl Known {
    /// The view where every tool of it is known. Nothing is parsed then: what begins with the text of an object has that
    /// object there.
    fn view(&self, text: &str) -> Option<Vec<ToolInView>> {
        let mut view = Vec::new();
        let mut rest = text.strip_prefix('[')?;
        while rest != "]" {
            if !view.is_empty() {
                rest = rest.strip_prefix(',')?;
            }
            let (exposed, written) = rest.strip_prefix("{\"exposed\":\"")?.split_once("\",\"tool\":")?;
            if exposed.contains('\\') {
                return None;
            }
            let behind =
                |(text, tool): &Seen| Some((Arc::clone(tool), written.strip_prefix(&**text)?.strip_prefix('}')?));
            let (tool, after) = self.named.get(exposed)?.iter().find_map(behind)?;
            view.push(ToolInView { exposed: exposed.to_owned(), tool });
            rest = after;
        }
        Some(view)
    }

    fn tool(&mut self, exposed: &str, written: &RawValue) -> Result<Arc<Tool>, String> {
        let known = self.named.get(exposed).and_then(|known| known.iter().find(|(text, _)| **text == *written.get()));
        if let Some((_, tool)) = known {
            return Ok(Arc::clone(tool));
        }
        let tool: Arc<Tool> = Arc::new(serde_json::from_str(written.get()).map_err(|error| error.to_string())?);
        if self.count >= MOST {
            *self = Self::default();
        }
        self.count += 1;
        self.named.entry(exposed.to_owned()).or_default().push((written.get().into(), Arc::clone(&tool)));
        Ok(tool)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Texts as rows have them, and others that only look like them.
    #[test]
    fn a_known_view_is_the_view_that_parsing_gives() {
        let tool = |name: &str, description: &str| {
            json!({
                "server": "s", "name": name, "description": description, "input_schema": {"type": "object"},
            })
        };
        let view = |tools: &[(&str, serde_json::Value)]| {
            let tools: Vec<_> = tools.iter().map(|(exposed, tool)| json!({"exposed": exposed, "tool": tool})).collect();
            json!(tools).to_string()
        };
        let (a, b) = (tool("a", "one"), tool("b", "says \"}\" and \\"));
        let texts = [
            view(&[]),
            view(&[("a", a.clone())]),
            view(&[("a", a.clone()), ("b", b.clone())]),
            view(&[("a", b.clone()), ("b", a.clone())]),
            view(&[("a", tool("a", "two"))]),
            view(&[("quo\"te", a.clone()), ("back\\slash", b.clone())]),
            view(&[("a", a.clone())]).replace(':', ": "),
            view(&[("a", a), ("b", b)]).replace("},{", "} , {"),
        ];
        let known = KnownTools::default();
        for text in texts.iter().chain(&texts) {
            assert_eq!(known.view(text), KnownTools::default().view(text), "{text}");
            let parsed: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(known.view(text).unwrap().len(), parsed.as_array().unwrap().len());
        }
        for broken in ["", "[", "[{}]", "[{\"exposed\":\"a\",\"tool\":{}}]", &texts[1][..texts[1].len() - 1]] {
            assert!(known.view(broken).is_err(), "{broken}");
        }
        let trailing = texts[1].replace("}]", "},]");
        assert!(known.view(&trailing).is_err());
    }
}
