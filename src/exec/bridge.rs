//! A layer that offers resources and prompts as tools, as hosts do whose models know nothing but tools.
//!
//! `list_resources` and `read_resource` stand for the resources of a server, `get_prompt_NAME` for each of its prompts.
//! So they take part in the dependency graph and in chains like any other tool: an address that one call returns is what
//! the next one reads.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::server::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Content, Digest, Episode, FailureKind, Outcome, ServerKind};

/// The tool that lists resources.
pub const LIST_RESOURCES: &str = "list_resources";
/// The tool that reads one.
pub const READ_RESOURCE: &str = "read_resource";
/// What the tool of a prompt is called before the prompt's name.
pub const GET_PROMPT: &str = "get_prompt_";
/// Pages of resources that one call lists.
const MOST_PAGES: usize = 20;

/// The layer.
pub struct Bridge {
    server: Box<dyn Server>,
    /// Names of the tools that it adds.
    added: Arc<[String]>,
}

impl Bridge {
    /// Puts the layer around a server that listed itself so.
    pub fn over(server: Box<dyn Server>, listing: &Listing) -> Self {
        let added = tools(listing).iter().filter_map(|tool| Some(tool.get("name")?.as_str()?.to_owned())).collect();
        Self { server, added }
    }

    async fn resources(&mut self) -> Result<Value, RequestError> {
        let mut resources = Vec::new();
        let mut params = json!({});
        for _ in 0..MOST_PAGES {
            let mut page = self.server.request("resources/list", &params).await?;
            if let Some(Value::Array(items)) = page.get_mut("resources").map(Value::take) {
                resources.extend(items.into_iter().map(brief));
            }
            match page.get_mut("nextCursor").map(Value::take) {
                Some(Value::String(cursor)) => params = json!({"cursor": cursor}),
                _ => break,
            }
        }
        Ok(json!({"resources": resources}))
    }

    async fn read(&mut self, arguments: &Value) -> Result<Value, RequestError> {
        let uri = arguments.get("uri").cloned().unwrap_or_default();
        let mut result = self.server.request("resources/read", &json!({"uri": uri})).await?;
        let first = result.pointer_mut("/contents/0").map(Value::take).unwrap_or_default();
        let of = |key: &str| first.get(key).cloned();
        let text = of("text").unwrap_or_else(|| "[binary contents]".into());
        Ok(json!({"uri": of("uri"), "mime_type": of("mimeType"), "text": text}))
    }

    async fn prompt(&mut self, name: &str, arguments: &Value) -> Result<Value, RequestError> {
        let result = self.server.request("prompts/get", &json!({"name": name, "arguments": arguments})).await?;
        let message = |message: &Value| {
            let text = message.pointer("/content/text").cloned().unwrap_or_else(|| "[other content]".into());
            json!({"role": message.get("role"), "text": text})
        };
        let messages = result.get("messages").and_then(Value::as_array);
        Ok(json!({"messages": messages.into_iter().flatten().map(message).collect::<Vec<_>>()}))
    }
}

/// What of a resource a list shows.
fn brief(resource: Value) -> Value {
    let of = |key: &str| resource.get(key).filter(|value| !value.is_null()).cloned();
    let fields = [("uri", of("uri")), ("name", of("title").or_else(|| of("name"))), ("mime_type", of("mimeType"))];
    let known = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(known.collect())
}

/// Whether a tool of this name is one that the layer adds.
pub fn is_bridge(tool: &str) -> bool {
    tool == LIST_RESOURCES || tool == READ_RESOURCE || tool.starts_with(GET_PROMPT)
}

/// The listing with the tools that the layer adds.
pub fn bridged(listing: &Listing) -> Listing {
    let mut bridged = listing.clone();
    bridged.tools.extend(tools(listing));
    bridged
}

/// The tools for what a server has besides tools; none of a name that it uses itself.
fn tools(listing: &Listing) -> Vec<Value> {
    let taken = |name: &str| listing.tools.iter().any(|tool| tool.get("name").and_then(Value::as_str) == Some(name));
    let mut tools = Vec::new();
    if !listing.resources.is_empty() || !listing.resource_templates.is_empty() {
        tools.extend([list_tool(listing), read_tool(listing)]);
    }
    tools.extend(listing.prompts.iter().filter_map(prompt_tool));
    tools.retain(|tool| !tool.get("name").and_then(Value::as_str).is_some_and(taken));
    tools
}

fn title(listing: &Listing) -> &str {
    listing.title.as_deref().unwrap_or(&listing.server)
}

fn reads() -> Value {
    json!({"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false})
}

fn list_tool(listing: &Listing) -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let resource = json!({
        "type": "object",
        "properties": {
            "uri": text("Address of the resource."),
            "name": text("What the resource is called."),
            "mime_type": text("Type of its contents."),
        },
        "required": ["uri"],
    });
    json!({
        "name": LIST_RESOURCES,
        "description": format!("Lists the resources of {} with their addresses.", title(listing)),
        "inputSchema": {"type": "object", "properties": {}, "additionalProperties": false},
        "outputSchema": {
            "type": "object",
            "properties": {
                "resources": {"type": "array", "description": "The resources.", "items": resource},
            },
            "required": ["resources"],
        },
        "annotations": reads(),
    })
}

fn read_tool(listing: &Listing) -> Value {
    let known = listing.resources.iter().map(|one| ("uri", one));
    let known = known.chain(listing.resource_templates.iter().map(|one| ("uriTemplate", one)));
    let known =
        known.filter_map(|(key, one)| Some(format!("{} ({})", one.get(key)?.as_str()?, one.get("name")?.as_str()?)));
    let known: Vec<String> = known.take(12).collect();
    json!({
        "name": READ_RESOURCE,
        "description": format!(
            "Reads a resource of {} by its address, as {LIST_RESOURCES} shows it. There are {}.", title(listing), known.join(", ")
        ),
        "inputSchema": {
            "type": "object",
            "properties": {"uri": {"type": "string", "description": "Address of the resource."}},
            "required": ["uri"],
            "additionalProperties": false,
        },
        "outputSchema": {
            "type": "object",
            "properties": {
                "uri": {"type": "string", "description": "Address of the resource."},
                "mime_type": {"type": "string", "description": "Type of its contents."},
                "text": {"type": "string", "description": "Its contents."},
            },
            "required": ["uri", "text"],
        },
        "annotations": reads(),
    })
}

fn prompt_tool(prompt: &Value) -> Option<Value> {
    let name = prompt.get("name")?.as_str()?;
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for argument in prompt.get("arguments").and_then(Value::as_array).into_iter().flatten() {
        let name = argument.get("name")?.as_str()?.to_owned();
        let description = argument.get("description").cloned().unwrap_or_default();
        if argument.get("required").and_then(Value::as_bool) == Some(true) {
            required.push(name.clone());
        }
        properties.insert(name, json!({"type": "string", "description": description}));
    }
    let description = prompt.get("description").and_then(Value::as_str).unwrap_or_default();
    let message = json!({
        "type": "object",
        "properties": {"role": {"type": "string"}, "text": {"type": "string"}},
        "required": ["role", "text"],
    });
    Some(json!({
        "name": format!("{GET_PROMPT}{name}"),
        "description": format!("Returns the server's instructions for this task: {description}"),
        "inputSchema": {
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        },
        "outputSchema": {
            "type": "object",
            "properties": {"messages": {"type": "array", "description": "The instructions.", "items": message}},
            "required": ["messages"],
        },
        "annotations": reads(),
    }))
}

fn outcome(result: Result<Value, RequestError>) -> Outcome {
    match result {
        Ok(value) => {
            let text = value.get("text").and_then(Value::as_str).map(str::to_owned);
            let content = text.map(|text| Content::Text { text }).into_iter().collect();
            Outcome { content, structured: Some(value), ..Outcome::default() }
        }
        // The host of a model tells it what was wrong, as a tool would.
        Err(error) => {
            let kind = if error.code == -32602 { FailureKind::NotFound } else { FailureKind::Other };
            Outcome::failed(Boundary::Tool, kind, error.message)
        }
    }
}

#[async_trait::async_trait]
impl Server for Bridge {
    fn name(&self) -> &str {
        self.server.name()
    }

    fn kind(&self) -> ServerKind {
        self.server.kind()
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        Ok(bridged(&self.server.list().await?))
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        if !self.added.iter().any(|added| added == tool) {
            return self.server.call(tool, arguments).await;
        }
        outcome(match tool {
            LIST_RESOURCES => self.resources().await,
            READ_RESOURCE => self.read(arguments).await,
            other => self.prompt(other.strip_prefix(GET_PROMPT).unwrap_or(other), arguments).await,
        })
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        self.server.request(method, params).await
    }

    async fn events(&mut self) -> Vec<Value> {
        self.server.events().await
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        self.server.reset(episode).await
    }

    fn state_digest(&mut self) -> Option<Digest> {
        self.server.state_digest()
    }

    async fn states(&mut self) -> Vec<(String, String)> {
        self.server.states().await
    }

    async fn changes(&mut self) -> Option<String> {
        self.server.changes().await
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        let server = self.server.fork().await?;
        Ok(Box::new(Self { server, added: Arc::clone(&self.added) }))
    }

    async fn close(&mut self) {
        self.server.close().await;
    }
}
