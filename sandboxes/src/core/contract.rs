//! What a module must export, as the canonical ABI lowers `wit/server.wit`; checked once, when a module is loaded.

use wasmtime::{ExternType, FuncType, Module, ModuleExport, Mutability};

use super::prepare::START_FUNCTION;

pub(crate) const DESCRIBE: &str = "describe";
pub(crate) const START: &str = "start";
pub(crate) const CALL_TOOL: &str = "call-tool";
pub(crate) const REVISION: &str = "revision";
pub(crate) const STATE: &str = "state";
pub(crate) const DIGEST: &str = "digest";
pub(crate) const LOAD: &str = "load";
pub(crate) const REQUEST: &str = "request";
pub(crate) const EVENTS: &str = "events";
pub(crate) const CHANGES: &str = "changes";
pub(crate) const REALLOC: &str = "cabi_realloc";
/// What toolchains call the function that runs constructors of a module without `main`.
const INITIALIZE: &str = "_initialize";
const MEMORY: &str = "memory";

/// The exports of one module, found once so that no instance looks a name up.
#[derive(Clone)]
pub(crate) struct Contract {
    pub memory: ModuleExport,
    pub realloc: ModuleExport,
    pub revision: ModuleExport,
    pub describe: Entry,
    pub start: Entry,
    pub call_tool: Entry,
    pub state: Entry,
    /// Of the world `digesting-server`.
    pub digest: Option<Entry>,
    /// Of the world `mcp-server`.
    pub request: Option<Entry>,
    /// Of the world `mcp-server`.
    pub events: Option<Entry>,
    /// Of the world `mcp-server` since 0.4.
    pub changes: Option<Entry>,
    /// Of the world `interpreter`.
    pub load: Option<Entry>,
    /// What runs before anything else, in this order: the start function and `_initialize`.
    pub first: Vec<ModuleExport>,
    /// Every global that can change: state beside the memory.
    pub globals: Vec<ModuleExport>,
}

/// A function that hands out text, and the one that takes the text back.
#[derive(Clone)]
pub(crate) struct Entry {
    pub function: ModuleExport,
    pub post: Option<ModuleExport>,
}

impl Contract {
    /// Finds the exports of `module`, or says of each that is missing or of another type what it should be.
    pub(crate) fn of(module: &Module) -> Result<Self, Vec<String>> {
        let mut search = Search { module, problems: Vec::new() };
        let memory = search.memory();
        let realloc = search.function(REALLOC, "(i32, i32, i32, i32) -> i32");
        let revision = search.function(REVISION, "() -> i64");
        let describe = search.entry(DESCRIBE, "() -> i32");
        let start = search.entry(START, "(i32, i32) -> i32");
        let call_tool = search.entry(CALL_TOOL, "(i32, i32, i32, i32) -> i32");
        let state = search.entry(STATE, "() -> i32");
        let digest = search.optional(DIGEST, "() -> i32");
        let request = search.optional(REQUEST, "(i32, i32, i32, i32) -> i32");
        let events = search.optional(EVENTS, "() -> i32");
        let changes = search.optional(CHANGES, "() -> i32");
        let load = search.optional(LOAD, "(i32, i32) -> i32");
        let first = [START_FUNCTION, INITIALIZE];
        let first = first.into_iter().filter_map(|name| search.optional_function(name, "() -> ()")).collect();
        let globals = search.globals();
        let found = || {
            Some(Self {
                memory: memory?,
                realloc: realloc?,
                revision: revision?,
                describe: describe?,
                start: start?,
                call_tool: call_tool?,
                state: state?,
                digest,
                request,
                events,
                changes,
                load,
                first,
                globals,
            })
        };
        match found() {
            Some(contract) if search.problems.is_empty() => Ok(contract),
            _ => Err(search.problems),
        }
    }
}

/// A walk over the exports that collects every problem, so that an author mends them in one go.
struct Search<'a> {
    module: &'a Module,
    problems: Vec<String>,
}

impl Search<'_> {
    fn memory(&mut self) -> Option<ModuleExport> {
        match self.module.get_export(MEMORY) {
            Some(ExternType::Memory(_)) => self.module.get_export_index(MEMORY),
            other => self.problem(MEMORY, "a memory", other),
        }
    }

    fn entry(&mut self, name: &'static str, signature: &str) -> Option<Entry> {
        let function = self.function(name, signature);
        let post_name = format!("cabi_post_{name}");
        let post = match self.module.get_export(&post_name) {
            None => None,
            Some(_) => Some(self.function(&post_name, "(i32) -> ()")?),
        };
        Some(Entry { function: function?, post })
    }

    fn function(&mut self, name: &str, signature: &str) -> Option<ModuleExport> {
        match self.module.get_export(name) {
            Some(ExternType::Func(ty)) if written(&ty) == signature => self.module.get_export_index(name),
            other => self.problem(name, &format!("a function {signature}"), other),
        }
    }

    /// An export that may be missing, but not of another type.
    fn optional(&mut self, name: &'static str, signature: &str) -> Option<Entry> {
        self.module.get_export(name)?;
        self.entry(name, signature)
    }

    fn optional_function(&mut self, name: &str, signature: &str) -> Option<ModuleExport> {
        self.module.get_export(name)?;
        self.function(name, signature)
    }

    fn globals(&self) -> Vec<ModuleExport> {
        let changes =
            |ty: &ExternType| matches!(ty, ExternType::Global(global) if global.mutability() == Mutability::Var);
        self.module
            .exports()
            .filter(|export| changes(&export.ty()))
            .filter_map(|export| self.module.get_export_index(export.name()))
            .collect()
    }

    fn problem(&mut self, name: &str, wanted: &str, found: Option<ExternType>) -> Option<ModuleExport> {
        let found = match found {
            None => "missing".to_owned(),
            Some(ExternType::Func(ty)) => format!("a function {}", written(&ty)),
            Some(ExternType::Memory(_)) => "a memory".to_owned(),
            Some(ExternType::Global(_)) => "a global".to_owned(),
            Some(_) => "neither function nor memory".to_owned(),
        };
        self.problems.push(format!("{name:?} must be {wanted}, it is {found}"));
        None
    }
}

/// A signature as the text format's readers know it: `(i32, i32) -> i32`.
fn written(ty: &FuncType) -> String {
    let params: Vec<String> = ty.params().map(|param| param.to_string()).collect();
    let results: Vec<String> = ty.results().map(|result| result.to_string()).collect();
    let results = if results.len() == 1 { results.concat() } else { format!("({})", results.join(", ")) };
    format!("({}) -> {results}", params.join(", "))
}
