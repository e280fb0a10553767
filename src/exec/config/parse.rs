//! The file as a whole: where the servers stand, and what else does.

use serde_json::{Map, Value};

use super::entry::{Entry, read_entry};
use super::jsonc::to_plain_json;
use super::spec::{Limits, ServerSpec};
use crate::model::Problem;

/// What a configuration may refer to.
pub struct Surroundings<'a> {
    /// The file's name, for problems.
    pub file: &'a str,
    /// The folder that `${workspaceFolder}` stands for.
    pub workspace: &'a str,
    /// Looks up an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Reads the file that `envFile` names.
    pub read: &'a dyn Fn(&str) -> std::io::Result<String>,
    /// For servers that set no limits of their own.
    pub limits: Limits,
}

/// Reads the text of an `mcp.json`. Servers come in the order of the file.
pub fn parse_config(text: &str, around: &Surroundings<'_>) -> (Vec<ServerSpec>, Vec<Problem>) {
    let root = match serde_json::from_str(&to_plain_json(text)) {
        Ok(Value::Object(root)) => root,
        Ok(_) => return (Vec::new(), vec![no_servers(around)]),
        Err(error) => return (Vec::new(), vec![syntax_error(&error, around)]),
    };
    let mut reading = Reading { around, servers: Vec::new(), problems: Vec::new() };
    let found = reading.section(&root, "");
    if !found {
        reading.problems.push(no_servers(around));
    }
    (reading.servers, reading.problems)
}

struct Reading<'a> {
    around: &'a Surroundings<'a>,
    servers: Vec<ServerSpec>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    /// Reads the root, or the `mcp` object of VS Code's settings; says whether servers stood there.
    fn section(&mut self, section: &Map<String, Value>, prefix: &str) -> bool {
        let inputs = section.get("inputs").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut found = false;
        for (key, value) in section {
            match (key.as_str(), value) {
                ("mcpServers" | "servers", Value::Object(entries)) => {
                    found = true;
                    for (name, entry) in entries {
                        self.server(&format!("{prefix}{key}.{name}"), name, entry, &inputs);
                    }
                }
                ("mcp", Value::Object(inner)) if prefix.is_empty() => found |= self.section(inner, "mcp."),
                ("inputs", Value::Array(_)) | ("$schema", _) => {}
                _ => {
                    let place = format!("{}: {prefix}{key}", self.around.file);
                    self.problems.push(Problem::new(place, "unknown key, left aside"));
                }
            }
        }
        found
    }

    fn server(&mut self, place: &str, name: &str, entry: &Value, inputs: &[Value]) {
        let place = format!("{}: {place}", self.around.file);
        if self.servers.iter().any(|server| server.name == name) {
            let problem = Problem::new(place, format!("a second server is named `{name}`, left out"));
            self.problems.push(problem.mend("give it another name"));
            return;
        }
        match read_entry(name, entry, inputs, self.around) {
            Ok(Entry { server, unknown }) => {
                self.servers.extend(server);
                let problem = |key| Problem::new(format!("{place}.{key}"), "unknown key, left aside");
                self.problems.extend(unknown.into_iter().map(problem));
            }
            Err(fault) => {
                let problem = Problem::new(place, format!("server `{name}` is left out: {}", fault.message));
                self.problems.push(problem.mend(fault.mend));
            }
        }
    }
}

fn syntax_error(error: &serde_json::Error, around: &Surroundings<'_>) -> Problem {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let place = format!("{}:{}:{}", around.file, error.line(), error.column());
    Problem::new(place, format!("syntax error: {message}")).mend("correct the JSON there")
}

fn no_servers(around: &Surroundings<'_>) -> Problem {
    Problem::new(around.file, "no servers: neither `mcpServers` nor `servers` is there")
        .mend("write {\"mcpServers\": {\"NAME\": {\"command\": \"...\", \"args\": []}}}")
}
