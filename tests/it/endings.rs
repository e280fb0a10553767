//! How episodes of programs end: by a signal, by a crash, for want of a program, and when their host hangs up.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::program::{json as report, mcplab};

const LONG: Duration = Duration::from_secs(30);

/// Waits until something is there.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < LONG, "{what}");
        sleep(Duration::from_millis(50));
    }
}

fn ended(child: &mut Child) -> ExitStatus {
    until("it does not end", || child.try_wait().unwrap())
}

/// Whether a process has ended, be it that nobody has asked for its status yet.
fn is_gone(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).unwrap_or_default();
    test_kill_process(process).is_err() || stat.contains(") Z ")
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// An agent that answers at once at first, then starts another process and waits for ever, until it is allowed to go on.
const AGENT: &str = r#"#!/bin/sh
if [ -e go ]; then echo done; exit 0; fi
if [ ! -e first ]; then touch first; echo done; exit 0; fi
sleep 600 &
echo "$! $$ $MCPLAB_FOLDER" > started.new
mv started.new started
wait
"#;

fn evaluation(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcplab"));
    let arguments = ["eval", "--agent", "command:sh agent.sh", "--sample", "3", "--at-once", "1", "--out", "out"];
    command.args(arguments).args(more).current_dir(folder).env("TMPDIR", folder.join("tmp"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn a_signal_ends_all_that_was_started(signal: Signal) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    fs::write(folder.path().join("agent.sh"), AGENT).unwrap();
    let mut running = evaluation(folder.path(), &[]).spawn().unwrap();
    let started = until("the agent does not start", || fs::read_to_string(folder.path().join("started")).ok());
    let [child, parent, room] = started.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
    assert!(Path::new(room).join("mcp.json").exists(), "{room}");
    kill_process(pid(&running), signal).unwrap();
    assert_eq!(ended(&mut running).code(), Some(5), "incomplete, to be gone on with");
    for process in [child, parent] {
        let process = Pid::from_raw(process.parse().unwrap()).unwrap();
        until("an agent's process goes on", || is_gone(process).then_some(()));
    }
    let left: Vec<PathBuf> =
        fs::read_dir(folder.path().join("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new(), "the folder with the token stays");
    let lines = || fs::read_to_string(folder.path().join("out/episodes.jsonl")).unwrap().lines().count();
    assert_eq!(lines(), 1, "what had ended is kept");

    fs::write(folder.path().join("go"), "").unwrap();
    let resumed = evaluation(folder.path(), &["--resume"]).output().unwrap();
    assert_eq!(resumed.status.code(), Some(0), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert_eq!(lines(), 3);
}

#[test]
fn sigterm_ends_agents_removes_their_folders_and_leaves_a_journal_to_go_on_with() {
    a_signal_ends_all_that_was_started(Signal::TERM);
}

#[test]
fn sigint_does_the_same() {
    a_signal_ends_all_that_was_started(Signal::INT);
}

#[test]
fn sigterm_ends_a_gateway_whose_clients_are_still_listening() {
    let folder = tempfile::tempdir().unwrap();
    let task = "one-server-single-002";
    let mut gateway = Gateway::serve(folder.path(), &["--tasks", task]);
    let episode = gateway.begin(task);
    let (session, _) = gateway.session(&episode);
    let headers = [("Mcp-Session-Id", session.as_str()), ("MCP-Protocol-Version", "2025-11-25")];
    let mut stream = gateway.open("GET", &format!("/e/{episode}/mcp"), &headers, &Value::Null);
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert!(head.ends_with(b"200"), "{}", String::from_utf8_lossy(&head));
    kill_process(pid(&gateway.child), Signal::TERM).unwrap();
    let begun = Instant::now();
    assert_eq!(ended(&mut gateway.child).code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(3), "it waited for a stream that never ends");
}

/// Calls the first tool that needs nothing, says something, and breaks down.
const CRASHING: &str = r#"
import json, os, sys, urllib.request
server = json.load(open(os.environ["MCPLAB_MCP_CONFIG"]))["mcpServers"]["mcplab"]
session = {}
def ask(method, params, number):
    body = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **server["headers"], **session}
    with urllib.request.urlopen(urllib.request.Request(server["url"], json.dumps(body).encode(), headers)) as reply:
        if reply.headers.get("Mcp-Session-Id"):
            session["Mcp-Session-Id"] = reply.headers["Mcp-Session-Id"]
        lines = [line[5:].strip() for line in reply.read().decode().splitlines() if line.startswith("data:")]
    return next(found for found in map(json.loads, filter(None, lines)) if found.get("id") == number)["result"]
ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}, 1)
tools = ask("tools/list", {}, 2)["tools"]
if sys.argv[1] == "call":
    ask("tools/call", {"name": tools[0]["name"], "arguments": {}}, 3)
if "OPENAI_BASE_URL" in os.environ:
    try:
        urllib.request.urlopen(urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", b"{}"))
    except urllib.error.HTTPError:
        pass
print("I was about to say")
sys.exit("out of order with " + server["headers"]["Authorization"])
"#;

/// The only episode of an agent that crashes.
fn crashed(folder: &Path, out: &str, agent: &str, more: &[&str]) -> (Value, String) {
    fs::write(folder.join("agent.py"), CRASHING).unwrap();
    let run = ["eval", "--agent", agent, "--tasks", "one-server-single-002", "--out", out];
    let (code, said) = mcplab(folder, &[&run[..], more].concat());
    assert_eq!(code, Some(0), "{said}");
    let text = fs::read_to_string(folder.join(out).join("episodes.jsonl")).unwrap();
    (serde_json::from_str(text.trim()).unwrap(), said)
}

#[test]
fn a_program_that_breaks_down_over_a_task_has_failed_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let (entry, said) = crashed(folder.path(), "out", "command:python3 agent.py call", &[]);
    assert_eq!((&entry["score"]["passed"], &entry["score"]["failure"]), (&json!(false), &json!("gave_up")), "{entry}");
    assert_eq!(entry["episode"]["ended"], "crashed");
    assert_eq!(entry["episode"]["answer"], "I was about to say");
    let reason = entry["broken"].as_str().unwrap();
    assert!(reason.contains("exit status: 1") && reason.contains("out of order"), "{reason}");
    assert!(reason.contains("Bearer [token]"), "the token is in the journal: {reason}");
    assert!(said.contains("count as they stood"), "{said}");
    let (_, shown) = mcplab(folder.path(), &["eval", "show", "out", "--task", "one-server-single-002"]);
    assert!(shown.contains("broke down: python3 ended with exit status: 1"), "{shown}");
}

#[test]
fn a_program_that_has_done_nothing_or_lost_its_model_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let (entry, _) = crashed(folder.path(), "idle", "command:python3 agent.py look", &[]);
    assert_eq!((&entry["score"]["passed"], &entry["score"]["failure"]), (&Value::Null, &json!("infrastructure")));

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = format!("http://{}/v1", listener.local_addr().unwrap());
    let refuse = |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    };
    thread::spawn(move || listener.incoming().flatten().for_each(refuse));
    let (entry, _) = crashed(folder.path(), "refused", "command:python3 agent.py call", &["--proxy", &upstream]);
    assert_eq!(
        (&entry["score"]["passed"], &entry["score"]["failure"]),
        (&Value::Null, &json!("infrastructure")),
        "{entry}"
    );
}

#[test]
fn a_program_that_is_not_there_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = mcplab(folder.path(), &["eval", "--agent", "command:no-such-agent {prompt}", "--out", "out"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("there is no program no-such-agent"), "{said}");
    assert!(!folder.path().join("out").exists());
    // One that is there answers for itself.
    let run = ["eval", "--agent", "command:true", "--sample", "2", "--out", "silent"];
    assert_eq!(report(folder.path(), &run)["categories"]["all"]["infrastructure"], 0);
}

#[test]
fn a_host_that_starts_its_servers_itself_has_its_episode_scored_when_it_hangs_up() {
    let folder = tempfile::tempdir().unwrap();
    let task = "one-server-single-002";
    let suite = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/benchmarks/suites/core.jsonl")).unwrap();
    let tasks = suite.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let found = tasks.into_iter().find(|found| found["id"] == task).unwrap();
    let (prompt, wanted) = (found["prompt"].as_str().unwrap(), &found["reference"][0]);
    fs::write(folder.path().join("answer.txt"), "Done.\n").unwrap();
    // What does the task passes, and what does not fails.
    for (call, code, out) in [(&wanted["tool"], 0, "right"), (&json!("list_fitness_goals"), 3, "wrong")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcplab"));
        command.args(["serve", "--task", task, "--answer", "answer.txt", "--out", out]).current_dir(folder.path());
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut host = piped.spawn().unwrap();
        let about = json!({"name": "test", "version": "1"});
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": about});
        let mut stdin = host.stdin.take().unwrap();
        let mut answers = BufReader::new(host.stdout.take().unwrap()).lines();
        let called = json!({"name": call, "arguments": wanted["arguments"]});
        for (id, (method, params)) in [("initialize", hello), ("tools/call", called)].into_iter().enumerate() {
            writeln!(stdin, "{}", json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).unwrap();
            let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
            assert_eq!(answer["id"], id, "{answer}");
            if id == 0 {
                writeln!(stdin, "{}", json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).unwrap();
            }
        }
        drop(stdin);
        assert_eq!(ended(&mut host).code(), Some(code), "{call}");
        let mut said = String::new();
        host.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains(prompt) && said.contains(&format!("{task} trial 0")), "{said}");
        let text = fs::read_to_string(folder.path().join(out).join("episodes.jsonl")).unwrap();
        let entry: Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!((&entry["score"]["passed"], &entry["episode"]["answer"]), (&json!(code == 0), &json!("Done.")));
    }
}
