//! A started server with what tests ask of every call: the result fits its schema, refusals change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use mcplab_servers::Host;
use serde_json::{Value, json};

/// The servers under test: all, or those that the environment names, for whoever writes one.
pub static SERVERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let wanted = std::env::var("MCPLAB_TEST_SERVERS").ok();
    let all = mcplab_servers::servers::all().map(|entry| entry.name);
    all.filter(|name| wanted.as_ref().is_none_or(|wanted| wanted.split(',').any(|one| one == *name))).collect()
});
/// The servers of domains, without the one that shows what the protocol can do.
pub fn domains() -> impl Iterator<Item = &'static str> {
    SERVERS.iter().copied().filter(|name| *name != "showcase")
}

pub const NOW: &str = "2026-03-05T14:30:00+01:00";

/// The listed tools by name, each with the server it belongs to.
pub static TOOLS: LazyLock<BTreeMap<String, (String, Value)>> = LazyLock::new(|| {
    let servers: Vec<Value> = serde_json::from_str(&mcplab_servers::describe()).expect("a JSON array");
    let mut tools = BTreeMap::new();
    for server in servers.iter().filter(|server| SERVERS.iter().any(|name| server["name"] == *name)) {
        for tool in server["tools"].as_array().expect("tools") {
            let name = tool["name"].as_str().expect("a name").to_owned();
            let owner = server["name"].as_str().expect("a name").to_owned();
            assert!(tools.insert(name.clone(), (owner, tool.clone())).is_none(), "two tools are called {name}");
        }
    }
    tools
});

/// Servers that are hard to work with on purpose, or made for trying clients, and say so.
pub static UNTIDY: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let untidy = |listing: Value| {
        let loose = ["mcplab/untidy", "mcplab/showcase"].iter().any(|mark| listing["_meta"][*mark] == true);
        loose.then(|| listing["name"].as_str().expect("a name").to_owned())
    };
    mcplab_servers::servers::listings().into_iter().filter_map(untidy).collect()
});

/// Validators of the results, made once: they are slow to build.
pub static RESULTS: LazyLock<BTreeMap<String, jsonschema::Validator>> = LazyLock::new(|| {
    let validator = |(name, (_, tool)): (&String, &(String, Value))| {
        let schema = tool.get("outputSchema")?;
        Some((name.clone(), jsonschema::draft202012::new(schema).expect("a valid schema")))
    };
    TOOLS.iter().filter_map(validator).collect()
});

pub fn host(server: &str, seed: u64, size: &str) -> Host {
    let config = json!({"server": server, "seed": seed.to_string(), "now": NOW, "size": size});
    Host::start(&config.to_string()).expect("a known server")
}

/// A server under test.
pub struct Lab {
    pub host: Host,
    /// The state now, if it has been asked for: that is most of a test's work.
    state: Option<String>,
}

impl Lab {
    pub fn new(server: &str, seed: u64) -> Self {
        Self::of(host(server, seed, "small"))
    }

    pub fn of(host: Host) -> Self {
        Self { host, state: None }
    }

    /// A call that must succeed; its structured content.
    pub fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, &arguments.to_string());
        assert!(result["resultType"] != "input_required", "{tool} {arguments} asks: {result}");
        assert!(result.get("isError").is_none(), "{tool} {arguments} failed: {result}");
        result["structuredContent"].clone()
    }

    /// A call that asks the user (the key of its only question) and must succeed with the answer.
    pub fn answered(&mut self, tool: &str, arguments: &Value, answer: Value) -> Value {
        let result = self.call(tool, &arguments.to_string());
        let asked = result["inputRequests"].as_object().and_then(|requests| requests.keys().next().cloned());
        let key = asked.unwrap_or_else(|| panic!("{tool} {arguments} asks nothing: {result}"));
        let result = self.answer(tool, arguments, &key, answer);
        assert!(result.get("isError").is_none(), "{tool} {arguments} failed: {result}");
        result["structuredContent"].clone()
    }

    /// Makes a call again with the answer to its question.
    pub fn answer(&mut self, tool: &str, arguments: &Value, key: &str, answer: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments, "inputResponses": {key: answer}});
        self.state = None;
        let text = self.host.request("tools/call", &params.to_string()).expect("a tool result");
        let result: Value = serde_json::from_str(&text).expect("JSON");
        if let (Some(content), Some(schema)) = (result.get("structuredContent"), RESULTS.get(tool)) {
            assert!(schema.is_valid(content), "{tool} {arguments}: {result}");
        }
        result
    }

    /// A call that must be refused in this way; the sentence.
    pub fn no(&mut self, tool: &str, arguments: Value, code: &str) -> String {
        let result = self.call(tool, &arguments.to_string());
        assert_eq!(result["_meta"]["mcplab/error"], code, "{tool} {arguments}: {result}");
        result["content"][0]["text"].as_str().expect("a sentence").to_owned()
    }

    /// Any call, with the checks that hold for each.
    pub fn call(&mut self, tool: &str, arguments: &str) -> Value {
        let revision = self.host.revision();
        let reads = TOOLS[tool].1["annotations"]["readOnlyHint"] == true;
        // Untidy servers do not say which of their tools only read.
        let unsaid = TOOLS[tool].1.get("annotations").is_none();
        // A read tool gets the state as a shared reference, so only the others could change it.
        let before = (!reads).then(|| self.state.take().unwrap_or_else(|| self.host.state()));
        let result: Value = match self.host.call_tool(tool, arguments) {
            Ok(text) => serde_json::from_str(&text).expect("JSON"),
            // Some tools are on offer only in some states.
            Err(error) if error.starts_with("unknown tool") => {
                json!({"isError": true, "content": [{"type": "text", "text": "It is not on offer."}]})
            }
            Err(error) => panic!("{tool} {arguments}: {error}"),
        };
        let asks = result["resultType"] == "input_required";
        let refused = asks || result.get("isError").is_some();
        let changes = u64::from(!refused && !reads);
        assert!(self.host.revision() == revision + changes || (unsaid && !refused), "{tool} {arguments}");
        if let Some(before) = before.filter(|_| refused) {
            assert_eq!(self.host.state(), before, "{tool} {arguments} changed the state");
            self.state = Some(before);
        }
        if let Some(content) = result.get("structuredContent") {
            let problem = RESULTS.get(tool).and_then(|schema| schema.iter_errors(content).next());
            assert!(problem.is_none(), "{tool} {arguments}: {}\n{result}", problem.expect("a problem"));
        }
        result
    }
}

/// The text at a JSON pointer.
pub fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer} of {value}")).to_owned()
}
