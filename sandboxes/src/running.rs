//! What runs inside an instance, of whichever kind its guest is, and states of it that were set aside.

use crate::core::{Live, State};
use crate::digest::Digest;
use crate::fault::Fault;
use crate::guest::Kind;
use crate::limits::Limits;
use crate::replay::{History, Repeated, tools_alone};

/// A started server.
pub(crate) enum Running {
    /// A core module, whose memory is copied.
    Core(Box<Live>),
    /// Something that is repeated.
    Repeated(Box<Repeated>),
}

/// The state of a started server between two calls.
pub(crate) enum Saved {
    Core(Box<State>),
    History(History),
}

impl Running {
    pub(crate) fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        match self {
            Self::Core(live) => live.call_tool(tool, arguments),
            Self::Repeated(program) => program.call(tool, arguments),
        }
    }

    /// Answers a request of MCP; the inner error is the JSON-RPC error object.
    pub(crate) fn request(&mut self, kind: &Kind, method: &str, params: &str) -> Result<Result<String, String>, Fault> {
        match (self, kind) {
            (Self::Core(live), Kind::Core(module)) => {
                let answer = live.request(&module.contract, method, params);
                answer.unwrap_or_else(|| tools_alone(method, params, |tool, arguments| live.call_tool(tool, arguments)))
            }
            (Self::Repeated(program), _) => program.request(method, params),
            (Self::Core(_), Kind::Repeated(_)) => Err(foreign()),
        }
    }

    pub(crate) fn events(&mut self, kind: &Kind) -> Result<String, Fault> {
        match (self, kind) {
            (Self::Core(live), Kind::Core(module)) => live.events(&module.contract),
            (Self::Repeated(program), _) => program.events(),
            (Self::Core(_), Kind::Repeated(_)) => Err(foreign()),
        }
    }

    pub(crate) fn revision(&mut self) -> Result<u64, Fault> {
        match self {
            Self::Core(live) => live.revision(),
            Self::Repeated(program) => program.revision(),
        }
    }

    pub(crate) fn state(&mut self, kind: &Kind) -> Result<String, Fault> {
        match (self, kind) {
            (Self::Core(live), Kind::Core(module)) => live.state(&module.contract, str::to_owned),
            (Self::Repeated(program), _) => program.state(),
            (Self::Core(_), Kind::Repeated(_)) => Err(foreign()),
        }
    }

    /// What has become of the state, where the guest tells that by itself.
    pub(crate) fn changes(&mut self, kind: &Kind) -> Result<Option<String>, Fault> {
        match (self, kind) {
            (Self::Core(live), Kind::Core(module)) => live.changes(&module.contract).transpose(),
            (Self::Repeated(_), _) => Ok(None),
            (Self::Core(_), Kind::Repeated(_)) => Err(foreign()),
        }
    }

    /// The digest of the text that the guest keeps for it, or else of the state's text.
    pub(crate) fn digest(&mut self, kind: &Kind) -> Result<Digest, Fault> {
        match (self, kind) {
            (Self::Core(live), Kind::Core(module)) => {
                let own = live.own_digest(&module.contract, Digest::of);
                own.unwrap_or_else(|| live.state(&module.contract, Digest::of))
            }
            (Self::Repeated(program), _) => program.state().map(|text| Digest::of(&text)),
            (Self::Core(_), Kind::Repeated(_)) => Err(foreign()),
        }
    }

    /// The digest of everything that decides what comes next: memory and globals, or the history.
    pub(crate) fn memory_digest(&mut self) -> Digest {
        match self {
            Self::Core(live) => live.memory_digest(),
            Self::Repeated(program) => Digest::of(&program.history().to_text()),
        }
    }

    pub(crate) fn save(&mut self) -> Saved {
        match self {
            Self::Core(live) => Saved::Core(Box::new(live.take())),
            Self::Repeated(program) => Saved::History(program.history().clone()),
        }
    }

    /// Puts `saved` in place of the present state; false when that cannot be done in place.
    pub(crate) fn put(&mut self, saved: &Saved) -> Result<bool, Fault> {
        match (self, saved) {
            (Self::Core(live), Saved::Core(state)) if live.memory().len() <= state.memory_bytes => {
                live.put(state).map_err(|error| Fault::Host { export: "restore", reason: format!("{error:#}") })?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Makes an image of the present state, where there are images.
    pub(crate) fn freeze(&mut self) {
        match self {
            Self::Core(live) => live.freeze(),
            Self::Repeated(_) => {}
        }
    }

    pub(crate) fn fuel(&self) -> u64 {
        match self {
            Self::Core(live) => live.fuel,
            Self::Repeated(program) => program.fuel(),
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        match self {
            Self::Core(live) => live.memory().len(),
            Self::Repeated(program) => program.memory_bytes(),
        }
    }
}

impl Saved {
    /// Bytes of host memory that only this state holds on to.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Core(state) => state.overlay.bytes(),
            Self::History(history) => history.bytes(),
        }
    }

    /// Pages that are written over the state's image at each fork.
    pub(crate) fn pages(&self) -> usize {
        match self {
            Self::Core(state) => state.overlay.len(),
            Self::History(_) => 0,
        }
    }
}

impl Kind {
    /// What runs, in the state `saved`.
    pub(crate) fn revive(&self, saved: &Saved, limits: Limits) -> Result<Running, Fault> {
        match (self, saved) {
            (Self::Core(module), Saved::Core(state)) => Ok(Running::Core(Box::new(module.with_state(limits, state)?))),
            (Self::Repeated(source), Saved::History(history)) => {
                Ok(Running::Repeated(Box::new(Repeated::at(source, history, limits))))
            }
            _ => Err(foreign()),
        }
    }

    /// What runs, in everything like `parent`.
    pub(crate) fn fork(&self, parent: &mut Running, limits: Limits) -> Result<Running, Fault> {
        match (self, parent) {
            (Self::Core(module), Running::Core(parent)) => Ok(Running::Core(Box::new(module.fork(limits, parent)?))),
            (Self::Repeated(source), Running::Repeated(parent)) => {
                Ok(Running::Repeated(Box::new(Repeated::at(source, parent.history(), limits))))
            }
            _ => Err(foreign()),
        }
    }

    /// Keeps what ran for the next instance, where that is of use.
    pub(crate) fn give_back(&self, running: Running) {
        if let (Self::Core(module), Running::Core(live)) = (self, running) {
            module.give_back(*live);
        }
    }
}

/// Instances and snapshots carry their guest, so this is a mistake of this crate's own.
fn foreign() -> Fault {
    Fault::Host { export: "fork", reason: "the state is of another kind of guest".to_owned() }
}
