//! A module that runs: its store, its exports, and the calls into it with their fuel and time.

use std::hash::Hash;
use std::io;
use std::ops::DerefMut;
use std::sync::Arc;

use wasmtime::{Extern, Global, Memory, ModuleExport, Store, Trap, TypedFunc, Val};

use super::contract::{CALL_TOOL, Contract, DESCRIBE, DIGEST, Entry, LOAD, REALLOC, REVISION, START, STATE};
use super::module::CoreModule;
use super::state::State;
use crate::beginning::Beginning;
use crate::digest::{Digest, StableHasher};
use crate::engine::ticks;
use crate::fault::Fault;
use crate::limits::{LimitHit, Limits};
use crate::memory::{Forking, Image, Overlay, PAGE, WASM_PAGE, changed_pages, span};
use crate::wasi::grant::Grant;
use crate::wasi::{self, Wasi};

/// Pages by which a state may differ from its image when it is copied; beyond that an image is made of it.
const MOST_PAGES: usize = 1_024;

/// How much more it costs to make an image of a page than to copy it once. As long as fewer pages were copied than an
/// image would have cost, copying goes on: so at worst twice the least possible is spent.
const IMAGE_COST: usize = 6;

/// Pages that an instance may hold on to while it waits to be used again.
const MOST_IDLE_PAGES: usize = 1_024;

/// What passes on a guest's clock with each call of a tool.
const CALL_NANOSECONDS: u64 = 1_000_000_000;

/// What the host keeps for one instance.
pub(crate) struct Home {
    limits: Limits,
    host_calls_left: u64,
    wasi: Wasi,
    /// Whether there is anything in `wasi` that a guest can see.
    granted: bool,
}

impl wasi::link::Home for Home {
    fn wasi(&mut self) -> impl DerefMut<Target = Wasi> {
        &mut self.wasi
    }

    fn host_call(&mut self) -> wasmtime::Result<()> {
        let limit = self.limits.host_calls;
        self.host_calls_left = self.host_calls_left.checked_sub(1).ok_or(LimitHit::HostCalls { limit })?;
        Ok(())
    }
}

/// A module that runs, with the functions at hand that are called often.
pub(crate) struct Live {
    store: Store<Home>,
    instance: wasmtime::Instance,
    memory: Memory,
    globals: Vec<Global>,
    realloc: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool: TypedFunc<(u32, u32, u32, u32), u32>,
    call_tool_post: Option<TypedFunc<u32, ()>>,
    revision: TypedFunc<(), u64>,
    ticks: u64,
    stack_bytes: usize,
    /// What the memory began as.
    image: Arc<Image>,
    /// The pages that differ from it, while nothing has run since they were looked for.
    changed: Option<Vec<u32>>,
    /// Pages that were copied for forks since the image was made.
    copied: usize,
    /// Units of fuel spent so far.
    pub fuel: u64,
}

impl Live {
    /// A new instance whose memory is all zeros, for a state to be put into.
    pub(crate) fn new(module: &CoreModule, limits: Limits) -> Result<Self, Fault> {
        let engine = &module.engine;
        let (wasi, granted) = (Wasi::new(&module.grant, 0, 0), module.grant != Grant::sealed());
        let home = Home { limits, host_calls_left: limits.host_calls, wasi, granted };
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

    /// Whether the memory began as `image`.
    pub(crate) fn has_image(&self, image: &Arc<Image>) -> bool {
        Arc::ptr_eq(&self.image, image)
    }

    /// The present state. When copying it has become dearer than an image, an image is made of it first.
    pub(crate) fn take(&mut self) -> io::Result<State> {
        let changed = self.changed_for_copy()?;
        let globals = self.globals.iter().map(|global| global.get(&mut self.store)).collect();
        let memory = self.memory();
        let overlay = Overlay::of(memory, &changed);
        let memory_bytes = memory.len();
        let home = self.store.data();
        let wasi = home.granted.then(|| home.wasi.clone());
        self.changed = Some(changed);
        Ok(State { image: Arc::clone(&self.image), overlay, memory_bytes, globals, wasi })
    }

    /// Makes the present contents of the memory its image.
    pub(crate) fn freeze(&mut self) -> io::Result<()> {
        let forking = if self.image.is_mapped() { Forking::Mapped } else { Forking::Copied };
        let image = Image::of(self.memory(), forking)?;
        // Mapping an image over what it was made of changes no byte. Where the system has no more maps to give, the
        // memory stays as it is and is compared with a copy from now on.
        let covered = !image.is_mapped() || image.cover(self.memory.data_mut(&mut self.store)).is_ok();
        self.image = if covered { image } else { Image::of(self.memory(), Forking::Copied)? };
        self.changed = Some(Vec::new());
        self.copied = 0;
        Ok(())
    }

    /// Becomes like `parent`, whose memory must not be smaller.
    pub(crate) fn copy(&mut self, parent: &mut Self) -> wasmtime::Result<()> {
        let theirs = parent.changed_for_copy()?;
        self.grow_to(parent.memory().len())?;
        let mine = if self.has_image(&parent.image) {
            self.changed()
        } else {
            parent.image.cover(self.memory.data_mut(&mut self.store))?;
            self.image = Arc::clone(&parent.image);
            Vec::new()
        };
        let (from, to) = (parent.memory.data(&parent.store), self.memory.data_mut(&mut self.store));
        for page in mine.into_iter().chain(theirs.iter().copied()) {
            if let (Some(from), Some(to)) = (from.get(span(page)), to.get_mut(span(page))) {
                to.copy_from_slice(from);
            }
        }
        for (own, other) in self.globals.iter().zip(&parent.globals) {
            let value = other.get(&mut parent.store);
            own.set(&mut self.store, value)?;
        }
        if parent.store.data().granted {
            self.store.data_mut().wasi = parent.store.data().wasi.clone();
        }
        parent.changed = Some(theirs);
        (self.changed, self.copied) = (None, 0);
        Ok(())
    }

    /// What the memory began as.
    pub(crate) fn image(&self) -> &Arc<Image> {
        &self.image
    }

    /// Puts a state in place of the present one. The memory must not be larger than that of the state.
    pub(crate) fn put(&mut self, state: &State) -> wasmtime::Result<()> {
        self.grow_to(state.memory_bytes)?;
        if self.has_image(&state.image) {
            let changed = self.changed();
            state.overlay.restore(self.memory.data_mut(&mut self.store), &state.image, &changed);
        } else {
            let memory = self.memory.data_mut(&mut self.store);
            state.image.cover(memory)?;
            state.overlay.write(memory);
            self.image = Arc::clone(&state.image);
        }
        (self.changed, self.copied) = (None, 0);
        for (global, value) in self.globals.iter().zip(&state.globals) {
            global.set(&mut self.store, *value)?;
        }
        if let Some(wasi) = &state.wasi {
            self.store.data_mut().wasi = wasi.clone();
        }
        Ok(())
    }

    /// Gets ready to wait for the next state; false when too much memory would be held for it.
    pub(crate) fn rest(&mut self) -> bool {
        let changed = self.changed();
        let holds = changed.len() <= MOST_IDLE_PAGES;
        self.changed = Some(changed);
        holds
    }

    fn grow_to(&mut self, bytes: usize) -> wasmtime::Result<()> {
        let missing = bytes.saturating_sub(self.memory().len());
        if missing > 0 {
            self.memory.grow(&mut self.store, (missing / WASM_PAGE) as u64)?;
        }
        Ok(())
    }

    /// The pages that are to be copied with a state; none after an image was made of it because that is cheaper.
    fn changed_for_copy(&mut self) -> io::Result<Vec<u32>> {
        let changed = self.changed();
        self.copied += changed.len();
        let image = self.image.bytes().len() / PAGE + changed.len();
        if changed.len() <= MOST_PAGES && self.copied <= IMAGE_COST * image {
            return Ok(changed);
        }
        self.freeze()?;
        Ok(Vec::new())
    }

    /// The pages in which the memory may differ from its image.
    fn changed(&mut self) -> Vec<u32> {
        self.changed.take().unwrap_or_else(|| changed_pages(self.memory.data(&self.store), &self.image))
    }

    /// Runs one call on fresh fuel and time, and counts what it spent.
    fn metered<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let allowed = self.store.data().limits.fuel_per_call;
        self.changed = None;
        self.trapping("fuel", |store| store.set_fuel(allowed))?;
        self.store.set_epoch_deadline(self.ticks);
        let home = self.store.data_mut();
        home.host_calls_left = home.limits.host_calls;
        let outcome = body(self);
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
