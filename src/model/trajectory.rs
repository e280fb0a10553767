//! Trajectories: what happened in one executed chain or one agent's attempt.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Binding, Bound, Choice, Contribution, Digest, Fault, Kind, Outcome, Path, Seed, Tool, ToolRef, Verdict};

/// The start of an episode: everything outside the calls that decides what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    pub seed: Seed,
    /// RFC 3339 with the user's offset, e.g. `2026-03-05T14:20:00+01:00`.
    pub now: String,
}

impl Episode {
    /// A version 7 UUID of the episode's moment: equal noise gives the same in every run.
    pub fn uuid(&self, noise: Digest) -> Uuid {
        let moment = self.now.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond);
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&noise.bytes()[..10]);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(moment).unwrap_or_default(), &bytes).into_uuid()
    }
}

/// How a server was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServerKind {
    /// A child process on stdio or a streamable HTTP endpoint.
    Real,
    /// A guest in the sandbox: deterministic, forkable, replayable.
    Sandboxed,
    /// A cassette replayed.
    Recorded,
}

/// A server that a trajectory used or had in view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerUse {
    pub name: String,
    pub kind: ServerKind,
    /// Digest of the server's tools as listed.
    pub inventory: Digest,
    /// State at the start and at the end, where the server can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_state: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_state: Option<Digest>,
}

/// A tool under the name that the model sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolInView {
    /// Unique in the row and fit for function-calling interfaces: `[A-Za-z0-9_-]{1,64}`.
    pub exposed: String,
    /// Shared: a run has a few tools in view of many rows.
    pub tool: Arc<Tool>,
}

/// One call inside an assistant message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    pub id: String,
    /// The exposed name.
    pub name: String,
    /// Always a JSON object.
    pub arguments: Value,
    /// Index into [`Trajectory::steps`].
    pub step: usize,
}

/// A message of the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "role")]
pub enum Message {
    System {
        text: String,
    },
    User {
        text: String,
    },
    Assistant {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<ToolCall>,
    },
    /// The result of a call, as the model saw it.
    Tool {
        call_id: String,
        text: String,
    },
}

/// An executed call: what went in, where it came from, what came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub tool: ToolRef,
    pub arguments: Value,
    pub bindings: Vec<Bound>,
    pub outcome: Outcome,
    /// State of the called server after the call, where it can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Digest>,
    /// What was done to the call on purpose, so that there is something to recover from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

impl Step {
    /// What the user has to say for it: her literals, and the names by which she picks things.
    pub fn said(&self) -> impl Iterator<Item = &Value> {
        self.bindings.iter().filter_map(|bound| match &bound.binding {
            Binding::User { value } | Binding::Output { choice: Choice::Where { value, .. }, .. } => Some(value),
            _ => None,
        })
    }

    /// The same sources after steps have got other places.
    pub fn renumber(&mut self, place: &impl Fn(usize) -> usize) {
        for bound in &mut self.bindings {
            if let Binding::Output { step, .. } = &mut bound.binding {
                *step = place(*step);
            }
        }
    }
}

/// A value of a result that the user asked for and the answer states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub step: usize,
    /// Concrete path inside the step's result value.
    pub path: Path,
    pub value: Value,
    /// Whether the request asks for this very field; the others only stand beside it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub asked: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// One assistant message with its calls: the unit of filtering and of the loss mask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Index of the assistant message in [`Trajectory::messages`].
    pub message: usize,
    /// Steps called in this turn; empty for a turn of text alone.
    pub steps: Vec<usize>,
    #[serde(default)]
    pub verdict: Verdict,
    /// What becomes of the episode without it, where that was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution: Option<Contribution>,
}

impl Turn {
    /// A turn that is not judged yet.
    pub fn of(message: usize, steps: Vec<usize>) -> Self {
        Self { message, steps, verdict: Verdict::default(), contribution: None }
    }
}

/// Another way to go on from a turn, executed in a fork and found worse: for preference data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// The turn in whose place it stands.
    pub turn: usize,
    /// The calls that were made instead.
    pub calls: Vec<ToolCall>,
    /// The same calls executed; the steps of `calls` count from zero here. Their bindings count the row's steps first, then
    /// these; calls that nobody would make have none.
    pub steps: Vec<Step>,
    /// Why the turn that was taken is better, as a reason code.
    pub reason: String,
}

/// The form of a chain's dependency structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Single,
    Sequence,
    /// Several calls in one turn, none feeding a later one together.
    Parallel,
    /// One result feeds several later calls.
    FanOut,
    /// One call draws on several earlier results.
    FanIn,
    /// Fan-out that joins again.
    Diamond,
}

impl Shape {
    pub const ALL: [Self; 6] = [Self::Single, Self::Sequence, Self::Parallel, Self::FanOut, Self::FanIn, Self::Diamond];

    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Sequence => "sequence",
            Self::Parallel => "parallel",
            Self::FanOut => "fan_out",
            Self::FanIn => "fan_in",
            Self::Diamond => "diamond",
        }
    }
}

/// Everything that happened in one episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    pub id: Uuid,
    /// Place in the run, from zero.
    pub index: u64,
    pub episode: Episode,
    pub servers: Vec<ServerUse>,
    pub tools: Vec<ToolInView>,
    pub messages: Vec<Message>,
    pub steps: Vec<Step>,
    pub turns: Vec<Turn>,
    pub facts: Vec<Fact>,
    /// Worse ways to go on, by turn.
    pub branches: Vec<Branch>,
    pub shape: Shape,
    /// What the row is an example of.
    pub kind: Kind,
    /// What the writer of the texts was: `grammar`, or a model's name.
    pub writer: String,
    /// Free for further stages; kept in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Trajectory {
    /// The label of a row that holds its request in other words.
    pub const FUZZY: &str = "fuzzy";

    /// An episode in which nothing has happened yet.
    pub fn begun(id: Uuid, episode: Episode) -> Self {
        Self {
            id,
            index: 0,
            episode,
            servers: Vec::new(),
            tools: Vec::new(),
            messages: Vec::new(),
            steps: Vec::new(),
            turns: Vec::new(),
            facts: Vec::new(),
            branches: Vec::new(),
            shape: Shape::Single,
            kind: Kind::NoTool,
            writer: String::new(),
            labels: BTreeMap::new(),
        }
    }

    /// Names every step by its new place, wherever one is named.
    pub fn renumber(&mut self, place: &impl Fn(usize) -> usize) {
        self.steps.iter_mut().for_each(|step| step.renumber(place));
        self.facts.iter_mut().for_each(|fact| fact.step = place(fact.step));
        self.turns.iter_mut().flat_map(|turn| &mut turn.steps).for_each(|step| *step = place(*step));
        for message in &mut self.messages {
            if let Message::Assistant { calls, .. } = message {
                calls.iter_mut().for_each(|call| call.step = place(call.step));
            }
        }
    }

    /// The user's first message.
    pub fn query(&self) -> &str {
        self.messages
            .iter()
            .find_map(|message| match message {
                Message::User { text } => Some(text.as_str()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The last assistant text.
    pub fn answer(&self) -> &str {
        self.messages
            .iter()
            .rev()
            .find_map(|message| match message {
                Message::Assistant { text: Some(text), .. } => Some(text.as_str()),
                _ => None,
            })
            .unwrap_or_default()
    }
}
