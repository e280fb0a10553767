//! Tools from lines of JSON, as catalogs are handed around: `{"server", "name", "description", "inputSchema",
//! "outputSchema"?}`, one tool a line.

use std::collections::HashMap;

use serde_json::Value;

use super::Listing;
use crate::model::{Problem, ServerKind};

/// The listings of a catalog, a server each in the order of first sight. A line that is no tool of a server is reported
/// by its number and left out.
pub fn listings(catalog: &str) -> (Vec<Listing>, Vec<Problem>) {
    let mut found: Vec<Listing> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for (number, line) in catalog.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("line {}", number + 1);
        let tool: Value = match serde_json::from_str(line) {
            Ok(tool) => tool,
            Err(error) => {
                problems.push(Problem::new(place, format!("no JSON: {error}; left out")));
                continue;
            }
        };
        let Some(server) = tool.get("server").and_then(Value::as_str) else {
            let problem = Problem::new(place, "a tool without a server; left out");
            problems.push(problem.mend("give it a `server`"));
            continue;
        };
        let at = *places.entry(server.to_owned()).or_insert_with(|| {
            found.push(Listing::new(server, ServerKind::Real, Vec::new()));
            found.len() - 1
        });
        found[at].tools.push(tool);
    }
    (found, problems)
}
