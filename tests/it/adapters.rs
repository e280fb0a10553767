//! The adapters for Inspect AI and verifiers with their real packages, where `MCPLAB_ADAPTERS` says that these may be
//! installed: against the lab as it was built, and against a gateway that misbehaves.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::answers::Answers;
use crate::gateway::{Gateway, TOKEN};

/// What costs little: each test of verifiers starts a server of its own. `run_tests` alone runs all.
const CHOSEN: &str = "client or inspect or the_lab_passes or command_line or no_verdict or breaks";

/// A single call, calls that draw from results, and a talk.
const TASKS: &str = "one-server-single-002,one-server-sequential-002,multi-turn-002";

#[test]
fn inspect_and_verifiers_play_the_labs_tasks() {
    if std::env::var_os("MCPLAB_ADAPTERS").is_none() {
        println!("skipped: MCPLAB_ADAPTERS is not set, and the packages take 0.7 GB");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let model = Answers::start();
    let gateway = Gateway::serve(folder.path(), &["--tasks", TASKS, "--out", "out"]);
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("adapters");
    let tests = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/adapters/python/run_tests"))
        .envs([("MCPLAB_GATEWAY", format!("http://{}", gateway.address)), ("MCPLAB_TOKEN", TOKEN.to_owned())])
        .envs([("MCPLAB_ANSWERS", &model.address)])
        .env("MCPLAB_VENV", venv)
        .args(["-k", CHOSEN])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tests.stdout);
    assert!(tests.status.success(), "{said}\n{}", String::from_utf8_lossy(&tests.stderr));
    assert!(!said.contains("skipped"), "{said}");

    // Both have passed each task, and left nothing that only one of them knows.
    let text = fs::read_to_string(folder.path().join("out/episodes.jsonl")).unwrap();
    let entries: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for task in TASKS.split(',') {
        let passed = |entry: &&Value| entry["task"] == task && entry["score"]["passed"] == true;
        assert_eq!(entries.iter().filter(passed).count(), 2, "{task}: {entries:#?}");
    }
}
