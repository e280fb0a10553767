//! Annotations: what people say of edges, in a small file that outlives every rebuilding of the graph.
//!
//! ```toml
//! [[edge]]
//! from = "contacts.search_contacts.output.contacts[].email"
//! to = "mail.send_message.input.to[]"
//! is = "strong"    # strong | weak | wrong
//! note = "whom one finds one writes to"
//! ```

use serde::Deserialize;

use super::Graph;
use super::score;
use crate::model::{Annotated, Annotation, Evidence, Problem, Side};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    edge: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    from: String,
    to: String,
    is: Annotation,
    #[serde(default)]
    note: String,
}

/// A file that is none of annotations.
#[derive(Debug, thiserror::Error)]
#[error("read annotations: {0} (hint: an entry has the keys from, to, is and note)")]
pub struct AnnotationError(#[from] toml::de::Error);

impl Graph {
    /// Adds what people said. Entries about parameters that the graph does not have are reported by their number and
    /// have no effect, because a server may have been left out of this graph.
    pub fn annotate(&mut self, text: &str) -> Result<Vec<Problem>, AnnotationError> {
        let file: File = toml::from_str(text)?;
        let mut problems = Vec::new();
        let mut said = Vec::new();
        for (number, entry) in file.edge.into_iter().enumerate() {
            let ends = (self.parameter(&entry.from, Side::Output), self.parameter(&entry.to, Side::Input));
            let (Some(from), Some(to)) = ends else {
                let unknown = if ends.0.is_none() { &entry.from } else { &entry.to };
                let message = format!("annotation {}: the graph has no parameter `{unknown}`", number + 1);
                problems.push(Problem::new("annotations", message).mend("write it as `mcplab graph show` does"));
                continue;
            };
            said.push((from, to, Annotated { class: entry.is, note: entry.note }));
        }
        self.revise(|graph, added| {
            for (from, to, annotated) in said {
                match graph.edge_mut(&from, &to) {
                    Some(edge) => edge.evidence.annotated = Some(annotated),
                    None => {
                        let evidence = Evidence { annotated: Some(annotated), ..Evidence::default() };
                        added.push(score::edge(from, to, evidence));
                    }
                }
            }
        });
        Ok(problems)
    }
}
