//! Recording, replaying, and asking once for equal requests.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mcplab::llm::{Api, Model, ModelError, Opened, RecordError, Settings, SettingsError, open};
use serde_json::{Value, json};

use crate::llm_fake::{Answer, Fake, completion, question};

fn opened(settings: &Settings, folder: &Path, replay_only: bool) -> Opened {
    open(settings, Some(folder), replay_only, |_| None).unwrap()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn a_rerun_replays_without_the_server_and_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|number, _| Answer::says(&format!("answer {number}")));
    let settings = fake.settings(Api::OpenAi);
    let first = opened(&settings, folder.path(), false);
    let mut replies = Vec::new();
    for text in ["one", "two", "one"] {
        replies.push(first.model.complete(&question(text)).await.unwrap());
    }
    assert_eq!(replies[0], replies[2]);
    assert_eq!((first.ledger.accounts().calls, first.ledger.accounts().replayed), (2, 1));
    drop(fake);

    for replay_only in [false, true] {
        let again = opened(&settings, folder.path(), replay_only);
        for (text, reply) in ["one", "two"].iter().zip(&replies) {
            assert_eq!(again.model.complete(&question(text)).await.unwrap(), *reply);
        }
        let accounts = again.ledger.accounts();
        assert_eq!((accounts.calls, accounts.replayed, accounts.input_tokens, accounts.cost), (0, 2, 0, 0.0));
    }
}

#[tokio::test]
async fn replaying_only_fails_on_what_was_never_asked() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::new("http://127.0.0.1:1", "small");
    let replay = opened(&settings, folder.path(), true);
    assert_eq!(replay.model.name(), "small");
    let error = replay.model.complete(&question("one")).await.unwrap_err();
    assert!(matches!(error, ModelError::NotRecorded { .. }), "{error}");
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    assert_eq!(replay.ledger.accounts().failures["not_recorded"], 1);
    let nothing = open(&settings, None, true, |_| None).err().unwrap();
    assert_eq!(nothing, ModelError::Settings(SettingsError::NothingToReplay));
}

#[tokio::test]
async fn whatever_changes_the_answer_changes_the_address() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, _| Answer::says("hi"));
    let settings = fake.settings(Api::OpenAi);
    let warm = Settings { temperature: Some(0.9), ..settings.clone() };
    let long = Settings { max_tokens: 7, ..settings.clone() };
    let other = Settings { name: "large".to_owned(), ..settings.clone() };
    for settings in [&settings, &warm, &long, &other] {
        opened(settings, folder.path(), false).model.complete(&question("one")).await.unwrap();
    }
    let seeded = question("one").with_seed(1);
    opened(&settings, folder.path(), false).model.complete(&seeded).await.unwrap();
    assert_eq!((fake.asked().len(), files(folder.path()).len()), (5, 5));
    // Where the model is served does not matter.
    let moved = Settings { endpoint: "http://127.0.0.1:1/v1".into(), ..settings.clone() };
    opened(&moved, folder.path(), false).model.complete(&seeded).await.unwrap();
}

#[tokio::test]
async fn files_are_complete_and_a_broken_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, _| Answer::says("hi"));
    let settings = fake.settings(Api::OpenAi);
    opened(&settings, folder.path(), false).model.complete(&question("one")).await.unwrap();
    let [path] = &files(folder.path())[..] else { panic!("one file") };
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(name.len() == 64 + 5 && path.parent().unwrap().ends_with(&name[..2]));
    let text = fs::read_to_string(path).unwrap();
    let exchange: Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&String> = exchange.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["format", "api", "model", "request", "reply"]);
    assert!(!text.contains(&fake.endpoint));

    fs::write(path, &text[..50]).unwrap();
    let broken = opened(&settings, folder.path(), false);
    let error = broken.model.complete(&question("one")).await.unwrap_err();
    assert!(matches!(error, ModelError::Record(RecordError::Corrupt { .. })));
    assert!(error.to_string().contains(name), "{error}");
    assert_eq!((fake.asked().len(), broken.ledger.accounts().failures["record"]), (1, 1));
}

#[tokio::test]
async fn equal_requests_at_the_same_time_are_one_call() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, _| Answer::says("hi").after(50));
    let opened = opened(&fake.settings(Api::OpenAi), folder.path(), false);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..12 {
        let model = opened.model.clone();
        running.spawn(async move { model.complete(&question(&format!("{}", number % 2))).await.unwrap().text });
    }
    assert_eq!(running.join_all().await, vec!["hi".to_owned(); 12]);
    let accounts = opened.ledger.accounts();
    assert_eq!((fake.asked().len(), accounts.calls, accounts.replayed), (2, 2, 10));
}

#[tokio::test]
async fn a_shared_failure_is_shared_and_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|number, _| match number {
        0 => Answer::error(400, "no").after(50),
        _ => Answer::says("hi"),
    });
    let opened = opened(&fake.settings(Api::OpenAi), folder.path(), false);
    let asked = question("one");
    let (one, two) = tokio::join!(opened.model.complete(&asked), opened.model.complete(&asked));
    assert!(one.is_err() && one == two);
    assert_eq!((fake.asked().len(), files(folder.path()).len()), (1, 0));
    assert_eq!(opened.model.complete(&asked).await.unwrap().text, "hi");
}

#[tokio::test]
async fn who_waits_takes_over_from_who_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, _| Answer::says("hi").after(60));
    let opened = opened(&fake.settings(Api::OpenAi), folder.path(), false);
    let model: Arc<dyn Model> = opened.model.clone();
    let first = tokio::spawn(async move { model.complete(&question("one")).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let model = opened.model.clone();
    let second = tokio::spawn(async move { model.complete(&question("one")).await });
    tokio::time::sleep(Duration::from_millis(10)).await;
    first.abort();
    assert_eq!(second.await.unwrap().unwrap().text, "hi");
    assert_eq!(fake.asked().len(), 2);
}

/// Reading a number of a file may change its last bit; the first answer must not differ from the replays.
#[tokio::test]
async fn numbers_of_arguments_are_the_same_in_a_replay() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = r#"{"a":0.30000000000000004,"b":1.7976931348623157e308,"c":12345678901234567890,"d":5e-324}"#;
    let call = json!({"id": "c", "function": {"name": "add", "arguments": arguments}});
    let fake = Fake::start(move |_, _| Answer::new(200, completion(json!({"tool_calls": [call]}), "tool_calls")));
    let settings = Settings { temperature: Some(0.1 + 0.2), ..fake.settings(Api::OpenAi) };
    let first = opened(&settings, folder.path(), false).model.complete(&question("one")).await.unwrap();
    let again = opened(&settings, folder.path(), true).model.complete(&question("one")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(again.tool_calls[0].arguments.text(), arguments.replace("e308", "e+308"));
}
