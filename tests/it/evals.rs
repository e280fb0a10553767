//! Agents at tasks: what must pass, what must not, and that an evaluation is kept whole.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn mcplab(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab")).args(arguments).current_dir(folder).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said)
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let all = [&["--format", "json"], arguments].concat();
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab")).args(all).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The share of passed attempts of an agent at tasks spread over the suite.
fn rate(folder: &Path, agent: &str, sample: &str) -> (f64, Value) {
    let report = json(folder, &["eval", "--agent", agent, "--sample", sample, "--out", &format!("eval-{agent}")]);
    (report["categories"]["all"]["rate"].as_f64().unwrap(), report)
}

#[test]
fn the_oracle_passes_everything_and_agents_that_know_nothing_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (oracle, report) = rate(folder.path(), "oracle", "200");
    let failed: Vec<&Value> = report["categories"]["cells"].as_object().unwrap().values().collect();
    assert_eq!(oracle, 1.0, "{failed:?}");
    assert_eq!(report["categories"]["cells"].as_object().unwrap().len(), 10, "tasks of every category");
    assert_eq!(rate(folder.path(), "null", "200").0, 0.0);
    assert!(rate(folder.path(), "random", "200").0 < 0.02);
}

#[test]
fn the_planner_lies_in_between_and_comparing_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (planner, _) = rate(folder.path(), "planner", "120");
    assert!((0.1..0.95).contains(&planner), "{planner}");
    rate(folder.path(), "oracle", "120");
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
    let (code, said) = mcplab(folder.path(), &["eval", "--agent", "null", "--sample", "30", "--k", "2", "--out", "whole", "--resume"]);
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
    let changed = lines.join("\n").replacen("\"seed\":", "\"labels\":{},\"seed\":", 0);
    let mut task: Value = serde_json::from_str(&lines[0]).unwrap();
    task["prompt"] = format!("{} Please.", task["prompt"].as_str().unwrap()).into();
    let text = format!("{task}\n{}\n", changed.lines().skip(1).collect::<Vec<_>>().join("\n"));
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
