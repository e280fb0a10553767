//! The one wasmtime engine of a process: how code is compiled, where instances live, and the clock of time limits.
//!
//! Everything that could make two runs differ is switched off or pinned here: threads, NaN payloads, relaxed SIMD.
//! Instances come from a pool of equal slots, which makes starting one a matter of microseconds and bounds what all
//! guests together can take.

use std::thread;
use std::time::Duration;

use thiserror::Error;
use wasmtime::{InstanceAllocationStrategy, PoolingAllocationConfig};

/// Wall-clock time between two ticks of the epoch that time limits count in.
const TICK: Duration = Duration::from_millis(10);

/// Bytes of a WebAssembly page: memories grow by whole ones.
const WASM_PAGE: usize = 64 << 10;

/// The size of the pool. Memory is only reserved as addresses: what is not used costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineConfig {
    /// Instances that can be alive at the same time. Linux allows about 15,000 at its usual `vm.max_map_count`.
    pub instances: u32,
    /// The most linear memory that one instance can have, in bytes; rounded up to 64 KiB, at most 4 GiB.
    pub memory_bytes: usize,
    /// The most elements that the function table of one instance can have.
    pub table_elements: usize,
    /// Stack for one call into a guest, in bytes. The calling thread needs this much and some more.
    pub stack_bytes: usize,
    /// Memory that a free slot may keep for its next tenant, in bytes. It saves the page faults that make up most of
    /// a fork, and holds on to as much of what the last tenant touched, in about 100 free slots.
    pub keep_resident_bytes: usize,
}

impl Default for EngineConfig {
    /// 1,000 instances of up to 64 MiB, with 512 KiB of stack; free slots keep up to 1 MiB.
    fn default() -> Self {
        Self {
            instances: 1_000,
            memory_bytes: 64 << 20,
            table_elements: 10_000,
            stack_bytes: 512 << 10,
            keep_resident_bytes: 1 << 20,
        }
    }
}

/// The engine of a process; clones share it. A second one works, but shares neither slots nor compiled code.
#[derive(Clone)]
pub struct Engine {
    wasm: wasmtime::Engine,
    config: EngineConfig,
}

/// Why there is no engine.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The configuration does not fit this machine, e.g. more address space than it has.
    #[error("set up an engine of {instances} instances: {reason}")]
    Setup { instances: u32, reason: String },
    /// The operating system refused the thread that counts time.
    #[error("start the thread that counts time: {0}")]
    Ticker(#[from] std::io::Error),
}

impl Engine {
    /// Reserves the pool and starts the thread that counts time; the thread ends with the last clone.
    ///
    /// # Errors
    /// When the address space cannot be reserved or the thread cannot be started.
    pub fn new(config: EngineConfig) -> Result<Self, EngineError> {
        let config = EngineConfig { memory_bytes: config.memory_bytes.next_multiple_of(WASM_PAGE), ..config };
        let wasm = wasmtime::Engine::new(&settings(&config))
            .map_err(|error| EngineError::Setup { instances: config.instances, reason: format!("{error:#}") })?;
        start_ticker(&wasm)?;
        Ok(Self { wasm, config })
    }

    /// The configuration, as it is in force.
    pub fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// How many instances of this engine are alive now.
    pub fn live_instances(&self) -> u64 {
        self.wasm.pooling_allocator_metrics().map_or(0, |pool| pool.core_instances())
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

fn settings(config: &EngineConfig) -> wasmtime::Config {
    let mut settings = wasmtime::Config::new();
    settings
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .wasm_multi_memory(false)
        .wasm_memory64(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(config.stack_bytes)
        .memory_init_cow(true)
        .memory_may_move(false)
        .memory_reservation(config.memory_bytes as u64)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(config)));
    settings
}

fn pool(config: &EngineConfig) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(config.instances)
        .total_memories(config.instances)
        .total_tables(config.instances)
        .max_memory_size(config.memory_bytes)
        .table_elements(config.table_elements)
        .linear_memory_keep_resident(config.keep_resident_bytes)
        .table_keep_resident(4 << 10)
        .pagemap_scan(wasmtime::Enabled::Auto);
    pool
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
