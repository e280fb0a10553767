//! One server with its state: called, compared, forked, and discarded at its first fault.

use std::fmt;

use crate::digest::Digest;
use crate::fault::{CallError, Fault, StartError};
use crate::guest::Guest;
use crate::limits::{Limits, Usage};
use crate::live::Live;
use crate::snapshot::Snapshot;

/// A started server. It can be sent to another thread; dropping it frees its slot.
pub struct Instance {
    guest: Guest,
    limits: Limits,
    condition: Condition,
    calls: u64,
    /// The digest of the state at a revision, so that asking again after reads costs nothing.
    digest: Option<(u64, Digest)>,
}

enum Condition {
    Live(Box<Live>),
    Discarded { fault: Fault, fuel: u64 },
}

impl Instance {
    pub(crate) fn new(guest: Guest, limits: Limits, live: Live) -> Self {
        Self { guest, limits, condition: Condition::Live(Box::new(live)), calls: 0, digest: None }
    }

    /// An instance whose state has the digest `digest` at a revision.
    pub(crate) fn with_digest(self, digest: Option<(u64, Digest)>) -> Self {
        Self { digest, ..self }
    }

    /// Calls a tool. `arguments` is a JSON object; the result is the guest's `CallToolResult` as JSON text, which is
    /// neither parsed nor completed here (`content` may be left out beside `structuredContent`).
    ///
    /// # Errors
    /// [`CallError::Guest`] for a protocol error that the guest reports; a [`Fault`] discards this instance.
    pub fn call(&mut self, tool: &str, arguments: &str) -> Result<String, CallError> {
        self.calls += 1;
        self.with_live(|live, _| live.call_tool(tool, arguments))?.map_err(CallError::Guest)
    }

    /// How often the state has changed since the start, as the guest counts.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn revision(&mut self) -> Result<u64, Fault> {
        self.with_live(|live, _| live.revision())
    }

    /// The whole state as JSON text; equal states have equal texts.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn state(&mut self) -> Result<String, Fault> {
        self.with_live(|live, guest| live.state(guest.contract(), str::to_owned))
    }

    /// The digest of [`Instance::state`]; computed again only when the revision has changed.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn digest(&mut self) -> Result<Digest, Fault> {
        let revision = self.revision()?;
        if let Some((known, digest)) = self.digest
            && known == revision
        {
            return Ok(digest);
        }
        let digest = self.with_live(|live, guest| live.state(guest.contract(), Digest::of))?;
        self.digest = Some((revision, digest));
        Ok(digest)
    }

    /// Another instance with the same state, from which the two go separate ways. Its [`Usage`] begins at nothing.
    ///
    /// # Errors
    /// When the pool is full or this instance is discarded. It stays as it was in either case.
    pub fn fork(&mut self) -> Result<Self, StartError> {
        self.snapshot()?.fork()
    }

    /// Sets the present state aside, for forks to come. It takes no slot of the pool.
    ///
    /// # Errors
    /// When this instance is discarded.
    pub fn snapshot(&mut self) -> Result<Snapshot, Fault> {
        let digest = self.digest;
        let limits = self.limits;
        self.with_live(|live, guest| Ok(Snapshot::of(live, guest, limits, digest)))
    }

    /// What this instance used since it was started or forked.
    pub fn usage(&self) -> Usage {
        let (memory_bytes, fuel) = match &self.condition {
            Condition::Live(live) => (live.memory().len(), live.fuel),
            Condition::Discarded { fuel, .. } => (0, *fuel),
        };
        Usage { memory_bytes, fuel, calls: self.calls }
    }

    /// The limits in force: those of the start, lowered to the engine's.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The fault that ended this instance, if one did.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.condition {
            Condition::Live(_) => None,
            Condition::Discarded { fault, .. } => Some(fault),
        }
    }

    /// Runs `body` unless this instance is discarded, and discards it when `body` faults.
    fn with_live<T>(&mut self, body: impl FnOnce(&mut Live, &Guest) -> Result<T, Fault>) -> Result<T, Fault> {
        let live = match &mut self.condition {
            Condition::Live(live) => live,
            Condition::Discarded { fault, .. } => return Err(fault.discarded()),
        };
        let outcome = body(live, &self.guest);
        if let Err(fault) = &outcome {
            // Dropping what ran gives its slot back at once.
            self.condition = Condition::Discarded { fault: fault.clone(), fuel: live.fuel };
        }
        outcome
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance").field("usage", &self.usage()).field("fault", &self.fault()).finish_non_exhaustive()
    }
}
