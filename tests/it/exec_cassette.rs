//! Recording a server and replaying it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use mcplab::exec::{Record, Recorded, Redactor, Reset, Secret, Server, ServerError, Unforkable};
use mcplab::inventory::Listing;
use mcplab::model::{Content, Digest, Episode, Outcome, Seed, ServerKind};
use serde_json::{Value, json};

/// Counts its calls, so that equal calls have different answers.
pub struct Counter(pub u32);

#[async_trait::async_trait]
impl Server for Counter {
    fn name(&self) -> &str {
        "counter"
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Real
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        Ok(Listing::new("counter", ServerKind::Real, vec![json!({"name": "count"})]))
    }

    async fn call(&mut self, tool: &str, _: &Value) -> Outcome {
        self.0 += 1;
        let text = format!("{tool} {} for key-12345678", self.0);
        Outcome { content: vec![Content::Text { text }], ..Outcome::default() }
    }

    async fn reset(&mut self, _: &Episode) -> Result<Reset, ServerError> {
        Ok(Reset::Kept)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        Err(Unforkable { server: "counter".into(), reason: "no" })
    }

    async fn close(&mut self) {}
}

/// A file that a test can look into, and that fills up.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>, usize);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut text = self.0.lock().unwrap();
        if self.1 > 0 && text.len() > self.1 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn episode(seed: u64) -> Episode {
    Episode { seed: Seed(seed), now: "2026-03-05T14:20:00+01:00".into() }
}

fn redactor() -> Redactor {
    Redactor::new([("KEY", &Secret::new("key-12345678"))])
}

/// Two episodes with two equal calls each.
async fn recording() -> String {
    let file = Shared::default();
    let mut record = Record::new(Box::new(Counter(0)), redactor(), file.clone(), None).unwrap();
    record.list().await.unwrap();
    for seed in [1, 2] {
        record.reset(&episode(seed)).await.unwrap();
        record.call("count", &json!({"b": 1, "a": {"key": "key-12345678"}})).await;
        record.call("count", &json!({"a": {"key": "key-12345678"}, "b": 1})).await;
    }
    String::from_utf8(file.0.lock().unwrap().clone()).unwrap()
}

#[tokio::test]
async fn a_cassette_holds_no_secrets_and_has_a_version() {
    let text = recording().await;
    assert!(text.starts_with("{\"cassette\":1,\"server\":\"counter\"}\n"), "{text}");
    assert!(!text.contains("12345678"));
    assert_eq!(text.lines().count(), 8);
}

#[tokio::test]
async fn the_same_calls_get_the_same_answers_in_order() {
    let mut server = Recorded::read("counter.jsonl", &recording().await).unwrap();
    assert_eq!(server.kind(), ServerKind::Recorded);
    assert_eq!(server.list().await.unwrap().kind, ServerKind::Recorded);
    let call = json!({"b": 1, "a": {"key": "[KEY]"}});
    for (seed, texts) in
        [(2, ["count 3 for [KEY]", "count 4 for [KEY]"]), (1, ["count 1 for [KEY]", "count 2 for [KEY]"])]
    {
        assert_eq!(server.reset(&episode(seed)).await.unwrap(), Reset::Fresh);
        for text in texts {
            assert_eq!(server.call("count", &call).await.text(), text);
        }
    }
    let mut fork = server.fork().await.unwrap();
    for server in [fork.as_mut(), &mut server] {
        let miss = server.call("count", &call).await.failure.unwrap();
        assert!(miss.message.starts_with("the cassette counter.jsonl holds 2 calls of `count {"), "{}", miss.message);
        assert!(miss.message.ends_with("this is number 3"), "{}", miss.message);
        server.reset(&episode(1)).await.unwrap();
        assert!(server.call("count", &call).await.is_ok());
    }
}

#[tokio::test]
async fn what_was_never_recorded_is_a_miss() {
    let mut server = Recorded::read("counter.jsonl", &recording().await).unwrap();
    let miss = server.call("count", &json!({"b": 2})).await.failure.unwrap();
    assert_eq!(miss.message, r#"the cassette counter.jsonl holds no call of `count {"b":2}`"#);
}

#[test]
fn broken_cassettes_name_file_line_and_reason() {
    let error = |text: &str| Recorded::read("c.jsonl", text).err().expect("an error").to_string();
    assert_eq!(error(""), "use cassette `c.jsonl` line 1: it is empty");
    assert_eq!(error("{}"), "use cassette `c.jsonl` line 1: it is no cassette");
    assert!(
        error("{\"cassette\":9,\"server\":\"s\"}")
            .ends_with("its version 9 is newer than 1, the newest that is known here")
    );
    let third =
        "{\"cassette\":1,\"server\":\"s\"}\n{\"event\":\"reset\",\"episode\":{\"seed\":1,\"now\":\"x\"}}\n{\"event\":";
    assert!(error(third).starts_with("use cassette `c.jsonl` line 3: EOF"), "{}", error(third));
}

#[tokio::test]
async fn a_full_disk_loses_no_call_and_stops_the_next_episode() {
    let file = Shared(Arc::default(), 40);
    let mut record = Record::new(Box::new(Counter(0)), redactor(), file, None).unwrap();
    assert!(record.call("count", &json!({})).await.is_ok());
    let error = record.reset(&episode(1)).await.unwrap_err().to_string();
    assert!(error.contains("it cannot be written"), "{error}");
}
