//! Tasks: a request, the servers it is about, and the checks by which an attempt is judged.
//!
//! A task is data, written as TOML by people and as JSON by the lab. Unknown fields are errors, for a misspelt check that
//! is passed over would pass everybody. [`Task::problems`] finds what no reader of files can see.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Fault, Path, Segment, ToolRef};
use crate::score::check::{Check, Predicate};
use crate::score::claim::{ClaimError, iso};

/// What an agent is measured on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub id: String,
    pub category: Category,
    pub prompt: String,
    /// The same request, said without names and numbers that help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuzzy: Option<String>,
    #[serde(default)]
    pub user: User,
    pub servers: Vec<TaskServer>,
    #[serde(default)]
    pub seed: u64,
    /// RFC 3339 with the user's offset, e.g. `2026-03-05T14:20:00+01:00`.
    pub now: String,
    #[serde(default)]
    pub limits: Limits,
    pub basis: Basis,
    pub checks: Vec<Check>,
    /// One way to do it: for the audit and for naming failures. No episode must follow it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<ReferenceCall>,
    /// What the answer of the reference tells, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Drawn>,
    /// Other ways to the same outcome, shorter ones first. They must pass like the reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// Calls that go wrong on purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<PlannedFault>,
    /// What the user fills in where a tool asks in the middle of a call; whatever else is asked she declines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FilledForm>,
    /// Whether the right outcome is to decline.
    #[serde(default)]
    pub declines: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Cells of reports: how many servers by how calls depend on each other, and four beside the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    OneServerSingle,
    OneServerParallel,
    OneServerSequential,
    ManyServersSingle,
    ManyServersParallel,
    ManyServersSequential,
    Stateful,
    MultiTurn,
    ErrorRecovery,
    Resources,
}

impl Category {
    pub const ALL: [Self; 10] = [
        Self::OneServerSingle,
        Self::OneServerParallel,
        Self::OneServerSequential,
        Self::ManyServersSingle,
        Self::ManyServersParallel,
        Self::ManyServersSequential,
        Self::Stateful,
        Self::MultiTurn,
        Self::ErrorRecovery,
        Self::Resources,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::OneServerSingle => "one_server_single",
            Self::OneServerParallel => "one_server_parallel",
            Self::OneServerSequential => "one_server_sequential",
            Self::ManyServersSingle => "many_servers_single",
            Self::ManyServersParallel => "many_servers_parallel",
            Self::ManyServersSequential => "many_servers_sequential",
            Self::Stateful => "stateful",
            Self::MultiTurn => "multi_turn",
            Self::ErrorRecovery => "error_recovery",
            Self::Resources => "resources",
        }
    }
}

/// Which checks decide. Trajectory checks do beside them, unless they say that they do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    State,
    Output,
    Both,
    Judge,
}

impl Basis {
    /// Whether a check decides.
    pub fn counts(self, check: &Check) -> bool {
        match check {
            Check::State(_) => matches!(self, Self::State | Self::Both),
            Check::Output(_) => matches!(self, Self::Output | Self::Both),
            Check::Judge(_) => self == Self::Judge,
            Check::Trajectory(check) => check.decides,
        }
    }
}

/// Who answers when the agent asks back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum User {
    #[default]
    None,
    /// Replies in this order, whatever is asked.
    Scripted { replies: Vec<String> },
    /// A simulated user, who answers questions.
    Simulated {
        /// What she knows, in words for a model that plays her.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        facts: BTreeMap<String, Value>,
        /// What she has left out, and tells to whoever asks for it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        withheld: Vec<Withheld>,
    },
}

/// What a call needs and the request does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// The name of the parameter.
    pub name: String,
    pub value: Value,
    /// Her answer when she is asked for it.
    pub says: String,
}

/// A server of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskServer {
    pub name: String,
    /// Of the state at the start, so that a task is not run against another world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// In view, and not needed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub distractor: bool,
    /// Whether its resources and prompts are offered as tools.
    #[serde(default, skip_serializing_if = "is_false")]
    pub resources: bool,
}

impl TaskServer {
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), digest: None, distractor: false, resources: false }
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where an episode is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    pub calls: u32,
    pub turns: u32,
    pub seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { calls: 50, turns: 30, seconds: 600 }
    }
}

/// A call of the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceCall {
    pub server: String,
    pub tool: String,
    #[serde(default = "no_arguments")]
    pub arguments: Value,
    /// Places in the reference of calls that must come before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<usize>,
    /// Arguments that come from results of earlier calls; `arguments` has them as they were when the reference was made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub draws: BTreeMap<Path, Drawn>,
    /// Which message of the user it follows, from zero.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub turn: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A value in the result of a call of the reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    pub call: usize,
    /// Inside of the value that later steps can draw from.
    pub path: Path,
}

/// Another way to the outcome of the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    pub calls: Vec<ReferenceCall>,
    /// What its answer tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Drawn>,
}

/// A fault at one call of a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedFault {
    pub server: String,
    pub tool: String,
    /// Which call of this tool it strikes, from zero.
    #[serde(default)]
    pub at: usize,
    pub fault: Fault,
}

/// What the user answers to a tool's question (elicitation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilledForm {
    pub server: String,
    /// What the server asks, word by word.
    pub message: String,
    /// `{"action": "accept" | "decline" | "cancel", "content"?: {..}}`
    pub answer: Value,
}

fn no_arguments() -> Value {
    Value::Object(serde_json::Map::new())
}

impl ReferenceCall {
    pub fn new(tool: ToolRef, arguments: Value) -> Self {
        let (after, draws) = (Vec::new(), BTreeMap::new());
        Self { server: tool.server, tool: tool.tool, arguments, after, draws, turn: 0 }
    }

    pub fn reference(&self) -> ToolRef {
        ToolRef::new(&self.server, &self.tool)
    }
}

/// A task that would be judged wrongly or not at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    #[error("{0} is empty: write it")]
    Empty(&'static str),
    #[error("now {0:?} is no time: write RFC 3339 with the user's offset, e.g. 2026-03-05T14:20:00+01:00")]
    Now(String),
    #[error("limit {0} is 0: no episode would begin")]
    Limit(&'static str),
    #[error("two {what} are called {name:?}: rename one")]
    Twice { what: &'static str, name: String },
    #[error("{place} names server {server:?}, which the task does not have: add it under servers, or correct the name")]
    Server { place: String, server: String },
    #[error("no check decides on the basis {0:?}: add one, or change the basis")]
    NothingDecides(Basis),
    #[error("check {check}: {path} must end with [] or [*] to add or remove items")]
    NoItem { check: String, path: Path },
    #[error("check {check}: {path} names an item by its place in a list: write [], and name the item by where")]
    Index { check: String, path: Path },
    #[error("check {check}: the root is volatile, so nothing would be checked")]
    VolatileRoot { check: String },
    #[error("check {check}: {error}")]
    Claim { check: String, error: ClaimError },
    #[error("check {check}: milestone {milestone:?} follows itself or one that is not there: correct after")]
    Milestone { check: String, milestone: String },
    #[error("check {check}: it demands nothing")]
    Idle { check: String },
    #[error("{call} follows call {after}, which does not come before it")]
    After { call: String, after: usize },
    #[error("the arguments of {0} are no object")]
    Arguments(String),
    #[error("{place} draws on call {call}, which is not made before it")]
    Draws { place: String, call: usize },
}

impl Task {
    /// All that the user says, where all goes well.
    pub fn said(&self) -> String {
        let later: Vec<&str> = match &self.user {
            User::None => Vec::new(),
            User::Scripted { replies } => replies.iter().map(String::as_str).collect(),
            User::Simulated { withheld, .. } => withheld.iter().map(|held| held.says.as_str()).collect(),
        };
        [&[self.prompt.as_str()], later.as_slice()].concat().join("\n")
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<TaskError> {
        let mut found = Vec::new();
        let empty = |text: &str, what| text.trim().is_empty().then_some(TaskError::Empty(what));
        found.extend(empty(&self.id, "id"));
        found.extend(empty(&self.prompt, "prompt"));
        if iso(&self.now).is_none() || self.now.parse::<jiff::Timestamp>().is_err() {
            found.push(TaskError::Now(self.now.clone()));
        }
        let Limits { calls, turns, seconds } = self.limits;
        let limits = [("calls", calls), ("turns", turns), ("seconds", seconds)];
        found.extend(limits.iter().filter(|(_, limit)| *limit == 0).map(|(name, _)| TaskError::Limit(name)));
        let twice = |what, names: Vec<&str>| {
            let mut seen = BTreeSet::new();
            let again = names.into_iter().filter(move |name| !seen.insert((*name).to_owned()));
            again.map(move |name| TaskError::Twice { what, name: name.to_owned() }).collect::<Vec<_>>()
        };
        found.extend(twice("servers", self.servers.iter().map(|server| server.name.as_str()).collect()));
        found.extend(twice("checks", self.checks.iter().map(Check::name).collect()));
        if !self.checks.iter().any(|check| self.basis.counts(check) && !matches!(check, Check::Trajectory(_))) {
            found.push(TaskError::NothingDecides(self.basis));
        }
        self.checks.iter().for_each(|check| self.problems_of(check, &mut found));
        self.problems_of_way("reference", &self.reference, &self.told, &mut found);
        for (number, way) in self.alternatives.iter().enumerate() {
            self.problems_of_way(&format!("alternative {number}"), &way.calls, &way.told, &mut found);
        }
        for fault in &self.faults {
            found.extend(self.stranger(&fault.server, || format!("the fault at {}", fault.tool)));
        }
        for form in &self.forms {
            found.extend(self.stranger(&form.server, || format!("the form {:?}", form.message)));
        }
        found
    }

    fn problems_of_way(&self, way: &str, calls: &[ReferenceCall], told: &[Drawn], found: &mut Vec<TaskError>) {
        let place = |call: usize| format!("{way} call {call}");
        for (at, call) in calls.iter().enumerate() {
            found.extend(self.stranger(&call.server, || place(at)));
            let late = call.after.iter().filter(|after| **after >= at);
            found.extend(late.map(|after| TaskError::After { call: place(at), after: *after }));
            if !call.arguments.is_object() {
                found.push(TaskError::Arguments(place(at)));
            }
            let later = call.draws.values().filter(|drawn| drawn.call >= at);
            found.extend(later.map(|drawn| TaskError::Draws { place: place(at), call: drawn.call }));
        }
        let missing = told.iter().filter(|drawn| drawn.call >= calls.len());
        found.extend(missing.map(|drawn| TaskError::Draws { place: format!("what {way} tells"), call: drawn.call }));
    }

    fn stranger(&self, server: &str, place: impl Fn() -> String) -> Option<TaskError> {
        let known = self.servers.iter().any(|known| known.name == server);
        (!known).then(|| TaskError::Server { place: place(), server: server.to_owned() })
    }

    fn problems_of(&self, check: &Check, found: &mut Vec<TaskError>) {
        let name = || check.name().to_owned();
        if check.name().is_empty() {
            found.push(TaskError::Empty("the name of a check"));
        }
        match check {
            Check::State(state) => {
                found.extend(self.stranger(&state.server, || format!("check {}", state.name)));
                if state.expect.is_empty() && !state.nothing_else {
                    found.push(TaskError::Idle { check: name() });
                }
                if state.volatile.iter().any(|path| path.segments().is_empty()) {
                    found.push(TaskError::VolatileRoot { check: name() });
                }
                for predicate in &state.expect {
                    let path = predicate.at();
                    let item = matches!(path.segments().last(), Some(Segment::Each | Segment::Any));
                    if matches!(predicate, Predicate::Added { .. } | Predicate::Removed { .. }) && !item {
                        found.push(TaskError::NoItem { check: name(), path: path.clone() });
                    }
                    if path.segments().iter().any(|segment| matches!(segment, Segment::Index(_))) {
                        found.push(TaskError::Index { check: name(), path: path.clone() });
                    }
                }
            }
            Check::Output(output) => {
                let claims = std::iter::once(&output.claim).chain(&output.distractors);
                let errors = claims.filter_map(|claim| claim.check().err());
                found.extend(errors.map(|error| TaskError::Claim { check: name(), error }));
            }
            Check::Trajectory(trajectory) => {
                let milestone = trajectory.unreachable().map(str::to_owned);
                found.extend(milestone.map(|milestone| TaskError::Milestone { check: name(), milestone }));
                let idle = trajectory.milestones.is_empty() && trajectory.forbidden.is_empty();
                if idle && trajectory.most_calls.is_none() && trajectory.most_errors.is_none() {
                    found.push(TaskError::Idle { check: name() });
                }
            }
            Check::Judge(_) => {}
        }
    }
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
