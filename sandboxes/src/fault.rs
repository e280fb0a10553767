//! The ways in which a guest can fail, told apart by whose fault it is and what is left afterwards.
//!
//! An answer of the guest's own ([`CallError::Guest`]) leaves the instance as it is. A [`Fault`] discards it: what is
//! in its memory can no longer be trusted, and its slot in the pool is free again at once.

use thiserror::Error;
use wasmtime::Trap;

use crate::limits::{LimitHit, Limits};
use crate::wasi::link::{Exit, OutputLimit};

/// Why an instance is gone.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The guest ran into a limit.
    #[error(transparent)]
    Limit(#[from] LimitHit),
    /// The guest's code trapped: a panic compiled to `unreachable`, an access outside its memory, a division by zero.
    #[error("the guest trapped in {export:?}: {trap}")]
    Trap { export: &'static str, trap: String },
    /// The guest answered something that the contract does not allow.
    #[error("the guest broke the contract in {export:?}: {breach}")]
    Contract { export: &'static str, breach: Breach },
    /// The host could not do its part, e.g. the operating system refused memory.
    #[error("the host failed in {export:?}: {reason}")]
    Host { export: &'static str, reason: String },
    /// A call that was repeated to fork the instance was answered in another way: the guest does not decide by its
    /// configuration and calls alone.
    #[error("the guest is not deterministic: call {call} ({tool:?}) was answered in another way when it was repeated")]
    Diverged { call: usize, tool: String },
    /// An earlier call already ended this instance.
    #[error("the instance was discarded earlier: {0}")]
    Discarded(Box<Fault>),
}

/// What is wrong with bytes that a guest handed out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Breach {
    #[error("{bytes} bytes at address {address} do not lie in the memory of {memory} bytes")]
    OutOfMemory { address: u32, bytes: usize, memory: usize },
    #[error("the result at address {address} is not aligned to 4 bytes")]
    Unaligned { address: u32 },
    #[error("the result has case {0}, known are 0 (ok) and 1 (error)")]
    UnknownCase(u8),
    #[error("the text is not UTF-8 after byte {valid_up_to}")]
    NotUtf8 { valid_up_to: usize },
    /// Of a program on stdio.
    #[error("the program wrote a line that is no JSON: {line:?}")]
    NotJson { line: String },
    /// Of a program on stdio.
    #[error("the program waits for the next request and has not answered {method:?}")]
    NoAnswer { method: String },
}

/// Why an instance could not be started or forked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    /// As many instances are alive as the engine allows.
    #[error("all {instances} instances of the engine are in use: drop some, or raise EngineConfig::instances")]
    PoolFull { instances: u32 },
    /// The interpreter does not take the program, in its own words.
    #[error("the program cannot be loaded: {message}")]
    Program { message: String },
    /// The guest does not want to start so, in its own words.
    #[error("the guest refused to start {server:?}: {message}")]
    Guest { server: String, message: String },
    /// A state can only be restored where it was set aside: in instances of the same guest.
    #[error("the snapshot is of another guest")]
    ForeignSnapshot,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a tool call has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// A protocol error in the guest's own words, e.g. no such tool. The instance lives on.
    #[error("the guest refused the call: {0}")]
    Guest(String),
    /// The instance is gone.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Fault {
    /// Sorts an error that wasmtime raised inside `export`.
    pub(crate) fn of_call(error: &wasmtime::Error, export: &'static str, limits: &Limits, stack_bytes: usize) -> Self {
        if let Some(hit) = error.downcast_ref::<LimitHit>() {
            return Self::Limit(hit.clone());
        }
        if let Some(OutputLimit { bytes, limit }) = error.downcast_ref::<OutputLimit>() {
            return LimitHit::Output { bytes: *bytes, limit: *limit }.into();
        }
        if let Some(exit) = error.downcast_ref::<Exit>() {
            return Self::Trap { export, trap: exit.to_string() };
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => LimitHit::Fuel { limit: limits.fuel_per_call }.into(),
            Some(Trap::Interrupt) => LimitHit::Time { limit: limits.call_time }.into(),
            Some(Trap::StackOverflow) => LimitHit::Stack { limit: stack_bytes }.into(),
            Some(trap) => Self::Trap { export, trap: trap.to_string() },
            None => Self::Host { export, reason: format!("{error:#}") },
        }
    }

    /// What a later call on the same instance is told.
    pub(crate) fn discarded(&self) -> Self {
        match self {
            Self::Discarded(_) => self.clone(),
            first => Self::Discarded(Box::new(first.clone())),
        }
    }
}
