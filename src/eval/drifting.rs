//! Drift in a scene: from some turn on the agent sees drifted tools, and its calls reach the original servers.
//!
//! What is scored are the calls as the originals took them, so that the checks of a task hold under every drift.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::view::View;
use crate::drift::{Acting, Call, DriftError, Front, Operator, Replica, Spread, Way};
use crate::exec::Server;
use crate::model::{Failure, Seed, Step, Tool, ToolRef};

/// The drifted tools of a task.
pub struct DriftedTools {
    pub spread: Spread,
    pub front: Front,
    pub view: Arc<View>,
}

impl DriftedTools {
    /// An operator at a share of its places among these tools.
    pub fn of(tools: &[Tool], operator: &Operator, share: f64, seed: Seed) -> Result<Self, DriftError> {
        let spread = Spread::of(operator, tools, share, seed)?;
        let front = Front::new(&spread.inventory, &spread.map, &spread.behaviours);
        let view = Arc::new(View::of(front.tools().to_vec()));
        Ok(Self { spread, front, view })
    }
}

/// Drift that is in force, or to come.
pub(super) struct Drifting {
    tools: Arc<DriftedTools>,
    /// Turns of the agent before it.
    at: usize,
    /// Turns of the agent after it in which its client still has the list of before.
    kept: usize,
    /// Calls before it, once it is in force.
    since: Option<usize>,
    acting: Acting,
    past: BTreeMap<String, Replica>,
    /// Every call as it came to the original, if it did.
    pub below: Vec<Step>,
}

/// An episode's calls as the agent made them.
pub struct Seen {
    pub steps: Vec<Step>,
    /// Calls before the tools had drifted; none if they never did.
    pub since: Option<usize>,
    /// Tools of the original view, by the names they are shown under.
    pub base: Arc<View>,
    pub tools: Arc<DriftedTools>,
}

impl Drifting {
    pub fn new(tools: Arc<DriftedTools>, at: usize, kept: usize) -> Self {
        Self { tools, at, kept, since: None, acting: Acting::default(), past: BTreeMap::new(), below: Vec::new() }
    }

    /// Comes into force when so many turns are over; gives the new view when it does.
    pub fn due(&mut self, turns: usize, calls: usize) -> Option<Arc<View>> {
        if self.since.is_some() || turns < self.at {
            return None;
        }
        self.since = Some(calls);
        Some(Arc::clone(&self.tools.view))
    }

    /// Whether the agent's client has the new list after so many turns.
    pub fn is_listed(&self, turns: usize) -> bool {
        self.since.is_some() && turns >= self.at + self.kept
    }

    pub fn in_force(&self) -> Option<&DriftedTools> {
        self.since.map(|_| self.tools.as_ref())
    }

    /// Where a call leads; as it is made while nothing has drifted.
    pub fn way(&mut self, tool: &ToolRef, arguments: &Value, now: Duration) -> Option<Result<Way, Failure>> {
        self.since?;
        let call = Call::new(tool.clone(), arguments.clone());
        Some(self.tools.front.way(&mut self.acting, call, now))
    }

    /// The server that answers a call now: none if it is the original itself.
    pub async fn late(&mut self, name: &str, server: &mut dyn Server, behind: u32) -> Option<Box<dyn Server>> {
        let lag = self.in_force()?.front.lag(name)?;
        let past = self.past.entry(name.to_owned()).or_default();
        // Where a server cannot be forked its reads do not lag.
        past.remember(server, lag).await.ok()?;
        if behind > 0 { past.behind(behind).await } else { None }
    }

    pub fn seen(self, steps: Vec<Step>, base: Arc<View>) -> Seen {
        Seen { steps, since: self.since, base, tools: self.tools }
    }
}
