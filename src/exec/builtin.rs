//! The built-in servers: the guest module that the build compiled and embedded.

use std::sync::OnceLock;

use mcplab_sandbox::Cache;

use super::sandboxed::{SandboxError, SandboxModule};

/// The module's bytes.
pub const WASM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.wasm"));

/// The built-in servers, loaded once in a process, with their machine code kept in the user's cache.
pub fn builtin() -> Result<SandboxModule, SandboxError> {
    static LOADED: OnceLock<SandboxModule> = OnceLock::new();
    if let Some(module) = LOADED.get() {
        return Ok(module.clone());
    }
    let module = SandboxModule::load(WASM, &Cache::user())?;
    Ok(LOADED.get_or_init(|| module).clone())
}
