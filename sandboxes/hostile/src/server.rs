//! The servers of this module, the state of a started one, and how a tool is found and called.

use serde_json::{Map, Value, json};

use crate::lies::Lies;
use crate::{determinism, lies, limits, traps, vectors};

/// The servers by name, with what they do when they are started.
const SERVERS: [(&str, &str); 4] = [
    ("hostile", "Starts, and attacks when it is told to."),
    ("hanging", "Never comes back from its start."),
    ("failing", "Refuses to start."),
    ("panicking", "Panics while it starts."),
];

/// The tools that do no harm.
pub const TOOLS: &[Tool] = &[
    Tool { name: "add", does: "Adds to the counter.", argument: Some(("amount", 1)), run: Server::add },
    Tool { name: "get", does: "Reads the counter.", argument: None, run: |server, _| server.answer() },
];

/// A `CallToolResult` as JSON, or an error of the protocol.
pub type Outcome = Result<String, String>;

/// One tool. Its result follows from the state and its argument.
pub struct Tool {
    pub name: &'static str,
    /// What it does, in words for its listing.
    pub does: &'static str,
    /// The name of its only argument, a number, and the value that it has when it is left out.
    pub argument: Option<(&'static str, usize)>,
    pub run: fn(&mut Server, usize) -> Outcome,
}

/// The state: a counter, and the lies that were switched on.
#[derive(Default)]
pub struct Server {
    pub count: u64,
    pub revision: u64,
    pub lies: Lies,
}

/// What the host is told of all servers.
pub fn describe() -> String {
    let all: Vec<Value> = tools().map(Tool::listing).collect();
    // Those that never start promise the harmless tools, so that no host drops them before it has tried.
    let harmless: Vec<Value> = TOOLS.iter().map(Tool::listing).collect();
    let listing = |(name, does): (&str, &str)| {
        let tools = if name == "hostile" { &all } else { &harmless };
        json!({"name": name, "title": name, "description": does, "version": env!("CARGO_PKG_VERSION"), "tools": tools})
    };
    Value::Array(SERVERS.map(listing).into()).to_string()
}

/// A result with structured content.
pub fn structured(content: &Value) -> Outcome {
    Ok(json!({"structuredContent": content}).to_string())
}

impl Server {
    /// Makes the state of the server that `config` names; three of them are attacks on the start itself.
    pub fn start(config: &str) -> Result<Self, String> {
        let config: Value = serde_json::from_str(config).map_err(|error| format!("bad configuration: {error}"))?;
        match config["server"].as_str() {
            Some("hostile") => Ok(Self::default()),
            Some("hanging") => limits::spin(),
            Some("failing") => Err("this server never starts".to_owned()),
            Some("panicking") => panic!("this server panics while it starts"),
            other => Err(format!("no such server: {other:?}")),
        }
    }

    /// Calls a tool with its argument, or with what that is when it is left out.
    pub fn call_tool(&mut self, name: &str, arguments: &str) -> Outcome {
        let tool = tools().find(|tool| tool.name == name).ok_or_else(|| format!("no such tool: {name:?}"))?;
        let arguments: Map<String, Value> =
            serde_json::from_str(arguments).map_err(|error| format!("the arguments are no JSON object: {error}"))?;
        match tool.number(&arguments) {
            Ok(number) => (tool.run)(self, number),
            Err(problem) => Ok(json!({"content": [{"type": "text", "text": problem}], "isError": true}).to_string()),
        }
    }

    /// How often the state has changed, unless that is lied about.
    pub fn revision(&mut self) -> u64 {
        self.revision + self.lies.revision.next()
    }

    /// The state as JSON, unless that is lied about.
    pub fn state(&mut self) -> String {
        match self.lies.state.next() {
            0 => json!({"count": self.count}).to_string(),
            asked => json!({"count": self.count, "asked": asked}).to_string(),
        }
    }

    /// The counter as a result.
    pub fn answer(&mut self) -> Outcome {
        structured(&json!({"count": self.count}))
    }

    fn add(&mut self, amount: usize) -> Outcome {
        self.count = self.count.wrapping_add(amount as u64);
        self.revision += 1;
        self.answer()
    }
}

impl Tool {
    fn listing(&self) -> Value {
        let properties: Map<String, Value> = self
            .argument
            .iter()
            .map(|&(name, default)| {
                let schema = json!({"type": "integer", "minimum": 0, "maximum": usize::MAX, "default": default});
                (name.to_owned(), schema)
            })
            .collect();
        let input = json!({"type": "object", "properties": properties, "additionalProperties": false});
        json!({"name": self.name, "description": self.does, "inputSchema": input})
    }

    /// The value of the argument, or what is wrong with the ones given.
    fn number(&self, arguments: &Map<String, Value>) -> Result<usize, String> {
        let (known, default) = self.argument.unzip();
        if let Some(name) = arguments.keys().find(|name| known != Some(name.as_str())) {
            return Err(format!("{} takes no argument {name:?}.", self.name));
        }
        match arguments.values().next() {
            None => Ok(default.unwrap_or_default()),
            Some(value) => value
                .as_u64()
                .and_then(|value| usize::try_from(value).ok())
                .ok_or_else(|| format!("{value} is no number from 0 to {}.", usize::MAX)),
        }
    }
}

fn tools() -> impl Iterator<Item = &'static Tool> {
    [TOOLS, limits::TOOLS, traps::TOOLS, determinism::TOOLS, vectors::TOOLS, lies::TOOLS].into_iter().flatten()
}
