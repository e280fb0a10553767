//! Components as machine code: from the cache, or compiled and kept there.

use std::sync::Arc;

use wasmtime::component::Component;

use super::source::ComponentSource;
use crate::cache::Cache;
use crate::engine::Engine;
use crate::guest::{LoadError, Origin};
use crate::replay::Source;

/// The component `wasm`; `key` names its machine code in `cache`.
pub(crate) fn load(
    engine: &Engine,
    wasm: &[u8],
    cache: &Cache,
    key: &str,
) -> Result<(Arc<dyn Source>, Origin), LoadError> {
    let found = cache.read(key);
    if let Ok(Some(code)) = &found
        && let Some(component) = deserialize(engine, code)
    {
        return Ok((Arc::new(ComponentSource::new(engine, wasm, &component)?), Origin::Cached));
    }
    let component = Component::from_binary(engine.wasm(), wasm).map_err(|error| refused(&error))?;
    let source = Arc::new(ComponentSource::new(engine, wasm, &component)?);
    let kept = match found {
        Ok(_) => cache.write(key, &component.serialize().map_err(|error| refused(&error))?),
        Err(problem) => Err(problem),
    };
    let origin = match kept {
        Ok(()) => Origin::Compiled,
        Err(problem) => Origin::CompiledNotKept(problem),
    };
    Ok((source, origin))
}

fn refused(error: &wasmtime::Error) -> LoadError {
    LoadError::Wasm(format!("{error:#}"))
}

/// None when the code is for another engine after all: then it is compiled anew.
#[expect(unsafe_code, reason = "there is no safe way to take machine code from a file")]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: `code` must be what `Component::serialize` gave, unchanged. Entries under a component's key are written
    // only by `load` above (what core modules leave has other keys, and wasmtime tells the two apart); the cache returns
    // one only when its directory and file belong to this user and nobody else can write them, and when its checksum
    // holds. The key covers wasmtime's compatibility hash, and wasmtime compares it once more.
    unsafe { Component::deserialize(engine.wasm(), code) }.ok()
}
