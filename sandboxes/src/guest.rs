//! A compiled module: checked against the contract once, and the origin of any number of instances.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use thiserror::Error;
use wasmtime::Module;

use crate::cache::{Cache, CacheProblem};
use crate::contract::Contract;
use crate::engine::Engine;
use crate::fault::StartError;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::live::Live;
use crate::prepare::{PREPARATION, prepare};
use crate::snapshot::Image;

/// A module that can be started; clones share it.
#[derive(Clone)]
pub struct Guest(Arc<Inner>);

struct Inner {
    engine: Engine,
    module: Module,
    contract: Contract,
    origin: Origin,
    image: OnceLock<Image>,
}

/// Where a guest's machine code came from.
#[derive(Debug)]
pub enum Origin {
    /// From the cache, as an earlier process left it.
    Cached,
    /// Compiled now, and kept for the next time.
    Compiled,
    /// Compiled now, and lost with this process for the reason given.
    CompiledNotKept(CacheProblem),
}

/// Which server to start, and with what world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config<'a> {
    /// The server's name, as [`Guest::describe`] lists it.
    pub server: &'a str,
    /// Decides everything that is random in the world.
    pub seed: u64,
    /// The time that the server takes for now: RFC 3339 with offset.
    pub now: &'a str,
    /// How much world; none leaves it to the server.
    pub size: Option<Size>,
}

/// How much world a server makes at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Small,
    Large,
}

/// Why a module is not a guest.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The bytes are no module that this engine runs.
    #[error("not a WebAssembly module that the sandbox runs: {0}")]
    Wasm(String),
    /// The module wants something from outside, and the sandbox gives nothing.
    #[error("the module imports {}, and a sandboxed server can import nothing", .0.join(", "))]
    Imports(Vec<String>),
    /// The module does not export the contract; one text for each export that is wrong.
    #[error("the module does not fit the contract of server.wit: {}", .0.join("; "))]
    Exports(Vec<String>),
    /// The module keeps state where a fork cannot copy it.
    #[error("the module uses {0}, so its state could not be forked")]
    Unforkable(&'static str),
    /// The module starts with more memory than the engine's slots have.
    #[error(
        "the module starts with {bytes} bytes of memory, the engine allows {limit}: raise EngineConfig::memory_bytes"
    )]
    MemoryTooLarge { bytes: u64, limit: usize },
}

impl Guest {
    /// Takes `wasm`'s machine code from `cache`, or compiles it and keeps it there.
    ///
    /// A cache that cannot be used is no error: [`Guest::origin`] tells. Compiling takes time that no limit bounds,
    /// so untrusted modules should be compiled in a process that can be ended.
    ///
    /// # Errors
    /// When `wasm` is no valid module, imports anything, does not export the contract, or could not be forked.
    pub fn load(engine: &Engine, wasm: &[u8], cache: &Cache) -> Result<Self, LoadError> {
        let key = key(engine, wasm);
        let (module, origin) = match cache.read(&key) {
            Ok(Some(code)) => match deserialize(engine, &code) {
                Some(module) => (module, Origin::Cached),
                None => compile(engine, wasm, &key, cache)?,
            },
            Ok(None) => compile(engine, wasm, &key, cache)?,
            Err(problem) => (compile_only(engine, wasm)?, Origin::CompiledNotKept(problem)),
        };
        let contract = Contract::of(&module).map_err(LoadError::Exports)?;
        let engine = engine.clone();
        Ok(Self(Arc::new(Inner { engine, module, contract, origin, image: OnceLock::new() })))
    }

    /// Where the machine code came from.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// The module's servers with their tools, as the JSON array of the contract; not checked here.
    ///
    /// # Errors
    /// When the pool is full, or the guest faults under the default [`Limits`].
    pub fn describe(&self) -> Result<String, StartError> {
        let limits = self.in_force(Limits::default());
        Ok(Live::new(self, limits)?.describe(self.contract())?)
    }

    /// Starts one server: `config` decides its state, `limits` hold for it and its forks.
    ///
    /// # Errors
    /// When the pool is full, the guest refuses `config`, or it faults.
    pub fn start(&self, config: &Config<'_>, limits: Limits) -> Result<Instance, StartError> {
        let limits = self.in_force(limits);
        let mut live = Live::new(self, limits)?;
        live.start(self.contract(), &config.to_json())?
            .map_err(|message| StartError::Guest { server: config.server.to_owned(), message })?;
        Ok(Instance::new(self.clone(), limits, live))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn module(&self) -> &Module {
        &self.0.module
    }

    pub(crate) fn contract(&self) -> &Contract {
        &self.0.contract
    }

    /// What a new instance's memory holds; `memory` is that of any new instance.
    pub(crate) fn image(&self, memory: impl FnOnce() -> Image) -> &Image {
        self.0.image.get_or_init(memory)
    }

    /// `limits`, lowered to what the slots of the engine hold.
    fn in_force(&self, limits: Limits) -> Limits {
        let engine = self.0.engine.config();
        Limits {
            memory_bytes: limits.memory_bytes.min(engine.memory_bytes),
            table_elements: limits.table_elements.min(engine.table_elements),
            ..limits
        }
    }
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest").field("origin", &self.0.origin).finish_non_exhaustive()
    }
}

impl Config<'_> {
    fn to_json(self) -> String {
        let mut json = serde_json::json!({
            "server": self.server,
            // Text, because JSON readers may take numbers for doubles.
            "seed": self.seed.to_string(),
            "now": self.now,
        });
        if let Some(size) = self.size {
            json["size"] = match size {
                Size::Small => "small".into(),
                Size::Large => "large".into(),
            };
        }
        json.to_string()
    }
}

impl From<wasmparser::Error> for LoadError {
    fn from(error: wasmparser::Error) -> Self {
        Self::Wasm(error.to_string())
    }
}

fn compile(engine: &Engine, wasm: &[u8], key: &str, cache: &Cache) -> Result<(Module, Origin), LoadError> {
    let module = compile_only(engine, wasm)?;
    // Only modules that keep the contract are kept, so that an entry says that its module was checked.
    Contract::of(&module).map_err(LoadError::Exports)?;
    let code = module.serialize().map_err(|error| LoadError::Wasm(format!("{error:#}")))?;
    let origin = match cache.write(key, &code) {
        Ok(()) => Origin::Compiled,
        Err(problem) => Origin::CompiledNotKept(problem),
    };
    Ok((module, origin))
}

fn compile_only(engine: &Engine, wasm: &[u8]) -> Result<Module, LoadError> {
    let prepared = prepare(wasm, engine.config().memory_bytes)?;
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
fn key(engine: &Engine, wasm: &[u8]) -> String {
    let mut hasher = KeyHasher(blake3::Hasher::new());
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write_u32(PREPARATION);
    engine.wasm().precompile_compatibility_hash().hash(&mut hasher);
    hasher.write(blake3::hash(wasm).as_bytes());
    hasher.0.finalize().to_hex().to_string()
}

/// Lets BLAKE3 take what `Hash` gives, so that keys are 256 bits long and equal in every process.
struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked: the key is the whole digest.
    fn finish(&self) -> u64 {
        0
    }
}
