//! The built-in servers: the guest module that the build compiled and embedded.

use mcplab_sandbox::Cache;

use super::sandboxed::{SandboxError, SandboxModule};

/// The module's bytes.
pub const WASM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.wasm"));

/// Loads the built-in servers, with their machine code kept in the user's cache.
pub fn builtin() -> Result<SandboxModule, SandboxError> {
    SandboxModule::load(WASM, &Cache::user())
}
