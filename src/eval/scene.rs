//! The scene of one episode: an agent calls tools and speaks to the user, and all that happens is noted.
//!
//! Nothing here decides whether it was right. Limits of the task end the scene; calls after that are refused.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::drifting::{DriftedTools, Drifting, Seen};
use super::run::Change;
use super::user::Listener;
use super::view::View;
use super::world::{Begun, WorldError, Worlds};
use crate::drift::{Way, answered};
use crate::exec::{Answers, RequestError, Server, call_asking, strike};
use crate::model::{
    self, Boundary, Digest, FailureKind, Fault, Message, Outcome, Seed, ServerUse, Step, ToolCall, ToolRef, Trajectory,
    Turn,
};
use crate::score::{Document, Ended, Episode, FilledForm, PlannedFault, States, Task};

/// A server of the scene; its fork is made when it is called first.
pub struct Stand {
    pub begun: Arc<Begun>,
    server: Option<Box<dyn Server>>,
}

impl Stand {
    pub(super) fn of(begun: Arc<Begun>) -> Self {
        Self { begun, server: None }
    }
}

/// One episode under way.
pub struct Scene {
    task: Arc<Task>,
    /// As the agent's client has it, as it is now, and as it was at first.
    view: Arc<View>,
    present: Arc<View>,
    base: Arc<View>,
    drift: Option<Drifting>,
    stands: Vec<Stand>,
    messages: Vec<Message>,
    steps: Vec<Step>,
    turns: Vec<Turn>,
    /// Calls so far by tool, for planned faults.
    counts: BTreeMap<ToolRef, usize>,
    user: Listener,
    /// All that the agent has said to the user.
    said: Vec<String>,
    ended: Option<Ended>,
    /// Why it ended badly, if something broke.
    broken: Option<String>,
    begun: Instant,
    deadline: Instant,
}

/// A call that an agent makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// As the agent numbers it; one is given where it is empty.
    pub id: String,
    pub name: String,
    /// The arguments, or the text that was to be them and why it is no JSON object.
    pub arguments: Result<Map<String, Value>, (String, String)>,
}

impl Wanted {
    pub fn new(name: impl Into<String>, arguments: Value) -> Self {
        let arguments = match arguments {
            Value::Object(map) => Ok(map),
            other => Err((other.to_string(), "not a JSON object".to_owned())),
        };
        Self { id: String::new(), name: name.into(), arguments }
    }
}

impl Scene {
    pub(super) fn new(task: Arc<Task>, view: Arc<View>, stands: Vec<Stand>) -> Self {
        let begun = Instant::now();
        let deadline = begun + Duration::from_secs(u64::from(task.limits.seconds));
        let messages = vec![Message::System { text: system(&task) }, Message::User { text: task.prompt.clone() }];
        Self {
            task,
            base: Arc::clone(&view),
            present: Arc::clone(&view),
            view,
            drift: None,
            stands,
            messages,
            steps: Vec::new(),
            turns: Vec::new(),
            counts: BTreeMap::new(),
            user: Listener::default(),
            said: Vec::new(),
            ended: None,
            broken: None,
            begun,
            deadline,
        }
    }

    /// Lets the tools drift after so many turns of the agent.
    pub fn drift(&mut self, change: &Change) {
        self.drift = Some(Drifting::new(Arc::clone(&change.tools), change.at, change.kept));
        self.drift_if_due();
    }

    fn drift_if_due(&mut self) {
        let Some(drift) = &mut self.drift else { return };
        if let Some(view) = drift.due(self.turns.len(), self.steps.len()) {
            self.present = view;
        }
        if drift.is_listed(self.turns.len()) {
            self.view = Arc::clone(&self.present);
        }
    }

    /// The drift that is in force.
    pub fn drifted(&self) -> Option<&DriftedTools> {
        self.drift.as_ref()?.in_force()
    }

    /// How long it has been going on.
    pub fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// What is left of the task's time.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    pub fn task(&self) -> &Arc<Task> {
        &self.task
    }

    /// The tools as the agent's client lists them.
    pub fn view(&self) -> &Arc<View> {
        &self.view
    }

    /// The tools as they are, whatever list the client has.
    pub(super) fn present(&self) -> &Arc<View> {
        &self.present
    }

    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Which message of the user is being answered, from zero.
    pub fn round(&self) -> usize {
        self.user.replies()
    }

    /// Whether a limit has ended it, or something broke.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Ends it for a reason that lies outside of it.
    pub fn end(&mut self, ended: Ended, why: Option<String>) {
        self.ended.get_or_insert(ended);
        if self.broken.is_none() {
            self.broken = why;
        }
    }

    /// One message of the agent with its calls; gives the results as the agent sees them.
    pub async fn act(&mut self, worlds: &Worlds, text: Option<String>, wanted: Vec<Wanted>) -> Vec<String> {
        if self.turns.len() as u64 >= u64::from(self.task.limits.turns) {
            self.end(Ended::OutOfTurns, None);
            return wanted.iter().map(|_| "the limit of turns is reached".to_owned()).collect();
        }
        if self.time_left().is_zero() {
            self.end(Ended::OutOfTime, None);
            return wanted.iter().map(|_| "the time is up".to_owned()).collect();
        }
        let message = self.messages.len();
        self.messages.push(Message::Assistant { text, calls: Vec::new() });
        let (mut calls, mut results, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        for wanted in wanted {
            if self.steps.len() as u64 >= u64::from(self.task.limits.calls) {
                self.end(Ended::OutOfCalls, None);
                results.push("the limit of calls is reached".to_owned());
                continue;
            }
            let at = self.steps.len();
            let step = self.call(worlds, &wanted).await;
            let id = if wanted.id.is_empty() { format!("call_{at}") } else { wanted.id };
            let text = step.outcome.text();
            self.messages.push(Message::Tool { call_id: id.clone(), text: text.clone() });
            calls.push(ToolCall { id, name: wanted.name, arguments: step.arguments.clone(), step: at });
            steps.push(at);
            self.steps.push(step);
            results.push(text);
        }
        if let Some(Message::Assistant { calls: made, .. }) = self.messages.get_mut(message) {
            *made = calls;
        }
        self.turns.push(Turn::of(message, steps));
        self.drift_if_due();
        results
    }

    /// Makes a call, and keeps it as it came to the original too where that is another.
    async fn call(&mut self, worlds: &Worlds, wanted: &Wanted) -> Step {
        let (step, below) = self.called(worlds, wanted).await;
        if let Some(drift) = &mut self.drift {
            drift.below.push(below.unwrap_or_else(|| step.clone()));
        }
        step
    }

    async fn called(&mut self, worlds: &Worlds, wanted: &Wanted) -> (Step, Option<Step>) {
        let step = |tool: ToolRef, arguments: Value, outcome: Outcome| Step {
            tool,
            arguments,
            bindings: Vec::new(),
            outcome,
            state: None,
            fault: None,
        };
        let arguments = match &wanted.arguments {
            Ok(arguments) => Value::Object(arguments.clone()),
            Err(_) => json!({}),
        };
        let Some(tool) = self.present.named(&wanted.name) else {
            let message = format!("there is no tool {:?}", wanted.name);
            let outcome = Outcome::failed(Boundary::Server, FailureKind::UnknownTool, message);
            return (step(ToolRef::new("", &wanted.name), arguments, outcome), None);
        };
        let tool = tool.reference();
        if let Err((text, reason)) = &wanted.arguments {
            let message = format!("the arguments are no JSON object ({reason}): {text}");
            return (step(tool, arguments, Outcome::failed(Boundary::Tool, FailureKind::Invalid, message)), None);
        }
        let age = self.age();
        let onward = match self.drift.as_mut().and_then(|drift| drift.way(&tool, &arguments, age)) {
            None => None,
            Some(Ok(Way::Onward(onward))) => Some(onward),
            Some(Ok(Way::Answered(value))) => {
                return (step(tool, arguments, answered(value)), None);
            }
            Some(Err(failure)) => {
                let outcome = Outcome { failure: Some(failure), ..Outcome::default() };
                let original = self.drifted().and_then(|drifted| drifted.front.original(&tool));
                let below = original.map(|original| step(original, arguments.clone(), outcome.clone()));
                return (step(tool, arguments, outcome), below);
            }
        };
        let Some(onward) = onward else {
            let (fault, outcome) = self.reached(worlds, &tool, &arguments, 0).await;
            return (Step { fault, ..step(tool, arguments, outcome) }, None);
        };
        // Whoever waits has less time left, without anybody's waiting for it here.
        let (old, burden) = (onward.old(), onward.burden);
        self.begun = self.begun.checked_sub(burden.wait).unwrap_or(self.begun);
        self.deadline = self.deadline.checked_sub(burden.wait).unwrap_or(self.deadline);
        let (fault, outcome) = self.reached(worlds, &old.tool, &old.arguments, burden.behind).await;
        let below = Step { fault: fault.clone(), ..step(old.tool.clone(), old.arguments.clone(), outcome.clone()) };
        let outcome = match self.drifted() {
            Some(drifted) => drifted.front.brought_back(&onward.call, outcome),
            None => outcome,
        };
        (Step { fault, ..step(tool, arguments, outcome) }, Some(below))
    }

    /// Calls a tool of the original, with the fault that is planned for it if one is.
    async fn reached(
        &mut self,
        worlds: &Worlds,
        tool: &ToolRef,
        arguments: &Value,
        behind: u32,
    ) -> (Option<Fault>, Outcome) {
        let number = self.counts.entry(tool.clone()).or_default();
        let planned = self.task.faults.iter().find(|fault| strikes(fault, tool, *number));
        let fault = planned.map(|planned| planned.fault.clone());
        *number += 1;
        let task = Arc::clone(&self.task);
        let mut drift = self.drift.take();
        let outcome = match self.reach(worlds, &tool.server).await {
            Ok(server) => {
                let mut late = match &mut drift {
                    Some(drift) => drift.late(&tool.server, server.as_mut(), behind).await,
                    None => None,
                };
                called(late.as_mut().unwrap_or(server), tool, arguments, fault.as_ref(), &task.forms).await
            }
            Err(error) => {
                let message = error.to_string();
                self.end(Ended::Infrastructure, Some(message.clone()));
                Outcome::failed(Boundary::Transport, FailureKind::Closed, message)
            }
        };
        self.drift = drift;
        (fault, outcome)
    }

    /// Asks a server for what is no call, and what nobody is to be told of: lists, completion, subscriptions.
    pub(super) async fn ask(
        &mut self,
        worlds: &Worlds,
        server: &str,
        method: &str,
        params: &Value,
    ) -> Result<Value, RequestError> {
        let reached = self.reach(worlds, server).await;
        reached.map_err(|error| RequestError::internal(error.to_string()))?.request(method, params).await
    }

    /// What the servers have to tell of their resources and prompts since the last time.
    pub(super) async fn events(&mut self) -> Vec<Value> {
        let mut told = Vec::new();
        for server in self.stands.iter_mut().filter_map(|stand| stand.server.as_mut()) {
            told.extend(server.events().await);
        }
        let concerns = |event: &Value| {
            let method = event.get("method").and_then(Value::as_str).unwrap_or_default();
            ["notifications/resources/", "notifications/prompts/"].iter().any(|start| method.starts_with(start))
        };
        told.retain(concerns);
        told
    }

    /// The server of a tool, forked for this scene.
    async fn reach(&mut self, worlds: &Worlds, name: &str) -> Result<&mut Box<dyn Server>, WorldError> {
        let stand = self.stands.iter_mut().find(|stand| stand.begun.name == name);
        let stand = stand.ok_or_else(|| WorldError::NoServer(name.to_owned()))?;
        match &mut stand.server {
            Some(server) => Ok(server),
            none => {
                let fork = worlds.fork(&stand.begun, &self.task).await?;
                Ok(none.insert(fork))
            }
        }
    }

    /// The agent speaks to the user; gives what she says to that, if she has anything to say and the agent is still there.
    pub fn say(&mut self, text: impl Into<String>) -> Option<String> {
        let text = text.into();
        let reply = self.user.reply(&self.task.user, &text);
        self.said.push(text.clone());
        self.turns.push(Turn::of(self.messages.len(), Vec::new()));
        self.messages.push(Message::Assistant { text: Some(text), calls: Vec::new() });
        self.drift_if_due();
        if self.ended == Some(Ended::Crashed) {
            return None;
        }
        let reply = reply?;
        self.messages.push(Message::User { text: reply.clone() });
        Some(reply)
    }

    /// Ends the scene and looks at what the servers have become.
    pub async fn finish(self) -> Episode {
        self.finish_seen().await.0
    }

    /// The same, with the calls as the agent made them where its tools were to drift.
    pub async fn finish_seen(mut self) -> (Episode, Option<Seen>) {
        let (steps, seen) = match self.drift.take() {
            None => (self.steps, None),
            Some(mut drift) => (std::mem::take(&mut drift.below), Some(drift.seen(self.steps, Arc::clone(&self.base)))),
        };
        let (mut start, mut end) = (States::new(), States::new());
        let mut used = Vec::new();
        for stand in &mut self.stands {
            let begun = &stand.begun;
            start.extend(begun.states.iter().map(|(name, state)| (name.clone(), state.clone())));
            let digest = match &mut stand.server {
                Some(server) => server.state_digest(),
                None => begun.digest,
            };
            match &mut stand.server {
                Some(server) if digest.is_none() || digest != begun.digest => end.extend(ended(begun, server).await),
                _ => end.extend(begun.states.iter().map(|(name, state)| (name.clone(), state.clone()))),
            }
            used.push(used_server(begun, digest));
            if let (Some(server), None) = (&mut stand.server, begun.digest) {
                server.close().await;
            }
        }
        let begin = model::Episode { seed: Seed(self.task.seed), now: self.task.now.clone() };
        let trajectory = Trajectory {
            servers: used,
            messages: self.messages,
            steps,
            turns: self.turns,
            ..Trajectory::begun(uuid::Uuid::nil(), begin)
        };
        let episode = Episode {
            trajectory,
            start,
            end,
            answer: self.said.join("\n"),
            now: self.task.now.clone(),
            ended: self.ended.unwrap_or_default(),
            opinions: BTreeMap::new(),
        };
        (episode, seen)
    }
}

/// The states in which an episode has left a server.
async fn ended(begun: &Begun, server: &mut Box<dyn Server>) -> Vec<(String, Document)> {
    let changed = match begun.digest {
        Some(_) => server.changes().await.and_then(|changes| begun.changed(&changes)),
        None => None,
    };
    match changed {
        Some(changed) => vec![changed],
        None => server.states().await.into_iter().filter_map(|(name, state)| begun.ended(name, state)).collect(),
    }
}

fn used_server(begun: &Begun, end: Option<Digest>) -> ServerUse {
    ServerUse {
        name: begun.name.clone(),
        kind: begun.kind,
        inventory: begun.known.inventory,
        start_state: begun.digest,
        end_state: end,
    }
}

fn strikes(fault: &PlannedFault, tool: &ToolRef, number: usize) -> bool {
    fault.server == tool.server && fault.tool == tool.tool && fault.at == number
}

/// Calls a tool, with a fault where one is planned; what the tool asks is answered as the task says.
pub(super) async fn called(
    server: &mut Box<dyn Server>,
    tool: &ToolRef,
    arguments: &Value,
    fault: Option<&Fault>,
    forms: &[FilledForm],
) -> Outcome {
    match fault {
        Some(fault) => strike(server.as_mut(), fault, &tool.tool, arguments).await,
        None => {
            let mut user = Filling { server: &tool.server, forms };
            call_asking(server.as_mut(), &tool.tool, arguments, &mut user).await
        }
    }
}

/// The user before a tool's question: she fills in what the task says, and declines the rest.
struct Filling<'t> {
    server: &'t str,
    forms: &'t [FilledForm],
}

impl Answers for Filling<'_> {
    fn answer(&mut self, _: &str, message: &str, _: &Value) -> Value {
        let known = self.forms.iter().find(|form| form.server == self.server && form.message == message);
        known.map_or_else(|| json!({"action": "decline"}), |form| form.answer.clone())
    }
}

/// What an agent is told beside the request.
pub fn system(task: &Task) -> String {
    format!(
        "You help the user with tools. It is {}. Do what is asked and nothing else, then answer the user in words, with \
         the values asked for.",
        task.now
    )
}
