//! Real servers from npm and PyPI, from listing to exported rows.
//!
//! `tests/install.sh` puts pinned versions into a cache outside the repository. Where node or python is
//! missing the test says so and does nothing, unless `MCPLAB_REQUIRE_REAL_SERVERS` is set, as `.ci/run` does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::pinned;

/// The folder with the installed servers; `None` where they cannot be had. Tests run side by side, and the servers must
/// be installed once.
fn servers() -> Option<PathBuf> {
    static SERVERS: OnceLock<Option<PathBuf>> = OnceLock::new();
    SERVERS.get_or_init(|| pinned::install("real-servers", &["node", "npm", "python3", "git", "bash"])).clone()
}

fn mcplab(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn four_real_servers_become_rows() {
    let Some(servers) = servers() else { return };
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    let made = Command::new("bash")
        .arg(pinned::scripts("real-servers").join("workspace.sh"))
        .args([&workspace, &servers])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let config = workspace.join("mcp.json");
    let config = config.to_str().unwrap();

    let (code, listed, said) =
        mcplab(folder.path(), &["inventory", "--servers", config, "--format", "json", "--save", "real.json"]);
    assert_eq!(code, Some(0), "{said}");
    let inventory: Value = serde_json::from_str(&listed).unwrap();
    let tools: Vec<usize> = inventory["servers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|server| server["tools"].as_array().unwrap().len())
        .collect();
    assert_eq!(tools, [14, 9, 2, 12], "filesystem, memory, time, git");

    let arguments =
        ["generate", "--servers", config, "--count", "25", "--seed", "4", "--out", "run", "--format", "json"];
    let (code, summary, said) = mcplab(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("their tools will be called and may change what they hold"), "{said}");
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert!(summary["rows"].as_u64().unwrap() >= 23, "{summary}");

    let (code, rows, said) = mcplab(folder.path(), &["export", "run"]);
    assert_eq!(code, Some(0), "{said}");
    let called: BTreeSet<String> = rows.lines().flat_map(called).collect();
    assert!(called.len() >= 8, "only {called:?} were called");

    let (code, replayed, said) = mcplab(folder.path(), &["replay", "run"]);
    assert_eq!(code, Some(4), "{replayed}{said}");
    assert!(replayed.contains("used real or recorded servers: not replayable, not checked"), "{replayed}");
}

#[test]
fn a_careful_run_changes_nothing_on_real_servers() {
    let Some(servers) = servers() else { return };
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    let made = Command::new("bash")
        .arg(pinned::scripts("real-servers").join("workspace.sh"))
        .args([&workspace, &servers])
        .output()
        .unwrap();
    assert!(made.status.success());
    let before = contents(&workspace.join("files"));
    let memory = fs::read(workspace.join("memory.jsonl")).unwrap();
    let config = workspace.join("mcp.json");
    let arguments = [
        "generate",
        "--servers",
        config.to_str().unwrap(),
        "--count",
        "12",
        "--read-only",
        "--out",
        "run",
        "--jobs",
        "2",
    ];
    let (code, _, said) = mcplab(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{said}");
    let config = config.to_str().unwrap();
    let proving = ["graph", "build", "--servers", config, "--prove", "--prove-real", "--proofs", "proofs.jsonl"];
    let (code, graph, said) = mcplab(folder.path(), &proving);
    assert_eq!(code, Some(0), "{said}");
    let graph = mcplab::graph::Graph::parse(&graph).unwrap();
    let strong = |edge: &&mcplab::model::Edge| {
        edge.evidence.proven.as_ref().is_some_and(|proven| proven.class == mcplab::model::ProofClass::Strong)
    };
    assert!(graph.edges().iter().filter(strong).count() >= 3, "{said}");
    assert_eq!(contents(&workspace.join("files")), before);
    assert_eq!(fs::read(workspace.join("memory.jsonl")).unwrap(), memory);
}

/// The tools that a row calls.
fn called(row: &str) -> Vec<String> {
    let row: Value = serde_json::from_str(row).unwrap();
    let messages = row["messages"].as_array().cloned().unwrap_or_default();
    let calls = messages.iter().flat_map(|message| message["tool_calls"].as_array().cloned().unwrap_or_default());
    calls.filter_map(|call| call["function"]["name"].as_str().map(str::to_owned)).collect()
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(contents(&path)),
            false => found.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    found.sort();
    found
}
