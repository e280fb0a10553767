//! Guests whose memory cannot be seen: a fork starts anew and repeats the calls.
//!
//! That is sound because a guest decides everything from its configuration and its calls; a repeated call whose answer
//! differs shows that it does not, and is a fault. A fork repeats nothing before it is used.

mod history;
mod repeated;

pub(crate) use history::History;
pub(crate) use repeated::Repeated;

use crate::fault::{Fault, StartError};
use crate::limits::Limits;

/// What starts programs.
pub(crate) trait Source: Send + Sync {
    /// The servers with their tools, as the JSON array of the contract.
    fn describe(&self, limits: &Limits) -> Result<String, StartError>;

    /// A program that was just started; `config` is the JSON of the contract's `start`.
    fn start(&self, config: &str, limits: &Limits) -> Result<Box<dyn Program>, StartError>;
}

/// A started server that can only be called.
pub(crate) trait Program: Send {
    /// Calls a tool; the inner error is the guest's own.
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault>;

    /// How often the state has changed, where the program tells.
    fn revision(&mut self) -> Option<Result<u64, Fault>> {
        None
    }

    /// The whole state as text, where the program tells.
    fn state(&mut self) -> Option<Result<String, Fault>> {
        None
    }

    /// Units of fuel spent since the start.
    fn fuel(&self) -> u64;

    /// Memory of the program now, in bytes.
    fn memory_bytes(&self) -> usize;
}
