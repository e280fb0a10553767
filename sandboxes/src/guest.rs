//! A compiled module: checked against the contract once, and the origin of any number of instances.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::cache::{Cache, CacheProblem};
use crate::compile::{compile, key};
use crate::component;
use crate::core::{CoreModule, is_program, ungranted_imports};
use crate::engine::{Engine, Permit};
use crate::fault::StartError;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::program::StdioProgram;
use crate::replay::{Repeated, Source};
use crate::running::Running;
use crate::snapshot::Snapshot;
use crate::wasi::grant::Grant;

/// A module that can be started; clones share it.
#[derive(Clone)]
pub struct Guest(Arc<Inner>);

struct Inner {
    engine: Engine,
    kind: Kind,
    origin: Arc<Origin>,
}

/// The kinds of guest.
pub(crate) enum Kind {
    /// A core module of the contract: forked by copying its memory.
    Core(Box<CoreModule>),
    /// Anything else: forked by repeating its calls.
    Repeated(Arc<dyn Source>),
}

/// How a guest's instances are forked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forks {
    /// By copying memory: in microseconds, whatever happened before.
    ByCopy,
    /// By starting again and repeating the calls, when the fork is first used.
    ByReplay,
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
    /// The component imports something that is neither function nor resource, so that nothing can stand in for it.
    #[error("the component imports {}: modules and components, which the sandbox cannot give", .0.join(", "))]
    ComponentImports(Vec<String>),
    /// Files are for core modules and programs.
    #[error("a component cannot be granted directories: choose another profile, or use a core module")]
    Directories,
    /// The component exports no function that could be a tool; one text for each function, with the reason.
    #[error("the component exports no function that can be a tool: {}", if .0.is_empty() { "it exports none at all".to_owned() } else { .0.join("; ") })]
    NoTools(Vec<String>),
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
        Self::load_granted(engine, wasm, cache, &Grant::sealed())
    }

    /// The same for a guest that is given something: functions of WASI preview 1, as far as `grant` goes. A module that
    /// does not export the contract but `_start` is taken for a program that speaks MCP on standard input and output.
    ///
    /// # Errors
    /// As for [`Guest::load`]. Components always have a virtual clock, seeded random bytes and nothing else, so a grant of
    /// directories is refused for them.
    pub fn load_granted(engine: &Engine, wasm: &[u8], cache: &Cache, grant: &Grant) -> Result<Self, LoadError> {
        let key = key(engine, wasm);
        if component::is_component(wasm) {
            if grant.has_directories() {
                return Err(LoadError::Directories);
            }
            let (source, origin) = component::load(engine, wasm, cache, &key)?;
            let kind = Kind::Repeated(source);
            return Ok(Self(Arc::new(Inner { engine: engine.clone(), kind, origin: Arc::new(origin) })));
        }
        let imports = ungranted_imports(wasm, *grant != Grant::sealed())?;
        if !imports.is_empty() {
            return Err(LoadError::Imports(imports));
        }
        let is_program = is_program(wasm)?;
        let (module, origin) = compile(engine, wasm, is_program, &key, cache)?;
        let kind = if is_program {
            Kind::Repeated(StdioProgram::load(engine, &module, grant)?)
        } else {
            Kind::Core(Box::new(CoreModule::new(engine, wasm, &module, grant)?))
        };
        Ok(Self(Arc::new(Inner { engine: engine.clone(), kind, origin: Arc::new(origin) })))
    }

    /// This guest, an interpreter, with a program: the servers are then the program's. The program is run once, and all
    /// instances begin behind that.
    ///
    /// # Errors
    /// When the module is no interpreter, the program is refused, or it runs into `limits`.
    pub fn with_program(&self, program: &str, limits: Limits) -> Result<Self, StartError> {
        let Kind::Core(module) = self.kind() else {
            return Err(StartError::Program { message: "only core modules interpret programs".to_owned() });
        };
        let _permit = self.engine().permit()?;
        let module = module.with_program(program);
        module.give_back(module.begin(self.in_force(limits))?);
        let (engine, origin) = (self.0.engine.clone(), Arc::clone(&self.0.origin));
        Ok(Self(Arc::new(Inner { engine, kind: Kind::Core(Box::new(module)), origin })))
    }

    /// Where the machine code came from.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// The module's servers with their tools, as the JSON array of the contract; not checked here.
    ///
    /// # Errors
    /// When the engine is full, or the guest faults under the default [`Limits`].
    pub fn describe(&self) -> Result<String, StartError> {
        let limits = self.in_force(Limits::default());
        let _permit = self.engine().permit()?;
        match self.kind() {
            Kind::Core(module) => {
                let mut live = module.begin(limits)?;
                let description = live.describe(&module.contract)?;
                module.give_back(live);
                Ok(description)
            }
            Kind::Repeated(source) => source.describe(&limits),
        }
    }

    /// Starts one server: `config` decides its state, `limits` hold for it and its forks.
    ///
    /// # Errors
    /// When the engine is full, the guest refuses `config`, or it faults.
    pub fn start(&self, config: &Config<'_>, limits: Limits) -> Result<Instance, StartError> {
        let (limits, config) = (self.in_force(limits), config.to_json());
        let (running, permit) = self.started(&config, limits)?;
        Ok(Instance::started(self.clone(), limits, running, permit, config))
    }

    /// The state in which a server starts, made once and ready for any number of forks: each then costs microseconds,
    /// however long the server takes to make its world.
    ///
    /// # Errors
    /// As for [`Guest::start`].
    pub fn world(&self, config: &Config<'_>, limits: Limits) -> Result<Snapshot, StartError> {
        let mut instance = self.start(config, limits)?;
        // Guests that keep a digest do the most for the first one: its forks need not do that again.
        instance.digest()?;
        let snapshot = instance.snapshot()?;
        snapshot.prepare()?;
        Ok(snapshot)
    }

    /// How instances of this guest are forked.
    pub fn forks(&self) -> Forks {
        match self.kind() {
            Kind::Core(_) => Forks::ByCopy,
            Kind::Repeated(_) => Forks::ByReplay,
        }
    }

    /// What runs after `start` with the configuration `config`, which is JSON.
    pub(crate) fn started(&self, config: &str, limits: Limits) -> Result<(Running, Permit), StartError> {
        let permit = self.engine().permit()?;
        let running = match self.kind() {
            Kind::Core(module) => {
                let mut live = module.begin(limits)?;
                let refused = |message| StartError::Guest { server: server_of(config), message };
                live.start(&module.contract, config)?.map_err(refused)?;
                Running::Core(Box::new(live))
            }
            Kind::Repeated(source) => Running::Repeated(Box::new(Repeated::start(source, config, limits)?)),
        };
        Ok((running, permit))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// Whether the two are one guest.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
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

/// The server that a configuration names.
pub(crate) fn server_of(config: &str) -> String {
    let config: Option<serde_json::Value> = serde_json::from_str(config).ok();
    config.and_then(|config| Some(config.get("server")?.as_str()?.to_owned())).unwrap_or_default()
}

impl From<wasmparser::Error> for LoadError {
    fn from(error: wasmparser::Error) -> Self {
        Self::Wasm(error.to_string())
    }
}
