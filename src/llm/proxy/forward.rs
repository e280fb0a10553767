//! One exchange's way: from the agent to the endpoint, and back.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use http_body::Body as HttpBody;
use serde_json::Value;

use super::Exchange;
use super::credential::{replace, secrets};
use super::draft::{Draft, Ending};
use super::mask::Mask;
use super::operation::Operation;
use super::passing::{Answering, Asking};
use super::route::Route;
use super::server::Shared;
use crate::llm::wire::root_cause;
use crate::llm::{Key, ModelError};

/// Headers of one connection, which the next one does not inherit.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Passes a request on, and what comes back.
pub(super) async fn forward(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let route = Route::of(head.uri.path());
    let operation = Operation::of(&head.method, &route.path);
    let url = route.below(&shared.base, head.uri.query());
    let mut secrets = secrets(&head.headers, url.as_ref());
    secrets.extend(shared.key.clone());
    let exchange = Exchange {
        episode: route.episode,
        method: head.method.to_string(),
        path: route.path,
        started: (shared.clock)(),
        milliseconds: 0,
        status: None,
        request: Value::Null,
        response: Value::Null,
        usage: None,
        calls: Vec::new(),
        cut: false,
        error: None,
    };
    let mut draft = Draft::new(exchange, shared.record.clone(), operation, secrets);
    let kept = draft.request(&head.headers);
    let Some(mut url) = url else {
        return refuse(draft, StatusCode::BAD_REQUEST, "pass the request on: the path leads out of the endpoint");
    };

    let mut headers = end_to_end(&head.headers);
    for name in [HOST, CONTENT_LENGTH, EXPECT] {
        headers.remove(name);
    }
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(Err(error)) = shared.key.as_ref().map(|key| replace(key, &mut headers, &mut url, operation)) {
        return refuse(draft, StatusCode::BAD_GATEWAY, &error.to_string());
    }
    let mut question = shared.client.request(head.method, url).headers(headers);
    if !body.is_end_stream() {
        question = question.body(reqwest::Body::wrap(Asking::new(body, kept)));
    }
    match question.send().await {
        Ok(response) => pass_back(&shared, draft, response.into()),
        Err(error) => {
            let endpoint = shared.base.origin().ascii_serialization();
            let lost = ModelError::Unreachable { endpoint, reason: root_cause(&error) };
            refuse(draft, StatusCode::BAD_GATEWAY, &lost.to_string())
        }
    }
}

/// Gives the agent the head at once and the body as it comes.
fn pass_back(shared: &Shared, mut draft: Draft, response: axum::http::Response<reqwest::Body>) -> Response {
    let (head, body) = response.into_parts();
    draft.answered(head.status, &head.headers);
    let mut headers = end_to_end(&head.headers);
    if let Some(key) = &shared.key {
        mask_headers(&mut headers, key);
    }
    let mut answer = Response::new(Body::new(Answering::new(body, Mask::new(shared.key.as_ref()), draft)));
    *answer.status_mut() = head.status;
    *answer.headers_mut() = headers;
    answer
}

fn mask_headers(headers: &mut HeaderMap, key: &Key) {
    for value in headers.values_mut() {
        let masked =
            value.to_str().ok().map(|text| key.redact(text)).filter(|masked| masked.as_bytes() != value.as_bytes());
        if let Some(masked) = masked.and_then(|masked| HeaderValue::try_from(masked).ok()) {
            *value = masked;
        }
    }
}

/// Answers in the place of the endpoint, in the form of its API.
fn refuse(mut draft: Draft, status: StatusCode, reason: &str) -> Response {
    let body = Operation::refusal(draft.operation, &draft.masked(reason)).to_string();
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    draft.answered(status, &headers);
    draft.heard(body.as_bytes());
    draft.close(&Ending::Failed(reason.to_owned()));
    (status, headers, body).into_response()
}

/// The headers that are meant for the other end.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let mut kept = headers.clone();
    let named = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    for name in named.flat_map(|names| names.split(',')) {
        kept.remove(name.trim());
    }
    for name in HOP_BY_HOP {
        kept.remove(name);
    }
    kept
}
