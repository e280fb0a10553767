//! A server that is nothing but a cassette.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::cassette::{CassetteVersion, Event, Header, key};
use super::server::{Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Digest, Episode, FailureKind, Outcome, ServerKind};

/// Replays a cassette. The n-th call of a tool with the same arguments gets the n-th answer that was
/// recorded for it in this episode; what was never recorded is a failure, not a guess.
#[derive(Clone)]
pub struct Recorded {
    cassette: Arc<Cassette>,
    /// The recorded episode that is replayed; `None` draws on the whole cassette.
    section: Option<usize>,
    /// How often each call was made in this episode.
    made: HashMap<String, usize>,
}

struct Cassette {
    file: String,
    server: String,
    listing: Option<Listing>,
    /// The recorded episodes in order; the first stands for what came before any reset.
    sections: Vec<Section>,
}

#[derive(Default)]
struct Section {
    episode: Option<Episode>,
    /// In the order in which they were made.
    calls: Vec<Call>,
    /// Places of the calls that are the same.
    answers: HashMap<String, Vec<usize>>,
}

/// Why a cassette has no answer to a call.
pub(super) struct Unrecorded(String);

impl Unrecorded {
    /// The failure that stands for the missing answer.
    pub(super) fn outcome(self) -> Outcome {
        Outcome::failed(Boundary::Transport, FailureKind::Other, self.0)
    }
}

struct Call {
    tool: String,
    arguments: Value,
    outcome: Outcome,
}

impl Recorded {
    /// Reads the text of a cassette; `file` is its name, for errors.
    pub fn read(file: &str, text: &str) -> Result<Self, ServerError> {
        let cassette = Arc::new(Cassette::read(file, text)?);
        Ok(Self { cassette, section: None, made: HashMap::new() })
    }

    /// The next recorded answer of a call, or why there is none.
    pub(super) fn answer(&mut self, tool: &str, arguments: &Value) -> Result<Outcome, Unrecorded> {
        let key = key(tool, arguments);
        let turn = self.made.entry(key.clone()).or_default();
        *turn += 1;
        let turn = *turn;
        let answers = self.recorded(&key);
        match (answers.get(turn - 1), answers.len()) {
            (Some(outcome), _) => Ok((*outcome).clone()),
            (None, 0) => Err(Unrecorded(format!("the cassette {} holds no call of `{key}`", self.cassette.file))),
            (None, times) => Err(Unrecorded(format!(
                "the cassette {} holds {times} calls of `{key}`, this is number {turn}",
                self.cassette.file
            ))),
        }
    }

    /// What the recorded server offered.
    pub(super) fn listing(&self) -> Option<&Listing> {
        self.cassette.listing.as_ref()
    }

    /// All recorded calls of a tool, in whatever episode, in order.
    pub(super) fn calls(&self, tool: &str) -> Vec<(Value, &Outcome)> {
        let sections = self.cassette.sections.iter();
        let calls = sections.flat_map(|section| &section.calls).filter(|call| call.tool == tool);
        calls.map(|call| (call.arguments.clone(), &call.outcome)).collect()
    }

    fn recorded(&self, key: &str) -> Vec<&Outcome> {
        let whole = self.section.is_none();
        let sections = self.cassette.sections.iter().enumerate();
        let sections = sections.filter(|(place, _)| whole || self.section == Some(*place));
        let answers = sections.flat_map(|(_, section)| {
            section.answers.get(key).into_iter().flatten().map(|place| &section.calls[*place].outcome)
        });
        answers.collect()
    }
}

impl Cassette {
    fn read(file: &str, text: &str) -> Result<Self, ServerError> {
        let fault = |line: usize, reason: String| ServerError::Cassette { file: file.to_owned(), line, reason };
        let mut lines = text.lines().zip(1..);
        let (first, _) = lines.next().ok_or_else(|| fault(1, "it is empty".to_owned()))?;
        let header: Header = serde_json::from_str(first).map_err(|_| fault(1, "it is no cassette".to_owned()))?;
        if header.cassette > CassetteVersion::CURRENT {
            let (theirs, ours) = (header.cassette.0, CassetteVersion::CURRENT.0);
            return Err(fault(1, format!("its version {theirs} is newer than {ours}, the newest that is known here")));
        }
        let mut cassette =
            Self { file: file.to_owned(), server: header.server, listing: None, sections: vec![Section::default()] };
        for (text, line) in lines {
            let event = serde_json::from_str(text).map_err(|error| fault(line, error.to_string()))?;
            cassette.add(event);
        }
        Ok(cassette)
    }

    fn add(&mut self, event: Event) {
        match event {
            Event::Listed { listing } => self.listing = Some(Listing { kind: ServerKind::Recorded, ..listing }),
            Event::Reset { episode } => {
                self.sections.push(Section { episode: Some(episode), ..Section::default() });
            }
            Event::Called { tool, arguments, outcome } => {
                if let Some(section) = self.sections.last_mut() {
                    let place = section.calls.len();
                    section.answers.entry(key(&tool, &arguments)).or_default().push(place);
                    section.calls.push(Call { tool, arguments, outcome });
                }
            }
        }
    }
}

#[async_trait::async_trait]
impl Server for Recorded {
    fn name(&self) -> &str {
        &self.cassette.server
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Recorded
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        self.cassette.listing.clone().ok_or_else(|| ServerError::Cassette {
            file: self.cassette.file.clone(),
            line: 1,
            reason: "the tools of the server were never listed while it was recorded".to_owned(),
        })
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        self.answer(tool, arguments).unwrap_or_else(Unrecorded::outcome)
    }

    /// Goes to the recorded episode of this seed and time; any other episode draws on the whole cassette.
    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        self.section = self.cassette.sections.iter().position(|section| section.episode.as_ref() == Some(episode));
        self.made.clear();
        Ok(Reset::Fresh)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        Ok(Box::new(self.clone()))
    }

    async fn close(&mut self) {}
}
