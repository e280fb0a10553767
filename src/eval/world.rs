//! Worlds: the servers of tasks as their episodes begin.
//!
//! A server that can be forked is started once for a seed and a moment and stays untouched; every episode calls a fork of
//! it. One that cannot is started anew for each episode, and its state is not known.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{Mutex as Turn, OnceCell};

use super::scene::{Scene, Stand};
use super::source::Source;
use super::view::View;
use crate::exec::{Server, ServerError};
use crate::inventory::{self, Inventory};
use crate::model::{Digest, Episode, Seed, ServerKind, Tool};
use crate::score::{Document, States, Task, TaskServer};

/// A server as an episode begins.
pub struct Begun {
    pub name: String,
    pub kind: ServerKind,
    /// What it lists.
    pub known: Arc<Known>,
    pub digest: Option<Digest>,
    /// By the names of the servers that have them.
    pub states: States,
    /// Untouched; none where it cannot be forked.
    pristine: Option<Turn<Box<dyn Server>>>,
}

impl Begun {
    /// The state in which an episode has left a server, by what it tells of what has changed; none if that does not fit.
    pub(super) fn changed(&self, changes: &str) -> Option<(String, Document)> {
        let (name, start) = self.states.iter().next().filter(|_| self.states.len() == 1)?;
        Some((name.clone(), Document::changed(start, changes)?))
    }

    /// A state in which an episode has left a server.
    pub(super) fn ended(&self, name: String, state: String) -> Option<(String, Document)> {
        let end = match self.states.get(&name) {
            Some(start) => Document::read_beside(start, state),
            None => Document::read(state),
        };
        Some((name, end?))
    }
}

/// The servers of one task, untouched.
pub struct Entered(Vec<Arc<Begun>>);

impl Entered {
    /// Those that the task is about.
    pub fn needed<'e>(&'e self, task: &'e Task) -> impl Iterator<Item = &'e Begun> {
        let needed =
            |begun: &&Arc<Begun>| task.servers.iter().any(|server| server.name == begun.name && !server.distractor);
        self.0.iter().filter(needed).map(Arc::as_ref)
    }

    /// As an inventory, with what their listings say.
    pub fn inventory<'e>(&'e self, task: &'e Task) -> Inventory {
        Inventory::of(self.needed(task).filter_map(|begun| begun.known.listed.clone()).collect())
    }
}

/// A world that cannot be entered: never the agent's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    #[error("there is no server {0:?} here: name a built-in one, or give its mcp.json with --servers")]
    NoServer(String),
    #[error("server {server:?} does not start: {reason}")]
    Start { server: String, reason: String },
    #[error(
        "server {server:?} begins in another state ({found}) than task {task:?} was made for ({expected}): make the \
         tasks anew with this version"
    )]
    OtherState { task: String, server: String, expected: String, found: String },
}

/// What servers are kept by: name, whether its resources are tools, seed, moment.
type Key = (String, bool, u64, String);
/// What is started by one and awaited by all that want the same.
type Starting = Arc<OnceCell<Arc<Begun>>>;

/// What a server lists, its tools, and their digest.
pub struct Known {
    listed: Option<inventory::Server>,
    pub tools: Vec<Arc<Tool>>,
    pub inventory: Digest,
}

/// All worlds that were entered, for many episodes at once.
pub struct Worlds {
    source: Arc<dyn Source>,
    /// What sandboxed servers have, which is the same whenever they are started.
    known: Mutex<HashMap<(String, bool), Arc<Known>>>,
    begun: Mutex<HashMap<Key, Starting>>,
    views: Mutex<HashMap<Vec<Digest>, Arc<View>>>,
}

impl Worlds {
    pub fn new(source: Arc<dyn Source>) -> Self {
        Self { source, known: Mutex::default(), begun: Mutex::default(), views: Mutex::default() }
    }

    /// Begins an episode of a task.
    pub async fn enter(&self, task: &Arc<Task>) -> Result<Scene, WorldError> {
        let Entered(begun) = self.stage(task).await?;
        let stands: Vec<Stand> = begun.into_iter().map(Stand::of).collect();
        let view = self.view(&stands);
        Ok(Scene::new(Arc::clone(task), view, stands))
    }

    /// The servers of a task as an episode of it begins.
    pub(super) async fn stage(&self, task: &Task) -> Result<Entered, WorldError> {
        let mut entered = Vec::with_capacity(task.servers.len());
        for server in &task.servers {
            let begun = self.begin(task, server).await?;
            let found = begun.states.get(&server.name).and(begun.digest).map(|digest| digest.to_string());
            if let (Some(expected), Some(found)) = (&server.digest, found)
                && *expected != found
            {
                let (task, server, expected) = (task.id.clone(), server.name.clone(), expected.clone());
                return Err(WorldError::OtherState { task, server, expected, found });
            }
            entered.push(begun);
        }
        Ok(Entered(entered))
    }

    async fn begin(&self, task: &Task, server: &TaskServer) -> Result<Arc<Begun>, WorldError> {
        let key = (server.name.clone(), server.resources, task.seed, task.now.clone());
        let starting = Arc::clone(lock(&self.begun).entry(key).or_default());
        let begin = || self.start(task, server);
        let begun = starting.get_or_try_init(begin).await?;
        Ok(Arc::clone(begun))
    }

    async fn start(&self, task: &Task, wanted: &TaskServer) -> Result<Arc<Begun>, WorldError> {
        let mut server = self.open(&wanted.name, wanted.resources).await?;
        let failed = |reason: String| WorldError::Start { server: wanted.name.clone(), reason };
        let episode = Episode { seed: Seed(task.seed), now: task.now.clone() };
        server.reset(&episode).await.map_err(|error| failed(error.to_string()))?;
        let known = self.known(wanted, server.as_mut()).await.map_err(|error| failed(error.to_string()))?;
        let states = server.states().await;
        let states = states.into_iter().filter_map(|(name, state)| Some((name, Document::read(state)?))).collect();
        let digest = server.state_digest();
        // Having been forked once, it sets its state aside at the next fork, from which all further ones are made.
        let forks = server.fork().await.is_ok();
        Ok(Arc::new(Begun {
            name: wanted.name.clone(),
            kind: server.kind(),
            known,
            digest,
            states,
            pristine: forks.then(|| Turn::new(server)),
        }))
    }

    /// The tools of a server that has begun an episode.
    async fn known(&self, wanted: &TaskServer, server: &mut dyn Server) -> Result<Arc<Known>, ServerError> {
        let key = (wanted.name.clone(), wanted.resources);
        let sandboxed = server.kind() == ServerKind::Sandboxed;
        if let Some(known) = lock(&self.known).get(&key).filter(|_| sandboxed) {
            return Ok(Arc::clone(known));
        }
        let (inventory, _) = Inventory::normalise(vec![server.list().await?]);
        let listed = inventory.servers().first().cloned();
        let known = Arc::new(Known {
            tools: listed.iter().flat_map(|listed| listed.tools.iter().cloned().map(Arc::new)).collect(),
            inventory: listed.as_ref().map_or_else(|| Digest::of_bytes(&[]), inventory::Server::digest),
            listed,
        });
        if sandboxed {
            lock(&self.known).insert(key, Arc::clone(&known));
        }
        Ok(known)
    }

    async fn open(&self, name: &str, resources: bool) -> Result<Box<dyn Server>, WorldError> {
        match self.source.open(name, resources).await {
            None => Err(WorldError::NoServer(name.to_owned())),
            Some(Err(reason)) => Err(WorldError::Start { server: name.to_owned(), reason }),
            Some(Ok(server)) => Ok(server),
        }
    }

    /// A server for an episode of its own, in the state in which it begins.
    pub(super) async fn fork(&self, begun: &Begun, task: &Task) -> Result<Box<dyn Server>, WorldError> {
        let failed = |reason: String| WorldError::Start { server: begun.name.clone(), reason };
        if let Some(pristine) = &begun.pristine {
            return pristine.lock().await.fork().await.map_err(|error| failed(error.to_string()));
        }
        let resources = task.servers.iter().any(|server| server.name == begun.name && server.resources);
        let mut server = self.open(&begun.name, resources).await?;
        let episode = Episode { seed: Seed(task.seed), now: task.now.clone() };
        server.reset(&episode).await.map_err(|error| failed(error.to_string()))?;
        Ok(server)
    }

    fn view(&self, stands: &[Stand]) -> Arc<View> {
        let key = stands.iter().map(|stand| stand.begun.known.inventory).collect();
        let tools = || stands.iter().flat_map(|stand| stand.begun.known.tools.iter().cloned()).collect();
        Arc::clone(lock(&self.views).entry(key).or_insert_with(|| Arc::new(View::of(tools()))))
    }
}

/// What is behind these locks is whole after every step, so that a panic elsewhere leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
