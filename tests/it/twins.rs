//! Twins of real servers: recorded by one command, then answering without them, by each policy for misses.

use std::fs;
use std::path::Path;
use std::process::Command;

use mcplab::exec::{self, Limits, Server, Surroundings, parse_config};
use mcplab::model::{Origin, Outcome, ServerKind};
use serde_json::{Value, json};

const MCPLAB: &str = env!("CARGO_BIN_EXE_mcplab");

fn mcplab(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(MCPLAB).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// An entry that starts the contacts as any other program that speaks MCP.
fn contacts() -> Value {
    json!({"command": MCPLAB, "args": ["serve", "--builtin", "contacts", "--quiet"], "env": {"KEY": "secret-31415926"}})
}

fn write(folder: &Path, file: &str, entry: &Value) {
    fs::write(folder.join(file), json!({"mcpServers": {"agenda": entry}}).to_string()).unwrap();
}

/// The only server of a configuration, ready for calls.
async fn open(folder: &Path, entry: &Value) -> Box<dyn Server> {
    let around = Surroundings {
        file: "mcp.json",
        workspace: "/",
        variable: &|_| None,
        read: &|path| fs::read_to_string(path),
        limits: Limits::default(),
    };
    let mut entry = entry.clone();
    entry["cassette"] = json!(folder.join("cassettes/agenda.jsonl"));
    let (specs, problems) = parse_config(&json!({"mcpServers": {"agenda": entry}}).to_string(), &around);
    assert!(problems.is_empty(), "{problems:?}");
    let (mut servers, problems) = exec::connect(specs, 1).await;
    assert!(problems.is_empty(), "{problems:?}");
    servers.remove(0)
}

/// An answer that the cassette holds, with the arguments that it belongs to.
fn recorded(folder: &Path, tool: &str) -> (Value, Value) {
    let cassette = fs::read_to_string(folder.join("cassettes/agenda.jsonl")).unwrap();
    assert!(!cassette.contains("31415926"), "a secret is in the cassette");
    let mut events = cassette.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    let event = events
        .find(|event| event["event"] == "called" && event["tool"] == tool && event["outcome"]["failure"].is_null());
    let event = event.unwrap_or_else(|| panic!("no call of {tool}: {cassette}"));
    (event["arguments"].clone(), event["outcome"]["structured"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_server_answers_without_the_real_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "mcp.json", &contacts());
    let (code, listed, said) = mcplab(folder, &["inventory", "--servers", "mcp.json", "--record", "cassettes"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(listed.contains("get_contact") && said.contains("recorded to cassettes"), "{listed}{said}");
    let (arguments, answer) = recorded(folder, "get_contact");
    let other = json!({"contact_id": "con_000000"});

    let mut strict = open(folder, &json!({})).await;
    assert_eq!(strict.kind(), ServerKind::Recorded);
    let outcome = strict.call("get_contact", &arguments).await;
    assert_eq!((outcome.structured.as_ref(), outcome.origin.as_ref()), (Some(&answer), Some(&Origin::Recorded)));
    assert!(strict.call("get_contact", &other).await.failure.unwrap().message.contains("holds no call"));

    let mut nearest = open(folder, &json!({"onMiss": "nearest"})).await;
    let outcome: Outcome = nearest.call("get_contact", &other).await;
    let contact = outcome.structured.unwrap();
    assert_eq!(contact["id"], "con_000000", "an argument that the answer repeats is the new one");
    assert!(matches!(outcome.origin, Some(Origin::Simulated { from: Some(_) })));
    let wrong = nearest.call("get_contact", &json!({"contact": 5})).await;
    assert!(wrong.failure.unwrap().message.contains("do not fit the schema of get_contact"));
    assert_eq!(nearest.fork().await.unwrap().call("get_contact", &other).await.structured, Some(contact));

    let mut live = contacts();
    live["onMiss"] = json!("pass");
    let mut pass = open(folder, &live).await;
    assert_eq!(pass.kind(), ServerKind::Real);
    assert_eq!(pass.call("get_contact", &arguments).await.origin, Some(Origin::Recorded));
    let outcome = pass.call("search_contacts", &json!({"query": "a", "limit": 3})).await;
    assert_eq!(outcome.origin, Some(Origin::Live));
    assert!(outcome.is_ok() && pass.fork().await.is_err());
    pass.close().await;
}

#[test]
fn rows_are_made_from_a_cassette_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "mcp.json", &contacts());
    let (code, _, said) = mcplab(folder, &["inventory", "--servers", "mcp.json", "--record", "cassettes"]);
    assert_eq!(code, Some(0), "{said}");
    write(folder, "twin.json", &json!({"cassette": "cassettes/agenda.jsonl", "onMiss": "nearest"}));
    let (code, summary, said) =
        mcplab(folder, &["generate", "--servers", "twin.json", "--count", "5", "--out", "run", "--format", "json"]);
    assert_eq!(code, Some(0), "{said}");
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert!(summary["rows"].as_u64().unwrap() >= 1, "{summary}");
    write(folder, "wrong.json", &json!({"cassette": "nowhere.jsonl"}));
    let (code, listed, said) = mcplab(folder, &["inventory", "--servers", "wrong.json"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(listed.contains("use cassette `nowhere.jsonl` line 1: it cannot be read"), "{listed}{said}");
}
