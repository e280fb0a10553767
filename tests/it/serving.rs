//! `mcplab serve` spoken to as a client speaks: line by line, and over HTTP.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use mcplab::exec::{RealServer, Secret, Server, ServerSpec};
use serde_json::{Value, json};

use crate::served::Served;

const MCPLAB: &str = env!("CARGO_BIN_EXE_mcplab");

/// A client on a served program's standard input and output.
struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    requests: u64,
}

impl Client {
    /// Serves, and shakes hands as 2025-11-25 has it.
    fn of(arguments: &[&str]) -> Self {
        let mut command = Command::new(MCPLAB);
        command.arg("serve").args(arguments).arg("--quiet").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut client = Self { child, to, from, requests: 0 };
        let about = json!({"name": "test", "version": "1"});
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": about});
        let welcome = client.ask("initialize", &hello);
        assert_eq!(welcome["protocolVersion"], "2025-11-25", "{welcome}");
        client.notify("notifications/initialized", &json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.to, "{message}").unwrap();
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting; its number.
    fn request(&mut self, method: &str, params: &Value) -> u64 {
        self.requests += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.requests, "method": method, "params": params}));
        self.requests
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// The next message of a method, whatever comes before it.
    fn hear(&mut self, method: &str) -> Value {
        loop {
            let message = self.next();
            if message["method"] == method {
                return message["params"].clone();
            }
        }
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.request(method, params);
        loop {
            let message = self.next();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method} {params}: {message}");
                return message["result"].clone();
            }
        }
    }

    /// The structured result of a call that succeeds.
    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
        assert_ne!(result["isError"], true, "{tool} {arguments}: {result}");
        result["structuredContent"].clone()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may be gone already, and nobody is left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_cancelled_call_has_done_what_it_had_told_of() {
    let mut client = Client::of(&["--builtin", "spreadsheets", "--pace", "60000"]);
    let workbook = client.call("create_workbook", &json!({"title": "Visitors"}));
    let sheet = workbook["sheets"][0]["id"].clone();
    let csv: String = (0..400).map(|row| format!("{row},name {row}\n")).collect();
    let import = json!({"sheet_id": sheet, "csv": csv});

    let long = json!({"name": "import_csv_rows", "arguments": import, "_meta": {"progressToken": "import"}});
    let number = client.request("tools/call", &long);
    let told = client.hear("notifications/progress");
    let done = told["progress"].as_f64().unwrap();
    assert!(0.0 < done && done < 400.0, "{told}");
    client.notify("notifications/cancelled", &json!({"requestId": number, "reason": "enough"}));

    // Nobody wants to hear of this one, so it is done at once and whole, below what the first had done.
    let imported = client.call("import_csv_rows", &import);
    assert_eq!(
        (imported["imported_count"].as_f64(), imported["row_count"].as_f64()),
        (Some(400.0), Some(done + 400.0))
    );
}

#[test]
fn a_client_hears_of_the_resources_that_it_watches() {
    let mut client = Client::of(&["--builtin", "notes"]);
    let listed = client.ask("resources/list", &json!({}));
    let uri = listed["resources"][0]["uri"].clone();
    let other = listed["resources"][1]["uri"].clone();
    let read = client.ask("resources/read", &json!({"uri": uri}));
    assert_eq!(read["contents"][0]["uri"], uri);
    client.ask("resources/subscribe", &json!({"uri": uri}));

    let id = |uri: &Value| uri.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    for note in [&other, &uri] {
        client.request(
            "tools/call",
            &json!({"name": "append_to_note", "arguments": {"note_id": id(note), "text": "Seen."}}),
        );
    }
    // Of the note that nobody watches nothing is told, though it changed first.
    assert_eq!(client.hear("notifications/resources/updated")["uri"], uri);
    client.ask("resources/unsubscribe", &json!({"uri": uri}));
}

/// The program of the sandbox's tests: a plain MCP server on stdio, compiled to WASI. `None` where it cannot be.
fn program() -> Option<PathBuf> {
    const TARGET: &str = "wasm32-wasip1";
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("sandboxes/tests/stdio-server/Cargo.toml");
    // Beside what the workspace builds, so that one `cargo clean` takes all.
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("guests");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--release", "--quiet", "--target", TARGET, "--target-dir"]).arg(&built);
    let output = cargo.arg("--manifest-path").arg(sources).env_remove("RUSTFLAGS").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("target may not be installed") && std::env::var_os("MCPLAB_REQUIRE_GUESTS").is_none() {
        eprintln!("skipped: run `rustup target add {TARGET}`");
        return None;
    }
    assert!(output.status.success(), "{said}");
    Some(built.join(TARGET).join("release/mcplab-stdio-server.wasm"))
}

#[test]
fn a_plain_program_on_stdio_is_served_unchanged() {
    let Some(program) = program() else { return };
    let mut client = Client::of(&["--wasm", program.to_str().unwrap()]);
    let tools = client.ask("tools/list", &json!({}));
    assert!(tools["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == "remember"), "{tools}");
    client.ask("tools/call", &json!({"name": "remember", "arguments": {"key": "tea", "value": "green"}}));
    let recalled = client.ask("tools/call", &json!({"name": "recall", "arguments": {"key": "tea"}}));
    assert!(recalled["content"][0]["text"].as_str().unwrap().contains("green"), "{recalled}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_only_its_bearers_get_in() {
    let served = Served::new("units", Some("token-31415926"));
    let spec = |token: Option<&str>| {
        let mut spec = ServerSpec::http("units", &served.url);
        if let (mcplab::exec::Link::Http(endpoint), Some(token)) = (&mut spec.link, token) {
            endpoint.headers.push(("Authorization".into(), Secret::new(format!("Bearer {token}"))));
        }
        spec
    };
    for wrong in [None, Some("token-27182818")] {
        let refused = RealServer::start(spec(wrong)).await.err().map(|error| error.to_string());
        let refused = refused.unwrap_or_else(|| panic!("{wrong:?} got in"));
        assert!(!refused.contains("token-"), "{refused}");
    }
    let mut server = RealServer::start(spec(Some("token-31415926"))).await.unwrap();
    assert!(!server.list().await.unwrap().tools.is_empty());
    server.close().await;
}
