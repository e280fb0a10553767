//! The fault layer: a server some of whose calls go wrong, each in a way that was decided beforehand.
//!
//! A fault either strikes before the tool is reached, so that nothing has happened, or spoils the answer of a call that was
//! made. Which one strikes at which call is data; a stored step bears its fault, so that a replay is struck the same way.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::server::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Content, Digest, Episode, Failure, FailureKind, Fault, Outcome, Path, ServerKind};

/// The layer, for whoever puts a server before a client. Rows are struck call by call, with [`strike`].
pub struct FaultLayer {
    server: Box<dyn Server>,
    /// Faults by the number of the call that they strike, from zero.
    faults: BTreeMap<usize, Fault>,
    calls: usize,
    /// A tool that is gone until the tools are listed anew, and what is said of it.
    gone: Option<(String, String)>,
    events: Vec<Value>,
}

impl FaultLayer {
    /// Puts the layer around a server.
    pub fn over(server: Box<dyn Server>, faults: impl IntoIterator<Item = (usize, Fault)>) -> Self {
        Self { server, faults: faults.into_iter().collect(), calls: 0, gone: None, events: Vec::new() }
    }
}

#[async_trait::async_trait]
impl Server for FaultLayer {
    fn name(&self) -> &str {
        self.server.name()
    }

    fn kind(&self) -> ServerKind {
        self.server.kind()
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        self.gone = None;
        self.server.list().await
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let number = self.calls;
        self.calls += 1;
        if let Some((_, message)) = self.gone.as_ref().filter(|(gone, _)| gone == tool) {
            return refusal(Boundary::Server, FailureKind::UnknownTool, message);
        }
        let Some(fault) = self.faults.get(&number) else { return self.server.call(tool, arguments).await };
        if let Fault::ListChanged { message } = fault {
            self.gone = Some((tool.to_owned(), message.clone()));
            self.events.push(json!({"method": "notifications/tools/list_changed"}));
        }
        strike(self.server.as_mut(), fault, tool, arguments).await
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        self.server.request(method, params).await
    }

    async fn events(&mut self) -> Vec<Value> {
        let mut events = std::mem::take(&mut self.events);
        events.extend(self.server.events().await);
        events
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        (self.calls, self.gone) = (0, None);
        self.events.clear();
        self.server.reset(episode).await
    }

    fn state_digest(&mut self) -> Option<Digest> {
        self.server.state_digest()
    }

    async fn states(&mut self) -> Vec<(String, String)> {
        self.server.states().await
    }

    /// The fork is struck where the layer would have been.
    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        let server = self.server.fork().await?;
        let (faults, gone, events) = (self.faults.clone(), self.gone.clone(), self.events.clone());
        Ok(Box::new(Self { server, faults, calls: self.calls, gone, events }))
    }

    async fn close(&mut self) {
        self.server.close().await;
    }
}

/// Makes a call that a fault strikes.
pub async fn strike(server: &mut dyn Server, fault: &Fault, tool: &str, arguments: &Value) -> Outcome {
    match fault {
        Fault::Timeout { message } => refusal(Boundary::Transport, FailureKind::Timeout, message),
        Fault::RateLimit { message } => refusal(Boundary::Tool, FailureKind::Limit, message),
        Fault::NotFound { message } => refusal(Boundary::Tool, FailureKind::NotFound, message),
        Fault::Conflict { message } | Fault::StaleVersion { message } => {
            refusal(Boundary::Tool, FailureKind::Conflict, message)
        }
        Fault::ListChanged { message } => refusal(Boundary::Server, FailureKind::UnknownTool, message),
        Fault::PartialResult { kept } => partial(server.call(tool, arguments).await, *kept),
        Fault::MalformedPayload { bytes } => broken_off(&server.call(tool, arguments).await, *bytes),
    }
}

fn refusal(boundary: Boundary, kind: FailureKind, message: &str) -> Outcome {
    Outcome {
        content: vec![Content::Text { text: message.to_owned() }],
        failure: Some(Failure { boundary, kind, message: message.to_owned() }),
        ..Outcome::default()
    }
}

/// The longest list of a value, by its path and length.
pub fn longest_list(value: &Value) -> Option<(Path, usize)> {
    fn look(value: &Value, path: &Path, best: &mut Option<(Path, usize)>) {
        match value {
            Value::Array(items) if best.as_ref().is_none_or(|(_, most)| items.len() > *most) => {
                *best = Some((path.clone(), items.len()));
            }
            Value::Object(map) => map.iter().for_each(|(name, inner)| look(inner, &path.field(name), best)),
            _ => {}
        }
    }
    let mut best = None;
    look(value, &Path::root(), &mut best);
    best
}

/// The result with only the first items of its longest list, and a note that there are more.
fn partial(outcome: Outcome, kept: usize) -> Outcome {
    let Some(value) = outcome.value().filter(|_| outcome.is_ok()) else { return outcome };
    let mut value = value.into_owned();
    let Some((path, total)) = longest_list(&value) else { return outcome };
    let Some(first) = path.get(&value).and_then(Value::as_array).map(|items| items[..kept.min(total)].to_vec()) else {
        return outcome;
    };
    path.set(&mut value, Value::Array(first));
    if let Value::Object(map) = &mut value {
        map.insert("partial".to_owned(), json!(true));
        map.insert("total".to_owned(), json!(total));
    }
    let structured = outcome.structured.is_some().then(|| value.clone());
    Outcome { content: vec![Content::Text { text: value.to_string() }], structured, ..Outcome::default() }
}

/// The beginning of the result's text.
fn broken_off(outcome: &Outcome, bytes: usize) -> Outcome {
    let text = outcome.text();
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    Outcome { content: vec![Content::Text { text: text[..end].to_owned() }], ..Outcome::default() }
}
