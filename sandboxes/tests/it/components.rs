//! Guests that are WIT components, of each shape; written as WebAssembly text like the other guests.

mod contract;
mod functions;
mod limits;
mod loading;
mod values;
mod wasi;
mod wasmcp;

use mcplab_sandbox::{Cache, CallError, Config, Guest, Instance, Limits, LoadError};
use serde_json::Value;

use crate::counter::engine;

const SERVER: &str = include_str!("component_server.wat");
const FUNCTIONS: &str = include_str!("component_functions.wat");
const VALUES: &str = include_str!("component_values.wat");
const WASI: &str = include_str!("component_wasi.wat");
const WASMCP: &str = include_str!("component_wasmcp.wat");

fn load(text: &str) -> Result<Guest, LoadError> {
    Guest::load(engine(), &wat::parse_str(text).unwrap(), &Cache::off())
}

fn config(server: &str) -> Config<'_> {
    Config { server, seed: 7, now: "2026-03-02T09:00:00+01:00", size: None }
}

fn start(text: &str, server: &str) -> Instance {
    load(text).unwrap().start(&config(server), Limits::default()).unwrap()
}

/// `text` with `old` replaced, which must be there.
fn altered(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "there is no {old}");
    text.replace(old, new)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The only server of a guest, as it is described.
fn described(guest: &Guest) -> Value {
    let mut servers: Vec<Value> = serde_json::from_str(&guest.describe().unwrap()).unwrap();
    assert_eq!(servers.len(), 1);
    servers.remove(0)
}

/// What a tool of plain functions gives; panics when it fails.
fn given(instance: &mut Instance, tool: &str, arguments: &Value) -> Value {
    let result = json(&instance.call(tool, &arguments.to_string()).unwrap());
    assert!(result.get("isError").is_none(), "{tool}: {result}");
    result.get("structuredContent").map_or(Value::Null, |content| content["result"].clone())
}

/// What a tool of plain functions complains of.
fn complaint(instance: &mut Instance, tool: &str, arguments: &Value) -> String {
    let result = json(&instance.call(tool, &arguments.to_string()).unwrap());
    assert_eq!(result["isError"], true, "{tool}: {result}");
    assert!(result.get("structuredContent").is_none());
    result["content"][0]["text"].as_str().unwrap().to_owned()
}

/// The fault that ends `instance` in a call.
fn fault(instance: &mut Instance, tool: &str, arguments: &Value) -> mcplab_sandbox::Fault {
    match instance.call(tool, &arguments.to_string()) {
        Err(CallError::Fault(fault)) => {
            assert_eq!(instance.fault(), Some(&fault));
            fault
        }
        other => panic!("{tool}: {other:?}"),
    }
}
