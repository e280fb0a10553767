//! A module that runs: its store, its exports, and the calls into it with their fuel and time.

use std::hash::Hash;
use std::ops::DerefMut;
use std::sync::Arc;
use std::time::Instant;

use wasmtime::{Extern, Global, Memory, ModuleExport, Store, Trap, TypedFunc, Val};

use super::contract::{
    CALL_TOOL, CHANGES, Contract, DESCRIBE, DIGEST, EVENTS, Entry, LOAD, REALLOC, REQUEST, REVISION, START, STATE,
};
use super::module::CoreModule;
use crate::beginning::{Beginning, CALL_NANOSECONDS};
use crate::digest::{Digest, StableHasher};
use crate::engine::ticks;
use crate::fault::Fault;
use crate::limits::{LimitHit, Limits};
use crate::memory::Image;
use crate::wasi::grant::Grant;
use crate::wasi::{self, Wasi};

/// What the host keeps for one instance.
pub(crate) struct Home {
    limits: Limits,
    /// What one call may ask of the host, and until when.
    host_calls: u64,
    host_calls_left: u64,
    deadline: Option<Instant>,
    pub(super) wasi: Wasi,
    /// Whether there is anything in `wasi` that a guest can see.
    pub(super) granted: bool,
}

impl wasi::link::Home for Home {
    fn wasi(&mut self) -> impl DerefMut<Target = Wasi> {
        &mut self.wasi
    }

    fn host_call(&mut self) -> wasmtime::Result<()> {
        let limit = self.host_calls;
        self.host_calls_left = self.host_calls_left.checked_sub(1).ok_or(LimitHit::HostCalls { limit })?;
        // What the host does for the guest takes no fuel, and compiled code looks at the clock only in loops.
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            return Err(LimitHit::Time { limit: self.limits.call_time }.into());
        }
        Ok(())
    }
}

/// A module that runs, with the functions at hand that are called often.
pub(crate) struct Live {
    pub(super) store: Store<Home>,
    instance: wasmtime::Instance,
    pub(super) memory: Memory,
    pub(super) globals: Vec<Global>,
    realloc: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool_post: Option<TypedFunc<u32, ()>>,
    revision: TypedFunc<(), u64>,
    ticks: u64,
    stack_bytes: usize,
    /// What the memory began as.
    pub(super) image: Arc<Image>,
    /// The pages that differ from it, while nothing has run since they were looked for.
    pub(super) changed: Option<Vec<u32>>,
    /// Pages that were copied for forks since the image was made.
    pub(super) copied: usize,
    /// Units of fuel spent so far.
    pub fuel: u64,
}

impl Live {
    /// A new instance whose memory is all zeros, for a state to be put into.
    pub(crate) fn new(module: &CoreModule, limits: Limits) -> Result<Self, Fault> {
        let engine = &module.engine;
        let (wasi, granted) = (Wasi::new(&module.grant, 0, 0), module.grant != Grant::sealed());
        let host_calls = limits.host_calls.min(module.grant.limits().host_calls_per_call);
        let home = Home { limits, host_calls, host_calls_left: host_calls, deadline: None, wasi, granted };
        let mut store = Store::new(engine.wasm(), home);
        store.limiter(|home| &mut home.limits);
        store.set_epoch_deadline(ticks(limits.call_time));
        let made = module.pre.instantiate(&mut store);
        let made = made.and_then(|instance| {
            Self::with_exports(store, instance, &module.contract, engine.config().stack_bytes, &module.nothing)
        });
        made.map_err(|error| Fault::of_call(&error, "instantiation", &limits, engine.config().stack_bytes))
    }

    fn with_exports(
        mut store: Store<Home>,
        instance: wasmtime::Instance,
        contract: &Contract,
        stack_bytes: usize,
        image: &Arc<Image>,
    ) -> wasmtime::Result<Self> {
        let mut export = |name| instance.get_module_export(&mut store, name);
        let memory = export(&contract.memory).and_then(Extern::into_memory);
        let globals = contract.globals.iter();
        let globals = globals.filter_map(|name| export(name)?.into_global()).collect();
        let memory = memory.ok_or_else(|| wasmtime::format_err!("no memory"))?;
        Ok(Self {
            memory,
            globals,
            realloc: function(&mut store, &instance, &contract.realloc)?,
            call_tool: function(&mut store, &instance, &contract.call_tool.function)?,
            call_tool_post: post(&mut store, &instance, &contract.call_tool)?,
            revision: function(&mut store, &instance, &contract.revision)?,
            ticks: ticks(store.data().limits.call_time),
            stack_bytes,
            image: Arc::clone(image),
            changed: Some(Vec::new()),
            copied: 0,
            fuel: 0,
            instance,
            store,
        })
    }

    /// The guest's list of servers.
    pub(crate) fn describe(&mut self, contract: &Contract) -> Result<String, Fault> {
        self.read_out(DESCRIBE, &contract.describe, str::to_owned)
    }

    /// Makes the server's state; the inner error is the guest's own.
    pub(crate) fn start(&mut self, contract: &Contract, config: &str) -> Result<Result<(), String>, Fault> {
        if self.store.data().granted {
            match Beginning::of(config) {
                Ok(beginning) => self.store.data_mut().wasi.begin(beginning.seed, beginning.nanoseconds),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        self.text_in(START, &contract.start, config)
    }

    /// Calls a tool; the inner error is the guest's own.
    pub(crate) fn call_tool(&mut self, name: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        if self.store.data().granted {
            self.store.data_mut().wasi.advance(CALL_NANOSECONDS);
        }
        self.metered(|live| {
            let (name, name_len) = live.pass(name)?;
            let (arguments, arguments_len) = live.pass(arguments)?;
            let call = live.call_tool.clone();
            let params = (name, name_len, arguments, arguments_len);
            let address = live.trapping(CALL_TOOL, |store| call.call(store, params))?;
            let outcome = live.outcome(CALL_TOOL, address)?;
            let post = live.call_tool_post.clone();
            live.give_back(CALL_TOOL, post.as_ref(), address)?;
            Ok(outcome)
        })
    }

    /// Answers a request of MCP; none when the guest knows tools alone. The inner error is the guest's own.
    pub(crate) fn request(
        &mut self,
        contract: &Contract,
        method: &str,
        params: &str,
    ) -> Option<Result<Result<String, String>, Fault>> {
        let entry = contract.request.as_ref()?;
        if self.store.data().granted {
            self.store.data_mut().wasi.advance(CALL_NANOSECONDS);
        }
        Some(self.metered(|live| {
            let resolved = live.resolve::<(u32, u32, u32, u32)>(REQUEST, entry)?;
            let ((method, method_len), (params, params_len)) = (live.pass(method)?, live.pass(params)?);
            let texts = (method, method_len, params, params_len);
            let address = live.trapping(REQUEST, |store| resolved.function.call(store, texts))?;
            let outcome = live.outcome(REQUEST, address)?;
            live.give_back(REQUEST, resolved.post.as_ref(), address)?;
            Ok(outcome)
        }))
    }

    /// The notifications that the guest has gathered: a JSON array.
    pub(crate) fn events(&mut self, contract: &Contract) -> Result<String, Fault> {
        match &contract.events {
            Some(entry) => self.read_out(EVENTS, entry, str::to_owned),
            None => Ok("[]".to_owned()),
        }
    }

    pub(crate) fn revision(&mut self) -> Result<u64, Fault> {
        self.metered(|live| {
            let revision = live.revision.clone();
            live.trapping(REVISION, |store| revision.call(store, ()))
        })
    }

    /// What `reader` makes of the state's text.
    pub(crate) fn state<T>(&mut self, contract: &Contract, reader: impl FnOnce(&str) -> T) -> Result<T, Fault> {
        self.read_out(STATE, &contract.state, reader)
    }

    /// What has become of the state since its digest was first asked for; none when the guest does not tell.
    pub(crate) fn changes(&mut self, contract: &Contract) -> Option<Result<String, Fault>> {
        let entry = contract.changes.as_ref()?;
        Some(self.read_out(CHANGES, entry, str::to_owned))
    }

    /// The digest of all bytes of the memory, of the globals and of what the host keeps.
    pub(crate) fn memory_digest(&mut self) -> Digest {
        let globals: Vec<Val> = self.globals.iter().map(|global| global.get(&mut self.store)).collect();
        let mut hasher = StableHasher::default();
        self.store.data().wasi.hash(&mut hasher);
        Digest::of_parts(self.memory(), &format!("{globals:?} {}", hasher.digest()))
    }

    /// What `reader` makes of the text that the guest keeps up to date; none when it keeps none.
    pub(crate) fn own_digest<T>(
        &mut self,
        contract: &Contract,
        reader: impl FnOnce(&str) -> T,
    ) -> Option<Result<T, Fault>> {
        let entry = contract.digest.as_ref()?;
        Some(self.read_out(DIGEST, entry, reader))
    }

    /// Runs what a module wants to run before anything else, in a memory that begins with `segments`.
    pub(crate) fn initialise(&mut self, contract: &Contract, segments: &[(usize, Vec<u8>)]) -> Result<(), Fault> {
        const EXPORT: &str = "instantiation";
        for (address, data) in segments {
            let memory = self.memory_mut();
            let room = memory.get_mut(*address..).and_then(|rest| rest.get_mut(..data.len()));
            let room = room.ok_or(Fault::Trap { export: EXPORT, trap: Trap::MemoryOutOfBounds.to_string() })?;
            room.copy_from_slice(data);
        }
        self.metered(|live| {
            for first in &contract.first {
                let instance = live.instance;
                live.trapping(EXPORT, |store| function::<(), ()>(store, &instance, first)?.call(store, ()))?;
            }
            Ok(())
        })
    }

    /// Hands an interpreter its program; the inner error is the guest's own.
    pub(crate) fn load(&mut self, contract: &Contract, program: &str) -> Result<Result<(), String>, Fault> {
        let Some(entry) = &contract.load else {
            return Ok(Err("the module takes no programs: it does not export \"load\"".to_owned()));
        };
        self.text_in(LOAD, entry, program)
    }

    pub(crate) fn memory(&self) -> &[u8] {
        self.memory.data(&self.store)
    }

    pub(crate) fn memory_mut(&mut self) -> &mut [u8] {
        self.changed = None;
        self.memory.data_mut(&mut self.store)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.store.data().limits
    }

    /// Memory of `bytes` bytes that the guest allocates, at the address that it says.
    pub(crate) fn allocate(&mut self, bytes: u32) -> Result<u32, Fault> {
        let realloc = self.realloc.clone();
        self.trapping(REALLOC, |store| realloc.call(store, (0, 0, 1, bytes)))
    }

    /// Runs one call on fresh fuel and time, and counts what it spent.
    fn metered<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let allowed = self.store.data().limits.fuel_per_call;
        self.changed = None;
        self.trapping("fuel", |store| store.set_fuel(allowed))?;
        self.store.set_epoch_deadline(self.ticks);
        let home = self.store.data_mut();
        home.host_calls_left = home.host_calls;
        if home.granted {
            home.deadline = Instant::now().checked_add(home.limits.call_time);
        }
        let outcome = body(self);
        let home = self.store.data_mut();
        if home.granted {
            // Nobody reads what a guest of the contract prints.
            home.wasi.take_output();
        }
        let left = self.store.get_fuel().unwrap_or(0);
        self.fuel = self.fuel.saturating_add(allowed.saturating_sub(left));
        outcome
    }

    /// Runs a part of a call in which wasmtime may report an error.
    fn trapping<T>(
        &mut self,
        export: &'static str,
        body: impl FnOnce(&mut Store<Home>) -> wasmtime::Result<T>,
    ) -> Result<T, Fault> {
        body(&mut self.store)
            .map_err(|error| Fault::of_call(&error, export, &self.store.data().limits, self.stack_bytes))
    }

    /// Calls an export that takes one text and hands out success or an error; the inner error is the guest's own.
    fn text_in(&mut self, export: &'static str, entry: &Entry, text: &str) -> Result<Result<(), String>, Fault> {
        self.metered(|live| {
            let resolved = live.resolve::<(u32, u32)>(export, entry)?;
            let text = live.pass(text)?;
            let address = live.trapping(export, |store| resolved.function.call(store, text))?;
            let outcome = live.outcome(export, address)?;
            live.give_back(export, resolved.post.as_ref(), address)?;
            Ok(outcome.map(drop))
        })
    }

    /// Calls an export that only hands out text.
    fn read_out<T>(&mut self, export: &'static str, entry: &Entry, reader: impl FnOnce(&str) -> T) -> Result<T, Fault> {
        self.metered(|live| {
            let resolved = live.resolve::<()>(export, entry)?;
            let address = live.trapping(export, |store| resolved.function.call(store, ()))?;
            let text = live.words(export, address)?;
            let read = reader(live.text(export, text)?);
            live.give_back(export, resolved.post.as_ref(), address)?;
            Ok(read)
        })
    }

    /// Lets the guest free what it handed out.
    fn give_back(
        &mut self,
        export: &'static str,
        post: Option<&TypedFunc<u32, ()>>,
        address: u32,
    ) -> Result<(), Fault> {
        match post {
            Some(post) => self.trapping(export, |store| post.call(store, address)),
            None => Ok(()),
        }
    }

    /// Looks up an export that is called too seldom to be kept at hand.
    fn resolve<P: wasmtime::WasmParams>(&mut self, export: &'static str, entry: &Entry) -> Result<Resolved<P>, Fault> {
        let instance = self.instance;
        self.trapping(export, |store| {
            Ok(Resolved {
                function: function(store, &instance, &entry.function)?,
                post: post(store, &instance, entry)?,
            })
        })
    }
}

/// An [`Entry`] of one instance.
struct Resolved<P> {
    function: TypedFunc<P, u32>,
    post: Option<TypedFunc<u32, ()>>,
}

/// An exported function with its type. The contract was checked, so an error here is the host's.
fn function<P: wasmtime::WasmParams, R: wasmtime::WasmResults>(
    store: &mut Store<Home>,
    instance: &wasmtime::Instance,
    export: &ModuleExport,
) -> wasmtime::Result<TypedFunc<P, R>> {
    let function = instance.get_module_export(&mut *store, export).and_then(Extern::into_func);
    function.ok_or_else(|| wasmtime::format_err!("an export is gone"))?.typed(store)
}

fn post(
    store: &mut Store<Home>,
    instance: &wasmtime::Instance,
    entry: &Entry,
) -> wasmtime::Result<Option<TypedFunc<u32, ()>>> {
    entry.post.as_ref().map(|export| function(store, instance, export)).transpose()
}
