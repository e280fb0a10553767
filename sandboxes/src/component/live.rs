//! A component that runs: each call into it on fresh fuel and time, each error sorted by whose fault it is.
//!
//! wasmtime lets nothing into a component any more after an error, so each one is the end of the instance.

use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, Func, Instance, InstancePre, Val};

use super::home::{Ended, Home};
use super::host::World;
use crate::engine::{Engine, ticks};
use crate::fault::Fault;
use crate::limits::{LimitHit, Limits};

/// What a call is named in faults that happens before any.
pub(super) const INSTANTIATION: &str = "instantiation";

/// What a call of a tool is named in faults, in whatever shape.
pub(super) const CALL_TOOL: &str = "call-tool";

/// Bytes of host memory for each byte of a result: a value is larger in the host than as text.
const SPREAD: usize = 8;

/// Host memory that what a component hands out may always take.
const LEAST: usize = 1 << 20;

/// How wasmtime says that a component hands out too much; there is no type for it that can be named.
const TOO_MUCH: &str = "fuel allocated for hostcalls has been exhausted";

pub(super) struct Live {
    store: Store<Home>,
    instance: Instance,
    ticks: u64,
    stack_bytes: usize,
    /// Units of fuel spent so far.
    pub fuel: u64,
}

impl Live {
    pub(super) fn new(
        engine: &Engine,
        component: &InstancePre<Home>,
        limits: &Limits,
        world: World,
    ) -> Result<Self, Fault> {
        let mut store = Store::new(engine.wasm(), Home::new(*limits, world));
        store.limiter(|home| home);
        store.set_hostcall_fuel(limits.result_bytes.saturating_mul(SPREAD).max(LEAST));
        let (ticks, stack_bytes) = (ticks(limits.call_time), engine.config().stack_bytes);
        store.set_epoch_deadline(ticks);
        let set = store.set_fuel(limits.fuel_per_call);
        let made = set.and_then(|()| component.instantiate(&mut store));
        let spent = limits.fuel_per_call.saturating_sub(store.get_fuel().unwrap_or(0));
        match made {
            Ok(instance) => Ok(Self { store, instance, ticks, stack_bytes, fuel: spent }),
            Err(error) => Err(fault(&error, INSTANTIATION, store.data(), stack_bytes)),
        }
    }

    /// Runs one call on fresh fuel and time, and counts what it spent.
    pub(super) fn call<T>(
        &mut self,
        export: &'static str,
        body: impl FnOnce(&mut Store<Home>, &Instance) -> wasmtime::Result<T>,
    ) -> Result<T, Fault> {
        let allowed = self.store.data().limits.fuel_per_call;
        self.store.data_mut().begin();
        self.store.set_epoch_deadline(self.ticks);
        let set = self.store.set_fuel(allowed);
        let outcome = set.and_then(|()| body(&mut self.store, &self.instance));
        let left = self.store.get_fuel().unwrap_or(0);
        self.fuel = self.fuel.saturating_add(allowed.saturating_sub(left));
        outcome.map_err(|error| fault(&error, export, self.store.data(), self.stack_bytes))
    }

    /// Calls a function by its values, which must be of its types.
    pub(super) fn call_values(
        &mut self,
        export: &'static str,
        function: &ComponentExportIndex,
        params: &[Val],
    ) -> Result<Option<Val>, Fault> {
        self.call(export, |store, instance| {
            let function = self::function(store, instance, function)?;
            // What is in here does not matter, only that there is room for each result.
            let mut results = vec![Val::Bool(false); function.ty(&*store).results().len()];
            function.call(store, params, &mut results)?;
            Ok(results.pop())
        })
    }

    /// A text that the component handed out, if it is not too long.
    pub(super) fn checked(&self, text: String) -> Result<String, Fault> {
        let (bytes, limit) = (text.len(), self.store.data().limits.result_bytes);
        if bytes > limit { Err(LimitHit::Result { bytes, limit }.into()) } else { Ok(text) }
    }

    /// Both texts, whichever it is, under [`Live::checked`].
    pub(super) fn checked_outcome(&self, outcome: Result<String, String>) -> Result<Result<String, String>, Fault> {
        Ok(match outcome {
            Ok(text) => Ok(self.checked(text)?),
            Err(text) => Err(self.checked(text)?),
        })
    }

    /// Lets the time of one tool call pass.
    pub(super) fn tick(&mut self) {
        self.store.data_mut().world.tick();
    }

    /// All memories together, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.store.data().memory_bytes
    }
}

/// An export that was found when the component was loaded.
pub(super) fn function(
    store: &mut Store<Home>,
    instance: &Instance,
    export: &ComponentExportIndex,
) -> wasmtime::Result<Func> {
    instance.get_func(store, export).ok_or_else(|| wasmtime::format_err!("an export is gone"))
}

fn fault(error: &wasmtime::Error, export: &'static str, home: &Home, stack_bytes: usize) -> Fault {
    let fault = Fault::of_call(error, export, &home.limits, stack_bytes);
    let reason = match fault {
        Fault::Trap { trap, .. } => trap,
        // What the component says is checked by wasmtime, and what is no trap by name is such a check that failed.
        Fault::Host { .. } if export != INSTANTIATION || error.is::<Ended>() => error.root_cause().to_string(),
        other => return other,
    };
    if reason.contains(TOO_MUCH) {
        let limit = home.limits.result_bytes;
        let bytes = limit.saturating_mul(SPREAD).max(LEAST);
        return LimitHit::Result { bytes, limit }.into();
    }
    let said = home.world.errors();
    let trap = if said.is_empty() { reason } else { format!("{reason}; it wrote {said:?}") };
    Fault::Trap { export, trap }
}
