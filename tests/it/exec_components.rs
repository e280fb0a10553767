//! The example servers in Python and JavaScript, built by their own tools, as guests like any other.
//!
//! `sandboxes/components/build.sh` makes them. Where python3 or node is missing the tests say so and do nothing, unless
//! `MCPLAB_REQUIRE_GUESTS` is set, as `.ci/run` does.

use std::path::{Path, PathBuf};
use std::process::Command;

use mcplab::exec::{GuestFile, SandboxModule, Server};
use mcplab::model::{Episode, Seed};
use serde_json::{Value, json};

/// The component of a language; `None` where it cannot be built.
fn built(language: &str, file: &str, needs: &str) -> Option<PathBuf> {
    let required = std::env::var_os("MCPLAB_REQUIRE_GUESTS").is_some();
    let there = Command::new(needs).arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        assert!(!required, "{needs} is missing, and MCPLAB_REQUIRE_GUESTS is set");
        eprintln!("skipped: {needs} is missing, so the component in {language} cannot be built");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("sandboxes/components/build.sh");
    let output = Command::new("bash").arg(script).arg(language).output().unwrap();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!required, "the component in {language} cannot be built:\n{said}");
        eprintln!("skipped: the component in {language} cannot be built:\n{said}");
        return None;
    }
    let folder = String::from_utf8_lossy(&output.stdout).lines().last().map(PathBuf::from)?;
    Some(folder.join(file))
}

async fn started(name: &str, component: &Path, seed: u64) -> Box<dyn Server> {
    let file = GuestFile { module: component.display().to_string(), ..GuestFile::default() };
    let module = SandboxModule::from_file(name, &file, Path::new("")).unwrap();
    let mut server = module.bridged().open(name).unwrap();
    server.reset(&Episode { seed: Seed(seed), now: "2026-03-05T14:30:00+01:00".into() }).await.unwrap();
    server
}

async fn ok(server: &mut dyn Server, tool: &str, arguments: Value) -> Value {
    let outcome = server.call(tool, &arguments).await;
    assert!(outcome.is_ok(), "{tool} {arguments}: {outcome:?}");
    outcome.structured.unwrap()
}

#[tokio::test]
async fn a_component_in_python_is_called_read_and_forked() {
    let Some(component) = built("python", "packing.wasm", "python3") else { return };
    let mut server = started("packing", &component, 7).await;
    let items = ok(server.as_mut(), "list_items", json!({"packed": false})).await;
    let item = &items["items"][0];
    let mut fork = server.fork().await.unwrap();
    let packed = ok(server.as_mut(), "pack_item", json!({"item_id": item["id"]})).await;
    assert_eq!(packed["packed"], true);
    let refused = server.call("pack_item", &json!({"item_id": item["id"]})).await.failure.unwrap();
    assert!(refused.message.ends_with("is packed already."), "{refused:?}");
    let read = ok(server.as_mut(), "read_resource", json!({"uri": "packing://list"})).await;
    assert!(read["text"].as_str().unwrap().contains(&format!("- [x] {}", item["name"].as_str().unwrap())), "{read}");
    assert_ne!(fork.state_digest(), server.state_digest(), "a fork goes its own way");
    assert_eq!(ok(fork.as_mut(), "list_items", json!({"packed": false})).await, items);
    let other = ok(started("packing", &component, 8).await.as_mut(), "list_items", json!({})).await;
    let same = ok(started("packing", &component, 7).await.as_mut(), "list_items", json!({})).await;
    assert_ne!(other, same, "worlds descend from their seeds");
}

#[tokio::test]
async fn a_component_in_javascript_is_called_and_forked() {
    let Some(component) = built("javascript", "quiz.wasm", "npm") else { return };
    let mut server = started("quiz", &component, 7).await;
    let teams = ok(server.as_mut(), "list_teams", json!({})).await;
    let team = &teams["teams"][0];
    let mut fork = server.fork().await.unwrap();
    let after = ok(server.as_mut(), "award_points", json!({"team_id": team["id"], "points": 9})).await;
    assert_eq!(after["points"].as_i64().unwrap(), team["points"].as_i64().unwrap() + 9);
    let refused = server.call("award_points", &json!({"team_id": team["id"], "points": 11})).await;
    assert!(!refused.is_ok());
    assert_eq!(ok(fork.as_mut(), "list_teams", json!({})).await, teams);
}
