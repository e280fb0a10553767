//! Agents at tasks: what must pass, what must not, and that an evaluation is kept whole.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{json, mcplab};

/// The share of passed attempts of an agent at the tasks that are asked for.
fn rate(folder: &Path, agent: &str, tasks: [&str; 2]) -> (f64, Value) {
    let out = format!("eval-{agent}");
    let report = json(folder, &[&["eval", "--agent", agent, "--out", &out], &tasks[..]].concat());
    (report["categories"]["all"]["rate"].as_f64().unwrap(), report)
}

#[test]
fn the_oracle_passes_everything_and_agents_that_know_nothing_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (oracle, report) = rate(folder.path(), "oracle", ["--sample", "200"]);
    let failed: Vec<&Value> = report["categories"]["cells"].as_object().unwrap().values().collect();
    assert_eq!(oracle, 1.0, "{failed:?}");
    assert_eq!(report["categories"]["cells"].as_object().unwrap().len(), 10, "tasks of every category");
    assert_eq!(rate(folder.path(), "null", ["--sample", "200"]).0, 0.0);
    assert!(rate(folder.path(), "random", ["--sample", "200"]).0 < 0.02);
}

#[test]
fn the_suite_for_small_models_is_easier() {
    let folder = tempfile::tempdir().unwrap();
    let rate = |agent: &str| rate(folder.path(), agent, ["--suite", "starter"]).0;
    assert_eq!((rate("oracle"), rate("null")), (1.0, 0.0));
    assert!(rate("random") < 0.02);
    let planner = rate("planner");
    assert!((0.45..0.95).contains(&planner), "{planner}");
}

#[test]
fn the_planner_lies_in_between_and_comparing_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (planner, _) = rate(folder.path(), "planner", ["--sample", "120"]);
    assert!((0.1..0.95).contains(&planner), "{planner}");
    rate(folder.path(), "oracle", ["--sample", "120"]);
    let better = json(folder.path(), &["eval", "compare", "eval-planner", "eval-oracle"]);
    assert_eq!(better["comparison"], "better");
    let same = json(folder.path(), &["eval", "compare", "eval-oracle", "eval-oracle"]);
    assert_eq!(same["comparison"], "within_noise");
}

#[test]
fn an_evaluation_goes_on_where_it_was_cut_off_and_is_graded_again_alike() {
    let folder = tempfile::tempdir().unwrap();
    let run = ["eval", "--agent", "oracle", "--sample", "30", "--k", "2", "--out", "whole"];
    let whole = json(folder.path(), &run);
    assert_eq!(whole["episodes"], 60);
    let at = |name: &str| folder.path().join("whole").join(name);
    let text = fs::read_to_string(at("episodes.jsonl")).unwrap();
    // A crash in the middle of a line.
    let cut = text.lines().take(20).map(|line| line.len() + 1).sum::<usize>() + 50;
    fs::write(at("episodes.jsonl"), &text[..cut]).unwrap();
    let resumed = json(folder.path(), &[&run[..], &["--resume"]].concat());
    assert_eq!((&resumed["episodes"], &resumed["categories"]), (&whole["episodes"], &whole["categories"]));
    let graded = json(folder.path(), &["eval", "regrade", "whole"]);
    assert_eq!(graded["categories"], whole["categories"]);
    // It goes on as what it was begun as, and never over what is there.
    let (code, said) =
        mcplab(folder.path(), &["eval", "--agent", "null", "--sample", "30", "--k", "2", "--out", "whole", "--resume"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("the agent is null now and was oracle"), "{said}");
    let (code, said) = mcplab(folder.path(), &run);
    assert_eq!(code, Some(2));
    assert!(said.contains("holds an evaluation already"), "{said}");
    // What was done is a run like any other.
    let (code, said) = mcplab(folder.path(), &["eval", "rows", "whole", "--passed", "--out", "rows"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = mcplab(folder.path(), &["export", "rows", "--to", "openai"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.lines().filter(|line| line.starts_with('{')).count() > 50, "{said}");
}

#[test]
fn tasks_that_were_changed_after_their_audit_do_not_run_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/benchmarks/suites/core.jsonl");
    let lines: Vec<String> = fs::read_to_string(suite).unwrap().lines().take(3).map(str::to_owned).collect();
    let mut task: Value = serde_json::from_str(&lines[0]).unwrap();
    task["prompt"] = format!("{} Please.", task["prompt"].as_str().unwrap()).into();
    let text = format!("{task}\n{}\n", lines[1..].join("\n"));
    fs::write(folder.path().join("own.jsonl"), text).unwrap();
    fs::copy(suite.replace(".jsonl", ".lock.json"), folder.path().join("own.lock.json")).unwrap();
    let (code, said) = mcplab(folder.path(), &["eval", "--suite", "own.jsonl", "--agent", "oracle"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("1 tasks of own were never audited"), "{said}");
    let (code, said) = mcplab(folder.path(), &["task", "audit", "--suite", "own.jsonl", "--lock"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = mcplab(folder.path(), &["eval", "--suite", "own.jsonl", "--agent", "oracle"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn another_way_to_the_same_end_is_found_and_must_pass() {
    let folder = tempfile::tempdir().unwrap();
    let search = ["task", "audit", "--search", "--suite", "own.jsonl"];
    let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/benchmarks/suites/core.jsonl");
    let text = fs::read_to_string(suite).unwrap();
    let line = text.lines().find(|line| line.contains("\"one-server-sequential-008\"")).unwrap();
    fs::write(folder.path().join("own.jsonl"), line).unwrap();
    let found = json(folder.path(), &search);
    let ways = found["one-server-sequential-008"]["ways"].as_array().unwrap();
    assert!(!ways.is_empty(), "{found}");
    // A check that prescribes the way of the reference does not take them.
    let mut task: Value = serde_json::from_str(line).unwrap();
    let milestones: Vec<Value> = task["reference"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(at, call)| {
            let tool = format!("{}.{}", call["server"].as_str().unwrap(), call["tool"].as_str().unwrap());
            serde_json::json!({"name": at.to_string(), "call": {"tool": tool}})
        })
        .collect();
    let check = serde_json::json!({"kind": "trajectory", "name": "the very calls", "milestones": milestones});
    task["checks"].as_array_mut().unwrap().push(check);
    fs::write(folder.path().join("own.jsonl"), task.to_string()).unwrap();
    let (code, said) = mcplab(folder.path(), &search);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("another way fails: the very calls"), "{said}");
}

/// An agent that is a program of its own: it reads its task from standard input, speaks MCP over HTTP, and prints its answer.
const PROGRAM: &str = r#"
import json, sys, urllib.request
task = json.loads(sys.stdin.readline())
server = json.load(open(task["mcp_config"]))["mcpServers"]["mcplab"]
session = None

def ask(method, params=None, number=None):
    global session
    body = {"jsonrpc": "2.0", "method": method, "params": params or {}}
    if number is not None:
        body["id"] = number
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **server["headers"]}
    if session:
        headers["Mcp-Session-Id"] = session
    reply = urllib.request.urlopen(urllib.request.Request(server["url"], json.dumps(body).encode(), headers))
    session = reply.headers.get("Mcp-Session-Id") or session
    text = reply.read().decode()
    events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    found = [json.loads(event) for event in events if event] or ([json.loads(text)] if text.strip() else [])
    return next((item for item in found if item.get("id") == number), None)

ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}, 1)
ask("notifications/initialized")
tools = ask("tools/list", {}, 2)["result"]["tools"]
free = [tool for tool in tools if not tool["inputSchema"].get("required") and tool.get("annotations", {}).get("readOnlyHint")]
for number, tool in enumerate(free[:2]):
    ask("tools/call", {"name": tool["name"], "arguments": {}}, 10 + number)
print(f"I looked at {len(free[:2])} things.")
"#;

#[test]
fn a_program_of_its_own_gets_an_endpoint_for_every_episode() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("agent.py"), PROGRAM).unwrap();
    let run = ["eval", "--agent", "command:python3 agent.py", "--sample", "6", "--out", "outside"];
    let report = json(folder.path(), &run);
    assert_eq!(report["episodes"], 6);
    assert_eq!(report["categories"]["all"]["infrastructure"], 0, "{report}");
    assert!(report["calls"].as_f64().unwrap() > 0.5, "its calls are noted by the lab: {report}");
    let (_, shown) = mcplab(folder.path(), &["eval", "show", "outside", "--task", "one-server"]);
    assert!(shown.contains("I looked at"), "{shown}");
    // A program that breaks down is no failed attempt.
    let report = json(
        folder.path(),
        &["eval", "--agent", "command:python3 -c 'import sys; sys.exit(3)'", "--sample", "3", "--out", "broken"],
    );
    assert_eq!(report["categories"]["all"]["infrastructure"], 3);
    assert_eq!(report["categories"]["all"]["rate"], Value::Null);
}

#[test]
fn conversations_that_were_held_elsewhere_are_scored_here() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = mcplab(folder.path(), &["eval", "--agent", "oracle", "--sample", "20", "--out", "held"]);
    assert_eq!(code, Some(0), "{said}");
    mcplab(folder.path(), &["eval", "rows", "held", "--out", "rows"]);
    for (target, file) in [("openai", "held.jsonl"), ("atif", "atif.jsonl")] {
        let (code, said) = mcplab(folder.path(), &["export", "rows", "--to", target, "--out", file]);
        assert_eq!(code, Some(0), "{said}");
        let agent = format!("messages:{file}");
        let report =
            json(folder.path(), &["eval", "--agent", &agent, "--sample", "20", "--out", &format!("again-{target}")]);
        assert_eq!(report["categories"]["all"]["rate"], 1.0, "{target}: {report}");
    }
}
