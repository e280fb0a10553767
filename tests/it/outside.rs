//! Episodes for programs outside: what they read in MCP's own way, and how sessions and episodes end.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mcplab::exec::Server;
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::program::mcplab;

/// A task whose server has resources in view, and one whose servers have not.
const READS: &str = "resources-010";
const PLAIN: &str = "one-server-single-002";

fn kept(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("episodes.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn steps(entry: &Value) -> &Value {
    &entry["episode"]["trajectory"]["steps"]
}

/// A suite of one task with two servers that have resources, templates and prompts in view: the task's id.
fn suite(folder: &Path) -> String {
    let core = concat!(env!("CARGO_MANIFEST_DIR"), "/benchmarks/suites/core.jsonl");
    let text = fs::read_to_string(core).unwrap();
    let line = text.lines().find(|line| line.contains(r#""servers":[{"name":"notes","#)).unwrap();
    let mut task: Value = serde_json::from_str(line).unwrap();
    task["servers"] = json!([{"name": "documents", "resources": true}, {"name": "notes", "resources": true}]);
    fs::write(folder.join("own.jsonl"), format!("{task}\n")).unwrap();
    task["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_in_mcps_own_way_is_the_step_that_its_tool_would_have_been() {
    let folder = tempfile::tempdir().unwrap();
    let task = suite(folder.path());
    let gateway = Gateway::serve(folder.path(), &["--suite", "own.jsonl", "--unaudited", "--out", "out"]);

    let episode = gateway.begin(&task);
    let mut client = gateway.client(&episode).await;
    let templates = client.request("resources/templates/list", &json!({})).await.unwrap();
    assert!(templates["resourceTemplates"].as_array().unwrap().len() > 1, "{templates}");
    let listed = client.request("resources/list", &json!({})).await.unwrap();
    // Many clients list at every connection.
    assert_eq!(client.request("resources/list", &json!({})).await.unwrap(), listed);
    let note = listed["resources"].as_array().unwrap().iter().find(|one| is_of(one, "notes")).unwrap();
    let uri = note["uri"].clone();
    let read = client.request("resources/read", &json!({"uri": uri})).await.unwrap();
    assert_eq!(read["contents"][0]["uri"], uri, "{read}");
    let refused = client.request("resources/read", &json!({"uri": "notes://absent"})).await.unwrap_err();
    assert_eq!(refused.code, -32002, "{refused}");
    client.close().await;
    gateway.post(&format!("/v1/episodes/{episode}/finish"), &json!({"answer": "Read."}));

    let episode = gateway.begin(&task);
    let mut client = gateway.client(&episode).await;
    for server in ["documents", "notes"] {
        client.call(&format!("{server}_list_resources"), &json!({})).await;
    }
    let told = client.call("notes_read_resource", &json!({"uri": uri})).await;
    assert_eq!(read["contents"][0]["text"], told.structured.unwrap()["text"]);
    client.call("notes_read_resource", &json!({"uri": "notes://absent"})).await;
    client.close().await;
    gateway.post(&format!("/v1/episodes/{episode}/finish"), &json!({"answer": "Read."}));

    let [own, tools] = kept(&folder.path().join("out")).try_into().unwrap();
    assert_eq!(steps(&own).as_array().unwrap().len(), 4, "{own:#}");
    assert_eq!(steps(&own), steps(&tools));
    assert_eq!(own["score"], tools["score"]);
}

fn is_of(resource: &Value, scheme: &str) -> bool {
    resource["uri"].as_str().is_some_and(|uri| uri.starts_with(&format!("{scheme}://")))
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_are_got_as_their_tools_are_called() {
    let folder = tempfile::tempdir().unwrap();
    let task = suite(folder.path());
    let gateway = Gateway::serve(folder.path(), &["--suite", "own.jsonl", "--unaudited", "--out", "out"]);
    let episode = gateway.begin(&task);
    let mut client = gateway.client(&episode).await;
    let prompts = client.request("prompts/list", &json!({})).await.unwrap();
    let prompt = &prompts["prompts"][0];
    let argument = &prompt["arguments"][0];
    let asked = json!({
        "ref": {"type": "ref/prompt", "name": prompt["name"]}, "argument": {"name": argument["name"], "value": ""},
    });
    let completed = client.request("completion/complete", &asked).await.unwrap();
    let value = completed["completion"]["values"][0].clone();
    let arguments = json!({argument["name"].as_str().unwrap(): value});
    let got = client.request("prompts/get", &json!({"name": prompt["name"], "arguments": arguments})).await.unwrap();
    let text = got["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(!text.is_empty(), "{got}");
    let absent = client.request("prompts/get", &json!({"name": "none"})).await.unwrap_err();
    assert_eq!(absent.code, -32602, "{absent}");
    client.close().await;
    gateway.post(&format!("/v1/episodes/{episode}/finish"), &json!({"answer": "Got."}));

    let [entry] = kept(&folder.path().join("out")).try_into().unwrap();
    let [step] = steps(&entry).as_array().unwrap().as_slice() else { panic!("{entry:#}") };
    assert_eq!(step["tool"]["tool"], format!("get_prompt_{}", prompt["name"].as_str().unwrap()));
    assert_eq!(step["arguments"], arguments);
    assert_eq!(step["outcome"]["structured"]["messages"][0]["text"], text);
}

#[test]
fn an_endpoint_declares_what_its_task_shows() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = Gateway::serve(folder.path(), &["--tasks", &format!("{READS},{PLAIN}")]);
    let (_, shown) = gateway.session(&gateway.begin(READS));
    assert!(shown["capabilities"]["resources"].is_object(), "{shown}");
    let (_, hidden) = gateway.session(&gateway.begin(PLAIN));
    assert!(hidden["capabilities"]["tools"].is_object(), "{hidden}");
    assert!(hidden["capabilities"]["resources"].is_null(), "{hidden}");
    assert!(hidden["capabilities"]["prompts"].is_null(), "{hidden}");
}

#[test]
fn a_session_ends_alone_and_an_episode_with_all_its_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = Gateway::serve(folder.path(), &["--tasks", PLAIN, "--out", "out"]);
    let episode = gateway.begin(PLAIN);
    let path = format!("/e/{episode}/mcp");
    let (first, _) = gateway.session(&episode);
    let (second, _) = gateway.session(&episode);
    let tools = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"});
    let ask = |session: &str| {
        let headers = [("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-11-25")];
        gateway.send("POST", &path, &headers, &tools).status
    };
    let end = |session: &str| gateway.send("DELETE", &path, &[("Mcp-Session-Id", session)], &Value::Null).status;
    assert_eq!((ask(&first), end(&first), ask(&first), ask(&second)), (200, 202, 404, 200));

    let path = format!("/v1/episodes/{episode}");
    assert_eq!(gateway.send("DELETE", &path, &[], &Value::Null).status, 204);
    assert_eq!(ask(&second), 404);
    let late = gateway.post(&format!("{path}/finish"), &json!({"answer": "Done."}));
    assert_eq!(late.status, 404);
    assert!(late.body.contains("given up"), "{}", late.body);
    assert_eq!(kept(&folder.path().join("out")), Vec::<Value>::new());
}

#[test]
fn an_episode_that_nobody_finishes_is_scored_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--tasks", PLAIN, "--out", "out", "--seconds", "1", "--grace", "1"];
    let gateway = Gateway::serve(folder.path(), &arguments);
    let episode = gateway.begin(PLAIN);
    let begun = Instant::now();
    while kept(&folder.path().join("out")).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it is still open");
        sleep(Duration::from_millis(100));
    }
    assert!(begun.elapsed() >= Duration::from_secs(2), "it was ended before its time");
    let late = gateway.post(&format!("/v1/episodes/{episode}/finish"), &json!({"answer": "Done."}));
    assert_eq!(late.status, 404, "{}", late.body);
    drop(gateway);
    let (code, said) = mcplab(folder.path(), &["eval", "show", "out"]);
    assert_eq!(code, Some(0), "{said}");
    let [entry] = kept(&folder.path().join("out")).try_into().unwrap();
    assert_eq!((&entry["score"]["failure"], &entry["score"]["passed"]), (&json!("ran_out"), &json!(false)), "{entry}");

    // The folder goes on only where that is said.
    let again = [&["eval", "serve", "--http", "127.0.0.1:0"][..], &arguments].concat();
    let (code, said) = mcplab(folder.path(), &again);
    assert_eq!(code, Some(2));
    assert!(said.contains("--resume"), "{said}");
    let gateway = Gateway::serve(folder.path(), &[&arguments[..], &["--resume"]].concat());
    let episode = gateway.begin(PLAIN);
    gateway.post(&format!("/v1/episodes/{episode}/finish"), &json!({"answer": "Done."}));
    assert_eq!(kept(&folder.path().join("out")).len(), 2);
}
