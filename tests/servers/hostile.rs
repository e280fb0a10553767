//! An MCP server on stdio that misbehaves in one way, named by its argument, and is honest otherwise.
//!
//! It is written by hand, because no library lets a server be this wrong.

use std::io::{self, BufRead, Write};
use std::process::{Command, Stdio, exit};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

/// What a server does when there is nothing left to do right.
const EVER: Duration = Duration::from_secs(3600);

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_else(|| "honest".to_owned());
    match mode.as_str() {
        "exits-at-once" => last_words(),
        "silent" => sleep(EVER),
        _ => {}
    }
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        if let (Some(method), Some(id)) = (message["method"].as_str(), message.get("id")) {
            answer(&mode, method, id, &message["params"]);
        }
    }
}

fn answer(mode: &str, method: &str, id: &Value, params: &Value) {
    match (mode, method) {
        ("garbage", _) => say("%PDF-1.7 this is no JSON"),
        ("refuses-initialize", "initialize") => refuse(id, -32601, "Method not found: initialize"),
        ("malformed-handshake", "initialize") => reply(id, json!({"hello": "world"})),
        (_, "initialize") => {
            if mode == "noise" {
                say("Hostile server 0.1 is listening\n\n{\"level\": \"info\"}");
            }
            reply(id, handshake(params));
        }
        (_, "server/discover") => reply(id, discovery()),
        ("hangs-on-list", "tools/list") => sleep(EVER),
        ("no-list", "tools/list") => reply(id, json!({"tools": "none"})),
        (_, "tools/list") => reply(id, tools(mode, params)),
        (_, "tools/call") => call(mode, id, params),
        (_, other) => refuse(id, -32601, &format!("Method not found: {other}")),
    }
}

fn call(mode: &str, id: &Value, params: &Value) {
    let echo = text(&params["arguments"].to_string());
    let tool = params["name"].as_str().unwrap_or_default();
    match (mode, tool) {
        (_, "echo") => reply(id, echo),
        ("dies-mid-call", _) => last_words(),
        ("hangs-on-call", _) => sleep(EVER),
        ("garbage-answer", _) => say("Segmentation fault (just kidding)"),
        ("half-a-line", _) => {
            print!("{{\"jsonrpc\": \"2.0\", \"id\": {id}, \"resu");
            exit(0);
        }
        ("no-result", _) => say(&json!({"jsonrpc": "2.0", "id": id}).to_string()),
        ("wrong-id", _) => reply(&json!(999_999), echo),
        ("unasked-id", _) => {
            reply(&json!(999_999), text("not for you"));
            reply(id, echo);
        }
        ("duplicate-id", _) => {
            reply(id, echo);
            reply(id, text("the second answer"));
        }
        ("long-line", _) => reply(id, text(&"x".repeat(100 << 20))),
        ("unknown-content", _) => {
            reply(id, json!({"content": [{"type": "hologram", "depth": 3}, {"type": "text", "text": "seen"}]}));
        }
        ("slow", _) => {
            sleep(Duration::from_millis(300));
            reply(id, echo);
        }
        ("late", _) => {
            sleep(Duration::from_millis(1500));
            reply(id, text("too late"));
        }
        ("tells-secrets", _) => reply(id, text(&std::env::var("HOSTILE_TOKEN").unwrap_or_default())),
        ("soft-error", _) => reply(id, text("Error: the printer is on fire")),
        ("has-children", _) => reply(id, text(&grandchild())),
        _ => refuse(id, -32602, &format!("Unknown tool: {tool}")),
    }
}

fn tools(mode: &str, params: &Value) -> Value {
    let tool = |name: &str, schema: Value| json!({"name": name, "description": "d", "inputSchema": schema});
    let echo = tool("echo", json!({"type": "object"}));
    match mode {
        "no-tools" => json!({"tools": []}),
        "invalid-schema" => json!({"tools": [tool("bad", json!({"type": 7, "properties": []})), echo]}),
        "missing-schema" => json!({"tools": [{"name": "bare"}, echo]}),
        "two-of-one-name" => json!({"tools": [echo, echo]}),
        "same-page-for-ever" => json!({"tools": [echo], "nextCursor": "again"}),
        "pages" => match params["cursor"].as_str() {
            None => json!({"tools": [tool("first", json!({"type": "object"}))], "nextCursor": "2"}),
            Some(_) => json!({"tools": [echo]}),
        },
        _ => json!({"tools": [echo, tool("act", json!({"type": "object"}))]}),
    }
}

fn handshake(params: &Value) -> Value {
    json!({
        "protocolVersion": params["protocolVersion"],
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "hostile", "version": "0.1.0"},
        "instructions": "Beware.",
    })
}

fn discovery() -> Value {
    json!({
        "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}},
        "ttlMs": 0, "cacheScope": "private",
    })
}

/// Complains at length, with a secret in it, and leaves.
fn last_words() {
    for number in 1..=30 {
        eprintln!("complaint {number}");
    }
    eprintln!("bad token {}", std::env::var("HOSTILE_TOKEN").unwrap_or_default());
    exit(3);
}

/// A process that would outlive a server whose group is not ended with it.
fn grandchild() -> String {
    let child = Command::new("sleep").arg("600").stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    child.map(|child| child.id().to_string()).unwrap_or_default()
}

fn text(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}]})
}

fn reply(id: &Value, result: Value) {
    say(&json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string());
}

fn refuse(id: &Value, code: i64, message: &str) {
    say(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}).to_string());
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
