//! A server as it was before its last calls, for reads that lag behind what was written.

use std::collections::VecDeque;

use crate::exec::{Server, Unforkable};

/// Forks of a server from before its last calls, the oldest first.
#[derive(Default)]
pub struct Replica {
    past: VecDeque<Box<dyn Server>>,
}

impl Replica {
    /// To be told before every call that may be read back late; keeps what is needed to go `calls` back.
    pub async fn remember(&mut self, server: &mut dyn Server, calls: u32) -> Result<(), Unforkable> {
        self.past.push_back(server.fork().await?);
        while self.past.len() > calls as usize + 1 {
            self.past.pop_front();
        }
        Ok(())
    }

    /// The server as it was so many calls before the one that was remembered last, or at first; none if nothing was.
    pub async fn behind(&mut self, calls: u32) -> Option<Box<dyn Server>> {
        let at = self.past.len().checked_sub(1)?.saturating_sub(calls as usize);
        self.past.get_mut(at)?.fork().await.ok()
    }
}
