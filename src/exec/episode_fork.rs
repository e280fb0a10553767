//! The servers of one episode, forked together as far as that is sound.
//!
//! Servers share nothing but what a client passes from one to the other, so forking each at the same moment forks the
//! episode. A real server cannot be forked: its part of the episode goes on only once. What is to happen in a fork may
//! therefore call the forked servers and no other, and [`EpisodeFork::allows`] says which one is in the way.

use std::collections::BTreeMap;

use super::server::{Server, Unforkable};

/// Forks of those servers of an episode that can be forked, and why the others are not there.
pub struct EpisodeFork {
    forked: BTreeMap<String, Box<dyn Server>>,
    missing: Vec<Unforkable>,
}

impl EpisodeFork {
    /// Forks `servers`, all in the state that they are in now.
    pub async fn of<'a>(servers: impl IntoIterator<Item = &'a mut Box<dyn Server>>) -> Self {
        let (mut forked, mut missing) = (BTreeMap::new(), Vec::new());
        for server in servers {
            let name = server.name().to_owned();
            match server.fork().await {
                Ok(fork) => _ = forked.insert(name, fork),
                Err(unforkable) => missing.push(unforkable),
            }
        }
        Self { forked, missing }
    }

    /// The fork of a server.
    pub fn get(&mut self, name: &str) -> Option<&mut Box<dyn Server>> {
        self.forked.get_mut(name)
    }

    /// The servers that are not in the fork.
    pub fn missing(&self) -> &[Unforkable] {
        &self.missing
    }

    /// Whether calls on the servers `names` can be made here without anybody outside of the fork noticing.
    ///
    /// # Errors
    /// The first of them that could not be forked.
    pub fn allows<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), &Unforkable> {
        let mut names = names.into_iter();
        let in_the_way = |name: &str| self.missing.iter().find(|missing| missing.server == name);
        names.find_map(in_the_way).map_or(Ok(()), Err)
    }
}
