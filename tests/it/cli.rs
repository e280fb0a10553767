//! The command line as a user meets it: exit code, stdout, stderr.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program in a folder, with nothing of the tester's own settings.
fn mcplab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcplab"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MCPLAB_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG");
    command
}

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    mcplab(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Exit code, stdout and stderr as one text, with the folder's name taken out.
fn shown(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let plain = |bytes: &[u8]| text(bytes).replace(&folder.display().to_string(), "DIR");
    format!("exit {}\n{}---\n{}", output.status.code().unwrap_or(-1), plain(&output.stdout), plain(&output.stderr))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A small finished run in `run`.
fn small_run(folder: &Path) {
    let output = run(folder, &["generate", "--count", "8", "--seed", "3", "--out", "run"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_main_job_needs_no_configuration() {
    let folder = folder();
    let output = run(folder.path(), &["generate", "--count", "8"]);
    let stdout = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for part in
        ["8 rows in runs/seed-1, seed 1", "Funnel", "Coverage", "Shapes", "Calls per row", "runs/seed-1/sft.jsonl"]
    {
        assert!(stdout.contains(part), "{part} is missing in\n{stdout}");
    }
    assert!(stdout.is_ascii(), "a file gets no block characters");
    // Which of the built-in servers take part, as long as it is not all of them.
    let said = text(&output.stderr);
    assert!(said.lines().all(|line| line.contains("built-in servers have a phrasebook")), "{said}");
    let mut files: Vec<String> = fs::read_dir(folder.path().join("runs/seed-1"))
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "README.md", "graph-observed.json", "graph.json", "journal.jsonl", "manifest.json", "sft.jsonl",
            "trajectories-00000.parquet"
        ]
    );
    let again = run(folder.path(), &["generate", "--count", "1"]);
    assert!(text(&again.stdout).contains("runs/seed-1-2"), "a second run gets a name of its own");
}

#[test]
fn json_output_is_one_document() {
    let folder = folder();
    let output = run(folder.path(), &["generate", "--count", "4", "--out", "x", "--format", "json"]);
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["rows"], 4);
    let funnel = &summary["funnel"];
    let count = |name: &str| funnel[name].as_u64().unwrap();
    assert_eq!(count("sampled"), count("kept") + count("dropped") + count("failed"));
    let inventory = run(folder.path(), &["inventory", "--builtin", "mail", "--format", "json"]);
    let inventory: Value = serde_json::from_slice(&inventory.stdout).unwrap();
    assert_eq!(inventory["servers"][0]["name"], "mail");
}

#[test]
fn an_inventory_can_be_shown_saved_and_compared() {
    let folder = folder();
    let all = run(folder.path(), &["inventory", "--save", "all.json"]);
    let stdout = text(&all.stdout);
    assert!(stdout.contains(" servers, ") && stdout.contains("\nmail (sandboxed, Mail 0.1.0), 11 tools"), "{stdout}");
    assert!(stdout.ends_with("no problems\n"), "{stdout}");
    run(folder.path(), &["inventory", "--builtin", "mail", "--save", "mail.json"]);
    insta::assert_snapshot!(shown(folder.path(), &["inventory", "--diff", "all.json", "all.json"]), @r"
    exit 0
    no differences
    ---
    ");
    let diff = text(&run(folder.path(), &["inventory", "--diff", "all.json", "mail.json"]).stdout);
    assert!(diff.contains("- server shop") && diff.contains("- shop.place_order"), "{diff}");
    let text = fs::read_to_string(folder.path().join("mail.json")).unwrap();
    fs::write(folder.path().join("mail.json"), text.replace("send_draft", "send_it")).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["inventory", "--diff", "all.json", "mail.json"]), @r"
    exit 2
    ---
    error: mail.json: read the inventory snapshot: its digest does not fit its content

    hint: it was edited; save it again
    ");
}

#[test]
fn the_graph_is_shown_with_evidence_and_written_in_every_form() {
    let folder = folder();
    small_run(folder.path());
    let shown = text(&run(folder.path(), &["graph", "show", "--top", "3000", "--observe", "run"]).stdout);
    for part in ["declared: ", "observed: ", "proven:   needs such a value", "communities", "called from nothing"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let dot = text(&run(folder.path(), &["graph", "export", "--to", "dot"]).stdout);
    assert!(dot.starts_with("digraph tools {") && dot.contains("\"mail.send_message\""));
    let built = run(folder.path(), &["graph", "build", "--out", "graph.json", "--builtin", "mail,contacts"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let json = fs::read_to_string(folder.path().join("graph.json")).unwrap();
    assert!(mcplab::graph::Graph::parse(&json).is_ok());
    for form in ["json", "graphml", "html"] {
        let written = text(&run(folder.path(), &["graph", "export", "--graph", "graph.json", "--to", form]).stdout);
        assert!(written.contains("send_message"), "{form}");
    }
    let again = run(folder.path(), &["graph", "build", "--from", "graph.json", "--builtin", "mail,contacts"]);
    assert!(text(&again.stderr).contains("0 tools changed; 0 of"), "{}", text(&again.stderr));
    assert!(text(&again.stdout) == json);
    // What executions showed stays where edges are proven anew.
    let some = ["--builtin", "mail,contacts,calendar"];
    run(folder.path(), &[&["generate", "--count", "12", "--out", "desk"], &some[..]].concat());
    run(folder.path(), &[&["graph", "build", "--observe", "desk", "--out", "seen.json"], &some[..]].concat());
    let kept = run(folder.path(), &[&["graph", "build", "--from", "seen.json", "--prove"], &some[..]].concat());
    let observed = |json: &str| json.matches("\"observed\":").count();
    let seen = fs::read_to_string(folder.path().join("seen.json")).unwrap();
    assert!(observed(&seen) > 0 && observed(&text(&kept.stdout)) == observed(&seen));
}

#[test]
fn edges_are_explained_in_words() {
    let folder = folder();
    let explain = |from: &str, to: &str| {
        let arguments = ["graph", "explain", from, to, "--builtin", "calendar,contacts,mail"];
        shown(folder.path(), &arguments)
    };
    let strong = explain("calendar.list_events.output.events[].id", "calendar.get_event.input.event_id");
    assert!(
        strong.contains("strong: ") && strong.contains("proven:   needs such a value") && strong.contains("at rank"),
        "{strong}"
    );
    let none = explain("mail.get_message.body", "calendar.get_event.event_id");
    assert!(none.contains("no edge") && none.contains("against"), "{none}");
    let never = explain("mail.get_message.body", "calendar.list_events.limit");
    assert!(never.contains("it can never be: "), "{never}");
    let tools = explain("contacts.search_contacts", "mail.send_message");
    assert!(tools.contains("from contacts.search_contacts to mail.send_message"), "{tools}");
    let unknown = explain("mail.get_message.output.colour", "calendar.get_event.event_id");
    assert!(unknown.contains("error: find output") && unknown.contains("hint: mail.get_message has: "), "{unknown}");
}

#[test]
fn the_graph_is_measured_against_gold_and_against_trials() {
    let folder = folder();
    let tools = r#"{"server":"a","name":"list_orders","description":"","inputSchema":{"type":"object"},"outputSchema":{"type":"object","properties":{"orders":{"type":"array","items":{"type":"object","properties":{"order_id":{"type":"string"},"note":{"type":"string"}}}}}}}
{"server":"a","name":"cancel_order","description":"","inputSchema":{"type":"object","properties":{"order_id":{"type":"string"}},"required":["order_id"]}}
not json
"#;
    fs::write(folder.path().join("tools.jsonl"), tools).unwrap();
    let gold = r#"{"from":{"server":"a","tool":"list_orders","path":"orders[].order_id"},"to":{"server":"a","tool":"cancel_order","path":"order_id"}}"#;
    fs::write(folder.path().join("gold.jsonl"), gold).unwrap();
    let measured = run(folder.path(), &["graph", "eval", "--inventory", "tools.jsonl", "--gold", "gold.jsonl"]);
    assert!(text(&measured.stdout).contains("hits@1 1.000"), "{}", text(&measured.stdout));
    assert!(text(&measured.stderr).contains("tools.jsonl, line 3: no JSON"), "{}", text(&measured.stderr));
    let proven = run(folder.path(), &["graph", "eval", "--builtin", "contacts,tasks", "--prove", "every"]);
    let proven = text(&proven.stdout);
    assert!(
        proven.contains("precision 0.") && proven.contains("recall 0.") && proven.contains("ranking of needed pairs"),
        "{proven}"
    );
}

#[test]
fn what_was_typed_wrong_is_said_with_the_mend() {
    let folder = folder();
    fs::write(folder.path().join("taken"), "").unwrap();
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/file"), "").unwrap();
    fs::write(folder.path().join("bad.toml"), "[generate]\ncuont = 3\n").unwrap();
    let shown = |arguments: &[&str]| shown(folder.path(), arguments);
    insta::assert_snapshot!(shown(&["generate", "--out", "full"]), @r"
    exit 2
    ---
    error: use full as a new run directory: it is not empty

    hint: continue it with --resume, or choose another --out
    ");
    insta::assert_snapshot!(shown(&["generate", "--out", "taken/run"]), @r"
    exit 2
    ---
    error: use as the run directory taken/run: Not a directory (os error 20)
    ");
    insta::assert_snapshot!(shown(&["generate", "--resume"]), @r"
    exit 2
    ---
    error: resume a run: it is not said which

    hint: name its directory with --out
    ");
    insta::assert_snapshot!(shown(&["generate", "--count", "0"]), @r"
    exit 2
    ---
    error: use --count 0: it must be at least 1
    ");
    insta::assert_snapshot!(shown(&["generate", "--builtin", "mail,post"]), @r"
    exit 2
    ---
    error: use built-in server `post`: there is none of this name

    hint: `mcplab inventory` shows them all
    ");
    insta::assert_snapshot!(shown(&["generate", "--servers", "none.json"]), @r"
    exit 2
    ---
    error: read none.json: No such file or directory (os error 2)

    hint: --servers takes the path of an mcp.json
    ");
    insta::assert_snapshot!(shown(&["generate", "--config", "bad.toml"]), @r"
    exit 2
    ---
    error: read settings bad.toml: TOML parse error at line 2, column 1
      |
    2 | cuont = 3
      | ^^^^^
    unknown field `cuont`, expected one of `count`, `seed`, `out`, `jobs`, `rows_per_shard`, `read_only`, `phrases`, `typos`
    ");
    insta::assert_snapshot!(shown(&["export", "taken"]), @r"
    exit 2
    ---
    error: open taken: it holds no manifest.json, so it is not a run directory
    ");
    insta::assert_snapshot!(shown(&["export", "full", "--to", "parchment"]), @r"
    exit 2
    ---
    error: invalid value 'parchment' for '--to <PROFILE>'
      [possible values: openai, trl, axolotl, llamafactory, llamafactory-turns, ms-swift, hermes, verl, slime, mistral, toucan, xlam, gorilla, dpo, kto, prm, verl-rl, nemo-gym, sts, atif, inspect, mcplab]

      tip: a similar value exists: 'prm'

    For more information, try '--help'.
    ");
}

#[test]
fn a_broken_mcp_json_is_placed_and_leaves_nothing_to_do() {
    let folder = folder();
    fs::write(folder.path().join("syntax.json"), "{\n  \"mcpServers\": {\n    \"a\" {}\n  }\n}").unwrap();
    fs::write(
        folder.path().join("missing.json"),
        r#"{"mcpServers": {"a": {"command": "no-such-program-here", "args": ["${MCPLAB_TEST_UNSET}"]}, "b": {"command": "no-such-program-here"}}}"#,
    )
    .unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["generate", "--servers", "syntax.json", "--out", "x"]), @r"
    exit 4
    ---
    warning: syntax.json:3:9: syntax error: expected `:` (hint: correct the JSON there)
    no server has a tool, so there is nothing to generate from
    ");
    insta::assert_snapshot!(shown(folder.path(), &["generate", "--servers", "missing.json", "--out", "x"]), @r"
    exit 4
    ---
    starting 1 server from missing.json
    warning: missing.json: mcpServers.a: server `a` is left out: the environment variable `MCPLAB_TEST_UNSET` is not set (hint: set `MCPLAB_TEST_UNSET`, or write `${MCPLAB_TEST_UNSET:-DEFAULT}`)
    warning: b: failed to start server `b`: there is no command `no-such-program-here` (hint: install it, or give its full path as `command`)
    no server has a tool, so there is nothing to generate from
    ");
    assert!(!folder.path().join("x").exists());
}

#[test]
fn the_rest_of_a_run_goes_on_without_a_broken_server() {
    let folder = folder();
    fs::write(folder.path().join("mcp.json"), r#"{"mcpServers": {"ghost": {"command": "no-such-program-here"}}}"#)
        .unwrap();
    let output = run(
        folder.path(),
        &["generate", "--servers", "mcp.json", "--builtin", "mail,contacts", "--count", "3", "--out", "x"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("there is no command `no-such-program-here`"));
    assert!(text(&output.stdout).contains("Problems\n  ghost: failed to start"), "{}", text(&output.stdout));
}

/// Servers that misbehave in the middle of a run: what can be made is made, and the rest is said.
#[test]
fn a_run_over_hostile_servers_ends_and_keeps_what_it_can() {
    let folder = folder();
    let program = crate::exec_hostile::program();
    let entry = |mode: &str| {
        serde_json::json!({
            "command": program, "args": [mode], "env": {"HOSTILE_TOKEN": "tok-5f3759df"},
            "mcplab": {"startSeconds": 5, "callSeconds": 1, "answerMegabytes": 1},
        })
    };
    let modes =
        ["dies-mid-call", "hangs-on-list", "garbage-answer", "long-line", "unasked-id", "no-list", "soft-error"];
    let servers: serde_json::Map<String, Value> = modes.iter().map(|mode| ((*mode).to_owned(), entry(mode))).collect();
    fs::write(folder.path().join("mcp.json"), serde_json::json!({"mcpServers": servers}).to_string()).unwrap();
    let arguments =
        ["generate", "--servers", "mcp.json", "--builtin", "mail", "--count", "6", "--out", "x", "--format", "json"];
    let output = run(folder.path(), &arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["rows"], 6, "{summary}");
    assert!(said.contains("list the tools of server `hangs-on-list`") && said.contains("`no-list`"), "{said}");
    for file in fs::read_dir(folder.path().join("x")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|part| part == b"tok-5f3759df"), "a secret is in the run");
    }
    assert!(!said.contains("tok-5f3759df"), "{said}");

    fs::write(
        folder.path().join("none.json"),
        serde_json::json!({"mcpServers": {"no-list": entry("no-list")}}).to_string(),
    )
    .unwrap();
    let output = run(folder.path(), &["generate", "--servers", "none.json", "--out", "y"]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("so there is nothing to generate from"), "{}", text(&output.stderr));
    assert!(!folder.path().join("y").exists());
}

#[test]
fn flags_stand_over_environment_over_file() {
    let folder = folder();
    fs::write(
        folder.path().join("mcplab.toml"),
        "[servers]\nbuiltin = [\"mail\"]\n[generate]\ncount = 3\nseed = 5\nout = \"from-file\"\n",
    )
    .unwrap();
    let summary = |command: &mut Command| -> Value {
        let output = command.output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
    };
    let file = summary(&mut mcplab(folder.path(), &["generate", "--format", "json"]));
    assert_eq!((&file["rows"], &file["seed"], &file["dir"]), (&3.into(), &5.into(), &"from-file".into()));
    assert_eq!(file["coverage"]["servers"].as_array().unwrap().len(), 1);
    let environment =
        summary(mcplab(folder.path(), &["generate", "--format", "json", "--out", "b"]).env("MCPLAB_COUNT", "2"));
    assert_eq!((&environment["rows"], &environment["seed"]), (&2.into(), &5.into()));
    let flag = summary(
        mcplab(folder.path(), &["generate", "--format", "json", "--out", "c", "-n", "1"]).env("MCPLAB_COUNT", "2"),
    );
    assert_eq!(flag["rows"], 1);
}

#[test]
fn an_export_goes_to_stdout_or_a_file() {
    let folder = folder();
    small_run(folder.path());
    let stdout = run(folder.path(), &["export", "run"]).stdout;
    run(folder.path(), &["export", "run", "--to", "openai", "--out", "rows.jsonl"]);
    assert_eq!(fs::read(folder.path().join("rows.jsonl")).unwrap(), stdout);
    assert_eq!(fs::read(folder.path().join("run/sft.jsonl")).unwrap(), stdout);
    assert_eq!(text(&stdout).lines().count(), 8);
}

#[test]
fn a_replay_confirms_every_row() {
    let folder = folder();
    small_run(folder.path());
    let shown = shown(folder.path(), &["replay", "run"]);
    assert!(shown.starts_with("exit 0\n8 of 8 rows: every result and state is byte for byte the same, "), "{shown}");
}

#[test]
fn stdout_that_closes_early_is_no_error() {
    let folder = folder();
    let mut child = mcplab(folder.path(), &["graph", "build", "--builtin", "mail,shop"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_run_that_resumes_to_the_same_bytes() {
    let folder = folder();
    let generate = |out: &str, more: &[&str]| {
        let arguments = [&["generate", "--count", "200", "--seed", "9", "--jobs", "1", "--out", out], more].concat();
        mcplab(folder.path(), &arguments)
    };
    let mut child = generate("cut", &[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let journal = folder.path().join("cut/journal.jsonl");
    let begun = || fs::read_to_string(&journal).is_ok_and(|text| text.lines().count() > 10);
    let patience = Instant::now();
    while !begun() && patience.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let code = child.wait().unwrap().code();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("nothing is lost (hint: the same command with --out cut --resume goes on)"), "{said}");
    assert!(generate("cut", &["--resume"]).output().unwrap().status.success());
    assert!(generate("whole", &[]).output().unwrap().status.success());
    for file in ["sft.jsonl", "trajectories-00000.parquet", "manifest.json", "README.md", "graph-observed.json"] {
        let bytes = |run: &str| fs::read(folder.path().join(run).join(file)).unwrap();
        assert!(bytes("cut") == bytes("whole"), "{file} differs");
    }
}

#[test]
fn rows_of_a_users_guest_are_replayed_with_its_configuration() {
    let folder = folder();
    fs::write(folder.path().join("office.wasm"), mcplab::exec::WASM).unwrap();
    let config = r#"{"mcpServers": {"papers": {"guest": "office.wasm", "server": "files"}}}"#;
    fs::write(folder.path().join("mcp.json"), config).unwrap();
    let servers = ["--servers", "mcp.json"];
    let generate = ["generate", "--count", "8", "--seed", "3", "--out", "run"];
    let output = run(folder.path(), &[&generate[..], &servers].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));

    let replayed = run(folder.path(), &[&["replay", "run"][..], &servers].concat());
    let said = text(&replayed.stdout) + &text(&replayed.stderr);
    assert!(replayed.status.success() && said.contains("8 of 8 rows"), "{said}");
    assert!(!said.contains("warning"), "{said}");

    let without = run(folder.path(), &["replay", "run"]);
    assert_eq!(without.status.code(), Some(3), "{}", text(&without.stdout));
    assert!(text(&without.stderr).contains("made with other sandboxed servers"), "{}", text(&without.stderr));
}

#[test]
fn a_guest_with_the_name_of_a_built_in_server_is_replayed_as_itself() {
    let folder = folder();
    fs::write(folder.path().join("office.wasm"), mcplab::exec::WASM).unwrap();
    let config = r#"{"mcpServers": {"mail": {"guest": "office.wasm", "server": "files"}}}"#;
    fs::write(folder.path().join("mcp.json"), config).unwrap();
    let servers = ["--servers", "mcp.json"];
    let generate = ["generate", "--count", "8", "--seed", "3", "--out", "run"];
    let output = run(folder.path(), &[&generate[..], &servers].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let replayed = run(folder.path(), &[&["replay", "run"][..], &servers].concat());
    assert!(replayed.status.success(), "{}", text(&replayed.stdout));
}
