//! The one wasmtime engine of a process: how code is compiled, how many instances live, and the clock of time limits.
//!
//! Everything that could make two runs differ is switched off or pinned here: threads, NaN payloads, relaxed SIMD.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use thiserror::Error;
use wasmtime::InstanceAllocationStrategy;

use crate::fault::StartError;
use crate::memory::{Forking, WASM_PAGE};

/// Wall-clock time between two ticks of the epoch that time limits count in.
const TICK: Duration = Duration::from_millis(10);

/// Addresses for the memory of one instance: all that 32 bits reach, so that compiled code needs no bounds checks.
const RESERVATION: u64 = 4 << 30;

/// How an engine compiles, and what its instances can have. What is not used costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineConfig {
    /// Instances that can be alive at the same time. In the mapped way each takes about three memory maps and 4 GiB of
    /// addresses (not of memory): Linux allows 65,530 maps unless `vm.max_map_count` says otherwise.
    pub instances: u32,
    /// The most linear memory that one instance can have, in bytes; rounded up to 64 KiB, at most 4 GiB.
    pub memory_bytes: usize,
    /// The most elements that the function table of one instance can have.
    pub table_elements: usize,
    /// Stack for one call into a guest, in bytes. The calling thread needs this much and some more.
    pub stack_bytes: usize,
    /// How states get into memories.
    pub forking: Forking,
    /// Which machine the code is compiled for.
    pub processor: Processor,
}

/// Which machine guests are compiled for. Results are the same on all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processor {
    /// This one, with all that it can do.
    Native,
    /// The least that every machine of this architecture can do.
    Baseline,
}

impl Default for EngineConfig {
    /// 15,000 instances of up to 64 MiB, with 512 KiB of stack, for this machine.
    fn default() -> Self {
        Self {
            instances: 15_000,
            memory_bytes: 64 << 20,
            table_elements: 10_000,
            stack_bytes: 512 << 10,
            forking: Forking::best(),
            processor: Processor::Native,
        }
    }
}

/// The engine of a process; clones share it. A second one works, but shares neither slots nor compiled code.
#[derive(Clone)]
pub struct Engine {
    wasm: wasmtime::Engine,
    config: EngineConfig,
    live: Arc<AtomicU32>,
}

/// The right to one live instance, until it is dropped.
pub(crate) struct Permit(Arc<AtomicU32>);

/// Why there is no engine.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The configuration does not fit this machine or this version of wasmtime.
    #[error("set up the engine: {0}")]
    Setup(String),
    /// The operating system refused the thread that counts time.
    #[error("start the thread that counts time: {0}")]
    Ticker(#[from] std::io::Error),
}

impl Engine {
    /// Starts the thread that counts time; the thread ends with the last clone.
    ///
    /// # Errors
    /// When the machine does not fit the configuration or the thread cannot be started.
    pub fn new(config: EngineConfig) -> Result<Self, EngineError> {
        let memory_bytes = config.memory_bytes.min(4 << 30).next_multiple_of(WASM_PAGE);
        let forking = if config.forking == Forking::Mapped { Forking::best() } else { config.forking };
        let config = EngineConfig { memory_bytes, forking, ..config };
        let setup = |error: wasmtime::Error| EngineError::Setup(format!("{error:#}"));
        let wasm = wasmtime::Engine::new(&settings(&config).map_err(setup)?).map_err(setup)?;
        start_ticker(&wasm)?;
        Ok(Self { wasm, config, live: Arc::default() })
    }

    /// The configuration, as it is in force.
    pub fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// How many instances of this engine are alive now.
    pub fn live_instances(&self) -> u32 {
        self.live.load(Ordering::Relaxed)
    }

    /// The right to one more live instance.
    pub(crate) fn permit(&self) -> Result<Permit, StartError> {
        let instances = self.config.instances;
        let more = |live: u32| (live < instances).then_some(live + 1);
        match self.live.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(Permit(Arc::clone(&self.live))),
            Err(_) => Err(StartError::PoolFull { instances }),
        }
    }

    pub(crate) fn wasm(&self) -> &wasmtime::Engine {
        &self.wasm
    }
}

/// The ticks after which `limit` has surely passed.
pub(crate) fn ticks(limit: Duration) -> u64 {
    let whole = limit.as_nanos().div_ceil(TICK.as_nanos());
    // One more, because the current tick has begun already.
    u64::try_from(whole).map_or(u64::MAX / 2, |ticks| ticks.saturating_add(1).min(u64::MAX / 2))
}

fn settings(config: &EngineConfig) -> wasmtime::Result<wasmtime::Config> {
    let mut settings = wasmtime::Config::new();
    settings
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        // Components that were composed of several need it between them; guests that are core modules have one.
        .wasm_multi_memory(true)
        .wasm_memory64(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(config.stack_bytes)
        .async_stack_size(config.stack_bytes.saturating_add(1 << 20))
        .memory_init_cow(false)
        .memory_may_move(false)
        .memory_reservation(RESERVATION)
        .allocation_strategy(InstanceAllocationStrategy::OnDemand);
    if config.processor == Processor::Baseline {
        // A named target is compiled for without looking at this machine.
        settings.target(&baseline())?;
    }
    #[cfg(target_os = "linux")]
    if config.forking == Forking::Mapped {
        settings.with_host_memory(Arc::new(crate::memory::Regions));
    }
    Ok(settings)
}

/// This machine's target, by name.
fn baseline() -> String {
    let (vendor, environment) = match std::env::consts::OS {
        "linux" => ("unknown", "-gnu"),
        "macos" => ("apple", ""),
        _ => ("pc", "-msvc"),
    };
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    format!("{}-{vendor}-{os}{environment}", std::env::consts::ARCH)
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts time for one engine, which it does not keep alive.
fn start_ticker(engine: &wasmtime::Engine) -> std::io::Result<()> {
    let weak = engine.weak();
    let tick = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("sandbox-ticker".to_owned()).spawn(tick).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_limit_is_never_cut_short() {
        assert_eq!(ticks(Duration::ZERO), 1);
        assert_eq!(ticks(Duration::from_millis(1)), 2);
        assert_eq!(ticks(Duration::from_millis(10)), 2);
        assert_eq!(ticks(Duration::MAX), u64::MAX / 2);
    }
}
