//! `mcp.json` as its several clients write it.

use std::io;

use mcplab::exec::{Limits, Link, Protocol, ServerSpec, Surroundings, parse_config};

/// Reads a text where HOME, TOKEN and one input are set, and `/w/.env` is a file.
fn read(text: &str) -> (Vec<ServerSpec>, Vec<String>) {
    let variable = |name: &str| {
        let value = match name {
            "HOME" => "/home/ada",
            "TOKEN" => "tok-12345678",
            "EMPTY" => "",
            "MCPLAB_INPUT_API_KEY" => "key-87654321",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let file = |path: &str| match path {
        "/w/.env" => Ok("# a comment\nexport A='one'\nB = two # kept\n\nnot a pair\n".to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let around =
        Surroundings { file: "mcp.json", workspace: "/w", variable: &variable, read: &file, limits: Limits::default() };
    let (servers, problems) = parse_config(text, &around);
    (servers, problems.iter().map(ToString::to_string).collect())
}

/// One server without problems.
fn one(text: &str) -> ServerSpec {
    let (mut servers, problems) = read(text);
    assert_eq!((servers.len(), problems), (1, vec![]));
    servers.remove(0)
}

/// No server and one problem.
fn refused(entry: &str) -> String {
    let (servers, problems) = read(&format!(r#"{{"mcpServers": {{"s": {entry}}}}}"#));
    assert_eq!((servers.len(), problems.len()), (0, 1), "{problems:?}");
    problems[0].clone()
}

fn env(spec: &ServerSpec) -> Vec<(&str, Option<&str>)> {
    let Link::Stdio(command) = &spec.link else { panic!("no child: {spec:?}") };
    command.env.iter().map(|(name, value)| (name.as_str(), value.as_ref().map(|value| value.reveal()))).collect()
}

#[test]
fn claude_desktop_and_cursor() {
    let spec = one(r#"{"mcpServers": {"files": {
            "command": "npx", "args": ["-y", "server", "${workspaceFolder}/data", 7],
            "env": {"KEY": "${env:TOKEN}", "PORT": 80, "MODE": "${MODE:-fast}", "E": "${EMPTY:-full}"}, "cwd": "${userHome}"
        }}}"#);
    let Link::Stdio(command) = &spec.link else { panic!("no child") };
    assert_eq!(command.args, ["-y", "server", "/w/data", "7"]);
    assert_eq!(command.cwd.as_deref(), Some("/home/ada"));
    let expected = [("KEY", Some("tok-12345678")), ("PORT", Some("80")), ("MODE", Some("fast")), ("E", Some("full"))];
    assert_eq!(env(&spec), expected);
}

#[test]
fn vs_code_with_comments_inputs_and_an_env_file() {
    let spec = one(r#"{
            // asked for once
            "inputs": [{"type": "promptString", "id": "api-key", "description": "The key", "password": true},],
            "servers": {
                "web": {"type": "stdio", "command": "run", "args": ["--key=${input:api-key}"],
                        "envFile": "${workspaceFolder}/.env", "env": {"GONE": null}, /* that is all */},
            },
        }"#);
    assert_eq!(env(&spec), [("A", Some("one")), ("B", Some("two # kept")), ("GONE", None)]);
    let shown = format!("{spec:?}");
    assert!(shown.contains("--key=[input:api-key]") && !shown.contains("87654321"), "{shown}");
}

#[test]
fn vs_code_settings_hold_the_servers_deeper() {
    let (servers, problems) = read(r#"{"mcp": {"servers": {"a": {"command": "x"}}}, "editor.tabSize": 2}"#);
    assert_eq!(servers.len(), 1);
    assert_eq!(problems, ["mcp.json: editor.tabSize: unknown key, left aside"]);
}

#[test]
fn http_by_any_name() {
    for kind in ["", r#""type": "http","#, r#""type": "streamable-http","#, r#""type": "streamableHttp","#] {
        let entry = r#""url": "https://h.example/mcp?k=${TOKEN}", "headers": {"Authorization": "Bearer ${TOKEN}"}"#;
        let spec = one(&format!(r#"{{"mcpServers": {{"web": {{{kind} {entry}}}}}}}"#));
        let Link::Http(endpoint) = &spec.link else { panic!("no endpoint") };
        assert_eq!(endpoint.url, "https://h.example/mcp?k=tok-12345678");
        assert_eq!(endpoint.headers[0].1.reveal(), "Bearer tok-12345678");
        let shown = format!("{spec:?}");
        assert!(shown.contains("https://h.example/mcp") && !shown.contains("12345678"), "{shown}");
    }
}

#[test]
fn our_own_settings_stand_in_a_corner() {
    let spec = one(r#"{"mcpServers": {"s": {"command": "x", "mcplab":
            {"startSeconds": 5, "callSeconds": 7, "answerMegabytes": 1, "protocol": "discover"}}}}"#);
    assert_eq!((spec.limits.start.as_secs(), spec.limits.call.as_secs()), (5, 7));
    assert_eq!((spec.limits.answer_bytes, spec.protocol), (1 << 20, Protocol::Discover));
    assert!(refused(r#"{"command": "x", "mcplab": {"callSeconds": 0}}"#).contains("`mcplab.callSeconds`"));
}

#[test]
fn disabled_servers_are_quietly_left_out() {
    let (servers, problems) = read(r#"{"mcpServers": {"s": {"command": "x", "disabled": true}}}"#);
    assert_eq!((servers.len(), problems.len()), (0, 0));
}

#[test]
fn unknown_keys_are_told_and_lose_nothing() {
    let (servers, problems) = read(r#"{"mcpServers": {"s": {"command": "x", "autoApprove": []}}, "theme": 1}"#);
    assert_eq!(servers.len(), 1);
    let expected =
        ["mcp.json: mcpServers.s.autoApprove: unknown key, left aside", "mcp.json: theme: unknown key, left aside"];
    assert_eq!(problems, expected);
}

#[test]
fn a_missing_variable_leaves_only_its_server_out() {
    let (servers, problems) = read(
        r#"{"inputs": [{"id": "pin", "description": "The PIN"}],
            "mcpServers": {"a": {"command": "x", "env": {"K": "${NOPE}"}}, "b": {"command": "y"},
                           "c": {"command": "x", "args": ["${input:pin}"]}, "d": {"command": "${file}:${a:b}"}}}"#,
    );
    assert_eq!(servers.iter().map(|server| server.name.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(
        problems,
        [
            "mcp.json: mcpServers.a: server `a` is left out: the environment variable `NOPE` is not set \
             (hint: set `NOPE`, or write `${NOPE:-DEFAULT}`)",
            "mcp.json: mcpServers.c: server `c` is left out: the input `pin` has no value (The PIN) \
             (hint: set the environment variable `MCPLAB_INPUT_PIN`)",
            "mcp.json: mcpServers.d: server `d` is left out: the environment variable `file` is not set \
             (hint: set `file`, or write `${file:-DEFAULT}`)",
        ]
    );
}

#[test]
fn a_syntax_error_names_file_line_and_column() {
    let (servers, problems) = read("{\n  // fine\n  \"mcpServers\": {\n    \"a\": {\"command\" \"x\"}\n  }\n}");
    assert_eq!(servers.len(), 0);
    assert_eq!(problems, ["mcp.json:4:21: syntax error: expected `:` (hint: correct the JSON there)"]);
}

#[test]
fn a_file_without_servers_is_told_what_to_write() {
    for text in ["{}", "[]", "{\"mcpServers\": 3}"] {
        let (_, problems) = read(text);
        assert!(problems.last().unwrap().contains("no servers: neither `mcpServers` nor `servers`"), "{problems:?}");
    }
}

#[test]
fn entries_that_cannot_be_used_say_why() {
    for (entry, message) in [
        (r#"{"type": "sse", "url": "http://x/sse"}"#, "the old transport `sse` is not spoken here"),
        (r#"{"type": "carrier-pigeon", "command": "x"}"#, "`carrier-pigeon` is no transport"),
        (r#"{"args": []}"#, "neither `command` nor `url` nor `guest` is there"),
        (r#"{"command": "x", "url": "http://x"}"#, "both `command` and `url` are there"),
        (r#"{"type": "http", "command": "x"}"#, "`url` is missing"),
        (r#"{"url": "localhost:8000"}"#, "`url` begins with neither http:// nor https://"),
        (r#"{"command": ["npx", "x"]}"#, "`command` is no text"),
        (r#"{"command": "x", "args": "y"}"#, "`args` is no list"),
        (r#"{"command": "x", "args": [{}]}"#, "a value of `args` is no text"),
        (r#"{"command": "x", "env": []}"#, "`env` is no object"),
        (r#"{"command": "x", "envFile": "/nope"}"#, "`envFile` /nope cannot be read: entity not found"),
        ("7", "it is no object"),
    ] {
        let problem = refused(entry);
        assert!(problem.contains(message) && problem.contains("(hint: "), "{problem}");
    }
}

#[test]
fn two_servers_of_one_name_keep_the_first() {
    let (servers, problems) = read(r#"{"mcpServers": {"a": {"command": "x"}}, "servers": {"a": {"command": "y"}}}"#);
    assert_eq!(servers.len(), 1);
    assert!(problems[0].contains("a second server is named `a`, left out"), "{problems:?}");
}
