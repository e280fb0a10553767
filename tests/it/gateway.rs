//! `mcplab eval serve` as a program of the test's own, and a client of its plain HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mcplab::exec::{Link, RealServer, Secret, ServerSpec};
use serde_json::{Value, json};

pub const TOKEN: &str = "token-16180339";

/// The program, which ends with its value.
pub struct Gateway {
    pub child: Child,
    pub address: String,
}

/// What came back: the status, the session that was named, and the body.
pub struct Reply {
    pub status: u16,
    pub session: Option<String>,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }
}

impl Gateway {
    /// Serves on a free port; the folder takes what is written.
    pub fn serve(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcplab"));
        command.args(["eval", "serve", "--http", "127.0.0.1:0", "--quiet"]).args(arguments).current_dir(folder);
        let mut child = command.env("MCPLAB_TOKEN", TOKEN).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().strip_prefix("http://").unwrap_or_else(|| panic!("{url}")).to_owned();
        Self { child, address }
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let mut stream = self.open(method, path, headers, body);
        let mut all = String::new();
        stream.read_to_string(&mut all).unwrap();
        let (head, body) = all.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{all}"));
        let named = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let session = head.lines().filter_map(named).find(|(name, _)| name == "mcp-session-id").map(|(_, id)| id);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Reply { status, session, body: body.to_owned() }
    }

    /// Sends a request and leaves the answer to be read. Of HTTP 1.0, so that the end of the body is that of the line.
    pub fn open(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let extra: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (host, length) = (&self.address, body.len());
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {length}\r\n\
             Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n{extra}\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        stream
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[], body)
    }

    /// Begins an episode of a task: its id.
    pub fn begin(&self, task: &str) -> String {
        let reply = self.post("/v1/episodes", &json!({"task": task}));
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json()["episode"].as_str().unwrap().to_owned()
    }

    /// The endpoint of an episode, spoken to by a real client.
    pub async fn client(&self, episode: &str) -> RealServer {
        let mut spec = ServerSpec::http("episode", format!("http://{}/e/{episode}/mcp", self.address));
        if let Link::Http(endpoint) = &mut spec.link {
            endpoint.headers.push(("Authorization".into(), Secret::new(format!("Bearer {TOKEN}"))));
        }
        RealServer::start(spec).await.unwrap()
    }

    /// Shakes hands as 2025-11-25 has it: the session, and what the server says of itself.
    pub fn session(&self, episode: &str) -> (String, Value) {
        let about = json!({"name": "test", "version": "1"});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": about});
        let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
        let reply = self.post(&format!("/e/{episode}/mcp"), &hello);
        let mut data = reply.body.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
        let welcome = data.rfind(|data| !data.is_empty()).unwrap_or(&reply.body);
        let welcome: Value = serde_json::from_str(welcome).unwrap_or_else(|_| panic!("{}", reply.body));
        (reply.session.unwrap(), welcome["result"].clone())
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may be gone already, and nobody is left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
