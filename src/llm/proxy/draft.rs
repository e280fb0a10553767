//! An exchange under way, which is recorded once, however it ends.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::event::Events;
use super::kept::Kept;
use super::operation::Operation;
use super::{Exchange, Record};
use crate::llm::Key;
use crate::llm::refusal::{refusal, status_within};

/// How an exchange came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The endpoint sent all that it had to say.
    Whole,
    /// The agent went away before.
    HungUp,
    /// Something failed on the way.
    Failed(String),
}

/// What the body of a response says.
struct Heard {
    response: Value,
    /// Whether the last event of a stream came; none if it is no stream.
    ended: Option<bool>,
    /// Events that cannot be read.
    broken: usize,
}

/// What is known of an exchange so far.
pub(super) struct Draft {
    /// None once it was recorded.
    exchange: Option<Exchange>,
    record: Record,
    begun: Instant,
    pub operation: Option<Operation>,
    secrets: Vec<Key>,
    request: Arc<Mutex<Kept>>,
    response: Kept,
}

impl Draft {
    /// `exchange` holds what is known at the beginning. `secrets` are masked in all that is recorded.
    pub fn new(exchange: Exchange, record: Record, operation: Option<Operation>, secrets: Vec<Key>) -> Self {
        Self {
            exchange: Some(exchange),
            record,
            begun: Instant::now(),
            operation,
            secrets,
            request: Arc::default(),
            response: Kept::default(),
        }
    }

    /// Where the body of the request is kept while it passes.
    pub fn request(&mut self, headers: &HeaderMap) -> Arc<Mutex<Kept>> {
        self.request = Arc::new(Mutex::new(Kept::of(headers)));
        self.request.clone()
    }

    /// Takes the head of the response.
    pub fn answered(&mut self, status: StatusCode, headers: &HeaderMap) {
        if let Some(exchange) = &mut self.exchange {
            exchange.status = Some(status.as_u16());
        }
        self.response = Kept::of(headers);
    }

    /// Takes a piece of the response's body.
    pub fn heard(&mut self, bytes: &[u8]) {
        self.response.push(bytes);
    }

    /// A text without the secrets of this exchange.
    pub fn masked(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, key| key.redact(&text))
    }

    /// Records the exchange. Only the first end counts.
    pub fn close(&mut self, ending: &Ending) {
        let Some(mut exchange) = self.exchange.take() else { return };
        exchange.milliseconds = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.cut = request.is_cut() || self.response.is_cut();
        exchange.path = self.masked(&exchange.path);
        exchange.request = self.without_secrets(request.value());
        drop(request);
        let heard = self.read();
        exchange.response = self.without_secrets(heard.response);
        if let Some(operation) = self.operation {
            exchange.usage = operation.usage(&exchange.response);
            exchange.calls = operation.calls(&exchange.response);
        }
        exchange.error = match ending {
            Ending::Failed(reason) => Some(self.masked(reason)),
            Ending::HungUp if heard.ended != Some(true) => Some("the agent hung up before the end".to_owned()),
            _ => refused(&exchange, self.operation),
        };
        if exchange.error.is_none() && !self.response.is_cut() {
            exchange.error = match (heard.ended, heard.broken) {
                (Some(false), _) => Some("the stream ended before its last event".to_owned()),
                (_, 0) => None,
                (_, broken) => Some(format!("{broken} events of the stream are no JSON objects and were left out")),
            };
        }
        (self.record)(exchange);
    }

    /// Puts the response together.
    fn read(&self) -> Heard {
        if let Some(operation) = self.operation.filter(|_| self.response.is_event_stream()) {
            let events = Events::read(&self.response.text());
            let broken = events.broken;
            if let Some((response, ended)) = operation.assemble(events) {
                return Heard { response, ended: Some(ended), broken };
            }
        }
        Heard { response: self.response.value(), ended: None, broken: 0 }
    }

    fn without_secrets(&self, value: Value) -> Value {
        match value {
            _ if self.secrets.is_empty() => value,
            Value::String(text) => Value::String(self.masked(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.without_secrets(item)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(key, value)| (self.masked(&key), self.without_secrets(value)))
                .collect::<Map<_, _>>()
                .into(),
            other => other,
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.close(&Ending::HungUp);
    }
}

/// What the endpoint said instead of an answer.
fn refused(exchange: &Exchange, operation: Option<Operation>) -> Option<String> {
    let (status, response) = (exchange.status?, &exchange.response);
    let inside = operation.is_some() && !response["error"].is_null();
    if status < 300 && !inside {
        return None;
    }
    let status = status_within(response).filter(|_| inside && status < 300).unwrap_or(status);
    let text = response.as_str().map_or_else(|| response.to_string(), str::to_owned);
    Some(refusal(status, &text, response, &HeaderMap::new()).to_string())
}
