//! A loaded module: the state in which its instances begin, and instances that wait to be used again.
//!
//! All instances of a module are alike but for their state, and a state can be put into any of them. So an instance
//! that is done with is kept for the next one: its memory is mapped, its pages are there, and what is left to do is to
//! write the pages in which the two states differ.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wasmtime::{InstancePre, Linker, Module};

use super::contract::Contract;
use super::live::{Home, Live};
use super::prepare::segments;
use super::state::State;
use crate::engine::Engine;
use crate::fault::{Fault, StartError};
use crate::guest::LoadError;
use crate::limits::Limits;
use crate::memory::Image;
use crate::wasi;
use crate::wasi::grant::Grant;

/// Instances that one module keeps for later.
const IDLE: usize = 64;

pub(crate) struct CoreModule {
    pub engine: Engine,
    pub pre: InstancePre<Home>,
    pub contract: Contract,
    pub grant: Grant,
    segments: Arc<[(usize, Vec<u8>)]>,
    program: Option<Arc<str>>,
    /// The image of a memory that holds only zeros.
    pub nothing: Arc<Image>,
    first: OnceLock<Arc<State>>,
    idle: Mutex<VecDeque<Live>>,
}

impl CoreModule {
    /// `wasm` is the module as its author made it, `module` what [`prepare`](super::prepare()) made of it, compiled.
    pub(crate) fn new(engine: &Engine, wasm: &[u8], module: &Module, grant: &Grant) -> Result<Self, LoadError> {
        let contract = Contract::of(module).map_err(LoadError::Exports)?;
        let foreign = |error: wasmtime::Error| LoadError::Wasm(format!("{error:#}"));
        let mut linker = Linker::new(engine.wasm());
        if *grant != Grant::sealed() {
            wasi::link::link(&mut linker).map_err(foreign)?;
        }
        let pre = linker.instantiate_pre(module).map_err(foreign)?;
        let segments = segments(wasm)?.into();
        let nothing = Image::of(&[], engine.config().forking);
        let (first, idle) = (OnceLock::new(), Mutex::default());
        let (engine, grant) = (engine.clone(), grant.clone());
        Ok(Self { engine, pre, contract, grant, segments, program: None, nothing, first, idle })
    }

    /// The same module as an interpreter of `program`.
    pub(crate) fn with_program(&self, program: &str) -> Self {
        Self {
            engine: self.engine.clone(),
            pre: self.pre.clone(),
            contract: self.contract.clone(),
            grant: self.grant.clone(),
            segments: Arc::clone(&self.segments),
            program: Some(program.into()),
            nothing: Arc::clone(&self.nothing),
            first: OnceLock::new(),
            idle: Mutex::default(),
        }
    }

    /// An instance as it is before `start`.
    pub(crate) fn begin(&self, limits: Limits) -> Result<Live, StartError> {
        let first = match self.first.get() {
            Some(first) => Arc::clone(first),
            None => {
                let made = Arc::new(self.first_state(limits)?);
                Arc::clone(self.first.get_or_init(|| made))
            }
        };
        Ok(self.with_state(limits, &first)?)
    }

    /// An instance in the state `state`, whose usage begins at nothing.
    pub(crate) fn with_state(&self, limits: Limits, state: &State) -> Result<Live, Fault> {
        let mut live = self.take_idle(limits, &state.image, state.memory_bytes)?;
        live.put(state).map_err(|error| self.fork_fault(&error, &limits))?;
        live.fuel = 0;
        Ok(live)
    }

    /// An instance that is in everything like `parent`, whose usage begins at nothing.
    pub(crate) fn fork(&self, limits: Limits, parent: &mut Live) -> Result<Live, Fault> {
        let mut live = self.take_idle(limits, parent.image(), parent.memory().len())?;
        live.copy(parent).map_err(|error| self.fork_fault(&error, &limits))?;
        live.fuel = 0;
        Ok(live)
    }

    fn fork_fault(&self, error: &wasmtime::Error, limits: &Limits) -> Fault {
        Fault::of_call(error, "fork", limits, self.engine.config().stack_bytes)
    }

    /// Keeps an instance for later; its state is of no interest any more.
    pub(crate) fn give_back(&self, mut live: Live) {
        if live.rest() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push_back(live);
            // What nobody asked for in so long is not asked for soon.
            let oldest = if idle.len() > IDLE { idle.pop_front() } else { None };
            drop(idle);
            drop(oldest);
        }
    }

    /// An instance kept that fits, one with the image `image` before any other; or else a new one.
    fn take_idle(&self, limits: Limits, image: &Arc<Image>, memory_bytes: usize) -> Result<Live, Fault> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // A memory cannot shrink, and limits were checked when the instance was made.
        let fits = |live: &Live| *live.limits() == limits && live.memory().len() <= memory_bytes;
        let fitting = idle.iter().enumerate().filter(|(_, live)| fits(live));
        // The largest first, so that the smaller ones are left for smaller states.
        let best = fitting.max_by_key(|(at, live)| (live.has_image(image), live.memory().len(), *at));
        let found = best.map(|(at, _)| at).and_then(|found| idle.remove(found));
        drop(idle);
        found.map_or_else(|| Live::new(self, limits), Ok)
    }

    /// The state before `start`: segments written, start function run, program loaded.
    fn first_state(&self, limits: Limits) -> Result<State, StartError> {
        let mut live = Live::new(self, limits)?;
        live.initialise(&self.contract, &self.segments)?;
        if let Some(program) = &self.program {
            live.load(&self.contract, program)?.map_err(|message| StartError::Program { message })?;
        }
        live.freeze();
        Ok(live.take())
    }
}
