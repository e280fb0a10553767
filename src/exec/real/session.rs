//! One connection to a server, from its handshake to its end.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use rmcp::RoleClient;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientCapabilities, ClientConfig, ClientRequest, ErrorData, Implementation,
    ProtocolVersion, ServerPeerInfo,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt, PeerRequestOptions, RunningService, ServiceError};
use rmcp::transport::IntoTransport;
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use super::answers::{Answer, Answers, Oddities};
use super::child::Child;
use super::failed::{Failed, ending, not_spawned, unreachable};
use super::http::{root_cause, transport};
use super::pipe::Pipe;
use crate::exec::config::{Link, Protocol, ServerSpec};
use crate::exec::server::{ServerError, Tail};

pub struct Session {
    service: RunningService<RoleClient, ClientConfig>,
    child: Option<Child>,
    answers: Answers,
    call_limit: Duration,
    answer_bytes: usize,
}

/// Why a request has no result.
#[derive(Debug)]
pub enum Unanswered {
    /// The server answered with a JSON-RPC error.
    Refused(ErrorData),
    TooLong {
        bytes: usize,
        limit: usize,
    },
    Late {
        limit: Duration,
        oddities: Oddities,
    },
    /// The connection is gone.
    Lost(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "{}", error.message),
            Self::TooLong { bytes, limit } => write!(
                f,
                "the answer of {bytes} bytes is over the limit of {limit} (hint: raise `mcplab.answerMegabytes`)"
            ),
            Self::Late { limit, oddities } => write!(f, "no answer within {} s{oddities}", limit.as_secs()),
            Self::Lost(reason) => write!(f, "the connection to the server is lost: {reason}"),
        }
    }
}

impl Session {
    /// Starts the server and shakes hands. A server that refuses `initialize` is asked by the newer
    /// protocol, on a connection of its own.
    pub async fn open(spec: &ServerSpec) -> Result<Self, ServerError> {
        let first = if spec.protocol == Protocol::Discover { discover() } else { ClientLifecycleMode::Initialize };
        match Self::open_once(spec, first).await {
            Ok(session) => Ok(session),
            Err(failed) if failed.refused && spec.protocol == Protocol::Auto => {
                Self::open_once(spec, discover()).await.map_err(|_| failed.error)
            }
            Err(failed) => Err(failed.error),
        }
    }

    /// What the server said about itself.
    pub fn about(&self) -> Option<std::sync::Arc<ServerPeerInfo>> {
        self.service.peer().peer_info()
    }

    /// One page of a list, as sent.
    pub async fn list_page(&self, method: &str, cursor: Option<&str>) -> Result<Value, Unanswered> {
        let params = cursor.map_or_else(|| json!({}), |cursor| json!({"cursor": cursor}));
        let unknown = || Unanswered::Lost(format!("clients have no method {method}"));
        self.any(method, &params).await.ok_or_else(unknown)?
    }

    /// The result of a call, as sent.
    pub async fn call(&self, tool: &str, arguments: Map<String, Value>) -> Result<Value, Unanswered> {
        let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        self.request(ClientRequest::CallToolRequest(CallToolRequest::new(params))).await
    }

    /// The result of any request that clients make, as sent. `None` for a method that clients do not have.
    pub async fn any(&self, method: &str, params: &Value) -> Option<Result<Value, Unanswered>> {
        let request = json!({"method": method, "params": params});
        let request: ClientRequest = serde_json::from_value(request).ok()?;
        Some(self.request(request).await)
    }

    /// How a lost connection ended, and the last words of the child.
    pub async fn obituary(&mut self) -> (String, Tail) {
        match &mut self.child {
            Some(child) => (ending(child.settle().await), child.last_words()),
            None => ("the connection was closed".to_owned(), Tail::default()),
        }
    }

    pub fn last_words(&self) -> Tail {
        self.child.as_ref().map(Child::last_words).unwrap_or_default()
    }

    pub async fn close(self) {
        // rmcp tells an HTTP server that its session ends; one that does not listen is left alone.
        let _ = timeout(Duration::from_secs(2), self.service.cancel()).await;
        if let Some(child) = self.child {
            child.stop().await;
        }
    }

    async fn open_once(spec: &ServerSpec, mode: ClientLifecycleMode) -> Result<Self, NotOpened> {
        let answers = Answers::default();
        let (service, child) = match &spec.link {
            Link::Stdio(command) => {
                let (mut child, stdin, stdout) = Child::spawn(command, &spec.name, spec.redactor())
                    .map_err(|error| not_spawned(spec, command, error))?;
                let pipe = Pipe::new(stdin, stdout, spec.limits.answer_bytes, answers.clone());
                match handshake(spec, pipe, mode).await {
                    Ok(service) => (service, Some(child)),
                    Err(failed) => {
                        let refused = failed.is_refusal();
                        let error = failed.of_child(spec, &mut child, &answers.oddities()).await;
                        return Err(NotOpened { error, refused });
                    }
                }
            }
            Link::Http(endpoint) => {
                let transport = transport(endpoint, spec.limits.answer_bytes)
                    .map_err(|reason| unreachable(spec, endpoint, &reason))?;
                let service = handshake(spec, transport, mode).await.map_err(|failed| NotOpened {
                    refused: failed.is_refusal(),
                    error: failed.of_endpoint(spec, endpoint),
                })?;
                (service, None)
            }
            Link::Guest(_) | Link::Cassette(_) => {
                let reason = "it is neither a process nor an address".to_owned();
                let error = ServerError::Start { server: spec.name.clone(), reason, stderr: Tail::default() };
                return Err(NotOpened { error, refused: false });
            }
        };
        let (call_limit, answer_bytes) = (spec.limits.call, spec.limits.answer_bytes);
        Ok(Self { service, child, answers, call_limit, answer_bytes })
    }

    /// Sends a request once and waits for its answer.
    async fn request(&self, request: ClientRequest) -> Result<Value, Unanswered> {
        let late = || Unanswered::Late { limit: self.call_limit, oddities: self.answers.oddities() };
        let options = PeerRequestOptions::with_timeout(self.call_limit);
        // Handing over can block as well, when a child does not read its input.
        let sending = timeout(self.call_limit, self.service.peer().send_cancellable_request(request, options));
        let handle = sending.await.map_err(|_| late())?.map_err(|error| lost(&error))?;
        let id = handle.id.clone();
        let patience = self.call_limit + Duration::from_secs(1);
        let answer = timeout(patience, handle.await_response()).await;
        let kept = self.answers.take(&id);
        self.answers.give_up(&id);
        match (kept, answer) {
            (Some(Answer::Result(result)), _) => Ok(result),
            (Some(Answer::TooLong { bytes }), _) => Err(Unanswered::TooLong { bytes, limit: self.answer_bytes }),
            (None, Ok(Ok(result))) => serde_json::to_value(result).map_err(|error| Unanswered::Lost(error.to_string())),
            (None, Ok(Err(ServiceError::McpError(error)))) => Err(Unanswered::Refused(error)),
            (None, Err(_) | Ok(Err(ServiceError::Timeout { .. }))) => Err(late()),
            (None, Ok(Err(error))) => Err(lost(&error)),
        }
    }
}

/// A session that did not come about; a refused handshake may be tried by the other protocol.
struct NotOpened {
    error: ServerError,
    refused: bool,
}

impl From<ServerError> for NotOpened {
    fn from(error: ServerError) -> Self {
        Self { error, refused: false }
    }
}

async fn handshake<T, E, A>(
    spec: &ServerSpec,
    transport: T,
    mode: ClientLifecycleMode,
) -> Result<RunningService<RoleClient, ClientConfig>, Failed>
where
    T: IntoTransport<RoleClient, E, A>,
    E: Error + Send + Sync + 'static,
{
    let about_us = Implementation::new("mcplab", env!("CARGO_PKG_VERSION"));
    let client = ClientConfig::new(ClientCapabilities::default(), about_us)
        .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE);
    match timeout(spec.limits.start, client.serve_with_lifecycle(transport, mode)).await {
        Ok(Ok(service)) => Ok(service),
        Ok(Err(error)) => Err(Failed::Handshake(Box::new(error))),
        Err(_) => Err(Failed::Slow),
    }
}

fn discover() -> ClientLifecycleMode {
    ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }
}

fn lost(error: &ServiceError) -> Unanswered {
    Unanswered::Lost(root_cause(error))
}
