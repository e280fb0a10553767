//! The inventory itself: servers, their tools, and the digests by which they are compared.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Listing, normalise};
use crate::model::{Digest, Problem, ServerKind, Tool, ToolRef};

/// One server with its usable tools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Server {
    pub name: String,
    pub kind: ServerKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// In the order of the server's list.
    pub tools: Vec<Tool>,
    /// Resources, templates and prompts as the server lists them: nothing but their addresses and names is relied upon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_templates: Vec<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Value>,
}

impl Server {
    /// The digest of the tools as a model and a validator see them. Neither the order of the list nor the order of
    /// keys matters: servers that keep tools in a hash map list them differently at every start.
    pub fn digest(&self) -> Digest {
        let mut tools: Vec<&Tool> = self.tools.iter().collect();
        tools.sort_by(|a, b| a.name.cmp(&b.name));
        Digest::of_json(&json!(tools.iter().map(|tool| identity(tool)).collect::<Vec<_>>()))
    }
}

/// What of a tool matters, whatever the server is called in this lab.
fn identity(tool: &Tool) -> Value {
    json!([tool.name, tool.title, tool.description, tool.input_schema, tool.output_schema, tool.annotations])
}

/// The servers and tools visible at one moment, normalised.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    servers: Vec<Server>,
    /// Server name, tool name -> place in `servers`, place in its tools.
    places: HashMap<String, (usize, HashMap<String, usize>)>,
}

impl PartialEq for Inventory {
    fn eq(&self, other: &Self) -> bool {
        self.servers == other.servers
    }
}

impl Inventory {
    /// Makes tools of what the servers sent. One bad tool never loses a server: it is mended or left out, and reported.
    pub fn normalise(listings: Vec<Listing>) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut servers: Vec<Server> = Vec::new();
        for listing in listings {
            if servers.iter().any(|server| server.name == listing.server) {
                let problem =
                    Problem::new(&listing.server, "a server of this name was already listed; this one is left out");
                problems.push(problem.mend("give every server its own name"));
                continue;
            }
            servers.push(normalise::server(listing, &mut problems));
        }
        (Self::of(servers), problems)
    }

    /// An inventory of servers whose tools are normalised already.
    pub fn of(servers: Vec<Server>) -> Self {
        let tools = |server: &Server| server.tools.iter().enumerate().map(|(i, tool)| (tool.name.clone(), i)).collect();
        let places = servers.iter().enumerate().map(|(i, server)| (server.name.clone(), (i, tools(server)))).collect();
        Self { servers, places }
    }

    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    pub fn server(&self, name: &str) -> Option<&Server> {
        self.places.get(name).map(|(at, _)| &self.servers[*at])
    }

    pub fn tool(&self, reference: &ToolRef) -> Option<&Tool> {
        let (server, tools) = self.places.get(&reference.server)?;
        tools.get(&reference.tool).map(|tool| &self.servers[*server].tools[*tool])
    }

    /// All tools, server by server; the order is the same at every start.
    pub fn tools(&self) -> impl Iterator<Item = &Tool> {
        self.servers.iter().flat_map(|server| &server.tools)
    }

    /// The digest of all servers under the names that they have in this lab.
    pub fn digest(&self) -> Digest {
        let named: Vec<_> = self.servers.iter().map(|server| json!([server.name, server.digest()])).collect();
        Digest::of_json(&Value::Array(named))
    }
}
