//! A model server made of one closure: what it was asked, how many asked at once, and what it answers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response};
use mcplab::llm::{Api, Ledger, Message, Model, OpenAi, Patience, Request as Question, Settings, Wire};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

/// What the server answers.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    after: Duration,
}

type Script = dyn Fn(usize, &Asked) -> Answer + Send + Sync;

struct Seen {
    script: Box<Script>,
    asked: Mutex<Vec<Asked>>,
    running: AtomicUsize,
    most: AtomicUsize,
}

/// The server, in a runtime of its own, so that dropping it ends every connection.
pub struct Fake {
    seen: Arc<Seen>,
    runtime: Option<Runtime>,
    pub endpoint: String,
}

impl Answer {
    pub fn new(status: u16, body: impl ToString) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string(), after: Duration::ZERO }
    }

    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub fn after(mut self, milliseconds: u64) -> Self {
        self.after = Duration::from_millis(milliseconds);
        self
    }

    /// A chat completion that says this, with 10 tokens in and 5 out.
    pub fn says(text: &str) -> Self {
        Self::new(200, completion(json!({"role": "assistant", "content": text}), "stop"))
    }

    pub fn error(status: u16, message: &str) -> Self {
        Self::new(status, json!({"error": {"message": message, "type": "some_error"}}))
    }
}

pub fn completion(message: Value, finish: &str) -> Value {
    json!({"choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5}})
}

impl Fake {
    /// Answers every request by its number, from 0, and what it is.
    pub fn start(script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Seen {
            script: Box::new(script),
            asked: Mutex::default(),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let std_listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        std_listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", std_listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(seen.clone());
        runtime.spawn(async move { axum::serve(TcpListener::from_std(std_listener).unwrap(), router).await });
        Self { seen, runtime: Some(runtime), endpoint }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.seen.asked.lock().unwrap().clone()
    }

    /// The most requests at once since the last time that this was asked.
    pub fn most_at_once(&self) -> usize {
        self.seen.most.swap(0, Ordering::SeqCst)
    }

    pub fn settings(&self, api: Api) -> Settings {
        Settings { api, retries: 0, ..Settings::new(self.endpoint.as_str(), "small") }
    }

    /// The provider alone, without any layer.
    pub fn openai(&self) -> OpenAi {
        let wire = Wire::new(&self.endpoint.as_str().into(), OpenAi::PATH, None, Duration::from_secs(10)).unwrap();
        OpenAi::new("small", wire).unwrap()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn answer(State(seen): State<Arc<Seen>>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let bytes: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap();
    let asked = Asked { path: head.uri.path().to_owned(), headers: head.headers, body };
    let number = {
        let mut all = seen.asked.lock().unwrap();
        all.push(asked.clone());
        all.len() - 1
    };
    let running = seen.running.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most.fetch_max(running, Ordering::SeqCst);
    let answer = (seen.script)(number, &asked);
    tokio::time::sleep(answer.after).await;
    seen.running.fetch_sub(1, Ordering::SeqCst);
    let response = Response::builder().status(answer.status).header("content-type", "application/json");
    let with_headers =
        answer.headers.into_iter().fold(response, |response, (name, value)| response.header(name, value));
    with_headers.body(Body::from(answer.body)).unwrap()
}

pub fn question(text: &str) -> Question {
    Question::new([Message::user(text)])
}

/// Waits that tests can afford.
pub fn hasty(retries: u32) -> Patience {
    Patience { retries, first_wait: Duration::from_millis(2), longest_wait: Duration::from_secs(2) }
}

pub fn ledger(settings: &Settings) -> Arc<Ledger> {
    Arc::new(Ledger::new(settings))
}

/// Opens a model without key and recordings.
pub fn opened(settings: &Settings) -> (Arc<dyn Model>, Arc<Ledger>) {
    let opened = mcplab::llm::open(settings, None, false, |_| None).unwrap();
    (opened.model, opened.ledger)
}
