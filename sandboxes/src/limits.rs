//! What one instance may use, what it did use, and the error that says which limit was hit.
//!
//! Fuel decides how much a guest computes, because it is counted the same on every machine. Wall-clock time is only
//! the backstop behind it: set it so high that it is hit by a stuck machine and never by a slow one.

use std::time::Duration;

use thiserror::Error;
use wasmtime::ResourceLimiter;

/// What one instance may use. A limit of the [`Engine`](crate::Engine) that is lower wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Linear memory of the instance, in bytes.
    pub memory_bytes: usize,
    /// Elements of the instance's function table.
    pub table_elements: usize,
    /// Fuel for one call into the guest, about one unit per executed WebAssembly instruction.
    pub fuel_per_call: u64,
    /// Length of one text that the guest hands out, in bytes.
    pub result_bytes: usize,
    /// Calls from the guest to the host during one call into the guest.
    pub host_calls: u64,
    /// Wall-clock time for one call into the guest, enforced to about 20 ms.
    pub call_time: Duration,
}

impl Default for Limits {
    /// 64 MiB of memory, 10,000 table elements, 2 billion units of fuel, results of 16 MiB, a million host calls,
    /// 30 seconds.
    fn default() -> Self {
        Self {
            memory_bytes: 64 << 20,
            table_elements: 10_000,
            fuel_per_call: 2_000_000_000,
            result_bytes: 16 << 20,
            host_calls: 1_000_000,
            call_time: Duration::from_secs(30),
        }
    }
}

/// A limit that a guest ran into, with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LimitHit {
    /// The guest asked for more linear memory.
    #[error("memory limit: the guest asked for {asked} bytes, allowed are {limit}")]
    Memory { asked: usize, limit: usize },
    /// The guest asked for a larger function table.
    #[error("table limit: the guest asked for {asked} elements, allowed are {limit}")]
    Table { asked: usize, limit: usize },
    /// One call executed too many instructions.
    #[error("fuel limit: the call used up {limit} units of fuel")]
    Fuel { limit: u64 },
    /// One text from the guest was too long.
    #[error("result limit: the guest answered {bytes} bytes, allowed are {limit}")]
    Result { bytes: usize, limit: usize },
    /// One call asked the host too often.
    #[error("host call limit: the guest called the host more than {limit} times")]
    HostCalls { limit: u64 },
    /// The guest wrote too much to its standard output.
    #[error("output limit: the guest wrote {bytes} bytes to standard output, allowed are {limit}")]
    Output { bytes: usize, limit: usize },
    /// One call took too long by the clock.
    #[error("time limit: the call took more than {limit:?}")]
    Time { limit: Duration },
    /// The guest's calls were nested too deeply.
    #[error("stack limit: the guest's calls need more than {limit} bytes of stack")]
    Stack { limit: usize },
}

/// What an instance used since it was started or forked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Linear memory now, in bytes; 0 once the instance is discarded.
    pub memory_bytes: usize,
    /// Fuel of all calls into the guest, `start` included.
    pub fuel: u64,
    /// Tool calls, failed ones included.
    pub calls: u64,
}

impl ResourceLimiter for Limits {
    fn memory_growing(&mut self, _current: usize, asked: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let limit = self.memory_bytes;
        if asked <= limit { Ok(true) } else { Err(LimitHit::Memory { asked, limit }.into()) }
    }

    /// A guest must not see that the machine has run out of something: its answer would differ from that on another.
    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        if error.downcast_ref::<std::io::Error>().is_some() { Err(error) } else { Ok(()) }
    }

    fn table_growing(&mut self, _current: usize, asked: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let limit = self.table_elements;
        if asked <= limit { Ok(true) } else { Err(LimitHit::Table { asked, limit }.into()) }
    }
}
