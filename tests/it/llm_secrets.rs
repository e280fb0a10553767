//! The key goes to the endpoint and nowhere else: not into errors, logs, recordings or what `Debug` shows.

use std::fs;
use std::io;
use std::sync::{Arc, Mutex};

use mcplab::llm::{Api, Key, Settings, open};
use serde_json::json;

use crate::llm_fake::{Answer, Fake, question};
use crate::llm_records::files;

const KEY: &str = "sk-test-31415926535897932384";

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_key_is_shown_to_the_endpoint_alone() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    for (api, header, value) in
        [(Api::OpenAi, "authorization", format!("Bearer {KEY}")), (Api::Anthropic, "x-api-key", KEY.to_owned())]
    {
        let folder = tempfile::tempdir().unwrap();
        // The worst of endpoints: it repeats the key in errors and in answers.
        let fake = Fake::start(move |number, _| match number {
            0 => Answer::error(500, &format!("wrong key {KEY}")),
            1 => Answer::error(401, &format!("Incorrect API key provided: {}*****2384.", &KEY[..9])),
            _ => Answer::new(
                200,
                json!({
                    "choices": [{"message": {"content": format!("your key is {KEY}")}, "finish_reason": "stop"}],
                    "content": [{"type": "text", "text": format!("your key is {KEY}")}],
                }),
            ),
        });
        let settings = Settings { key_env: Some("TEST_KEY".to_owned().into()), retries: 1, ..fake.settings(api) };
        let env = |name: &str| (name == "TEST_KEY").then(|| KEY.to_owned());
        let opened = open(&settings, Some(folder.path()), false, env).unwrap();
        let error = opened.model.complete(&question("hi")).await.unwrap_err();
        let shown = format!("{error} {error:?} {settings:?} {:?}", opened.ledger);
        assert!(!shown.contains("sk-test"), "{shown}");
        assert!(shown.contains("Incorrect API key provided: [TEST_KEY]"), "{shown}");
        let reply = opened.model.complete(&question("hi")).await.unwrap();
        assert_eq!(reply.text, "your key is [TEST_KEY]");
        assert!(fake.asked().iter().all(|asked| asked.headers[header] == value.as_str()));
        let recordings = files(folder.path());
        assert_eq!(recordings.len(), 1);
        assert!(!fs::read_to_string(&recordings[0]).unwrap().contains("sk-test"));
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // Which lines are there depends on the other tests of this process: what they logged first to nobody may stay off.
    assert!(!logged.is_empty());
    assert!(!logged.contains("sk-test"), "{logged}");
}

#[test]
fn keys_in_the_wrong_place_are_not_repeated() {
    for text in [format!("key = \"{KEY}\""), format!("api_key = \"{KEY}\""), format!("key_env = \"{KEY}\"")] {
        let settings: Settings =
            toml::from_str(&format!("endpoint = \"http://127.0.0.1\"\nname = \"small\"\n{text}")).unwrap();
        let error = settings.check().unwrap_err();
        let shown = format!("{error} {error:?} {settings:?}");
        assert!(!shown.contains("sk-test"), "{shown}");
        assert!(shown.contains("key_env"), "{shown}");
    }
    let url = Settings::new(format!("https://ada:{KEY}@localhost/v1"), "small");
    let error = open(&url, None, false, |_| None).err().unwrap();
    assert!(!format!("{error} {error:?}").contains("sk-test"), "{error}");
    assert!(!format!("{:?}", url).contains("sk-test"));
    let odd = Key::read("TEST_KEY", |_| Some(format!("{KEY}\u{7f}x"))).unwrap_err();
    assert!(!format!("{odd} {odd:?}").contains("sk-test") && odd.to_string().contains("TEST_KEY"));
}
