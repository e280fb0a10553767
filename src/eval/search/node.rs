//! A world after some calls, as a node of the search.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::goal::Goal;
use crate::eval::scene::called;
use crate::eval::world::{Entered, WorldError, Worlds};
use crate::exec::Server;
use crate::inventory::view;
use crate::model::Path;
use crate::score::{Document, ReferenceCall, Task};

/// A call that was made, and what it gave.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub call: ReferenceCall,
    pub view: Value,
    pub reads: bool,
}

impl Made {
    pub fn is(&self, call: &ReferenceCall) -> bool {
        (&self.call.server, &self.call.tool, &self.call.arguments) == (&call.server, &call.tool, &call.arguments)
    }
}

/// A world after some calls. The best one is the greatest.
pub(super) struct Node {
    servers: BTreeMap<String, Box<dyn Server>>,
    pub made: Vec<Made>,
    /// How far each server is from how it should be.
    distances: BTreeMap<String, usize>,
    /// What the goal lacks here.
    pub lacks: usize,
    /// When it was found; of equals the earlier one goes first.
    found: usize,
    changed: bool,
    /// A call that the reference does not make has led away from the goal.
    pub astray: bool,
    /// It has changed just what it should, and made something else of it.
    pub near: bool,
}

impl Node {
    /// The world of a task before any call; none where it cannot be forked.
    pub async fn begin(worlds: &Worlds, task: &Task, stage: &Entered) -> Result<Option<Self>, WorldError> {
        let mut servers = BTreeMap::new();
        for begun in stage.needed(task) {
            if begun.digest.is_none() {
                return Ok(None);
            }
            servers.insert(begun.name.clone(), worlds.fork(begun, task).await?);
        }
        let (made, distances) = (Vec::new(), BTreeMap::new());
        Ok(Some(Self {
            servers,
            made,
            distances,
            lacks: usize::MAX,
            found: 0,
            changed: false,
            astray: false,
            near: false,
        }))
    }

    /// A fork of this world after one call more. None where it fails.
    pub async fn after(
        &mut self,
        task: &Arc<Task>,
        next: (ReferenceCall, bool),
        goal: &Goal,
        found: usize,
    ) -> Option<Self> {
        let (call, reads) = next;
        let mut servers = BTreeMap::new();
        for (name, server) in &mut self.servers {
            servers.insert(name.clone(), server.fork().await.ok()?);
        }
        let server = servers.get_mut(&call.server)?;
        let before = server.state_digest();
        let outcome = called(server, &call.reference(), &call.arguments, None, &task.forms).await;
        if !outcome.is_ok() {
            return None;
        }
        let result = view(&outcome)?.into_owned();
        let changed = server.state_digest() != before;
        let mut distances = self.distances.clone();
        let (mut astray, mut near) = (false, false);
        if changed {
            let (_, state) = server.states().await.into_iter().find(|(name, _)| *name == call.server)?;
            let state = Document::read(state)?;
            let distance = goal.distance(&call.server, &state);
            let was = self.distance_of(goal, &call.server);
            // The reference may go by a way around; whatever else is tried must come nearer.
            astray = distance >= was && !goal.calls.iter().any(|known| known.reference() == call.reference());
            near = distance > 0 && goal.is_near(&call.server, &state);
            distances.insert(call.server.clone(), distance);
        }
        let mut made = self.made.clone();
        made.push(Made { call, view: result, reads });
        let mut node =
            Self { servers, made, distances, lacks: 0, found, changed: self.changed || changed, astray, near };
        node.lacks = node.lacking(goal);
        Some(node)
    }

    fn distance_of(&self, goal: &Goal, server: &str) -> usize {
        self.distances.get(server).copied().unwrap_or_else(|| goal.distance_at_start(server))
    }

    fn lacking(&self, goal: &Goal) -> usize {
        let names = self.servers.keys();
        let distance: usize = names.map(|name| self.distance_of(goal, name)).sum();
        let unsaid = goal.wanted.iter().filter(|wanted| goal.source(wanted, self).is_none()).count();
        let unknown = if distance == 0 { 0 } else { goal.unknown_handles(self) };
        distance + unsaid + unknown
    }

    /// Whether something was changed, and not as it should be, while all that is to be told is known.
    pub fn is_wrong(&self, goal: &Goal) -> bool {
        let off = self.servers.keys().any(|name| self.distance_of(goal, name) > 0);
        self.changed && off && goal.wanted.iter().all(|wanted| goal.source(wanted, self).is_some())
    }

    /// Whether no call has changed anything.
    pub fn is_as_at_start(&self) -> bool {
        !self.changed
    }

    /// Whether a value stands in a result.
    pub fn tells(&self, value: &Value) -> bool {
        self.made.iter().any(|made| Path::leaves(&made.view).into_iter().any(|(_, leaf)| leaf == value))
    }

    /// What tells a node with one call more from others: calls, in order only where they change something.
    pub fn key_with(&self, (call, reads): &(ReferenceCall, bool)) -> String {
        let line = |call: &ReferenceCall| format!("{}.{} {}", call.server, call.tool, call.arguments);
        let all = self.made.iter().map(|made| (&made.call, made.reads)).chain([(call, *reads)]);
        let (mut looks, mut deeds) = (Vec::new(), Vec::new());
        for (call, reads) in all {
            if reads { looks.push(line(call)) } else { deeds.push(line(call)) }
        }
        looks.sort_unstable();
        [looks, deeds].concat().join("\n")
    }

    fn rank(&self) -> (usize, usize) {
        (self.made.len().saturating_add(self.lacks), self.found)
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        other.rank().cmp(&self.rank())
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Node {}
