//! A scene behind MCP: one server with the tools, resources and prompts of a task, for agents that are programs of their
//! own.
//!
//! Its calls are noted like those of any other agent. What a tool asks the user is answered here, as the task says.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::sync::{Mutex, MutexGuard, Notify};

use super::reading::{Reading, offers};
use super::scene::{Scene, Wanted};
use super::view::View;
use super::world::Worlds;
use crate::exec::{Offers, RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Content, Digest, Episode, FailureKind, Outcome, ServerKind, Tool, ToolInView};

/// The name under which a program finds the tools.
pub const SERVER: &str = "mcplab";
/// What late calls are told.
const ENDED: &str = "the episode has ended";

/// A scene that several hands reach for.
#[derive(Clone)]
pub struct Live {
    scene: Arc<Mutex<Option<Scene>>>,
    worlds: Arc<Worlds>,
    /// That a limit has ended the scene.
    over: Arc<Notify>,
}

impl Live {
    pub fn new(scene: Scene, worlds: &Arc<Worlds>) -> Self {
        Self { scene: Arc::new(Mutex::new(Some(scene))), worlds: Arc::clone(worlds), over: Arc::default() }
    }

    /// The scene; none once it was taken.
    pub async fn scene(&self) -> MutexGuard<'_, Option<Scene>> {
        self.scene.lock().await
    }

    /// Returns when a call has met a limit of the task.
    pub async fn over(&self) {
        self.over.notified().await;
    }

    /// Takes the scene away: calls after this find nothing.
    pub async fn take(&self) -> Option<Scene> {
        self.scene.lock().await.take()
    }
}

/// The tools of a live scene as a server. They may be others later in the scene: the client is told, and asks again.
pub struct Stage {
    live: Live,
    /// What the client was told of.
    told: Arc<View>,
    reading: Reading,
}

impl Stage {
    pub async fn before(live: &Live) -> Self {
        let told = live.scene().await.as_ref().map(|scene| Arc::clone(scene.view())).unwrap_or_default();
        Self { live: live.clone(), told, reading: Reading::default() }
    }

    /// The tools as they are now; of a scene that was taken the last ones.
    async fn tools(&mut self) -> Vec<Value> {
        self.look().await;
        self.told.tools.iter().map(listed).collect()
    }

    /// Looks for other tools; says whether there are any.
    async fn look(&mut self) -> bool {
        let now = self.live.scene().await.as_ref().map(|scene| Arc::clone(scene.view()));
        let changed = now.filter(|now| !Arc::ptr_eq(now, &self.told));
        let others = changed.is_some();
        if let Some(now) = changed {
            self.told = now;
        }
        others
    }
}

/// A tool as a server lists it.
fn listed(shown: &ToolInView) -> Value {
    let Tool { title, description, input_schema, output_schema, annotations, .. } = shown.tool.as_ref();
    let hints = [
        ("readOnlyHint", annotations.read_only),
        ("destructiveHint", annotations.destructive),
        ("idempotentHint", annotations.idempotent),
        ("openWorldHint", annotations.open_world),
    ];
    let hints: Map<String, Value> =
        hints.into_iter().filter_map(|(name, hint)| Some((name.to_owned(), json!(hint?)))).collect();
    let mut tool = json!({"name": shown.exposed, "description": description, "inputSchema": input_schema});
    if let Some(title) = title {
        tool["title"] = json!(title);
    }
    if let Some(schema) = output_schema {
        tool["outputSchema"] = schema.clone();
    }
    if !hints.is_empty() {
        tool["annotations"] = Value::Object(hints);
    }
    tool
}

/// An outcome as a server sends it. What was below the tool is an error of the protocol.
fn sent(outcome: Outcome) -> Result<Value, RequestError> {
    if let Some(raw) = outcome.raw {
        return Ok(raw);
    }
    if let Some(failure) = outcome.failure.as_ref().filter(|failure| failure.boundary != Boundary::Tool) {
        let code = if failure.kind == FailureKind::UnknownTool { -32602 } else { -32603 };
        return Err(RequestError { code, message: failure.message.clone(), data: None });
    }
    let text = outcome.text();
    let block = |content: Content| match content {
        Content::Text { text } => json!({"type": "text", "text": text}),
        Content::Other { block } => block,
    };
    let mut content: Vec<Value> = outcome.content.into_iter().map(block).collect();
    if content.is_empty() {
        content.push(json!({"type": "text", "text": text}));
    }
    let mut result = json!({"content": content, "isError": outcome.failure.is_some()});
    if let Some(value) = outcome.structured {
        result["structuredContent"] = value;
    }
    Ok(result)
}

#[async_trait::async_trait]
impl Server for Stage {
    fn name(&self) -> &str {
        SERVER
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Sandboxed
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        Ok(Listing::new(SERVER, ServerKind::Sandboxed, self.tools().await))
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let gone = || Outcome::failed(Boundary::Server, FailureKind::Closed, ENDED);
        let mut scene = self.live.scene.lock().await;
        let Some(scene) = scene.as_mut() else { return gone() };
        let before = scene.steps().len();
        let results = scene.act(&self.live.worlds, None, vec![Wanted::new(tool, arguments.clone())]).await;
        if scene.ended().is_some() {
            self.live.over.notify_one();
        }
        match scene.steps().get(before) {
            Some(step) => step.outcome.clone(),
            None => Outcome::failed(Boundary::Tool, FailureKind::Limit, results.join("\n")),
        }
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        match method {
            // A list that may change in the middle of things is not to be kept.
            "tools/list" => Ok(json!({"tools": self.tools().await, "ttlMs": 0})),
            "tools/call" => {
                let tool = params.get("name").and_then(Value::as_str).unwrap_or_default();
                let arguments = params.get("arguments").cloned().unwrap_or_else(|| json!({}));
                sent(self.call(tool, &arguments).await)
            }
            method => {
                let mut scene = self.live.scene.lock().await;
                let scene = scene.as_mut().ok_or_else(|| RequestError::internal(ENDED))?;
                let answered = self.reading.answer(scene, &self.live.worlds, method, params).await;
                if scene.ended().is_some() {
                    self.live.over.notify_one();
                }
                answered.unwrap_or_else(|| Err(RequestError::no_method(method)))
            }
        }
    }

    async fn offers(&mut self) -> Offers {
        match self.live.scene().await.as_mut() {
            Some(scene) => offers(scene, &self.live.worlds).await,
            None => Offers::default(),
        }
    }

    /// That the tools are others, once, and what the servers tell of their resources.
    async fn events(&mut self) -> Vec<Value> {
        let mut events = match self.live.scene().await.as_mut() {
            Some(scene) => scene.events().await,
            None => Vec::new(),
        };
        if self.look().await {
            events.push(json!({"method": "notifications/tools/list_changed"}));
        }
        events
    }

    /// The scene has begun already.
    async fn reset(&mut self, _: &Episode) -> Result<Reset, ServerError> {
        Ok(Reset::Fresh)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        Err(Unforkable { server: SERVER.to_owned(), reason: "an episode goes on only once" })
    }

    async fn close(&mut self) {}
}
