//! A layer that writes down what a server answers.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::cassette::{CassetteVersion, Event, Header};
use super::secret::Redactor;
use super::server::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Digest, Episode, Outcome, ServerKind, canonical_json};

/// Passes everything on to a server and appends it to a cassette, one line each, without secrets.
pub struct Record<W> {
    server: Box<dyn Server>,
    redactor: Redactor,
    cassette: W,
    lines: usize,
    /// The first write that failed; from then on nothing is recorded.
    broken: Option<String>,
}

impl<W: Write + Send> Record<W> {
    /// Starts a cassette for a server, with what it listed already, if it did.
    pub fn new(
        server: Box<dyn Server>,
        redactor: Redactor,
        cassette: W,
        listing: Option<&Listing>,
    ) -> io::Result<Self> {
        let header = Header { cassette: CassetteVersion::CURRENT, server: server.name().to_owned() };
        let mut record = Self { server, redactor, cassette, lines: 0, broken: None };
        record.append(&header)?;
        if let Some(listing) = listing {
            record.append(&Event::Listed { listing: listing.clone() })?;
        }
        Ok(record)
    }

    fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let line = self.redactor.json(serde_json::to_value(line)?);
        // Canonical, so that equal recordings are equal files.
        writeln!(self.cassette, "{}", canonical_json(&line))?;
        self.lines += 1;
        self.cassette.flush()
    }

    fn note(&mut self, event: &Event) {
        if self.broken.is_some() {
            return;
        }
        if let Err(error) = self.append(event) {
            tracing::warn!(server = self.server.name(), %error, "the cassette cannot be written");
            self.broken = Some(format!("it cannot be written: {error}"));
        }
    }

    /// A broken cassette does not lose a call, but the next episode must not start without it.
    fn check(&self) -> Result<(), ServerError> {
        match &self.broken {
            None => Ok(()),
            Some(reason) => Err(ServerError::Cassette {
                file: format!("of server `{}`", self.server.name()),
                line: self.lines + 1,
                reason: reason.clone(),
            }),
        }
    }
}

#[async_trait::async_trait]
impl<W: Write + Send> Server for Record<W> {
    fn name(&self) -> &str {
        self.server.name()
    }

    fn kind(&self) -> ServerKind {
        self.server.kind()
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        let listing = self.server.list().await?;
        self.note(&Event::Listed { listing: listing.clone() });
        self.check()?;
        Ok(listing)
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let outcome = self.server.call(tool, arguments).await;
        let (tool, arguments) = (tool.to_owned(), arguments.clone());
        self.note(&Event::Called { tool, arguments, outcome: outcome.clone() });
        outcome
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        // Only calls of tools are part of a cassette.
        self.server.request(method, params).await
    }

    async fn events(&mut self) -> Vec<Value> {
        self.server.events().await
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        self.check()?;
        let reset = self.server.reset(episode).await?;
        self.note(&Event::Reset { episode: episode.clone() });
        Ok(reset)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        self.server.state_digest()
    }

    async fn states(&mut self) -> Vec<(String, String)> {
        self.server.states().await
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        // What happens in a fork is no part of the story that the cassette tells.
        self.server.fork().await
    }

    async fn close(&mut self) {
        self.server.close().await;
    }
}
