//! The proxy between an agent and an endpoint, both of this process.

mod fake;
mod talk;

use axum::body::{Body, Bytes};
use axum::http::Response;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::kept::LARGEST;
use crate::llm::Usage;
use fake::{Asked, SOON, Stand, answer_of, in_pieces, json as json_of, pipe};

const KEY: &str = "sk-lab-0123456789abcdef";

#[tokio::test]
async fn a_call_passes_unchanged_but_for_what_ends_at_a_proxy() {
    for talk in talk::all() {
        let whole = talk.whole.to_string();
        let sent = whole.clone();
        let mut stand = Stand::start(None, move |_| {
            let mut response = json_of(201, &sent);
            response.headers_mut().insert("x-request-id", "r-1".parse().unwrap());
            response.headers_mut().insert("keep-alive", "timeout=5".parse().unwrap());
            response
        })
        .await;
        let path = format!("/e/mail-7{}?beta=true&q=a%20b", talk.path);
        let question = "{ \"model\": \"m\",\n \"n\": 1.0 }";
        let request = stand.post(&path, question).header("content-type", "application/json").header("x-own", "yes");
        let request = request.header("connection", "x-hop").header("x-hop", "1").header("accept-encoding", "gzip");
        let response = request.send().await.unwrap();

        assert_eq!(
            (response.status(), response.headers()["x-request-id"].as_bytes()),
            (reqwest::StatusCode::CREATED, &b"r-1"[..])
        );
        assert!(!response.headers().contains_key("keep-alive"));
        assert_eq!(response.headers()["content-length"], whole.len().to_string());
        assert_eq!(response.text().await.unwrap(), whole);

        let asked = &stand.asked()[0];
        assert_eq!((asked.method.as_str(), asked.target.clone()), ("POST", format!("{}?beta=true&q=a%20b", talk.path)));
        assert_eq!(asked.body, question);
        assert_eq!(
            (&asked.headers["x-own"], &asked.headers["accept-encoding"]),
            (&"yes".parse().unwrap(), &"identity".parse().unwrap())
        );
        assert_eq!(asked.headers["content-length"], question.len().to_string());
        assert!(!asked.headers.contains_key("x-hop") && asked.headers["host"] != stand.address.to_string());

        let exchange = stand.recorded().await;
        let (input_tokens, output_tokens) = talk.tokens;
        assert_eq!((exchange.episode.as_deref(), exchange.path.as_str()), (Some("mail-7"), talk.path));
        assert_eq!(
            (exchange.method.as_str(), exchange.started.as_str(), exchange.status),
            ("POST", "2026-01-02T03:04:05Z", Some(201))
        );
        assert_eq!((exchange.request, exchange.response), (json!({"model": "m", "n": 1.0}), talk.whole));
        assert_eq!(exchange.usage, Some(Usage { input_tokens, output_tokens }));
        assert_eq!((exchange.calls, exchange.cut, exchange.error), (talk::calls(), false, None));
        assert!(stand.stop().await.is_empty(), "an exchange is recorded once");
    }
}

#[tokio::test]
async fn a_stream_comes_to_the_same_as_a_call_without_streaming() {
    for talk in talk::all() {
        for size in [1, 2, 3, 5, 64, usize::MAX] {
            let stream = talk.stream.clone();
            let script =
                move |_: &Asked| answer_of(200, "text/event-stream; charset=utf-8", in_pieces(stream.as_bytes(), size));
            // With a key, the mask sees every piece.
            let mut stand = Stand::start(Some(KEY), script).await;
            let (_, passed) = stand.posted(talk.path, r#"{"stream": true}"#).await;
            assert_eq!(passed, talk.stream, "pieces of {size}");
            let exchange = stand.recorded().await;
            assert_eq!(exchange.response, talk.whole, "pieces of {size}");
            assert_eq!(exchange.usage.map(|usage| (usage.input_tokens, usage.output_tokens)), Some(talk.tokens));
            assert_eq!((exchange.calls, exchange.error), (talk::calls(), None));
        }
    }
}

#[tokio::test]
async fn each_piece_passes_before_the_next_one_is_there() {
    let (sender, body) = pipe();
    let body = std::sync::Mutex::new(Some(body));
    let script = move |_: &Asked| answer_of(200, "text/event-stream", body.lock().unwrap().take().unwrap());
    let mut stand = Stand::start(Some(KEY), script).await;
    let mut response = timeout(SOON, stand.post("/v1/messages", "{}").send()).await.expect("the head waits").unwrap();
    for piece in ["data: {\"type\":", "\"ping\"}\n", "\n: x\n\n"] {
        sender.send(Some(piece.into())).unwrap();
        let passed = timeout(SOON, response.chunk()).await.expect("a piece waits for the next one").unwrap();
        assert_eq!(passed.unwrap(), piece);
    }
    drop(sender);
    assert_eq!(response.chunk().await.unwrap(), None);
    assert_eq!(stand.recorded().await.status, Some(200));
}

#[tokio::test]
async fn an_agent_that_hangs_up_is_recorded_with_what_came() {
    for talk in talk::all() {
        // All but the last event that tells anything.
        let ends = ["response.completed", "message_delta", r#""finish_reason":"tool_calls""#];
        let end = ends.iter().find_map(|end| talk.stream.rfind(end)).unwrap();
        let given = talk.stream[..end].to_owned();
        let (sender, body) = pipe();
        let body = std::sync::Mutex::new(Some(body));
        let script = move |_: &Asked| answer_of(200, "text/event-stream", body.lock().unwrap().take().unwrap());
        let mut stand = Stand::start(None, script).await;
        let mut response = stand.post(talk.path, "{}").send().await.unwrap();
        sender.send(Some(given.clone().into())).unwrap();
        let mut passed = 0;
        while passed < given.len() {
            passed += response.chunk().await.unwrap().unwrap().len();
        }
        drop(response);
        let exchange = stand.recorded().await;
        assert!(exchange.response.is_object() && exchange.response.to_string().contains("Grüezi"), "{exchange:?}");
        assert_eq!(exchange.error.as_deref(), Some("the agent hung up before the end"));
    }
}

#[tokio::test]
async fn an_agent_may_hang_up_before_the_head_or_after_the_last_event() {
    let (sender, body) = pipe();
    let body = std::sync::Mutex::new(Some(body));
    let script = move |_: &Asked| answer_of(200, "text/event-stream", body.lock().unwrap().take().unwrap());
    let mut stand = Stand::start(None, script).await;
    let early = stand.post("/v1/never", r#"{"a": 1}"#).timeout(std::time::Duration::from_millis(300)).send().await;
    assert!(early.unwrap_err().is_timeout());
    let exchange = stand.recorded().await;
    assert_eq!((exchange.status, exchange.request), (None, json!({"a": 1})));
    assert_eq!(exchange.error.as_deref(), Some("the agent hung up before the end"));

    let [talk, ..] = talk::all();
    let mut response = stand.post(talk.path, "{}").send().await.unwrap();
    sender.send(Some(talk.stream.clone().into())).unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), talk.stream);
    drop(response);
    let exchange = stand.recorded().await;
    assert_eq!((exchange.response, exchange.error), (talk.whole, None));
    drop(sender);
}

#[tokio::test]
async fn no_secret_reaches_an_exchange_and_the_key_does_not_reach_the_agent() {
    let said = |asked: &Asked| {
        let header = |name: &str| asked.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let all = ["authorization", "x-api-key", "api-key", "cookie"].map(|name| header(name).unwrap_or_default());
        json!({"content": [{"type": "text", "text": format!("you sent {} {}", all.join(" "), asked.target)}]})
            .to_string()
    };
    let secrets = [
        "agent-secret-bearer", "agent-secret-header", "agent-secret-azure", "agent-secret-cookie", "agent-secret-query",
    ];
    for key in [None, Some(KEY)] {
        for size in [1, 7, usize::MAX] {
            let script = move |asked: &Asked| {
                let mut response = answer_of(200, "application/json", in_pieces(said(asked).as_bytes(), size));
                response.headers_mut().insert("x-echo", asked.headers["x-api-key"].clone());
                response
            };
            let mut stand = Stand::start(key, script).await;
            let path = format!("/v1/messages?beta=true&key={}", secrets[4]);
            let request = stand.post(&path, format!("{{\"note\": \"{}\"}}", secrets[0]));
            let request =
                request.header("authorization", format!("Bearer {}", secrets[0])).header("x-api-key", secrets[1]);
            let request =
                request.header("api-key", secrets[2]).header("cookie", format!("a=b; session={}", secrets[3]));
            let response = request.send().await.unwrap();
            let echo = response.headers()["x-echo"].to_str().unwrap().to_owned();
            let told = response.text().await.unwrap();
            let asked = &stand.asked()[0];
            let exchange = stand.recorded().await;
            let shown = format!("{exchange:?} {}", serde_json::to_string(&exchange).unwrap());
            for secret in secrets.iter().chain([&KEY]) {
                assert!(!shown.contains(secret), "{secret} in {shown}");
            }
            assert!(shown.contains("beta=true"), "the honest part stays: {shown}");
            match key {
                None => assert!(told.contains(secrets[4]) && asked.headers["x-api-key"] == secrets[1], "{told}"),
                Some(key) => {
                    assert!(!told.contains(key) && told.contains("***") && echo == "[LAB_KEY]", "{told} {echo}");
                    assert_eq!(asked.headers["authorization"], format!("Bearer {key}"));
                    assert_eq!(
                        (asked.headers["x-api-key"].as_bytes(), asked.headers["api-key"].as_bytes()),
                        (key.as_bytes(), key.as_bytes())
                    );
                    assert_eq!(asked.target, format!("/v1/messages?beta=true&key={key}"));
                }
            }
        }
    }
}

#[tokio::test]
async fn an_end_that_looks_like_the_beginning_of_the_key_is_not_lost() {
    let text = "the prefix is sk-lab-0123";
    for with_length in [true, false] {
        let body = move || if with_length { Body::from(text) } else { in_pieces(text.as_bytes(), 20) };
        let mut stand = Stand::start(Some(KEY), move |_| answer_of(200, "text/plain", body())).await;
        assert_eq!(stand.posted("/v1/x", "{}").await.1, text);
        assert_eq!(stand.recorded().await.error, None);
    }
}

#[tokio::test]
async fn an_agent_without_a_key_gets_the_key_of_the_lab() {
    let mut stand = Stand::start(Some(KEY), |_| json_of(200, "{}")).await;
    for path in ["/v1/messages", "/v1/chat/completions", "/v1/models"] {
        stand.posted(path, "{}").await;
        stand.recorded().await;
    }
    let asked = stand.asked();
    assert_eq!(asked[0].headers["x-api-key"], KEY);
    assert!(!asked[0].headers.contains_key("authorization"));
    assert!(asked[1..].iter().all(|asked| asked.headers["authorization"] == format!("Bearer {KEY}")));
}

#[tokio::test]
async fn an_endpoint_out_of_reach_is_told_in_the_form_of_the_api() {
    let mut stand = Stand::alone();
    let message = |body: &Bytes, place: &str| {
        let body: Value = serde_json::from_slice(body).unwrap();
        body.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    for (path, kind, at) in [("/v1/chat/completions", "proxy_error", "/error/type"), ("/v1/messages", "error", "/type")]
    {
        let (status, body) = stand.posted(path, "{}").await;
        assert_eq!((status, message(&body, at).as_str()), (502, kind));
        let told = message(&body, "/error/message");
        assert!(told.starts_with("reach the model at http://127.0.0.1:"), "{told}");
        let exchange = stand.recorded().await;
        assert_eq!((exchange.status, exchange.error), (Some(502), Some(told)));
    }
}

#[tokio::test]
async fn an_endpoint_that_breaks_off_breaks_off_at_the_agent() {
    let (sender, body) = pipe();
    let body = std::sync::Mutex::new(Some(body));
    let script = move |_: &Asked| answer_of(200, "text/event-stream", body.lock().unwrap().take().unwrap());
    let mut stand = Stand::start(None, script).await;
    let mut response = stand.post("/v1/chat/completions", "{}").send().await.unwrap();
    let piece = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hal\"}}]}\n\n";
    sender.send(Some(piece.into())).unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), piece);
    sender.send(None).unwrap();
    assert!(response.chunk().await.is_err(), "the agent must see that something is missing");
    let exchange = stand.recorded().await;
    assert_eq!(exchange.response["choices"][0]["message"]["content"], "Hal");
    assert!(exchange.error.unwrap().starts_with("the endpoint broke off: "));
}

#[tokio::test]
async fn what_the_endpoint_refuses_is_an_error_of_the_exchange() {
    let answers: [(u16, &str, &str, &str); 4] = [
        (429, "application/json", r#"{"error": {"message": "slow down"}}"#, "too many requests: slow down"),
        (503, "text/html", "<p>busy</p>", "answered 503: <p>busy</p>"),
        (
            200,
            "text/event-stream",
            "data: {\"error\": {\"message\": \"no room\", \"code\": 507}}\n\n",
            "answered 507: no room",
        ),
        (
            200,
            "text/event-stream",
            "data: {\"choices\": [{\"delta\": {\"content\": \"a\"}}]}\n\n",
            "before its last event",
        ),
    ];
    for (status, kind, body, expected) in answers {
        let mut stand = Stand::start(None, move |_| answer_of(status, kind, body)).await;
        assert_eq!(stand.posted("/v1/chat/completions", "{}").await, (status, body.into()));
        let error = stand.recorded().await.error.unwrap();
        assert!(error.ends_with(expected), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_json_passes_untouched_and_is_kept_as_text() {
    let mut stand = Stand::start(None, |_| json_of(200, "{\"choices\": [")).await;
    assert_eq!(stand.posted("/v1/chat/completions", "{\"model\": \"m").await.1, "{\"choices\": [");
    assert_eq!(stand.asked()[0].body, "{\"model\": \"m");
    let exchange = stand.recorded().await;
    assert_eq!((exchange.request, exchange.response), (json!("{\"model\": \"m"), json!("{\"choices\": [")));
    assert_eq!((exchange.usage, exchange.calls), (None, vec![]));
}

#[tokio::test]
async fn long_bodies_pass_whole_and_are_kept_in_part() {
    let long = LARGEST + (1 << 20);
    let mut stand =
        Stand::start(Some(KEY), move |_| answer_of(200, "text/plain", in_pieces(&vec![b'a'; long], 1 << 16))).await;
    let (_, passed) = stand.posted("/v1/files", vec![b'b'; long]).await;
    assert_eq!((passed.len(), stand.asked()[0].body.len()), (long, long));
    let exchange = stand.recorded().await;
    assert!(exchange.cut);
    assert_eq!(exchange.response.as_str().map(str::len), Some(LARGEST));
}

#[tokio::test]
async fn responses_without_a_body_end_at_once() {
    let mut stand = Stand::start(None, |asked| match asked.method.as_str() {
        "HEAD" => Response::builder().header("content-length", "9").body(Body::empty()).unwrap(),
        _ => Response::builder().status(204).body(Body::empty()).unwrap(),
    })
    .await;
    let url = format!("http://{}/v1/models", stand.address);
    let head = stand.agent.head(&url).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], "9");
    assert_eq!(stand.agent.delete(&url).send().await.unwrap().status().as_u16(), 204);
    for method in ["HEAD", "DELETE"] {
        let exchange = stand.recorded().await;
        assert_eq!((exchange.method.as_str(), exchange.error), (method, None));
        assert_eq!((exchange.request, exchange.response), (Value::Null, Value::Null));
    }
}

#[tokio::test]
async fn a_path_out_of_the_endpoint_is_refused() {
    let mut stand = Stand::start(Some(KEY), |_| json_of(200, "{}")).await;
    // Clients on this library resolve such paths themselves.
    let mut connection = tokio::net::TcpStream::connect(stand.address).await.unwrap();
    let head = "POST /e/1/v1/..%2f/%2e%2e/admin HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut connection, head.as_bytes()).await.unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut connection, &mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 400") && text.contains("leads out of the endpoint"), "{text}");
    assert_eq!(stand.recorded().await.status, Some(400));
    assert!(stand.asked().is_empty());
}

#[tokio::test]
async fn many_agents_speak_at_once_each_in_its_episode() {
    let script = |asked: &Asked| answer_of(200, "application/json", in_pieces(&asked.body, 3));
    let mut stand = Stand::start(None, script).await;
    let mut running = tokio::task::JoinSet::new();
    for number in 0..40 {
        let request = stand.post(&format!("/e/ep-{number}/v1/chat/completions"), json!({"n": number}).to_string());
        running.spawn(async move { request.send().await.unwrap().bytes().await.unwrap() });
    }
    running.join_all().await;
    let mut seen = Vec::new();
    for _ in 0..40 {
        let exchange = stand.recorded().await;
        assert_eq!(exchange.episode, Some(format!("ep-{}", exchange.request["n"])));
        assert_eq!(exchange.request, exchange.response);
        seen.push(exchange.request["n"].as_u64().unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stop_waits_for_what_is_under_way() {
    let (sender, body) = pipe();
    let body = std::sync::Mutex::new(Some(body));
    let script = move |_: &Asked| answer_of(200, "text/plain", body.lock().unwrap().take().unwrap());
    let stand = Stand::start(None, script).await;
    let response = stand.post("/v1/x", "{}").send().await.unwrap();
    let stopping = tokio::spawn(stand.stop());
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(!stopping.is_finished(), "the exchange is cut off");
    sender.send(Some("end".into())).unwrap();
    drop(sender);
    assert_eq!(response.text().await.unwrap(), "end");
    assert_eq!(stopping.await.unwrap()[0].response, json!("end"));
}
