//! States that were set aside, and the forks made of them.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::Digest;
use crate::engine::Permit;
use crate::fault::{Fault, StartError};
use crate::guest::Guest;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::memory::PAGE;
use crate::running::{Running, Saved};

/// How much more it costs to make an image of a page than to write it for a fork.
const IMAGE_COST: usize = 6;

/// The state of an instance at one moment. It can be forked any number of times, from several threads; clones share it.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

struct Inner {
    guest: Guest,
    limits: Limits,
    digest: Option<(u64, Digest)>,
    /// As pages over an image at first, as an image of its own once that is worth it.
    state: Mutex<Arc<Saved>>,
    forks: AtomicU32,
}

impl Snapshot {
    pub(crate) fn of(running: &mut Running, guest: Guest, limits: Limits, digest: Option<(u64, Digest)>) -> Self {
        let state = running.save();
        let (state, forks) = (Mutex::new(Arc::new(state)), AtomicU32::new(0));
        Self(Arc::new(Inner { guest, limits, digest, state, forks }))
    }

    /// A new instance with this state. Its [`Usage`](crate::Usage) begins at nothing.
    ///
    /// # Errors
    /// When the engine is full, or the operating system refuses memory.
    pub fn fork(&self) -> Result<Instance, StartError> {
        self.fork_with(self.0.limits)
    }

    /// The same under other limits.
    pub(crate) fn fork_with(&self, limits: Limits) -> Result<Instance, StartError> {
        let (mut running, permit) = self.revive(&limits)?;
        let forks = self.0.forks.fetch_add(1, Ordering::Relaxed) as usize + 1;
        // An image is made once the pages written for forks have cost as much: so at worst twice the least is spent.
        let (pages, image) = (self.state().pages(), running.memory_bytes() / PAGE);
        if pages > 0 && forks == (IMAGE_COST * image).div_ceil(pages) {
            self.freeze(&mut running);
        }
        Ok(Instance::forked(self, limits, running, permit))
    }

    /// Makes an image of this state now rather than after some forks: worth it when many forks are to come.
    ///
    /// # Errors
    /// When the engine is full, or the operating system refuses memory.
    pub fn prepare(&self) -> Result<(), StartError> {
        let (mut running, permit) = self.revive(&self.0.limits)?;
        self.freeze(&mut running);
        drop(permit);
        self.0.guest.kind().give_back(running);
        Ok(())
    }

    /// Bytes of host memory that this snapshot holds on to beside its image, which instances share.
    pub fn bytes(&self) -> usize {
        self.state().bytes()
    }

    pub(crate) fn guest(&self) -> &Guest {
        &self.0.guest
    }

    pub(crate) fn digest(&self) -> Option<(u64, Digest)> {
        self.0.digest
    }

    /// Puts this state into `running`; false when that cannot be done in place.
    pub(crate) fn put(&self, running: &mut Running) -> Result<bool, Fault> {
        running.put(&self.state())
    }

    /// What runs, in this state.
    pub(crate) fn revive(&self, limits: &Limits) -> Result<(Running, Permit), StartError> {
        let permit = self.0.guest.engine().permit()?;
        Ok((self.0.guest.kind().revive(&self.state(), *limits)?, permit))
    }

    fn state(&self) -> Arc<Saved> {
        Arc::clone(&self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes an image of `running`, which has this state.
    fn freeze(&self, running: &mut Running) {
        running.freeze();
        let frozen = running.save();
        *self.0.state.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(frozen);
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}
