//! Components without a contract: each function that they export is a tool, named and typed as it is.
//!
//! Names and schemas are those of wassette, but for integers with their bounds, options that can be left out, flags as
//! arrays of names, and errors of a function's own, which are errors of the tool. What the component keeps between
//! calls is its state.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use wasmtime::component::{ComponentExportIndex, Val, types};

use super::json;
use super::live::{CALL_TOOL, Live};
use super::metadata::Metadata;
use super::schema::{self, Side};
use super::source::Export;
use super::value;
use crate::fault::Fault;
use crate::guest::LoadError;
use crate::replay::Program;

/// The longest name of a tool that clients take.
const LONGEST_NAME: usize = 128;

/// How many functions that are no tools are named.
const NAMED: usize = 20;

/// Tools, and functions that are none, with the reason.
pub(super) struct Functions {
    tools: Arc<[Tool]>,
    left_out: Vec<String>,
}

struct Tool {
    name: String,
    index: ComponentExportIndex,
    ty: types::ComponentFunc,
    /// The tool as MCP lists it.
    listed: Value,
}

/// A started component.
pub(super) struct Server {
    live: Live,
    tools: Arc<[Tool]>,
}

impl Functions {
    pub(super) fn of(exports: Vec<Export>, metadata: &Metadata) -> Result<Self, LoadError> {
        let (mut tools, mut left_out) = (Vec::<Tool>::new(), Vec::new());
        for export in exports {
            let full_name = export.full_name();
            let taken = |name: &str| tools.iter().any(|tool| tool.name == name);
            match Tool::of(export, metadata, taken) {
                Ok(tool) => tools.push(tool),
                Err(reason) => left_out.push(format!("{full_name} ({reason})")),
            }
        }
        if tools.is_empty() { Err(LoadError::NoTools(left_out)) } else { Ok(Self { tools: tools.into(), left_out }) }
    }

    /// The tools as MCP lists them.
    pub(super) fn list(&self) -> Vec<Value> {
        self.tools.iter().map(|tool| tool.listed.clone()).collect()
    }

    /// Which functions are no tools, and why.
    pub(super) fn left_out(&self) -> Option<String> {
        let named = self.left_out.get(..NAMED).unwrap_or(&self.left_out);
        let more = match self.left_out.len() - named.len() {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        (!named.is_empty()).then(|| format!("Functions left out: {}{more}.", named.join("; ")))
    }

    pub(super) fn program(&self, live: Live) -> Server {
        Server { live, tools: Arc::clone(&self.tools) }
    }
}

impl Tool {
    /// The error is why the function is no tool.
    fn of(export: Export, metadata: &Metadata, taken: impl Fn(&str) -> bool) -> Result<Self, String> {
        export.check()?;
        let name = export.tool_name();
        if name.len() > LONGEST_NAME {
            return Err("its name is too long".to_owned());
        }
        if taken(&name) {
            return Err(format!("another tool is named {name:?}"));
        }
        let input = schema::of_params(&export.ty)?;
        let output = answer(&export.ty).map(|ty| schema::of(&ty, Side::Out)).transpose()?;
        let docs = metadata.of_function(export.interface.as_deref(), &export.name);
        let description = docs.map_or_else(|| format!("The function {:?}.", export.full_name()), str::to_owned);
        let mut listed = json!({"name": name, "description": description, "inputSchema": input});
        if let Some(output) = output {
            listed["outputSchema"] =
                json!({"type": "object", "properties": {"result": output}, "required": ["result"]});
        }
        Ok(Self { name, index: export.index, ty: export.ty, listed })
    }
}

impl Export {
    fn full_name(&self) -> String {
        match &self.interface {
            Some(interface) => format!("{interface}.{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Interface and function in the letters that tool names have; a function beside all interfaces keeps its name.
    fn tool_name(&self) -> String {
        let letter = |letter: char| match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9' | '-') => letter,
            _ => '_',
        };
        let interface = self.interface.iter().flat_map(|interface| interface.chars().chain(['_']));
        interface.chain(self.name.chars()).map(letter).collect()
    }

    /// Refuses functions that are not for people to call.
    fn check(&self) -> Result<(), String> {
        let interface = self.interface.as_deref().unwrap_or_default();
        let reason = if self.ty.async_() {
            "it is async"
        } else if self.name.starts_with('[') {
            "it belongs to a resource"
        } else if interface == "exports" && self.name == "init" {
            "it is how componentize-py sets a component up"
        } else if interface.starts_with("wasi:") {
            "it is for a host of WASI"
        } else {
            return Ok(());
        };
        Err(reason.to_owned())
    }
}

impl Program for Server {
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        self.live.tick();
        let Some(tool) = self.tools.iter().find(|known| known.name == tool) else {
            return Ok(Err(format!("no such tool: {tool}")));
        };
        let arguments = match serde_json::from_str::<Map<String, Value>>(arguments) {
            Ok(arguments) => arguments,
            Err(error) => return Ok(Err(format!("the arguments are no JSON object: {error}"))),
        };
        let result = match value::params(&tool.ty, &arguments) {
            Ok(params) => result(self.live.call_values(CALL_TOOL, &tool.index, &params)?),
            Err(problem) => failure(&problem),
        };
        Ok(Ok(self.live.checked(result.to_string())?))
    }

    fn fuel(&self) -> u64 {
        self.live.fuel
    }

    fn memory_bytes(&self) -> usize {
        self.live.memory_bytes()
    }
}

/// The type of what a call gives when it succeeds.
fn answer(ty: &types::ComponentFunc) -> Option<types::Type> {
    match ty.results().next()? {
        types::Type::Result(result) => result.ok(),
        other => Some(other),
    }
}

/// A `CallToolResult` of what a function gave: its error is the tool's.
fn result(answer: Option<Val>) -> Value {
    match answer {
        None | Some(Val::Result(Ok(None))) => json!({"content": []}),
        Some(Val::Result(Ok(Some(value)))) => success(json::of(&value)),
        Some(Val::Result(Err(None))) => failure("The function failed and does not say why."),
        Some(Val::Result(Err(Some(value)))) => failure(&bare(&json::of(&value))),
        Some(value) => success(json::of(&value)),
    }
}

fn success(value: Value) -> Value {
    json!({"content": [{"type": "text", "text": bare(&value)}], "structuredContent": {"result": value}})
}

fn failure(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}], "isError": true})
}

/// A text as it is, anything else as JSON.
fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
