//! Guests that are core modules of the contract: their memory can be seen, so a fork is a copy.
//!
//! In reading order:
//!
//! - `contract`: what a module must export, checked when it is loaded.
//! - `prepare`: what a module must not do if its state is to be copied, and the rewriting that takes its beginnings out.
//! - `module`: a loaded module, the state in which its instances begin, and instances that wait to be used again.
//! - `live`: a running module, and the calls into it with their fuel and time.
//! - `abi`: texts in and out of its memory.
//! - `state`: everything that decides what a running module does next, taken out and put back.

mod abi;
mod contract;
mod live;
mod module;
mod prepare;
mod state;

pub(crate) use contract::Contract;
pub(crate) use live::Live;
pub(crate) use module::CoreModule;
pub(crate) use prepare::{PREPARATION, check_program, is_program, prepare, ungranted_imports};
pub(crate) use state::State;
