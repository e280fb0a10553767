//! What to say of a server that did not start.

use std::io;
use std::process::ExitStatus;

use rmcp::service::ClientInitializeError;

use super::answers::Oddities;
use super::child::Child;
use super::http::root_cause;
use crate::exec::config::{Command, Endpoint, ServerSpec};
use crate::exec::server::{ServerError, Tail};

/// Why a handshake did not come about.
pub enum Failed {
    Slow,
    Handshake(Box<ClientInitializeError>),
}

impl Failed {
    /// Whether the server understood `initialize` and said no, as servers of the newest protocol do.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Handshake(error) if matches!(**error, ClientInitializeError::JsonRpcError(_)))
    }

    /// The error for a child process, with its end and its last words.
    pub async fn of_child(self, spec: &ServerSpec, child: &mut Child, oddities: &Oddities) -> ServerError {
        let server = spec.name.clone();
        match self {
            Self::Slow => slow(spec, oddities, child.last_words()),
            Self::Handshake(error) => {
                let reason = match (&*error, lost(&error)) {
                    (_, true) => ending(child.settle().await),
                    (error, false) => handshake_reason(error),
                };
                let reason = spec.redactor().text(&format!("{reason}{oddities}"));
                ServerError::Start { server, reason, stderr: child.last_words() }
            }
        }
    }

    /// The error for an endpoint.
    pub fn of_endpoint(self, spec: &ServerSpec, endpoint: &Endpoint) -> ServerError {
        match self {
            Self::Slow => slow(spec, &Oddities::default(), Tail::default()),
            Self::Handshake(error) => unreachable(spec, endpoint, &handshake_reason(&error)),
        }
    }
}

pub fn unreachable(spec: &ServerSpec, endpoint: &Endpoint, reason: &str) -> ServerError {
    let redactor = spec.redactor();
    ServerError::Http {
        server: spec.name.clone(),
        url: redactor.text(&endpoint.shown_url()),
        reason: redactor.text(reason),
    }
}

/// The error of a process that could not even be made.
pub fn not_spawned(spec: &ServerSpec, command: &Command, error: io::Error) -> ServerError {
    let server = spec.name.clone();
    let folder = command.cwd.clone().filter(|folder| !std::path::Path::new(folder).is_dir());
    let command = spec.redactor().text(&command.command);
    match (error.kind(), folder) {
        (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, Some(folder)) => {
            ServerError::NoFolder { server, folder }
        }
        (io::ErrorKind::NotFound, None) => ServerError::NoCommand { server, command },
        _ => ServerError::Spawn { server, command, source: error },
    }
}

/// How a child ended, in words.
pub fn ending(status: Option<ExitStatus>) -> String {
    match status {
        Some(status) => match status.code() {
            Some(code) => format!("the process ended with exit code {code}"),
            None => format!("the process was ended: {status}"),
        },
        None => "the process closed its output".to_owned(),
    }
}

fn slow(spec: &ServerSpec, oddities: &Oddities, stderr: Tail) -> ServerError {
    let oddities = spec.redactor().text(&oddities.to_string());
    ServerError::Slow { server: spec.name.clone(), seconds: spec.limits.start.as_secs(), oddities, stderr }
}

fn lost(error: &ClientInitializeError) -> bool {
    matches!(error, ClientInitializeError::ConnectionClosed(_) | ClientInitializeError::TransportError { .. })
}

fn handshake_reason(error: &ClientInitializeError) -> String {
    match error {
        ClientInitializeError::JsonRpcError(error) => {
            format!("it refuses the handshake: {} (code {})", error.message, error.code.0)
        }
        ClientInitializeError::ExpectedInitResult(_) => "its answer to the handshake has not the right form".to_owned(),
        ClientInitializeError::TransportError { error, .. } => root_cause(error),
        other => root_cause(other),
    }
}
