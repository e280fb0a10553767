//! Qwen Code from npm, pinned and unchanged, at tasks, before a model that knows the answers.
//!
//! `tests/install.sh` puts it into a cache outside the repository. Where node is missing the test says so and does
//! nothing, unless `MCPLAB_REQUIRE_REAL_SERVERS` is set, as `.ci/run` does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::answers::Answers;
use crate::pinned;

/// What the program is given as the key of its model.
const KEY: &str = "sk-agent-program-4711";

/// One call, calls that draw from results, many servers, and a talk; without mail addresses, which Qwen Code writes otherwise.
const TASKS: &str = "one-server-single-002,one-server-sequential-002,many-servers-sequential-001,multi-turn-002";

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_real_program_does_tasks_at_its_own_endpoints_and_all_that_it_says_is_kept() {
    let Some(installed) = pinned::install("agent-program", &["node", "npm", "python3", "bash"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join(".qwen");
    fs::create_dir(&settings).unwrap();
    fs::copy(pinned::scripts("agent-program").join("settings.json"), settings.join("settings.json")).unwrap();
    let model = Answers::start();
    let agent = format!(
        "command:{} --auth-type openai --model scripted --mcp-config {{mcp_config}} --approval-mode yolo \
         --append-system-prompt {{system}} {{prompt}}",
        installed.join("node_modules/.bin/qwen").display()
    );
    let arguments = ["--format", "json", "eval", "--agent", &agent, "--tasks", TASKS, "--at-once", "2"];
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab"))
        .args(arguments)
        .args(["--proxy", &model.address, "--out", "out"])
        .envs([("OPENAI_API_KEY", KEY), ("QWEN_CODE_SUPPRESS_YOLO_WARNING", "1")])
        .env("HOME", folder.path())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    let out = folder.path().join("out");
    let episodes = lines(&out.join("episodes.jsonl"));
    assert_eq!(report["categories"]["all"]["rate"], 1.0, "{said}\n{episodes:#?}");

    // Every episode has its own exchanges, and none of another.
    let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for exchange in lines(&out.join("exchanges.jsonl")) {
        let episode = exchange["episode"].as_str().unwrap().to_owned();
        asked.entry(episode).or_default().push(exchange["request"]["messages"].to_string());
    }
    assert_eq!(asked.len(), episodes.len());
    for episode in &episodes {
        assert!(!episode["episode"]["trajectory"]["steps"].as_array().unwrap().is_empty(), "{episode}");
        let prompt = episode["episode"]["trajectory"]["messages"][1]["text"].to_string();
        let own = |texts: &&Vec<String>| texts[0].contains(prompt.trim_matches('"'));
        let own: Vec<&Vec<String>> = asked.values().filter(own).collect();
        assert_eq!(own.len(), 1, "{prompt}");
        assert_eq!(episode["spent"]["requests"], own[0].len(), "{prompt}");
        assert_eq!(episode["spent"]["input_tokens"], 100 * own[0].len(), "{prompt}");
        // What the lab hands over stands nowhere in what the model reads.
        assert!(own[0].iter().all(|text| !text.contains("mcp_config")), "{prompt}");
    }
    for file in fs::read_dir(&out).unwrap() {
        let path = file.unwrap().path();
        assert!(!fs::read_to_string(&path).unwrap().contains(KEY), "the key is in {}", path.display());
    }
}
