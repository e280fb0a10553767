//! The stage of a few rows: an episode, the servers as it begins, and what the user knows of them.
//!
//! All attempts at these rows play on the same stage, so that a server is started and looked at once, however often a
//! plan has to be given up. A server that can be forked stays untouched in the wings; whoever plays gets a fork of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::crew::Crew;
use super::lab::Lab;
use super::look;
use crate::chain::Knowledge;
use crate::exec::Server;
use crate::model::{Digest, Episode, ServerKind, ServerUse, Trajectory};

/// An episode with the servers that were needed so far.
pub(super) struct Stage {
    pub episode: Episode,
    /// What the user knows of all servers that were needed so far.
    pub knowledge: Arc<Knowledge>,
    /// What the user has asked for so far: nobody asks the same twice.
    pub said: BTreeSet<String>,
    /// The last row that was kept and whose calls can be made again.
    pub twin: Option<Trajectory>,
    servers: BTreeMap<String, Set>,
}

/// One server as the episode begins.
struct Set {
    /// Where it can be forked.
    pristine: Option<Box<dyn Server>>,
    state: Option<Digest>,
}

impl Stage {
    pub fn new(lab: &Lab, episode: Episode) -> Self {
        let knowledge = Arc::new(Knowledge::of_places(&lab.places));
        Self { episode, knowledge, said: BTreeSet::new(), twin: None, servers: BTreeMap::new() }
    }

    /// Lets the user know who she is, where a sandboxed server tells.
    pub async fn introduce_user(&mut self, lab: &Lab, crew: &mut Crew) {
        let about = lab.atlas.tools.iter().filter(|node| node.about_user && node.is_source());
        let servers: BTreeSet<&str> = about.map(|node| node.tool.server.as_str()).collect();
        for server in servers {
            let sandboxed = crew.get(server).is_some_and(|member| member.server.kind() == ServerKind::Sandboxed);
            if sandboxed && let Err(reason) = self.enter(lab, crew, server).await {
                tracing::debug!(server, reason, "nobody says who the user is");
            }
        }
    }

    /// Sees to it that a server is there as it is when the episode begins, and that the user knows it.
    pub async fn enter(&mut self, lab: &Lab, crew: &mut Crew, name: &str) -> Result<ServerUse, &'static str> {
        let member = crew.get(name).ok_or("execute.no_server")?;
        let knowledge = Arc::make_mut(&mut self.knowledge);
        let new = !self.servers.contains_key(name);
        if new {
            member.server.reset(&self.episode).await.map_err(|_| "execute.no_start")?;
            let set = Set { state: member.server.state_digest(), pristine: member.server.fork().await.ok() };
            if set.pristine.is_none() && member.server.kind() == ServerKind::Sandboxed {
                return Err("execute.no_fork");
            }
            if set.pristine.is_some() {
                look::look(member.server.as_mut(), &lab.atlas, &self.episode, knowledge).await;
            }
            self.servers.insert(name.to_owned(), set);
        }
        let set = self.servers.get(name).ok_or("execute.no_server")?;
        if set.pristine.is_none() && (look::look_again(member, &lab.atlas, &self.episode, &lab.places).await || new) {
            member.tell(&lab.atlas, knowledge);
        }
        Ok(ServerUse {
            name: name.to_owned(),
            kind: member.server.kind(),
            inventory: lab.server_digests.get(name).copied().unwrap_or_else(|| Digest::of_bytes(&[])),
            start_state: set.state,
            end_state: None,
        })
    }

    /// Takes a server off the stage; who needs it again starts it anew.
    pub fn leave(&mut self, name: &str) {
        self.servers.remove(name);
    }

    /// A server as the episode began, where it can be forked.
    pub async fn again(&mut self, name: &str) -> Option<Box<dyn Server>> {
        self.servers.get_mut(name)?.pristine.as_mut()?.fork().await.ok()
    }
}
