//! Forking one layer up: servers, layers around them, and whole episodes of which a part cannot be forked.

use mcplab::exec::{self, EpisodeFork, Record, Redactor, Server};
use mcplab::model::{Episode, Seed, ServerKind};
use serde_json::json;

use crate::exec_cassette::Counter;

async fn sandboxed(name: &str) -> Box<dyn Server> {
    let mut server = exec::builtin().unwrap().server(name).unwrap();
    let episode = Episode { seed: Seed(7), now: "2026-03-05T14:20:00+01:00".to_owned() };
    server.reset(&episode).await.unwrap();
    Box::new(server)
}

#[tokio::test]
async fn a_layer_forks_with_its_server() {
    let record = Record::new(sandboxed("files").await, Redactor::new([]), Vec::new(), None).unwrap();
    let mut server: Box<dyn Server> = Box::new(record);
    let before = server.state_digest();
    let mut fork = server.fork().await.unwrap();
    let made = fork.call("create_file", &json!({"name": "fork.txt", "content": "Only here."})).await;
    assert!(made.is_ok(), "{}", made.text());
    assert_ne!(fork.state_digest(), before);
    assert_eq!(server.state_digest(), before);
}

#[tokio::test]
async fn a_mixed_episode_says_which_server_it_could_not_fork() {
    let real: Box<dyn Server> = Box::new(Counter(0));
    assert_eq!(real.kind(), ServerKind::Real);
    let mut episode = [sandboxed("files").await, real, sandboxed("mail").await];
    let mut fork = EpisodeFork::of(&mut episode).await;

    assert!(fork.allows(["files", "mail"]).is_ok());
    let in_the_way = fork.allows(["mail", "counter", "files"]).unwrap_err();
    assert_eq!(in_the_way.server, "counter");
    assert_eq!(fork.missing().len(), 1);
    assert!(fork.get("counter").is_none());

    let before = episode[0].state_digest();
    let files = fork.get("files").unwrap();
    files.call("create_file", &json!({"name": "fork.txt", "content": "Only here."})).await;
    assert_ne!(files.state_digest(), before);
    assert_eq!(episode[0].state_digest(), before);
}
