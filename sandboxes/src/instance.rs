//! One server with its state: called, compared, forked, rolled back, and discarded at its first fault.

use std::fmt;
use std::sync::Arc;

use crate::digest::Digest;
use crate::engine::Permit;
use crate::fault::{CallError, Fault, StartError};
use crate::guest::{Guest, Kind};
use crate::limits::{Limits, Usage};
use crate::running::Running;
use crate::snapshot::Snapshot;

/// A started server. It can be sent to another thread; dropping it frees its place in the engine.
pub struct Instance {
    guest: Guest,
    limits: Limits,
    condition: Condition,
    calls: u64,
    /// Fuel of what ran before the last rollback.
    spent: u64,
    /// The digest of the state at a revision, so that asking again after reads costs nothing.
    digest: Option<(u64, Digest)>,
    /// The state to which [`Instance::rollback`] goes.
    mark: Mark,
    /// The present state set aside, as long as nothing was called since.
    still: Option<Snapshot>,
    /// Whether the present state was forked already.
    forked: bool,
}

enum Condition {
    Live(Running, Permit),
    Discarded { fault: Fault, fuel: u64 },
}

/// Where an instance goes back to.
#[derive(Clone)]
enum Mark {
    /// The state after `start` with this configuration.
    Start(Arc<str>),
    Snapshot(Snapshot),
}

impl Instance {
    /// An instance that was just started with `config`.
    pub(crate) fn started(guest: Guest, limits: Limits, running: Running, permit: Permit, config: String) -> Self {
        Self::new(guest, limits, running, permit, Mark::Start(config.into()))
    }

    /// An instance in the state of `snapshot`.
    pub(crate) fn forked(snapshot: &Snapshot, limits: Limits, running: Running, permit: Permit) -> Self {
        let mark = Mark::Snapshot(snapshot.clone());
        let mut instance = Self::new(snapshot.guest().clone(), limits, running, permit, mark);
        (instance.digest, instance.still) = (snapshot.digest(), Some(snapshot.clone()));
        instance
    }

    fn new(guest: Guest, limits: Limits, running: Running, permit: Permit, mark: Mark) -> Self {
        let condition = Condition::Live(running, permit);
        Self { guest, limits, condition, calls: 0, spent: 0, digest: None, mark, still: None, forked: false }
    }

    /// Calls a tool. `arguments` is a JSON object; the result is the guest's `CallToolResult` as JSON text, which is
    /// neither parsed nor completed here (`content` may be left out beside `structuredContent`).
    ///
    /// # Errors
    /// [`CallError::Guest`] for a protocol error that the guest reports; a [`Fault`] discards this instance.
    pub fn call(&mut self, tool: &str, arguments: &str) -> Result<String, CallError> {
        self.calls += 1;
        self.run(|running, _| running.call(tool, arguments))?.map_err(CallError::Guest)
    }

    /// Answers a request of MCP (see `wit/server.wit` for the methods): its result as JSON text. A guest that knows tools
    /// alone answers `tools/call` and refuses the rest.
    ///
    /// # Errors
    /// [`CallError::Guest`] with the JSON-RPC error object as text; a [`Fault`] discards this instance.
    pub fn request(&mut self, method: &str, params: &str) -> Result<String, CallError> {
        self.calls += 1;
        self.run(|running, kind| running.request(kind, method, params))?.map_err(CallError::Guest)
    }

    /// The notifications since the last time, in their order: a JSON array, empty for guests that send none.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn events(&mut self) -> Result<String, Fault> {
        self.run(|running, kind| running.events(kind))
    }

    /// How often the state has changed since the start, as the guest counts.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn revision(&mut self) -> Result<u64, Fault> {
        self.run(|running, _| running.revision())
    }

    /// The whole state as JSON text; equal states have equal texts.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn state(&mut self) -> Result<String, Fault> {
        self.run(|running, kind| running.state(kind))
    }

    /// What has become of the state in which the digest was first asked for, where the guest tells that (see `changes` in
    /// `wit/server.wit`): it costs what has changed, and not the size of the state.
    ///
    /// # Errors
    /// A [`Fault`] discards this instance.
    pub fn changes(&mut self) -> Result<Option<String>, Fault> {
        self.run(|running, kind| running.changes(kind))
    }

    /// The digest of the state: of what the guest keeps as its digest, or else of [`Instance::state`]. It is asked for
    /// again only when the revision has changed.
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
        let digest = self.run(|running, kind| running.digest(kind))?;
        self.digest = Some((revision, digest));
        Ok(digest)
    }

    /// The digest of everything that the guest is made of: all bytes of its memory and its globals. Equal after equal
    /// histories of calls, reads included; different histories that come to one state may differ here.
    ///
    /// # Errors
    /// When this instance is discarded.
    pub fn memory_digest(&mut self) -> Result<Digest, Fault> {
        self.with_live(|running, _| Ok(running.memory_digest()))
    }

    /// Another instance with the same state, from which the two go separate ways. A rollback takes it to where it would
    /// take this one. Its [`Usage`] begins at nothing.
    ///
    /// # Errors
    /// When the engine is full or this instance is discarded. It stays as it was in either case.
    pub fn fork(&mut self) -> Result<Self, StartError> {
        // A state that is forked again and again is worth setting aside; one that is forked once is not.
        if self.forked || self.still.is_some() {
            let limits = self.limits;
            let mut fork = self.still()?.fork_with(limits)?;
            fork.mark = self.mark.clone();
            return Ok(fork);
        }
        let running = match &mut self.condition {
            Condition::Live(running, _) => running,
            Condition::Discarded { fault, .. } => return Err(fault.discarded().into()),
        };
        let permit = self.guest.engine().permit()?;
        let running = self.guest.kind().fork(running, self.limits)?;
        self.forked = true;
        let mut fork = Self::new(self.guest.clone(), self.limits, running, permit, self.mark.clone());
        fork.digest = self.digest;
        Ok(fork)
    }

    /// Sets the present state aside, for forks to come and as the state to which [`Instance::rollback`] goes.
    ///
    /// # Errors
    /// When this instance is discarded.
    pub fn snapshot(&mut self) -> Result<Snapshot, Fault> {
        let snapshot = self.still()?.clone();
        self.mark = Mark::Snapshot(snapshot.clone());
        Ok(snapshot)
    }

    /// Goes back to the last state that this instance, or the one that it was forked from, set aside or restored; or else
    /// to the start. An instance that was discarded lives again.
    ///
    /// # Errors
    /// When the host cannot; the instance is then discarded.
    pub fn rollback(&mut self) -> Result<(), StartError> {
        match &self.mark {
            Mark::Snapshot(snapshot) => {
                let snapshot = snapshot.clone();
                self.restore(&snapshot)
            }
            Mark::Start(config) => {
                let config = config.clone();
                self.give_back();
                let (running, permit) = self.guest.started(&config, self.limits)?;
                self.condition = Condition::Live(running, permit);
                (self.digest, self.still, self.forked) = (None, None, false);
                Ok(())
            }
        }
    }

    /// Takes on the state of `snapshot`, which may be of any instance of the same guest.
    ///
    /// # Errors
    /// When the snapshot is of another guest (nothing has changed then), or the host cannot.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), StartError> {
        if !snapshot.guest().is(&self.guest) {
            return Err(StartError::ForeignSnapshot);
        }
        let in_place = match &mut self.condition {
            Condition::Live(running, _) => match snapshot.put(running) {
                Ok(done) => done,
                Err(fault) => {
                    self.condition = Condition::Discarded { fault: fault.clone(), fuel: running.fuel() };
                    return Err(fault.into());
                }
            },
            Condition::Discarded { .. } => false,
        };
        if !in_place {
            self.give_back();
            let (running, permit) = snapshot.revive(&self.limits)?;
            self.condition = Condition::Live(running, permit);
        }
        self.digest = snapshot.digest();
        (self.still, self.forked) = (Some(snapshot.clone()), false);
        self.mark = Mark::Snapshot(snapshot.clone());
        Ok(())
    }

    /// What this instance used since it was started or forked.
    pub fn usage(&self) -> Usage {
        let (memory_bytes, fuel) = match &self.condition {
            Condition::Live(running, _) => (running.memory_bytes(), running.fuel()),
            Condition::Discarded { fuel, .. } => (0, *fuel),
        };
        Usage { memory_bytes, fuel: self.spent.saturating_add(fuel), calls: self.calls }
    }

    /// The limits in force: those of the start, lowered to the engine's.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The fault that ended this instance, if one did.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.condition {
            Condition::Live(..) => None,
            Condition::Discarded { fault, .. } => Some(fault),
        }
    }

    fn still(&mut self) -> Result<&Snapshot, Fault> {
        let still = match self.still.take() {
            Some(still) => still,
            None => {
                let (guest, limits, digest) = (self.guest.clone(), self.limits, self.digest);
                self.with_live(|running, _| Ok(Snapshot::of(running, guest, limits, digest)))?
            }
        };
        Ok(self.still.insert(still))
    }

    /// Runs the guest. Even what only reads leaves traces in its memory, so that what was set aside is so no longer.
    fn run<T>(&mut self, body: impl FnOnce(&mut Running, &Kind) -> Result<T, Fault>) -> Result<T, Fault> {
        (self.still, self.forked) = (None, false);
        self.with_live(body)
    }

    /// Does `body` unless this instance is discarded, and discards it when `body` faults.
    fn with_live<T>(&mut self, body: impl FnOnce(&mut Running, &Kind) -> Result<T, Fault>) -> Result<T, Fault> {
        let running = match &mut self.condition {
            Condition::Live(running, _) => running,
            Condition::Discarded { fault, .. } => return Err(fault.discarded()),
        };
        let outcome = body(running, self.guest.kind());
        if let Err(fault) = &outcome {
            // Dropping what ran frees its place at once.
            self.condition = Condition::Discarded { fault: fault.clone(), fuel: running.fuel() };
        }
        outcome
    }

    /// Gives what runs back to the guest, for the next instance.
    fn give_back(&mut self) {
        self.spent = self.usage().fuel;
        let gone = Fault::Host { export: "rollback", reason: "no state was put back".to_owned() };
        let condition = std::mem::replace(&mut self.condition, Condition::Discarded { fault: gone, fuel: 0 });
        if let Condition::Live(running, permit) = condition {
            drop(permit);
            self.guest.kind().give_back(running);
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance").field("usage", &self.usage()).field("fault", &self.fault()).finish_non_exhaustive()
    }
}
