//! A component with the tools of wasmcp.

use mcplab_sandbox::{CallError, Forks, Limits, StartError};
use serde_json::json;

use super::{WASMCP, altered, config, described, json, load, start};

#[test]
fn tools_of_all_pages_are_listed() {
    let server = described(&load(WASMCP).unwrap());
    assert_eq!(server["name"], "component");
    let schema = json!({"type": "object"});
    let expected = json!([
        {"name": "echo", "inputSchema": schema, "description": "Answers its arguments."},
        {"name": "count", "inputSchema": schema},
    ]);
    assert_eq!(server["tools"], expected);
}

#[test]
fn tools_are_called() {
    let mut instance = start(WASMCP, "component");
    let echo = json(&instance.call("echo", r#"{"a":1}"#).unwrap());
    assert_eq!(echo, json!({"content": [{"type": "text", "text": "{\"a\":1}"}]}));
    let version = json(&instance.call("version", "{}").unwrap());
    assert_eq!(version["content"][0]["text"], "2025-11-25");
    let count = json(&instance.call("count", "{}").unwrap());
    assert_eq!(count, json!({"content": [], "structuredContent": {"calls": 1}}));
}

#[test]
fn refusals_are_those_of_the_protocol() {
    let mut instance = start(WASMCP, "component");
    assert_eq!(instance.call("nothing", "{}"), Err(CallError::Guest("no such tool: nothing".to_owned())));
    assert_eq!(instance.call("refuse", "{}"), Err(CallError::Guest("arguments missing".to_owned())));
    assert!(instance.call("count", "{}").is_ok());
    let refused = load(WASMCP).unwrap().start(&config("wasmcp"), Limits::default()).unwrap_err();
    assert!(matches!(refused, StartError::Guest { .. }), "{refused}");
}

#[test]
fn forks_repeat_the_calls() {
    let mut parent = start(WASMCP, "component");
    assert_eq!(load(WASMCP).unwrap().forks(), Forks::ByReplay);
    let count = |instance: &mut mcplab_sandbox::Instance| {
        json(&instance.call("count", "{}").unwrap())["structuredContent"]["calls"].as_i64().unwrap()
    };
    assert_eq!(count(&mut parent), 1);
    let mut child = parent.fork().unwrap();
    assert_eq!((count(&mut child), count(&mut child), count(&mut parent)), (2, 3, 2));
    parent.rollback().unwrap();
    assert_eq!(count(&mut parent), 1);
}

#[test]
fn an_older_version_is_the_same() {
    let older = altered(WASMCP, "wasmcp:mcp-v20251125/tools@0.1.1", "wasmcp:mcp-v20250618/tools@0.1.7");
    let mut instance = start(&older, "component");
    assert_eq!(json(&instance.call("version", "{}").unwrap())["content"][0]["text"], "2025-06-18");
}

#[test]
fn what_wasmcp_does_not_have_is_refused() {
    let other = altered(WASMCP, r#"(export "call-tool" (func $call)"#, r#"(export "call-tools" (func $call)"#);
    let said = load(&other).unwrap_err().to_string();
    assert!(said.ends_with("\"wasmcp:mcp-v20251125/tools@0.1.1\" is not what wasmcp calls so"), "{said}");
}

#[test]
fn a_schema_that_is_no_json_is_told() {
    let broken = altered(WASMCP, r#""{\"type\":\"object\"}""#, r#""{\"type\":\"object\"!""#);
    let said = load(&broken).unwrap().describe().unwrap_err().to_string();
    assert!(said.contains("input-schema is no JSON"), "{said}");
}
