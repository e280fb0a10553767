//! The servers that one worker calls.

use std::collections::BTreeMap;

use crate::chain::{Knowledge, Place};
use crate::exec::{SandboxModule, Server};

/// One worker's servers by name.
#[derive(Default)]
pub struct Crew {
    servers: BTreeMap<String, Member>,
}

/// A server, and what is known of the world behind it where that outlives an episode.
pub struct Member {
    pub server: Box<dyn Server>,
    pub(super) known: Option<Known>,
}

/// What a look around a server showed.
pub(super) struct Known {
    pub seen: Vec<(usize, serde_json::Value)>,
    /// Paths put together from a folder that was listed and a name in it.
    pub places: Vec<Place>,
    /// Calls since then that may have changed something.
    pub changes: u32,
}

impl Crew {
    /// A crew of sandboxed servers of a module.
    pub fn sandboxed(module: &SandboxModule, names: &[String]) -> Self {
        let mut crew = Self::default();
        for server in names.iter().filter_map(|name| module.open(name)) {
            crew.add(server);
        }
        crew
    }

    /// Adds a server under its own name.
    pub fn add(&mut self, server: Box<dyn Server>) {
        self.servers.insert(server.name().to_owned(), Member { server, known: None });
    }

    pub fn get(&mut self, name: &str) -> Option<&mut Member> {
        self.servers.get_mut(name)
    }

    /// The servers, each by itself again.
    pub fn into_servers(self) -> impl Iterator<Item = Box<dyn Server>> {
        self.servers.into_values().map(|member| member.server)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.servers.values_mut()
    }
}

impl Member {
    /// Adds what was seen of this server to the user's knowledge.
    pub(super) fn tell(&self, atlas: &crate::chain::Atlas, knowledge: &mut Knowledge) {
        for (tool, view) in self.known.iter().flat_map(|known| &known.seen) {
            knowledge.add(atlas, *tool, view);
        }
        for place in self.known.iter().flat_map(|known| &known.places) {
            knowledge.add_place(place);
        }
    }
}
