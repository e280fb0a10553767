//! Drift as a layer: the drifted tools, served from the original servers like those of any server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::acting::Acting;
use super::call::Call;
use super::front::{Front, Onward, Way, answered};
use super::map::MigrationMap;
use super::operators::behaviour::Behaviour;
use super::replica::Replica;
use crate::exec::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Digest, Episode, Failure, FailureKind, Outcome, ServerKind, Tool, ToolRef};

/// The original servers by name: tools may move from one to the other.
type Originals = Arc<Mutex<BTreeMap<String, Original>>>;

struct Original {
    server: Box<dyn Server>,
    past: Replica,
}

/// One server of a drifted inventory.
pub struct DriftLayer {
    name: String,
    originals: Originals,
    /// Original servers that are reset, compared and closed with this one.
    owned: Vec<String>,
    kind: ServerKind,
    front: Arc<Front>,
    tools: Vec<Tool>,
    acting: Acting,
    begun: Instant,
}

fn is_down(server: &str) -> String {
    format!("the server {server} is down")
}

impl DriftLayer {
    /// The servers of a drifted inventory over the original ones. An original without a server of its name left belongs to the
    /// first.
    pub fn over(
        originals: BTreeMap<String, Box<dyn Server>>,
        inventory: &[Tool],
        map: &MigrationMap,
        behaviours: &[Behaviour],
    ) -> Vec<Self> {
        let names: Vec<String> = originals.keys().cloned().collect();
        let kinds: BTreeMap<String, ServerKind> =
            originals.iter().map(|(name, server)| (name.clone(), server.kind())).collect();
        let original = |(name, server)| (name, Original { server, past: Replica::default() });
        let originals = Arc::new(Mutex::new(originals.into_iter().map(original).collect()));
        let front = Arc::new(Front::new(inventory, map, behaviours));
        let mut by_server: BTreeMap<&str, Vec<Tool>> = BTreeMap::new();
        for tool in inventory {
            by_server.entry(&tool.server).or_default().push(tool.clone());
        }
        let layer = |(name, tools): (&str, Vec<Tool>)| Self {
            name: name.to_owned(),
            originals: Arc::clone(&originals),
            owned: names.iter().filter(|original| *original == name).cloned().collect(),
            // A server that drift made stands before others.
            kind: kinds.get(name).or_else(|| kinds.values().next()).copied().unwrap_or(ServerKind::Sandboxed),
            front: Arc::clone(&front),
            tools,
            acting: Acting::default(),
            begun: Instant::now(),
        };
        let mut layers: Vec<Self> = by_server.into_iter().map(layer).collect();
        let homeless: Vec<String> =
            names.into_iter().filter(|name| layers.iter().all(|layer| layer.name != *name)).collect();
        if let Some(first) = layers.first_mut() {
            first.owned.extend(homeless);
        }
        layers
    }

    /// What becomes of a call before any server hears of it.
    fn way(&mut self, tool: &str, arguments: &Value) -> Result<Way, Failure> {
        let call = Call::new(ToolRef::new(&self.name, tool), arguments.clone());
        self.front.way(&mut self.acting, call, self.begun.elapsed())
    }

    /// Waits as long as the call has to, and hands on the server that answers it: the original, or what it was.
    async fn borne<'o>(
        &self,
        onward: &Onward,
        originals: &'o mut BTreeMap<String, Original>,
        late: &'o mut Option<Box<dyn Server>>,
    ) -> Option<&'o mut Box<dyn Server>> {
        if !onward.burden.wait.is_zero() {
            tokio::time::sleep(onward.burden.wait).await;
        }
        let original = originals.get_mut(&onward.old().tool.server)?;
        // Where a server cannot be forked its reads do not lag.
        if let Some(lag) = self.front.lag(&onward.old().tool.server)
            && original.past.remember(original.server.as_mut(), lag).await.is_ok()
            && onward.burden.behind > 0
        {
            *late = original.past.behind(onward.burden.behind).await;
        }
        Some(late.as_mut().unwrap_or(&mut original.server))
    }

    /// A call as it comes over the wire, with all that stands beside its arguments.
    async fn called(&mut self, params: &Value) -> Result<Value, RequestError> {
        let tool = params.get("name").and_then(Value::as_str).unwrap_or_default();
        let arguments = params.get("arguments").cloned().unwrap_or_else(|| json!({}));
        let onward = match self.way(tool, &arguments) {
            Ok(Way::Onward(onward)) => onward,
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
        params["name"] = json!(onward.old().tool.tool);
        params["arguments"] = onward.old().arguments.clone();
        let (mut originals, mut late) = (self.originals.lock().await, None);
        let Some(server) = self.borne(&onward, &mut originals, &mut late).await else {
            return Err(RequestError::internal(is_down(&onward.old().tool.server)));
        };
        let result = server.request("tools/call", &params).await?;
        Ok(self.front.sent_back(&onward.call, result))
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
        let onward = match self.way(tool, arguments) {
            Ok(Way::Onward(onward)) => onward,
            Ok(Way::Answered(answer)) => return answered(answer),
            Err(failure) => return Outcome { failure: Some(failure), ..Outcome::default() },
        };
        let (mut originals, mut late) = (self.originals.lock().await, None);
        let Some(server) = self.borne(&onward, &mut originals, &mut late).await else {
            let message = is_down(&onward.old().tool.server);
            return Outcome::failed(Boundary::Transport, FailureKind::Closed, message);
        };
        let outcome = server.call(&onward.old().tool.tool, &onward.old().arguments).await;
        self.front.brought_back(&onward.call, outcome)
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
            Some(original) => original.server.request(method, params).await,
            None => Err(RequestError::no_method(method)),
        }
    }

    async fn events(&mut self) -> Vec<Value> {
        let mut originals = self.originals.lock().await;
        match originals.get_mut(&self.name) {
            Some(original) => original.server.events().await,
            None => Vec::new(),
        }
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        let mut originals = self.originals.lock().await;
        for name in &self.owned {
            if let Some(original) = originals.get_mut(name) {
                original.server.reset(episode).await?;
                original.past = Replica::default();
            }
        }
        drop(originals);
        (self.acting, self.begun) = (Acting::default(), Instant::now());
        Ok(Reset::Fresh)
    }

    /// That of the original, of which drift changes nothing.
    fn state_digest(&mut self) -> Option<Digest> {
        let mut originals = self.originals.try_lock().ok()?;
        let digests: Vec<Digest> =
            self.owned.iter().filter_map(|name| originals.get_mut(name)?.server.state_digest()).collect();
        match digests.as_slice() {
            [] => None,
            [one] => Some(*one),
            many => Some(Digest::of_json(&json!(many))),
        }
    }

    async fn states(&mut self) -> Vec<(String, String)> {
        let mut originals = self.originals.lock().await;
        let mut states = Vec::new();
        for name in &self.owned {
            if let Some(original) = originals.get_mut(name) {
                states.extend(original.server.states().await);
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
            if let Some(original) = originals.get_mut(name) {
                original.server.close().await;
            }
        }
    }
}
