//! Components that export the world of `server.wit`: they describe themselves and tell their state.

use wasmtime::component::{ComponentExportIndex, Type, types};

use super::live::{CALL_TOOL, Live, function};
use super::source::Export;
use crate::fault::Fault;
use crate::replay::{Program, tools_alone};

const DESCRIBE: &str = "describe";
const START: &str = "start";
const REVISION: &str = "revision";
const STATE: &str = "state";
const REQUEST: &str = "request";
const EVENTS: &str = "events";

/// The functions of the world `tool-server`, and those of `mcp-server` that there are.
#[derive(Clone)]
pub(super) struct Contract {
    describe: ComponentExportIndex,
    start: ComponentExportIndex,
    call_tool: ComponentExportIndex,
    revision: ComponentExportIndex,
    state: ComponentExportIndex,
    request: Option<ComponentExportIndex>,
    events: Option<ComponentExportIndex>,
}

/// A started server.
pub(super) struct Server {
    live: Live,
    contract: Contract,
}

impl Contract {
    /// Whether a component means to keep the contract, well or not.
    pub(super) fn is_in(exports: &[Export]) -> bool {
        [DESCRIBE, START, CALL_TOOL].iter().all(|name| find(exports, name).is_some())
    }

    /// Finds the functions, or says of each that is missing or of another type what it should be.
    pub(super) fn of(exports: &[Export]) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut search = |name, signature| match find(exports, name) {
            Some(export) if written(&export.ty) == signature => Some(export.index),
            found => {
                let found = found.map_or_else(|| "missing".to_owned(), |export| written(&export.ty));
                problems.push(format!("{name:?} must be {signature}, it is {found}"));
                None
            }
        };
        let describe = search(DESCRIBE, "func() -> string");
        let start = search(START, "func(string) -> result<_, string>");
        let call_tool = search(CALL_TOOL, "func(string, string) -> result<string, string>");
        let revision = search(REVISION, "func() -> u64");
        let state = search(STATE, "func() -> string");
        let mut optional = |name, signature| find(exports, name).and_then(|_| search(name, signature));
        let request = optional(REQUEST, "func(string, string) -> result<string, string>");
        let events = optional(EVENTS, "func() -> string");
        let found = || {
            let (describe, start, call_tool) = (describe?, start?, call_tool?);
            Some(Self { describe, start, call_tool, revision: revision?, state: state?, request, events })
        };
        found().ok_or(problems)
    }

    pub(super) fn describe(&self, live: &mut Live) -> Result<String, Fault> {
        text(live, DESCRIBE, &self.describe)
    }

    /// Makes the server's state; the inner error is the guest's own.
    pub(super) fn start(&self, live: &mut Live, config: &str) -> Result<Result<(), String>, Fault> {
        let (outcome,) = live.call(START, |store, instance| {
            let function = function(store, instance, &self.start)?;
            function.typed::<(&str,), (Result<(), String>,)>(&*store)?.call(store, (config,))
        })?;
        Ok(live.checked_outcome(outcome.map(|()| String::new()))?.map(drop))
    }

    pub(super) fn program(&self, live: Live) -> Server {
        Server { live, contract: self.clone() }
    }
}

impl Server {
    /// Calls an export that takes two texts; the inner error is the guest's own.
    fn two_texts(
        &mut self,
        export: &'static str,
        index: &ComponentExportIndex,
        first: &str,
        second: &str,
    ) -> Result<Result<String, String>, Fault> {
        let (outcome,) = self.live.call(export, |store, instance| {
            let function = function(store, instance, index)?;
            let function = function.typed::<(&str, &str), (Result<String, String>,)>(&*store)?;
            function.call(store, (first, second))
        })?;
        self.live.checked_outcome(outcome)
    }
}

impl Program for Server {
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        self.live.tick();
        let index = self.contract.call_tool;
        self.two_texts(CALL_TOOL, &index, tool, arguments)
    }

    fn request(&mut self, method: &str, params: &str) -> Result<Result<String, String>, Fault> {
        let Some(index) = self.contract.request else {
            return tools_alone(method, params, |tool, arguments| self.call(tool, arguments));
        };
        self.live.tick();
        self.two_texts(REQUEST, &index, method, params)
    }

    fn events(&mut self) -> Result<String, Fault> {
        match self.contract.events {
            Some(index) => text(&mut self.live, EVENTS, &index),
            None => Ok("[]".to_owned()),
        }
    }

    fn revision(&mut self) -> Option<Result<u64, Fault>> {
        let revision = self.live.call(REVISION, |store, instance| {
            let function = function(store, instance, &self.contract.revision)?;
            let (revision,) = function.typed::<(), (u64,)>(&*store)?.call(store, ())?;
            Ok(revision)
        });
        Some(revision)
    }

    fn state(&mut self) -> Option<Result<String, Fault>> {
        Some(text(&mut self.live, STATE, &self.contract.state))
    }

    fn fuel(&self) -> u64 {
        self.live.fuel
    }

    fn memory_bytes(&self) -> usize {
        self.live.memory_bytes()
    }
}

/// Calls an export that only hands out text.
fn text(live: &mut Live, export: &'static str, index: &ComponentExportIndex) -> Result<String, Fault> {
    let (text,) = live.call(export, |store, instance| {
        function(store, instance, index)?.typed::<(), (String,)>(&*store)?.call(store, ())
    })?;
    live.checked(text)
}

/// The function `name` beside all interfaces.
fn find<'a>(exports: &'a [Export], name: &str) -> Option<&'a Export> {
    exports.iter().find(|export| export.interface.is_none() && export.name == name)
}

/// A signature as WIT has it, without the names of parameters.
fn written(ty: &types::ComponentFunc) -> String {
    let params: Vec<String> = ty.params().map(|(_, ty)| type_name(&ty)).collect();
    let result: String = ty.results().map(|ty| format!(" -> {}", type_name(&ty))).collect();
    format!("{}func({}){result}", if ty.async_() { "async " } else { "" }, params.join(", "))
}

/// A type as WIT has it, as far as the contract knows it.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Result(result) => {
            let side = |ty: Option<Type>| ty.map_or_else(|| "_".to_owned(), |ty| type_name(&ty));
            format!("result<{}, {}>", side(result.ok()), side(result.err()))
        }
        Type::String => "string".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::S64 => "s64".to_owned(),
        Type::List(list) => format!("list<{}>", type_name(&list.ty())),
        Type::Option(option) => format!("option<{}>", type_name(&option.ty())),
        _ => "another type".to_owned(),
    }
}
