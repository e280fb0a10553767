//! A real server as the stages above see it.

use rmcp::model::ServerPeerInfo;
use serde_json::{Map, Value};

use super::session::{Session, Unanswered};
use crate::exec::config::ServerSpec;
use crate::exec::failure_kind;
use crate::exec::result::outcome_of_result;
use crate::exec::secret::Redactor;
use crate::exec::server::{RequestError, Reset, Server, ServerError, Tail, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Digest, Episode, FailureKind, Outcome, ServerKind};

/// More pages than any server needs; one that repeats itself stops here.
const MOST_PAGES: usize = 1000;
/// A server that was late so often in a row is taken for hung.
const PATIENCE: usize = 2;

/// A child process or an HTTP endpoint.
///
/// A server that died or hangs stays so until the next episode: only [`Server::reset`] starts it anew,
/// so that no trajectory holds a silent restart in its middle.
pub struct RealServer {
    spec: ServerSpec,
    redactor: Redactor,
    state: State,
    late_in_a_row: usize,
}

enum State {
    Open(Box<Session>),
    /// The connection is gone, and why.
    Gone(String),
}

impl RealServer {
    /// Starts the server and shakes hands.
    pub async fn start(spec: ServerSpec) -> Result<Self, ServerError> {
        let session = Session::open(&spec).await?;
        Ok(Self { redactor: spec.redactor(), spec, state: State::Open(Box::new(session)), late_in_a_row: 0 })
    }

    async fn list_raw(&mut self) -> Result<(Option<std::sync::Arc<ServerPeerInfo>>, Vec<Value>), Unanswered> {
        let session = match &self.state {
            State::Open(session) => session,
            State::Gone(reason) => return Err(Unanswered::Lost(reason.clone())),
        };
        let tools = all_pages(session, "tools/list", "tools").await?;
        Ok((session.about(), tools))
    }

    /// A list that a server need not have: what cannot be had is left out, for its tools are there all the same.
    async fn pages(&self, method: &str, key: &str) -> Vec<Value> {
        let State::Open(session) = &self.state else { return Vec::new() };
        match all_pages(session, method, key).await {
            Ok(items) => self.clean(items),
            Err(error) => {
                tracing::warn!(server = self.spec.name, %error, "{method} was not answered");
                Vec::new()
            }
        }
    }

    fn clean(&self, items: Vec<Value>) -> Vec<Value> {
        items.into_iter().map(|item| self.redactor.json(item)).collect()
    }

    /// The failure that an unanswered call leaves in the trajectory.
    async fn failure(&mut self, unanswered: Unanswered) -> Outcome {
        let (boundary, kind) = kind_of(&unanswered);
        self.late_in_a_row = if kind == FailureKind::Timeout { self.late_in_a_row + 1 } else { 0 };
        let mut message = unanswered.to_string();
        let lost = matches!(unanswered, Unanswered::Lost(_));
        if lost && let State::Open(session) = &mut self.state {
            let (ending, stderr) = session.obituary().await;
            message = format!("{message} ({ending}){stderr}");
        }
        if lost && self.is_child() || self.late_in_a_row >= PATIENCE {
            self.give_up(&message);
        }
        Outcome::failed(boundary, kind, self.redactor.text(&message))
    }

    /// Ends the session for the rest of the episode.
    fn give_up(&mut self, why: &str) {
        tracing::warn!(server = self.spec.name, "given up until the next episode");
        let first = why.lines().next().unwrap_or_default();
        self.state = State::Gone(format!("the server is gone since an earlier call: {first}"));
    }

    fn is_child(&self) -> bool {
        matches!(self.spec.link, crate::exec::config::Link::Stdio(_))
    }

    fn list_error(&self, unanswered: &Unanswered, stderr: Tail) -> ServerError {
        let reason = self.redactor.text(&unanswered.to_string());
        ServerError::List { server: self.spec.name.clone(), reason, stderr }
    }
}

#[async_trait::async_trait]
impl Server for RealServer {
    fn name(&self) -> &str {
        &self.spec.name
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Real
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        match self.list_raw().await {
            Ok((about, tools)) => {
                let mut listing = listing(&self.spec.name, about.as_deref(), self.clean(tools));
                let capabilities = about.as_ref().map(|about| &about.capabilities);
                if capabilities.is_some_and(|capabilities| capabilities.resources.is_some()) {
                    listing.resources = self.pages("resources/list", "resources").await;
                    listing.resource_templates = self.pages("resources/templates/list", "resourceTemplates").await;
                }
                if capabilities.is_some_and(|capabilities| capabilities.prompts.is_some()) {
                    listing.prompts = self.pages("prompts/list", "prompts").await;
                }
                Ok(listing)
            }
            Err(unanswered) => {
                let stderr = match (&unanswered, &mut self.state) {
                    (Unanswered::Refused(_), _) | (_, State::Gone(_)) => Tail::default(),
                    (Unanswered::Lost(_), State::Open(session)) => session.obituary().await.1,
                    (_, State::Open(session)) => session.last_words(),
                };
                Err(self.list_error(&unanswered, stderr))
            }
        }
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let Some(arguments) = object(arguments) else {
            return Outcome::failed(Boundary::Server, FailureKind::Invalid, "the arguments are no JSON object");
        };
        let answer = match &self.state {
            State::Open(session) => session.call(tool, arguments).await,
            State::Gone(reason) => {
                return Outcome::failed(Boundary::Transport, FailureKind::Closed, self.redactor.text(reason));
            }
        };
        match answer {
            Ok(raw) => {
                self.late_in_a_row = 0;
                outcome_of_result(self.redactor.json(raw))
            }
            Err(unanswered) => self.failure(unanswered).await,
        }
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        let session = match &self.state {
            State::Open(session) => session,
            State::Gone(reason) => return Err(RequestError::internal(self.redactor.text(reason))),
        };
        match session.any(method, params).await {
            None => Err(RequestError::no_method(method)),
            Some(Ok(result)) => Ok(self.redactor.json(result)),
            Some(Err(Unanswered::Refused(error))) => {
                let data = error.data.map(|data| self.redactor.json(data));
                Err(RequestError { code: error.code.0, message: self.redactor.text(&error.message), data })
            }
            Some(Err(error)) => Err(RequestError::internal(self.redactor.text(&error.to_string()))),
        }
    }

    /// A server that is gone is started again; one that runs keeps its state.
    async fn reset(&mut self, _episode: &Episode) -> Result<Reset, ServerError> {
        if let State::Gone(_) = self.state {
            self.state = State::Open(Box::new(Session::open(&self.spec).await?));
        }
        self.late_in_a_row = 0;
        Ok(Reset::Kept)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        let reason = "a real server's state lies outside the lab";
        Err(Unforkable { server: self.spec.name.clone(), reason })
    }

    async fn close(&mut self) {
        let closed = State::Gone("the server was closed".to_owned());
        if let State::Open(session) = std::mem::replace(&mut self.state, closed) {
            session.close().await;
        }
    }
}

/// The items of a list, page by page.
async fn all_pages(session: &Session, method: &str, key: &str) -> Result<Vec<Value>, Unanswered> {
    let mut items = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut page = session.list_page(method, cursor.as_deref()).await?;
        match page.get_mut(key).map(Value::take) {
            Some(Value::Array(more)) => items.extend(more),
            _ => return Err(Unanswered::Lost(format!("the answer to {method} has no list `{key}`"))),
        }
        let next = page.get("nextCursor").and_then(Value::as_str).map(str::to_owned);
        if next.is_none() || next == cursor {
            break;
        }
        cursor = next;
    }
    Ok(items)
}

fn listing(name: &str, about: Option<&ServerPeerInfo>, tools: Vec<Value>) -> Listing {
    let implementation = about.and_then(|about| about.server_info.as_ref());
    Listing {
        title: implementation.map(|server| server.title.clone().unwrap_or_else(|| server.name.clone())),
        version: implementation.map(|server| server.version.clone()),
        protocol: about.map(|about| about.protocol_version.to_string()),
        instructions: about.and_then(|about| about.instructions.clone()),
        ..Listing::new(name, ServerKind::Real, tools)
    }
}

fn object(arguments: &Value) -> Option<Map<String, Value>> {
    match arguments {
        Value::Object(map) => Some(map.clone()),
        Value::Null => Some(Map::new()),
        _ => None,
    }
}

fn kind_of(unanswered: &Unanswered) -> (Boundary, FailureKind) {
    match unanswered {
        Unanswered::Refused(error) => {
            (Boundary::Server, failure_kind::of_rpc_error(error.code.0.into(), &error.message))
        }
        Unanswered::TooLong { .. } => (Boundary::Transport, FailureKind::Limit),
        Unanswered::Late { .. } => (Boundary::Transport, FailureKind::Timeout),
        Unanswered::Lost(_) => (Boundary::Transport, FailureKind::Closed),
    }
}
