//! A module that runs: its store, its exports, and the calls into it with their fuel and time.

use wasmtime::{Extern, Global, Memory, ModuleExport, Store, TypedFunc, Val};

use crate::contract::{CALL_TOOL, Contract, DESCRIBE, Entry, REALLOC, REVISION, START, STATE};
use crate::engine::ticks;
use crate::fault::{Fault, StartError};
use crate::guest::Guest;
use crate::limits::Limits;
use crate::snapshot::Image;

/// A module that runs, with the functions at hand that are called often.
pub(crate) struct Live {
    store: Store<Limits>,
    instance: wasmtime::Instance,
    memory: Memory,
    globals: Vec<Global>,
    realloc: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool_post: Option<TypedFunc<u32, ()>>,
    revision: TypedFunc<(), u64>,
    ticks: u64,
    stack_bytes: usize,
    /// Units of fuel spent so far.
    pub fuel: u64,
}

impl Live {
    /// A new instance, whose server is not started.
    pub(crate) fn new(guest: &Guest, limits: Limits) -> Result<Self, StartError> {
        let engine = guest.engine();
        let mut store = Store::new(engine.wasm(), limits);
        store.limiter(|limits| limits);
        let ticks = ticks(limits.call_time);
        let made = |store: &mut Store<Limits>| {
            store.set_fuel(limits.fuel_per_call)?;
            store.set_epoch_deadline(ticks);
            wasmtime::Instance::new(store, guest.module(), &[])
        };
        let instance =
            made(&mut store).map_err(|error| StartError::of_instantiation(&error, &limits, engine.config()))?;
        let fuel = limits.fuel_per_call.saturating_sub(store.get_fuel().unwrap_or(0));
        let live = Self::with_exports(store, instance, guest.contract(), fuel, engine.config().stack_bytes);
        let live = live.map_err(|error| StartError::of_instantiation(&error, &limits, engine.config()))?;
        guest.image(|| Image::of(live.memory()));
        Ok(live)
    }

    fn with_exports(
        mut store: Store<Limits>,
        instance: wasmtime::Instance,
        contract: &Contract,
        fuel: u64,
        stack_bytes: usize,
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
            ticks: ticks(store.data().call_time),
            stack_bytes,
            fuel,
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
        self.metered(|live| {
            let start = live.resolve::<(u32, u32)>(START, &contract.start)?;
            let config = live.pass(config)?;
            let address = live.trapping(START, |store| start.function.call(store, config))?;
            let outcome = live.outcome(START, address)?;
            live.give_back(START, start.post.as_ref(), address)?;
            Ok(outcome.map(drop))
        })
    }

    /// Calls a tool; the inner error is the guest's own.
    pub(crate) fn call_tool(&mut self, name: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
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

    pub(crate) fn memory(&self) -> &[u8] {
        self.memory.data(&self.store)
    }

    pub(crate) fn memory_mut(&mut self) -> &mut [u8] {
        self.memory.data_mut(&mut self.store)
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.store.data()
    }

    /// Memory of `bytes` bytes that the guest allocates, at the address that it says.
    pub(crate) fn allocate(&mut self, bytes: u32) -> Result<u32, Fault> {
        let realloc = self.realloc.clone();
        self.trapping(REALLOC, |store| realloc.call(store, (0, 0, 1, bytes)))
    }

    /// The values of all globals that can change.
    pub(crate) fn globals(&mut self) -> Vec<Val> {
        self.globals.iter().map(|global| global.get(&mut self.store)).collect()
    }

    /// Puts a state set aside in place of the present one; `runs` are addresses with the bytes that go there.
    pub(crate) fn restore<'a>(
        &mut self,
        memory_bytes: usize,
        runs: impl Iterator<Item = (usize, &'a [u8])>,
        globals: &[Val],
    ) -> wasmtime::Result<()> {
        let missing = memory_bytes.saturating_sub(self.memory().len());
        let pages = missing.div_ceil(64 << 10);
        if pages > 0 {
            self.memory.grow(&mut self.store, pages as u64)?;
        }
        for (address, bytes) in runs {
            self.memory.write(&mut self.store, address, bytes)?;
        }
        for (global, value) in self.globals.iter().zip(globals) {
            global.set(&mut self.store, *value)?;
        }
        Ok(())
    }

    /// Runs one call on fresh fuel and time, and counts what it spent.
    fn metered<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let allowed = self.store.data().fuel_per_call;
        self.trapping("fuel", |store| store.set_fuel(allowed))?;
        self.store.set_epoch_deadline(self.ticks);
        let outcome = body(self);
        let left = self.store.get_fuel().unwrap_or(0);
        self.fuel = self.fuel.saturating_add(allowed.saturating_sub(left));
        outcome
    }

    /// Runs a part of a call in which wasmtime may report an error.
    fn trapping<T>(
        &mut self,
        export: &'static str,
        body: impl FnOnce(&mut Store<Limits>) -> wasmtime::Result<T>,
    ) -> Result<T, Fault> {
        body(&mut self.store).map_err(|error| Fault::of_call(&error, export, self.store.data(), self.stack_bytes))
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
    store: &mut Store<Limits>,
    instance: &wasmtime::Instance,
    export: &ModuleExport,
) -> wasmtime::Result<TypedFunc<P, R>> {
    let function = instance.get_module_export(&mut *store, export).and_then(Extern::into_func);
    function.ok_or_else(|| wasmtime::format_err!("an export is gone"))?.typed(store)
}

fn post(
    store: &mut Store<Limits>,
    instance: &wasmtime::Instance,
    entry: &Entry,
) -> wasmtime::Result<Option<TypedFunc<u32, ()>>> {
    entry.post.as_ref().map(|export| function(store, instance, export)).transpose()
}
