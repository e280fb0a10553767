//! Drift as a layer: the drifted tools, served from the original servers like those of any server.
//!
//! A call is checked against the drifted schema, brought over to the original by the migration map, and its answer brought
//! back. What a tool's behaviour does otherwise ([`Behaviour`](super::Behaviour)) is not enforced here.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::call::Call;
use super::map::MigrationMap;
use crate::exec::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Content, Digest, Episode, Failure, FailureKind, Outcome, ServerKind, Tool, ToolRef};

/// The original servers by name: tools may move from one to the other.
type Originals = Arc<Mutex<BTreeMap<String, Box<dyn Server>>>>;

/// One server of a drifted inventory.
pub struct DriftLayer {
    name: String,
    originals: Originals,
    /// Original servers that are reset, compared and closed with this one.
    owned: Vec<String>,
    kind: ServerKind,
    map: Arc<MigrationMap>,
    tools: Vec<Tool>,
    validators: BTreeMap<String, Validator>,
}

/// Where a call goes.
enum Way {
    /// The map itself knows the answer.
    Answered(Value),
    /// To an original, as the call that it is there.
    Onward { call: Call, old: Call },
}

fn failure(boundary: Boundary, kind: FailureKind, message: String) -> Failure {
    Failure { boundary, kind, message }
}

fn is_down(server: &str) -> String {
    format!("the server {server} is down")
}

/// Whether a text is a value as JSON.
fn tells(text: &str, value: &Value) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|told| told == *value)
}

impl DriftLayer {
    /// The servers of a drifted inventory over the original ones. An original without a server of its name left belongs to the
    /// first.
    pub fn over(originals: BTreeMap<String, Box<dyn Server>>, inventory: &[Tool], map: &MigrationMap) -> Vec<Self> {
        let names: Vec<String> = originals.keys().cloned().collect();
        let kinds: BTreeMap<String, ServerKind> =
            originals.iter().map(|(name, server)| (name.clone(), server.kind())).collect();
        let (originals, map) = (Arc::new(Mutex::new(originals)), Arc::new(map.clone()));
        let mut by_server: BTreeMap<&str, Vec<Tool>> = BTreeMap::new();
        for tool in inventory {
            by_server.entry(&tool.server).or_default().push(tool.clone());
        }
        let layer = |(name, tools): (&str, Vec<Tool>)| {
            let compile = |tool: &Tool| Some((tool.name.clone(), jsonschema::validator_for(&tool.input_schema).ok()?));
            Self {
                name: name.to_owned(),
                originals: Arc::clone(&originals),
                owned: names.iter().filter(|original| *original == name).cloned().collect(),
                // A server that drift made stands before others.
                kind: kinds.get(name).or_else(|| kinds.values().next()).copied().unwrap_or(ServerKind::Sandboxed),
                map: Arc::clone(&map),
                validators: tools.iter().filter_map(compile).collect(),
                tools,
            }
        };
        let mut layers: Vec<Self> = by_server.into_iter().map(layer).collect();
        let homeless: Vec<String> =
            names.into_iter().filter(|name| layers.iter().all(|layer| layer.name != *name)).collect();
        if let Some(first) = layers.first_mut() {
            first.owned.extend(homeless);
        }
        layers
    }

    /// Whether a call can be made as it is.
    fn check(&self, tool: &str, arguments: &Value) -> Result<(), Failure> {
        if !self.tools.iter().any(|known| known.name == tool) {
            return Err(failure(Boundary::Server, FailureKind::UnknownTool, format!("unknown tool: {tool}")));
        }
        let error = self.validators.get(tool).and_then(|validator| validator.iter_errors(arguments).next());
        error.map_or(Ok(()), |error| {
            let message = format!("invalid arguments at {:?}: {error}", error.instance_path().to_string());
            Err(failure(Boundary::Tool, FailureKind::Invalid, message))
        })
    }

    /// What becomes of a call before any server hears of it.
    fn way(&self, tool: &str, arguments: &Value) -> Result<Way, Failure> {
        self.check(tool, arguments)?;
        let call = Call::new(ToolRef::new(&self.name, tool), arguments.clone());
        if let Some(answer) = self.map.own_answer(&call) {
            return Ok(Way::Answered(answer));
        }
        match self.map.call_to_old(&call) {
            Ok(old) => Ok(Way::Onward { call, old }),
            Err(unmappable) => Err(failure(Boundary::Tool, FailureKind::Other, unmappable.to_string())),
        }
    }

    /// A call as it comes over the wire, with all that stands beside its arguments.
    async fn called(&mut self, params: &Value) -> Result<Value, RequestError> {
        let tool = params.get("name").and_then(Value::as_str).unwrap_or_default();
        let arguments = params.get("arguments").cloned().unwrap_or_else(|| json!({}));
        let (call, old) = match self.way(tool, &arguments) {
            Ok(Way::Onward { call, old }) => (call, old),
            Ok(Way::Answered(answer)) => {
                let content = json!([{"type": "text", "text": answer.to_string()}]);
                return Ok(json!({"content": content, "structuredContent": answer}));
            }
            Err(Failure { boundary: Boundary::Tool, message, .. }) => {
                return Ok(json!({"content": [{"type": "text", "text": message}], "isError": true}));
            }
            Err(failure) => return Err(RequestError { code: -32602, message: failure.message, data: None }),
        };
        let mut params = params.clone();
        params["name"] = json!(old.tool.tool);
        params["arguments"] = old.arguments;
        let mut originals = self.originals.lock().await;
        let Some(server) = originals.get_mut(&old.tool.server) else {
            return Err(RequestError::internal(is_down(&old.tool.server)));
        };
        let mut result = server.request("tools/call", &params).await?;
        drop(originals);
        if let Some(value) = result.get("structuredContent").cloned()
            && let Ok(answer) = self.map.answer_to_new(&call, &value)
        {
            for block in result["content"].as_array_mut().into_iter().flatten() {
                if block.get("text").and_then(Value::as_str).is_some_and(|text| tells(text, &value)) {
                    block["text"] = json!(answer.to_string());
                }
            }
            result["structuredContent"] = answer;
        }
        Ok(result)
    }

    /// The original's answer as the drifted tool gives it.
    fn brought_back(&self, call: &Call, mut outcome: Outcome) -> Outcome {
        let Some(value) = outcome.value().map(std::borrow::Cow::into_owned).filter(|_| outcome.is_ok()) else {
            return outcome;
        };
        let Ok(answer) = self.map.answer_to_new(call, &value) else { return outcome };
        if answer == value {
            return outcome;
        }
        if outcome.structured.is_some() {
            outcome.structured = Some(answer.clone());
        }
        for block in &mut outcome.content {
            if let Content::Text { text } = block
                && tells(text, &value)
            {
                *text = answer.to_string();
            }
        }
        outcome.raw = None;
        outcome
    }
}

#[async_trait::async_trait]
impl Server for DriftLayer {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> ServerKind {
        self.kind
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        let listed = |tool: &Tool| {
            let mut listed =
                json!({"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema});
            if let Some(schema) = &tool.output_schema {
                listed["outputSchema"] = schema.clone();
            }
            listed
        };
        Ok(Listing::new(&self.name, self.kind(), self.tools.iter().map(listed).collect()))
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let (call, old) = match self.way(tool, arguments) {
            Ok(Way::Onward { call, old }) => (call, old),
            Ok(Way::Answered(answer)) => {
                let content = vec![Content::Text { text: answer.to_string() }];
                return Outcome { content, structured: Some(answer), ..Outcome::default() };
            }
            Err(failure) => return Outcome { failure: Some(failure), ..Outcome::default() },
        };
        let mut originals = self.originals.lock().await;
        let Some(server) = originals.get_mut(&old.tool.server) else {
            return Outcome::failed(Boundary::Transport, FailureKind::Closed, is_down(&old.tool.server));
        };
        let outcome = server.call(&old.tool.tool, &old.arguments).await;
        drop(originals);
        self.brought_back(&call, outcome)
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        match method {
            // The tools of the original are not those of this side: whoever asks is told by `list`.
            "tools/list" => return Err(RequestError::no_method(method)),
            "tools/call" => return self.called(params).await,
            _ => {}
        }
        let mut originals = self.originals.lock().await;
        match originals.get_mut(&self.name) {
            Some(server) => server.request(method, params).await,
            None => Err(RequestError::no_method(method)),
        }
    }

    async fn events(&mut self) -> Vec<Value> {
        let mut originals = self.originals.lock().await;
        match originals.get_mut(&self.name) {
            Some(server) => server.events().await,
            None => Vec::new(),
        }
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        let mut originals = self.originals.lock().await;
        for name in &self.owned {
            if let Some(server) = originals.get_mut(name) {
                server.reset(episode).await?;
            }
        }
        Ok(Reset::Fresh)
    }

    /// That of the original, of which drift changes nothing.
    fn state_digest(&mut self) -> Option<Digest> {
        let mut originals = self.originals.try_lock().ok()?;
        let digests: Vec<Digest> =
            self.owned.iter().filter_map(|name| originals.get_mut(name)?.state_digest()).collect();
        match digests.as_slice() {
            [] => None,
            [one] => Some(*one),
            many => Some(Digest::of_json(&json!(many))),
        }
    }

    async fn states(&mut self) -> Vec<(String, Value)> {
        let mut originals = self.originals.lock().await;
        let mut states = Vec::new();
        for name in &self.owned {
            if let Some(original) = originals.get_mut(name) {
                states.extend(original.states().await);
            }
        }
        states
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        Err(Unforkable { server: self.name.clone(), reason: "a drifted server shares its originals with others" })
    }

    async fn close(&mut self) {
        let mut originals = self.originals.lock().await;
        for name in &self.owned {
            if let Some(server) = originals.get_mut(name) {
                server.close().await;
            }
        }
    }
}
