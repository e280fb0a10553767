//! From a raw tool to a [`Tool`]: what is missing is filled in, what is broken is reported or left out.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::check::{self, Schema};
use super::{Listing, Server};
use crate::model::{Annotations, Problem, Tool};

/// Longer descriptions cost every prompt that shows the tool.
const LONG_DESCRIPTION: usize = 4_000;
/// MCP 2025-11-25: 1 to 128 characters.
const MAX_NAME: usize = 128;

pub(super) fn server(listing: Listing, problems: &mut Vec<Problem>) -> Server {
    if listing.tools.is_empty() {
        problems.push(Problem::new(&listing.server, "lists no tools"));
    }
    let mut names = HashSet::new();
    let mut tools = Vec::new();
    for (i, raw) in listing.tools.iter().enumerate() {
        let Some(tool) = tool(&listing.server, i, raw, problems) else { continue };
        if names.insert(tool.name.clone()) {
            tools.push(tool);
        } else {
            let problem = Problem::new(tool.reference().to_string(), "a second tool of this name; the first is kept");
            problems.push(problem.mend("rename one of the two tools"));
        }
    }
    let Listing { server: name, kind, title, version, protocol, instructions, .. } = listing;
    let Listing { resources, resource_templates, prompts, .. } = listing;
    Server { name, kind, title, version, protocol, instructions, tools, resources, resource_templates, prompts }
}

fn tool(server: &str, position: usize, raw: &Value, problems: &mut Vec<Problem>) -> Option<Tool> {
    let numbered = || format!("{server}, tool {}", position + 1);
    let Some(object) = raw.as_object() else {
        problems.push(Problem::new(numbered(), "not an object; left out"));
        return None;
    };
    let Some(name) = object.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty()) else {
        problems.push(Problem::new(numbered(), "has no name; left out").mend("give the tool a `name`"));
        return None;
    };
    let mut report = Report { place: format!("{server}.{}", printable(name)), problems };
    report.name(name);
    let input_schema = report.input_schema(object.get("inputSchema"))?;
    Some(Tool {
        server: server.to_owned(),
        name: name.to_owned(),
        title: report.title(object),
        description: report.description(object),
        input_schema,
        output_schema: report.output_schema(object.get("outputSchema")),
        annotations: annotations(object),
    })
}

/// Collects what is wrong with one tool.
struct Report<'p> {
    place: String,
    problems: &'p mut Vec<Problem>,
}

impl Report<'_> {
    fn add(&mut self, message: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::new(&self.place, message).mend(mend));
    }

    fn name(&mut self, name: &str) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if name.chars().count() > MAX_NAME {
            self.add(format!("the name is longer than {MAX_NAME} characters"), "shorten it");
        }
        if let Some(bad) = name.chars().find(|c| !allowed(*c)) {
            self.add(format!("the name contains {bad:?}"), "use letters, digits, `_`, `-` and `.` only");
        }
    }

    fn title(&mut self, object: &Map<String, Value>) -> Option<String> {
        let annotated = object.get("annotations").and_then(|annotations| annotations.get("title"));
        let title = object.get("title").or(annotated).and_then(Value::as_str)?;
        Some(self.clean("title", title)).filter(|title| !title.is_empty())
    }

    fn description(&mut self, object: &Map<String, Value>) -> String {
        let text = match object.get("description") {
            None | Some(Value::Null) => "",
            Some(Value::String(text)) => text,
            Some(_) => {
                self.add("the description is not a string; it is ignored", "write it as a string");
                ""
            }
        };
        let length = text.chars().count();
        if length > LONG_DESCRIPTION {
            self.add(
                format!("the description has {length} characters"),
                format!("keep it under {LONG_DESCRIPTION}; every prompt that shows the tool pays for it"),
            );
        }
        self.clean("description", text)
    }

    /// Control characters other than line breaks and tabs can hide text from people, so they go.
    fn clean(&mut self, what: &str, text: &str) -> String {
        let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if !text.contains(hidden) {
            return text.trim().to_owned();
        }
        self.add(format!("the {what} contains control characters; they are removed"), "remove them");
        text.replace(hidden, "").trim().to_owned()
    }

    fn input_schema(&mut self, raw: Option<&Value>) -> Option<Value> {
        let empty = || json!({"type": "object", "properties": {}});
        match raw {
            None | Some(Value::Null) => {
                self.add(
                    "has no inputSchema; it is taken to have no parameters", "declare `inputSchema`, even an empty one",
                );
                Some(empty())
            }
            Some(Value::Object(_)) => self.object_schema(raw?),
            Some(_) => {
                self.add("the inputSchema is not an object; it is taken to have no parameters", "write a JSON Schema");
                Some(empty())
            }
        }
    }

    /// Arguments are always an object, so a schema of anything else leaves nothing to call the tool with.
    fn object_schema(&mut self, raw: &Value) -> Option<Value> {
        let mut schema = self.checked("inputSchema", raw);
        let root = schema.as_object_mut()?;
        match root.get("type") {
            Some(Value::String(name)) if name == "object" => {}
            None => {
                let structured =
                    ["properties", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| root.contains_key(*key));
                if structured || root.is_empty() {
                    root.insert("type".into(), "object".into());
                    self.add("the inputSchema does not say `type: object`; it is added", "add `\"type\": \"object\"`");
                } else {
                    self.add(
                        "the inputSchema is not an object schema; the tool is left out",
                        "wrap it in `properties`",
                    );
                    return None;
                }
            }
            Some(Value::Array(names)) if names.iter().any(|name| name == "object") => {
                root.insert("type".into(), "object".into());
            }
            Some(other) => {
                let message = format!("the inputSchema is of type {other}, not object; the tool is left out");
                self.add(message, "arguments are always an object: wrap the schema in `properties`");
                return None;
            }
        }
        Some(schema)
    }

    fn output_schema(&mut self, raw: Option<&Value>) -> Option<Value> {
        match raw? {
            Value::Null => None,
            Value::Object(object) if object.is_empty() => None,
            schema @ Value::Object(_) => Some(self.checked("outputSchema", schema)),
            _ => {
                self.add("the outputSchema is not an object; it is ignored", "write a JSON Schema");
                None
            }
        }
    }

    fn checked(&mut self, which: &str, raw: &Value) -> Value {
        let Schema { value, problems } = check::schema(raw);
        for problem in problems {
            let place = if problem.place.is_empty() { which.to_owned() } else { format!("{which}, {}", problem.place) };
            self.problems.push(Problem { place: format!("{}, {place}", self.place), ..problem });
        }
        value
    }
}

fn annotations(object: &Map<String, Value>) -> Annotations {
    let hint = |key: &str| object.get("annotations").and_then(|hints| hints.get(key)).and_then(Value::as_bool);
    Annotations {
        read_only: hint("readOnlyHint"),
        destructive: hint("destructiveHint"),
        idempotent: hint("idempotentHint"),
        open_world: hint("openWorldHint"),
    }
}

/// A name fit for a message.
fn printable(name: &str) -> String {
    name.chars()
        .take(MAX_NAME)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect()
}
