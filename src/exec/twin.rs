//! The twin of a real server: its cassette, and a policy for what was never recorded.
//!
//! Every answer says where it came from ([`Origin`]): the recording, a simulation from the recording, or the real server.

use std::fs;

use jsonschema::Validator;
use serde_json::Value;

use super::config::{CassetteFile, Miss};
use super::nearest::{Nearest, simulated};
use super::recorded::Recorded;
use super::server::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Digest, Episode, FailureKind, Origin, Outcome, ServerKind};

/// A server that answers from a cassette where it can.
pub struct Twin {
    name: String,
    recorded: Recorded,
    miss: Miss,
    /// For the policy `pass`.
    live: Option<Box<dyn Server>>,
}

impl Twin {
    /// Reads the cassette of a configuration; `live` is the real server, where the policy wants one.
    ///
    /// # Errors
    /// When the file cannot be read or is no cassette.
    pub fn open(name: &str, file: &CassetteFile, live: Option<Box<dyn Server>>) -> Result<Self, ServerError> {
        let text = fs::read_to_string(&file.path).map_err(|error| ServerError::Cassette {
            file: file.path.clone(),
            line: 1,
            reason: format!("it cannot be read: {error}"),
        })?;
        Ok(Self { name: name.to_owned(), recorded: Recorded::read(&file.path, &text)?, miss: file.miss, live })
    }

    /// An answer made from the recorded ones, if the arguments fit the tool's schema.
    fn simulate(&self, tool: &str, arguments: &Value, missing: Outcome) -> Outcome {
        let schema = |key: &str| {
            let listing = self.recorded.listing()?;
            let tool = listing.tools.iter().find(|listed| listed.get("name").and_then(Value::as_str) == Some(tool))?;
            jsonschema::validator_for(tool.get(key)?).ok()
        };
        let problem =
            schema("inputSchema").and_then(|schema: Validator| Some(schema.iter_errors(arguments).next()?.to_string()));
        if let Some(problem) = problem {
            let message = format!("the arguments do not fit the schema of {tool}: {problem}");
            return Outcome {
                origin: Some(Origin::Simulated { from: None }),
                ..Outcome::failed(Boundary::Tool, FailureKind::Invalid, message)
            };
        }
        let Some(Nearest { arguments: theirs, outcome }) = Nearest::of(&self.recorded.calls(tool), arguments) else {
            return missing;
        };
        let mut answer = simulated(&theirs, arguments, &outcome);
        let fits = |outcome: &Outcome| {
            let schema = schema("outputSchema").zip(outcome.structured.as_ref());
            schema.is_none_or(|(schema, value)| schema.is_valid(value))
        };
        // What no longer fits is given as it was recorded.
        if !fits(&answer) {
            answer = outcome;
        }
        answer.origin = Some(Origin::Simulated { from: Some(theirs) });
        answer
    }
}

#[async_trait::async_trait]
impl Server for Twin {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> ServerKind {
        // With a real server behind it, nobody may take its calls for repeatable.
        if self.live.is_some() { ServerKind::Real } else { ServerKind::Recorded }
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        let listing = self.recorded.list().await?;
        Ok(Listing { server: self.name.clone(), kind: self.kind(), ..listing })
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let missing = match self.recorded.answer(tool, arguments) {
            Ok(outcome) => return Outcome { origin: Some(Origin::Recorded), ..outcome },
            Err(missing) => missing.outcome(),
        };
        match (self.miss, &mut self.live) {
            (Miss::Pass, Some(live)) => Outcome { origin: Some(Origin::Live), ..live.call(tool, arguments).await },
            (Miss::Nearest, _) => self.simulate(tool, arguments, missing),
            (Miss::Error | Miss::Pass, _) => missing,
        }
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        match &mut self.live {
            Some(live) => live.request(method, params).await,
            None => Err(RequestError::no_method(method)),
        }
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        let fresh = self.recorded.reset(episode).await?;
        match &mut self.live {
            Some(live) => live.reset(episode).await,
            None => Ok(fresh),
        }
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        match &self.live {
            Some(_) => {
                let reason = "misses of its cassette pass through to a real server, whose state lies outside the lab";
                Err(Unforkable { server: self.name.clone(), reason })
            }
            None => Ok(Box::new(Self {
                name: self.name.clone(),
                recorded: self.recorded.clone(),
                miss: self.miss,
                live: None,
            })),
        }
    }

    async fn close(&mut self) {
        if let Some(live) = &mut self.live {
            live.close().await;
        }
    }
}
