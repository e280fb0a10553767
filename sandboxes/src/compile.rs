//! Core modules as machine code: from the cache, or compiled and kept there.

use std::hash::{Hash, Hasher};

use wasmtime::Module;

use crate::cache::Cache;
use crate::core::{Contract, PREPARATION, check_program, prepare};
use crate::digest::StableHasher;
use crate::engine::Engine;
use crate::guest::{LoadError, Origin};

/// The module `wasm`, prepared unless it `is_program` on stdio; `key` names its machine code in `cache`.
pub(crate) fn compile(
    engine: &Engine,
    wasm: &[u8],
    is_program: bool,
    key: &str,
    cache: &Cache,
) -> Result<(Module, Origin), LoadError> {
    match cache.read(key) {
        Ok(found) => match found.and_then(|code| deserialize(engine, &code)) {
            Some(module) => Ok((module, Origin::Cached)),
            None => compiled(engine, wasm, is_program, key, cache),
        },
        Err(problem) => Ok((compile_only(engine, wasm, is_program)?, Origin::CompiledNotKept(problem))),
    }
}

fn compiled(
    engine: &Engine,
    wasm: &[u8],
    is_program: bool,
    key: &str,
    cache: &Cache,
) -> Result<(Module, Origin), LoadError> {
    let module = compile_only(engine, wasm, is_program)?;
    // Only modules that keep the contract are kept, so that an entry says that its module was checked.
    if !is_program {
        Contract::of(&module).map_err(LoadError::Exports)?;
    }
    let code = module.serialize().map_err(|error| LoadError::Wasm(format!("{error:#}")))?;
    let origin = match cache.write(key, &code) {
        Ok(()) => Origin::Compiled,
        Err(problem) => Origin::CompiledNotKept(problem),
    };
    Ok((module, origin))
}

fn compile_only(engine: &Engine, wasm: &[u8], is_program: bool) -> Result<Module, LoadError> {
    let limit = engine.config().memory_bytes;
    let prepared = if is_program {
        check_program(wasm, limit)?;
        wasm.to_vec()
    } else {
        prepare(wasm, limit)?
    };
    Module::from_binary(engine.wasm(), &prepared).map_err(|error| LoadError::Wasm(format!("{error:#}")))
}

/// None when the code is for another engine after all: then it is compiled anew.
#[expect(unsafe_code, reason = "there is no safe way to take machine code from a file")]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Module> {
    // SAFETY: `code` must be what `Module::serialize` gave, unchanged. Entries are written only by `compile`; the
    // cache returns one only when its directory and file belong to this user and nobody else can write them, and
    // when its checksum holds. The key covers wasmtime's compatibility hash, and wasmtime compares it once more.
    unsafe { Module::deserialize(engine.wasm(), code) }.ok()
}

/// The name of `wasm`'s machine code: everything that decides what the compiler makes of it.
pub(crate) fn key(engine: &Engine, wasm: &[u8]) -> String {
    let mut hasher = StableHasher::default();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write_u32(PREPARATION);
    engine.wasm().precompile_compatibility_hash().hash(&mut hasher);
    hasher.write(blake3::hash(wasm).as_bytes());
    hasher.digest().to_string()
}
