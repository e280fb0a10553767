//! A program in the middle of its `main`: fed with lines, run until it wants more, stopped at its limits.
//!
//! The program runs on a stack of its own (a future of wasmtime's), which is polled by hand: it hands control back
//! when it waits for input, and each time it has spent a slice of fuel. Nothing waits for a real clock or a real file.

use std::future::Future;
use std::ops::DerefMut;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use wasmtime::{InstancePre, ResourceLimiter, Store};

use super::START;
use crate::beginning::Beginning;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::limits::{LimitHit, Limits};
use crate::wasi::grant::Grant;
use crate::wasi::link::Exit;
use crate::wasi::{self, Wasi};

/// What faults of a program name as the place: it has one export, and is in the middle of it.
pub(super) const PLACE: &str = "_start";

/// Fuel after which a program hands control back: seldom enough to cost nothing, often enough to stop it in time.
const SLICE: u64 = 1_000_000;

/// What the host and the program share.
#[derive(Default)]
struct Shared {
    /// Set when the program waits for input, taken back by whoever lets it go on.
    waits: AtomicBool,
    memory_bytes: AtomicUsize,
}

/// What the store holds.
pub(crate) struct Home {
    limits: Limits,
    wasi: Arc<Mutex<Wasi>>,
    shared: Arc<Shared>,
    budget: Arc<Mutex<Budget>>,
}

/// What one call may still ask of the host, and until when.
struct Budget {
    host_calls: u64,
    deadline: Option<Instant>,
}

/// A program that runs or has ended.
pub(super) struct Running {
    main: Option<Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send>>>,
    wasi: Arc<Mutex<Wasi>>,
    shared: Arc<Shared>,
    budget: Arc<Mutex<Budget>>,
    /// Host calls of one call.
    host_calls: u64,
    pub limits: Limits,
    stack_bytes: usize,
    /// Slices of fuel spent since the start.
    slices: u64,
    /// Why it has ended, if it has.
    over: Option<Fault>,
}

impl Running {
    /// A program that has not yet done anything.
    pub(super) fn start(
        engine: &Engine,
        pre: &InstancePre<Home>,
        grant: &Grant,
        limits: &Limits,
        beginning: &Beginning,
    ) -> Self {
        let wasi = Arc::new(Mutex::new(Wasi::new(grant, beginning.seed, beginning.nanoseconds)));
        let host_calls = limits.host_calls.min(grant.limits().host_calls_per_call);
        let limits = &Limits { host_calls, ..*limits };
        let shared = Arc::new(Shared::default());
        let budget = Arc::new(Mutex::new(Budget { host_calls, deadline: None }));
        let home =
            Home { limits: *limits, wasi: Arc::clone(&wasi), shared: Arc::clone(&shared), budget: Arc::clone(&budget) };
        let (store, pre) = (Store::new(engine.wasm(), home), pre.clone());
        let main = Some(Box::pin(main(store, pre)) as Pin<Box<_>>);
        let stack_bytes = engine.config().stack_bytes;
        Self { main, wasi, shared, budget, host_calls, limits: *limits, stack_bytes, slices: 0, over: None }
    }

    /// Gives the program a line to read.
    pub(super) fn feed(&mut self, line: &str) {
        let mut wasi = self.wasi();
        wasi.feed(line.as_bytes());
        wasi.feed(b"\n");
    }

    /// Lets time pass for the program.
    pub(super) fn advance(&mut self, nanoseconds: u64) {
        self.wasi().advance(nanoseconds);
    }

    /// Refills what one call may use.
    pub(super) fn refill(&mut self) {
        let deadline = Instant::now().checked_add(self.limits.call_time);
        *lock(&self.budget) = Budget { host_calls: self.host_calls, deadline };
    }

    /// Runs the program until it waits for more input, and gives what it wrote. `slices` counts the fuel of one call.
    pub(super) fn run(&mut self, slices: &mut u64, since: Instant) -> Result<Vec<u8>, Fault> {
        let most = (self.limits.fuel_per_call / SLICE).max(1);
        loop {
            let Some(main) = &mut self.main else {
                return Err(self.over.clone().unwrap_or_else(|| self.ended(None)));
            };
            self.shared.waits.store(false, Ordering::Relaxed);
            match main.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(ended) => {
                    self.main = None;
                    let fault = self.ended(ended.err());
                    let output = self.wasi().take_output();
                    self.over = Some(fault.clone());
                    // What it said before it ended still counts.
                    return if output.is_empty() { Err(fault) } else { Ok(output) };
                }
                Poll::Pending if self.shared.waits.load(Ordering::Relaxed) => {
                    let output = self.wasi().take_output();
                    // A program that sleeps beside waiting has something to do yet, as long as it has said nothing.
                    let alarm = if output.is_empty() { self.wasi().alarm() } else { None };
                    match alarm {
                        Some(nanoseconds) => self.wasi().advance(nanoseconds),
                        None => return Ok(output),
                    }
                }
                Poll::Pending => {
                    *slices += 1;
                    self.slices += 1;
                }
            }
            if *slices > most {
                return Err(LimitHit::Fuel { limit: self.limits.fuel_per_call }.into());
            }
            if since.elapsed() > self.limits.call_time {
                return Err(LimitHit::Time { limit: self.limits.call_time }.into());
            }
        }
    }

    pub(super) fn fuel(&self) -> u64 {
        self.slices.saturating_mul(SLICE)
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.shared.memory_bytes.load(Ordering::Relaxed)
    }

    fn wasi(&self) -> MutexGuard<'_, Wasi> {
        lock(&self.wasi)
    }

    /// Why a program is not there any more, with its last words.
    fn ended(&self, error: Option<wasmtime::Error>) -> Fault {
        let words = self.wasi().errors();
        let words = if words.is_empty() { String::new() } else { format!("; its last words were: {}", words.trim()) };
        let gone = |why: &str| Fault::Trap { export: PLACE, trap: format!("{why}{words}") };
        match error {
            None => gone("the program ended"),
            Some(error) => match error.downcast_ref::<Exit>() {
                Some(exit) => gone(&exit.to_string()),
                None => match Fault::of_call(&error, PLACE, &self.limits, self.stack_bytes) {
                    Fault::Trap { trap, .. } => gone(&trap),
                    other => other,
                },
            },
        }
    }
}

/// The whole life of a program.
async fn main(mut store: Store<Home>, pre: InstancePre<Home>) -> wasmtime::Result<()> {
    store.limiter(|home| home);
    // Whoever polls counts the slices; the clock is looked at there, too.
    store.set_fuel(u64::MAX)?;
    store.fuel_async_yield_interval(Some(SLICE))?;
    store.set_epoch_deadline(u64::MAX / 2);
    let instance = pre.instantiate_async(&mut store).await?;
    let start = instance.get_typed_func::<(), ()>(&mut store, START)?;
    start.call_async(&mut store, ()).await
}

impl wasi::link::Home for Home {
    fn wasi(&mut self) -> impl DerefMut<Target = Wasi> {
        lock(&self.wasi)
    }

    fn host_call(&mut self) -> wasmtime::Result<()> {
        let limit = self.limits.host_calls;
        let mut budget = lock(&self.budget);
        budget.host_calls = budget.host_calls.checked_sub(1).ok_or(LimitHit::HostCalls { limit })?;
        // What the host does for the program takes no fuel.
        if budget.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            return Err(LimitHit::Time { limit: self.limits.call_time }.into());
        }
        Ok(())
    }

    fn waits(&mut self) {
        self.shared.waits.store(true, Ordering::Relaxed);
    }
}

impl ResourceLimiter for Home {
    fn memory_growing(&mut self, current: usize, asked: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.limits.memory_growing(current, asked, maximum)?;
        self.shared.memory_bytes.store(asked, Ordering::Relaxed);
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, asked: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.limits.table_growing(current, asked, maximum)
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.limits.memory_grow_failed(error)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
