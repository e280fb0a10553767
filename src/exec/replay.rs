//! Replaying: a stored trajectory's calls are made again, and every result and state is compared byte for byte.
//!
//! Only sandboxed servers can be replayed, because their state follows from the episode's seed. A call of a real
//! server is never made again.

use std::collections::BTreeMap;

use super::asking::repeat;
use super::server::Server;
use crate::model::{Difference, Digest, Message, Outcome, Replayed, ServerKind, ServerUse, Trajectory};

/// Longer texts are shown from where they begin to differ.
const SHOWN: usize = 60;

/// Replays a trajectory on servers that a lookup by name gives.
pub async fn replay(
    trajectory: &Trajectory,
    lookup: &mut (dyn FnMut(&str) -> Option<Box<dyn Server>> + Send),
) -> Replayed {
    let mut replay = Replay { trajectory, servers: BTreeMap::new(), differences: Vec::new(), calls: 0 };
    replay.conversation();
    for server in sandboxed(trajectory) {
        replay.start(server, lookup).await;
    }
    for step in 0..trajectory.steps.len() {
        replay.step(step).await;
    }
    for server in sandboxed(trajectory) {
        let found = replay.servers.get_mut(&server.name).and_then(|server| server.state_digest());
        replay.compare_states(format!("server {}: end state", server.name), server.end_state, found);
    }
    let others = trajectory.servers.iter().filter(|server| server.kind != ServerKind::Sandboxed);
    let others: Vec<String> = others.map(|server| server.name.clone()).collect();
    match (replay.differences.is_empty(), others.is_empty()) {
        (false, _) => Replayed::Differs { differences: replay.differences },
        (true, true) => Replayed::Same { calls: replay.calls },
        (true, false) => Replayed::NotReplayable { servers: others, calls: replay.calls },
    }
}

fn sandboxed(trajectory: &Trajectory) -> impl Iterator<Item = &ServerUse> {
    trajectory.servers.iter().filter(|server| server.kind == ServerKind::Sandboxed)
}

struct Replay<'t> {
    trajectory: &'t Trajectory,
    servers: BTreeMap<String, Box<dyn Server>>,
    differences: Vec<Difference>,
    /// Calls made again.
    calls: usize,
}

impl Replay<'_> {
    /// What the model saw must be what was called and what came back.
    fn conversation(&mut self) {
        let trajectory = self.trajectory;
        let calls = trajectory.messages.iter().filter_map(|message| match message {
            Message::Assistant { calls, .. } => Some(calls),
            _ => None,
        });
        let steps: BTreeMap<&str, usize> = calls.clone().flatten().map(|call| (call.id.as_str(), call.step)).collect();
        for call in calls.flatten() {
            let stored = trajectory.steps.get(call.step).map(|step| step.arguments.to_string());
            let place = format!("call {}: arguments", call.id);
            self.compare(place, &call.arguments.to_string(), &stored.unwrap_or_else(|| "no such step".to_owned()));
        }
        for message in &trajectory.messages {
            if let Message::Tool { call_id, text } = message {
                let step = steps.get(call_id.as_str()).and_then(|step| trajectory.steps.get(*step));
                let result = step.map_or_else(|| "no such call".to_owned(), |step| step.outcome.text());
                self.compare(format!("result of call {call_id}, as the model saw it"), text, &result);
            }
        }
    }

    async fn start(&mut self, server: &ServerUse, lookup: &mut (dyn FnMut(&str) -> Option<Box<dyn Server>> + Send)) {
        let name = &server.name;
        let Some(mut started) = lookup(name) else {
            self.differ(format!("server {name}"), "there", "no such server here");
            return;
        };
        if let Err(error) = started.reset(&self.trajectory.episode).await {
            self.differ(format!("server {name}"), "started", &error.to_string());
            return;
        }
        self.compare_states(format!("server {name}: start state"), server.start_state, started.state_digest());
        self.servers.insert(name.clone(), started);
    }

    async fn step(&mut self, at: usize) {
        let step = &self.trajectory.steps[at];
        let Some(server) = self.servers.get_mut(&step.tool.server) else { return };
        let outcome = repeat(server.as_mut(), step).await;
        let state = server.state_digest();
        self.calls += 1;
        let place = format!("step {at} ({})", step.tool);
        self.compare(format!("{place}: result"), &text(&step.outcome), &text(&outcome));
        self.compare_states(format!("{place}: state"), step.state, state);
    }

    fn compare_states(&mut self, place: String, stored: Option<Digest>, found: Option<Digest>) {
        let told = |state: Option<Digest>| state.map_or_else(|| "unknown".to_owned(), |state| state.to_string());
        self.compare(place, &told(stored), &told(found));
    }

    fn compare(&mut self, place: String, stored: &str, found: &str) {
        if stored != found {
            let from = stored.chars().zip(found.chars()).take_while(|(a, b)| a == b).count().saturating_sub(12);
            let part = |text: &str| text.chars().skip(from).take(SHOWN).collect::<String>();
            self.differ(place, &part(stored), &part(found));
        }
    }

    fn differ(&mut self, place: String, stored: &str, found: &str) {
        self.differences.push(Difference { place, stored: stored.to_owned(), found: found.to_owned() });
    }
}

/// The whole outcome as JSON text: what *byte for byte* is about.
fn text(outcome: &Outcome) -> String {
    serde_json::to_string(outcome).unwrap_or_else(|error| error.to_string())
}
