//! Servers that misbehave: each fault has a clear message, and everything else goes on.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use mcplab::exec::{Limits, Link, RealServer, Secret, Server, ServerSpec, connect};
use mcplab::model::{Boundary, Content, Episode, FailureKind, Outcome, Seed};
use serde_json::{Value, json};

const TOKEN: &str = "tok-5f3759df";

/// The example program `hostile`, built if only this test was asked for.
pub fn program() -> PathBuf {
    let mut path = std::env::current_exe().expect("a running test has a path");
    path.pop();
    path.pop();
    path.push(format!("examples/hostile{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "--example", "hostile"]).status();
        assert!(built.expect("cargo runs").success());
    }
    path
}

fn spec(mode: &str) -> ServerSpec {
    let mut spec = ServerSpec::stdio(mode, program().to_string_lossy(), [mode]);
    if let Link::Stdio(command) = &mut spec.link {
        command.env.push(("HOSTILE_TOKEN".into(), Some(Secret::new(TOKEN))));
    }
    let second = Duration::from_secs(1);
    spec.limits = Limits { start: 5 * second, call: second, answer_bytes: 1 << 20 };
    spec
}

async fn start(mode: &str) -> RealServer {
    RealServer::start(spec(mode)).await.unwrap_or_else(|error| panic!("failed to {error}"))
}

async fn start_error(mode: &str) -> String {
    match RealServer::start(spec(mode)).await {
        Ok(_) => panic!("{mode} started"),
        Err(error) => error.to_string(),
    }
}

fn failure(outcome: &Outcome) -> (Boundary, FailureKind, &str) {
    let failure = outcome.failure.as_ref().unwrap_or_else(|| panic!("no failure: {outcome:?}"));
    (failure.boundary, failure.kind, &failure.message)
}

/// Whatever happened before, the next call is answered.
async fn still_works(server: &mut RealServer) {
    let outcome = server.call("echo", &json!({"n": 1})).await;
    assert_eq!(outcome.failure, None);
    assert_eq!(outcome.value().as_deref(), Some(&json!({"n": 1})));
}

fn episode() -> Episode {
    Episode { seed: Seed(1), now: "2026-03-05T14:20:00+01:00".into() }
}

#[tokio::test]
async fn an_honest_server_tells_about_itself() {
    let mut server = start("honest").await;
    let listing = server.list().await.unwrap();
    assert_eq!(listing.title.as_deref(), Some("hostile"));
    assert_eq!(listing.protocol.as_deref(), Some("2025-11-25"));
    assert_eq!(listing.instructions.as_deref(), Some("Beware."));
    assert_eq!(listing.tools.len(), 2);
    still_works(&mut server).await;
    server.close().await;
    let after = server.call("echo", &json!({})).await;
    assert_eq!(failure(&after), (Boundary::Transport, FailureKind::Closed, "the server was closed"));
}

#[tokio::test]
async fn a_missing_command_is_named_with_its_mend() {
    let spec = ServerSpec::stdio("ghost", "no-such-command-here", ["x"]);
    let Err(error) = RealServer::start(spec).await else { panic!("it started") };
    assert_eq!(error.to_string(), "start server `ghost`: there is no command `no-such-command-here`");
    assert_eq!(error.mend(), "install it, or give its full path as `command`");
}

#[tokio::test]
async fn a_missing_folder_is_told_from_a_missing_command() {
    let mut spec = spec("honest");
    if let Link::Stdio(command) = &mut spec.link {
        command.cwd = Some("/no/such/folder".into());
    }
    let Err(error) = RealServer::start(spec).await else { panic!("it started") };
    assert_eq!(error.to_string(), "start server `honest`: there is no folder `/no/such/folder` to start it in");
}

#[tokio::test]
async fn a_server_that_exits_at_once_is_quoted_without_secrets() {
    let message = start_error("exits-at-once").await;
    assert!(message.starts_with("start server `exits-at-once`: the process ended with exit code 3; its last words"));
    assert!(message.ends_with("complaint 30\n    bad token [HOSTILE_TOKEN]"), "{message}");
    assert!(message.contains("complaint 12\n") && !message.contains("complaint 11\n"), "{message}");
}

#[tokio::test]
async fn a_silent_server_is_given_up_after_its_start_limit() {
    let mut spec = spec("silent");
    spec.limits.start = Duration::from_millis(1200);
    let Err(error) = RealServer::start(spec).await else { panic!("it started") };
    assert_eq!(error.to_string(), "start server `silent`: it did not answer within 1 s");
}

#[tokio::test]
async fn garbage_and_a_malformed_handshake_are_told_apart() {
    let mut garbage = spec("garbage");
    garbage.limits.start = Duration::from_secs(1);
    let Err(error) = RealServer::start(garbage).await else { panic!("it started") };
    assert!(error.to_string().contains("%PDF-1.7 this is no JSON"), "{error}");
    let message = start_error("malformed-handshake").await;
    assert!(message.contains("its answer to the handshake has not the right form"), "{message}");
}

#[tokio::test]
async fn a_server_that_refuses_initialize_is_asked_by_the_newer_protocol() {
    let mut server = start("refuses-initialize").await;
    let listing = server.list().await.unwrap();
    assert_eq!(listing.protocol.as_deref(), Some("2026-07-28"));
    still_works(&mut server).await;
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_stays_dead_until_the_next_episode() {
    let mut server = start("dies-mid-call").await;
    let outcome = server.call("act", &json!({})).await;
    let (boundary, kind, message) = failure(&outcome);
    assert_eq!((boundary, kind), (Boundary::Transport, FailureKind::Closed));
    assert!(message.contains("the process ended with exit code 3"), "{message}");
    assert!(message.contains("bad token [HOSTILE_TOKEN]"), "{message}");
    let next = server.call("echo", &json!({})).await;
    assert!(failure(&next).2.starts_with("the server is gone since an earlier call"), "{next:?}");
    let listed = server.list().await.unwrap_err().to_string();
    assert!(listed.contains("the server is gone since an earlier call"), "{listed}");

    server.reset(&episode()).await.unwrap();
    still_works(&mut server).await;
}

#[tokio::test]
async fn half_a_line_before_the_end_is_a_lost_connection() {
    let mut server = start("half-a-line").await;
    let outcome = server.call("act", &json!({})).await;
    assert_eq!(failure(&outcome).1, FailureKind::Closed);
}

#[tokio::test]
async fn a_list_that_never_comes_is_an_error() {
    let message = start("hangs-on-list").await.list().await.unwrap_err().to_string();
    assert_eq!(message, "list the tools of server `hangs-on-list`: no answer within 1 s");
    let message = start("no-list").await.list().await.unwrap_err().to_string();
    assert!(message.contains("the answer to tools/list has no list `tools`"), "{message}");
}

#[tokio::test]
async fn a_hanging_server_costs_two_limits_and_not_more() {
    let mut server = start("hangs-on-call").await;
    let started = std::time::Instant::now();
    for _ in 0..10 {
        let outcome = server.call("act", &json!({})).await;
        assert!(!outcome.is_ok());
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let outcome = server.call("echo", &json!({})).await;
    assert!(failure(&outcome).2.contains("no answer within 1 s"), "{outcome:?}");
    server.reset(&episode()).await.unwrap();
    still_works(&mut server).await;
}

#[tokio::test]
async fn a_late_answer_is_not_taken_for_the_next_one() {
    let mut server = start("late").await;
    let outcome = server.call("act", &json!({})).await;
    assert_eq!(failure(&outcome), (Boundary::Transport, FailureKind::Timeout, "no answer within 1 s"));
    still_works(&mut server).await;
}

#[tokio::test]
async fn garbage_instead_of_an_answer_is_quoted() {
    let mut server = start("garbage-answer").await;
    let outcome = server.call("act", &json!({})).await;
    let (_, kind, message) = failure(&outcome);
    assert_eq!(kind, FailureKind::Timeout);
    assert!(message.contains("the last one `Segmentation fault (just kidding)`"), "{message}");
    still_works(&mut server).await;
}

#[tokio::test]
async fn an_answer_without_a_result_fails_its_call_only() {
    let mut server = start("no-result").await;
    let outcome = server.call("act", &json!({})).await;
    assert_eq!(failure(&outcome).2, "the answer is no JSON-RPC response");
    still_works(&mut server).await;
}

#[tokio::test]
async fn ids_that_nobody_asked_for_are_left_aside() {
    let mut server = start("unasked-id").await;
    assert_eq!(server.call("act", &json!({"a": 1})).await.text(), r#"{"a":1}"#);
    still_works(&mut server).await;

    let mut server = start("duplicate-id").await;
    assert_eq!(server.call("act", &json!({"a": 1})).await.text(), r#"{"a":1}"#);
    still_works(&mut server).await;

    let mut server = start("wrong-id").await;
    let outcome = server.call("act", &json!({})).await;
    assert!(failure(&outcome).2.ends_with("answers that nobody had asked for: 1"), "{outcome:?}");
    still_works(&mut server).await;
}

#[tokio::test]
async fn a_line_of_100_mb_fails_one_call_in_little_memory() {
    let mut spec = spec("long-line");
    spec.limits.call = Duration::from_secs(30);
    let mut server = RealServer::start(spec).await.unwrap();
    let before = resident_bytes();
    let outcome = server.call("act", &json!({})).await;
    let (boundary, kind, message) = failure(&outcome);
    assert_eq!((boundary, kind), (Boundary::Transport, FailureKind::Limit));
    assert!(message.starts_with("the answer of 1048576"), "{message}");
    assert!(message.contains("over the limit of 1048576 (hint: raise `mcplab.answerMegabytes`)"), "{message}");
    still_works(&mut server).await;
    assert!(resident_bytes() < before + (50 << 20));
}

/// Zero where the system does not say.
fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

#[tokio::test]
async fn one_bad_tool_never_loses_the_list() {
    for (mode, names) in [
        ("invalid-schema", vec!["bad", "echo"]),
        ("missing-schema", vec!["bare", "echo"]),
        ("two-of-one-name", vec!["echo", "echo"]),
        ("no-tools", vec![]),
        ("pages", vec!["first", "echo"]),
        ("same-page-for-ever", vec!["echo", "echo"]),
    ] {
        let mut server = start(mode).await;
        let listing = server.list().await.unwrap();
        let listed: Vec<&str> = listing.tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
        assert_eq!(listed, names, "{mode}");
        still_works(&mut server).await;
    }
    let listing = start("missing-schema").await.list().await.unwrap();
    assert_eq!(listing.tools[0], json!({"name": "bare"}));
}

#[tokio::test]
async fn unknown_content_is_kept() {
    let outcome = start("unknown-content").await.call("act", &json!({})).await;
    assert_eq!(outcome.content[0], Content::Other { block: json!({"type": "hologram", "depth": 3}) });
    assert_eq!(outcome.text(), "[hologram content]\nseen");
}

#[tokio::test]
async fn noise_and_slowness_are_borne() {
    let mut server = start("noise").await;
    assert_eq!(server.list().await.unwrap().tools.len(), 2);
    still_works(&mut server).await;
    assert_eq!(start("slow").await.call("act", &json!({"a": 1})).await.text(), r#"{"a":1}"#);
}

#[tokio::test]
async fn errors_are_sorted_by_who_made_them() {
    let mut server = start("honest").await;
    let outcome = server.call("frob", &json!({})).await;
    assert_eq!(failure(&outcome), (Boundary::Server, FailureKind::UnknownTool, "Unknown tool: frob"));
    let outcome = server.call("echo", &json!([1])).await;
    assert_eq!(failure(&outcome).1, FailureKind::Invalid);
    let outcome = start("soft-error").await.call("act", &Value::Null).await;
    assert_eq!(failure(&outcome), (Boundary::Tool, FailureKind::Other, "Error: the printer is on fire"));
}

#[tokio::test]
async fn secrets_do_not_reach_results() {
    let outcome = start("tells-secrets").await.call("act", &json!({})).await;
    assert_eq!(outcome.text(), "[HOSTILE_TOKEN]");
    assert!(!format!("{:?}", spec("honest")).contains(TOKEN));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_children_of_a_server_end_with_it() {
    for polite in [true, false] {
        let mut server = start("has-children").await;
        let process = PathBuf::from("/proc").join(server.call("act", &json!({})).await.text());
        assert!(process.join("stat").exists());
        if polite {
            server.close().await;
        }
        drop(server);
        let alive = || {
            let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        for _ in 0..50 {
            if alive() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        assert!(!alive(), "polite: {polite}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_start_leaves_the_others_alone() {
    let ghost = ServerSpec::stdio("ghost", "no-such-command-here", ["x"]);
    let (servers, problems) = connect(vec![spec("honest"), ghost, spec("noise")], 2).await;
    let names: Vec<&str> = servers.iter().map(|server| server.name()).collect();
    assert_eq!(names, ["honest", "noise"]);
    assert_eq!(
        problems[0].to_string(),
        "ghost: failed to start server `ghost`: there is no command `no-such-command-here` \
         (hint: install it, or give its full path as `command`)"
    );
}
