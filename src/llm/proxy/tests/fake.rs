//! An endpoint made of one closure, the proxy before it, and an agent.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use http_body::Frame;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::llm::{Exchange, Key, Proxy};

/// More than anything here takes, unless it waits for what never comes.
pub const SOON: Duration = Duration::from_secs(20);

/// A request as the endpoint got it.
#[derive(Clone)]
pub struct Asked {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

type Script = dyn Fn(&Asked) -> Response<Body> + Send + Sync;

struct Endpoint {
    script: Box<Script>,
    asked: Mutex<Vec<Asked>>,
}

/// A body whose pieces are sent one by one; an error ends it before its time.
struct Piped(UnboundedReceiver<Option<Bytes>>);

/// All that stands on the way, in the runtime of one test.
pub struct Stand {
    endpoint: Arc<Endpoint>,
    pub address: SocketAddr,
    recorded: UnboundedReceiver<Exchange>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<std::io::Result<()>>,
    pub agent: reqwest::Client,
}

impl Stand {
    pub async fn start(
        key: Option<&'static str>,
        script: impl Fn(&Asked) -> Response<Body> + Send + Sync + 'static,
    ) -> Self {
        let endpoint = Arc::new(Endpoint { script: Box::new(script), asked: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self::before(&upstream, key, endpoint)
    }

    /// A proxy before an address at which nobody listens.
    pub fn alone() -> Self {
        let script = |_: &Asked| Response::default();
        let endpoint = Arc::new(Endpoint { script: Box::new(script), asked: Mutex::default() });
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self::before(&format!("http://{free}/v1"), None, endpoint)
    }

    fn before(upstream: &str, key: Option<&'static str>, endpoint: Arc<Endpoint>) -> Self {
        let key = key.map(|key| Key::read("LAB_KEY", |_| Some(key.to_owned())).unwrap());
        let (sender, recorded) = unbounded_channel();
        let record = Arc::new(move |exchange| drop(sender.send(exchange)));
        let proxy = Proxy::bind("127.0.0.1:0".parse().unwrap(), upstream.into(), record, key).unwrap();
        let proxy = proxy.with_clock(Arc::new(|| "2026-01-02T03:04:05Z".to_owned()));
        let address = proxy.address();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(proxy.run(async move { drop(stopped.await) }));
        let agent = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { endpoint, address, recorded, stop: Some(stop), running, agent }
    }

    pub fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        self.agent.post(format!("http://{}{path}", self.address)).body(body)
    }

    /// What came back, as it is.
    pub async fn posted(&self, path: &str, body: impl Into<reqwest::Body>) -> (u16, Bytes) {
        let response = self.post(path, body).send().await.unwrap();
        (response.status().as_u16(), response.bytes().await.unwrap())
    }

    pub async fn recorded(&mut self) -> Exchange {
        timeout(SOON, self.recorded.recv()).await.expect("nothing was recorded").unwrap()
    }

    /// Ends the proxy and returns what was recorded but not looked at.
    pub async fn stop(mut self) -> Vec<Exchange> {
        self.stop.take().unwrap().send(()).unwrap();
        drop(self.agent);
        timeout(SOON, self.running).await.expect("the proxy does not stop").unwrap().unwrap();
        let mut rest = Vec::new();
        while let Ok(exchange) = self.recorded.try_recv() {
            rest.push(exchange);
        }
        rest
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.endpoint.asked.lock().unwrap().clone()
    }
}

async fn answer(State(endpoint): State<Arc<Endpoint>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (method, target) = (head.method.to_string(), head.uri.to_string());
    let asked = Asked { method, target, headers: head.headers, body };
    endpoint.asked.lock().unwrap().push(asked.clone());
    // A word of the path makes the endpoint silent.
    if asked.target.contains("never") {
        std::future::pending::<Infallible>().await;
    }
    (endpoint.script)(&asked)
}

impl HttpBody for Piped {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0
            .poll_recv(cx)
            .map(|piece| piece.map(|piece| piece.map(Frame::data).ok_or_else(|| std::io::Error::other("torn"))))
    }
}

/// A body to send pieces into; `None` tears it.
pub fn pipe() -> (UnboundedSender<Option<Bytes>>, Body) {
    let (sender, receiver) = unbounded_channel();
    (sender, Body::new(Piped(receiver)))
}

/// A body in pieces of a size, without a length in its head.
pub fn in_pieces(text: &[u8], size: usize) -> Body {
    let (sender, body) = pipe();
    for piece in text.chunks(size) {
        sender.send(Some(Bytes::copy_from_slice(piece))).unwrap();
    }
    body
}

pub fn answer_of(status: u16, kind: &str, body: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).header("content-type", kind).body(body.into()).unwrap()
}

pub fn json(status: u16, body: &str) -> Response<Body> {
    answer_of(status, "application/json", body.to_owned())
}
