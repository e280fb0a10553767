//! Components that export the tools of wasmcp, which composes MCP servers of components.
//!
//! Of its many records only few fields concern a tool, and their number differs between versions. So a parameter is
//! made from its type, with nothing in it, and then the few are set.

use serde_json::Value;
use wasmtime::component::{ComponentExportIndex, Type, Val, types};

use super::live::{CALL_TOOL, Live};
use super::mcp;
use super::source::Export;
use crate::fault::Fault;
use crate::guest::LoadError;
use crate::replay::Program;

const LIST_TOOLS: &str = "list-tools";

/// Pages of tools that are asked for.
const MOST_PAGES: usize = 100;

/// Values in a parameter with nothing in it: wasmcp has about twenty.
const MOST_VALUES: usize = 1_000;

/// The functions of the interface `tools`.
#[derive(Clone)]
pub(super) struct Wasmcp {
    list: Function,
    call: Function,
}

/// A function, and its parameters with nothing in them: what wasmcp says of the client, and a request.
#[derive(Clone)]
struct Function {
    index: ComponentExportIndex,
    context: Val,
    request: Val,
}

/// A started component.
pub(super) struct Server {
    live: Live,
    call: Function,
}

impl Wasmcp {
    /// None when the component has nothing of wasmcp.
    pub(super) fn of(exports: &[Export]) -> Option<Result<Self, LoadError>> {
        let is_tools = |export: &&Export| export.interface.as_deref().is_some_and(|name| protocol(name).is_some());
        let interface = exports.iter().find(is_tools)?.interface.as_deref()?;
        let protocol = protocol(interface)?;
        let function = |name: &str, fields: &[&str]| {
            let mut functions = exports.iter().filter(|export| export.interface.as_deref() == Some(interface));
            let export = functions.find(|export| export.name == name);
            let function = export.and_then(|export| Function::of(export, &protocol));
            function.filter(|function| fields.iter().all(|field| mcp::field(&function.request, field).is_some()))
        };
        let found = || {
            let (list, call) = (function(LIST_TOOLS, &["cursor"])?, function(CALL_TOOL, &["name", "arguments"])?);
            Some(Self { list, call })
        };
        let other = || LoadError::Exports(vec![format!("{interface:?} is not what wasmcp calls so")]);
        Some(found().ok_or_else(other))
    }

    /// The tools as MCP lists them; the inner error is the component's own.
    pub(super) fn list(&self, live: &mut Live) -> Result<Result<Vec<Value>, String>, Fault> {
        let (mut tools, mut cursor) = (Vec::new(), Val::Option(None));
        for _ in 0..MOST_PAGES {
            let params = self.list.params([("cursor", cursor)]);
            let page = match live.call_values(LIST_TOOLS, &self.list.index, &params)? {
                Some(Val::Result(Ok(Some(page)))) => page,
                other => return Ok(Err(refusal(other))),
            };
            let Some(Val::List(found)) = mcp::field(&page, "tools") else { break };
            match found.iter().map(mcp::of).collect::<Result<Vec<_>, _>>() {
                Ok(found) => tools.extend(found),
                Err(problem) => return Ok(Err(format!("a tool is not as MCP has them: {problem}"))),
            }
            match mcp::field(&page, "next-cursor") {
                Some(next @ Val::Option(Some(_))) => cursor = next.clone(),
                _ => break,
            }
        }
        Ok(Ok(tools))
    }

    pub(super) fn program(&self, live: Live) -> Server {
        Server { live, call: self.call.clone() }
    }
}

impl Function {
    /// None when it is not of the form that wasmcp gives it.
    fn of(export: &Export, protocol: &str) -> Option<Self> {
        let mut rest = MOST_VALUES;
        let params: Vec<Val> = export.ty.params().map(|(_, ty)| blank(&ty, &mut rest)).collect::<Option<_>>()?;
        let [mut context, request] = <[Val; 2]>::try_from(params).ok()?;
        let is_result = export.ty.results().all(|ty| matches!(ty, Type::Result(_))) && !export.ty.async_();
        set(&mut context, "protocol-version", Val::String(protocol.to_owned()));
        is_result.then_some(Self { index: export.index, context, request })
    }

    fn params<const N: usize>(&self, fields: [(&str, Val); N]) -> [Val; 2] {
        let mut request = self.request.clone();
        for (name, value) in fields {
            set(&mut request, name, value);
        }
        [self.context.clone(), request]
    }
}

impl Program for Server {
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        self.live.tick();
        let arguments = Val::Option(Some(Box::new(Val::String(arguments.to_owned()))));
        let params = self.call.params([("name", Val::String(tool.to_owned())), ("arguments", arguments)]);
        let outcome = match self.live.call_values(CALL_TOOL, &self.call.index, &params)? {
            Some(Val::Result(Ok(Some(answer)))) => match mcp::unwrapped(&answer).map(mcp::of) {
                Some(Ok(result)) => Ok(result.to_string()),
                Some(Err(problem)) => Err(format!("the answer is not as MCP has them: {problem}")),
                None => Err(format!("no such tool: {tool}")),
            },
            other => Err(refusal(other)),
        };
        self.live.checked_outcome(outcome)
    }

    fn fuel(&self) -> u64 {
        self.live.fuel
    }

    fn memory_bytes(&self) -> usize {
        self.live.memory_bytes()
    }
}

/// The protocol's revision (`2025-11-25`) if `interface` is `wasmcp:mcp-v20251125/tools`, in whatever version.
fn protocol(interface: &str) -> Option<String> {
    let date = interface
        .strip_prefix("wasmcp:mcp-v")?
        .split_once("/tools")
        .filter(|(_, rest)| rest.is_empty() || rest.starts_with('@'))?;
    match date.0.split_at_checked(4)? {
        (year, rest) if rest.len() == 4 => Some(format!("{year}-{}-{}", rest.get(..2)?, rest.get(2..)?)),
        _ => None,
    }
}

/// What a component says that does not list or call a tool.
fn refusal(answer: Option<Val>) -> String {
    match answer {
        Some(Val::Result(Err(Some(error)))) => mcp::message(&error),
        _ => "the component refuses and does not say why".to_owned(),
    }
}

/// A value with nothing in it, of up to `rest` values; none for a handle, which the host would have to make up.
fn blank(ty: &Type, rest: &mut usize) -> Option<Val> {
    *rest = rest.checked_sub(1)?;
    Some(match ty {
        Type::Bool => Val::Bool(false),
        Type::S8 => Val::S8(0),
        Type::U8 => Val::U8(0),
        Type::S16 => Val::S16(0),
        Type::U16 => Val::U16(0),
        Type::S32 => Val::S32(0),
        Type::U32 => Val::U32(0),
        Type::S64 => Val::S64(0),
        Type::U64 => Val::U64(0),
        Type::Float32 => Val::Float32(0.0),
        Type::Float64 => Val::Float64(0.0),
        Type::Char => Val::Char(' '),
        Type::String => Val::String(String::new()),
        Type::List(_) => Val::List(Vec::new()),
        Type::Map(_) => Val::Map(Vec::new()),
        Type::Record(record) => {
            let field = |field: types::Field<'_>| Some((field.name.to_owned(), blank(&field.ty, rest)?));
            Val::Record(record.fields().map(field).collect::<Option<_>>()?)
        }
        Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| blank(&ty, rest)).collect::<Option<_>>()?),
        Type::Variant(variant) => {
            let case = variant.cases().next()?;
            let value = match case.ty {
                Some(ty) => Some(Box::new(blank(&ty, rest)?)),
                None => None,
            };
            Val::Variant(case.name.to_owned(), value)
        }
        Type::Enum(names) => Val::Enum(names.names().next()?.to_owned()),
        Type::Flags(_) => Val::Flags(Vec::new()),
        Type::Option(_) => Val::Option(None),
        _ => return None,
    })
}

/// Sets a field that a record has.
fn set(record: &mut Val, name: &str, value: Val) {
    if let Val::Record(fields) = record
        && let Some((_, field)) = fields.iter_mut().find(|(known, _)| known == name)
    {
        *field = value;
    }
}
