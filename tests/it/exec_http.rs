//! Streamable HTTP: a server in this process, and addresses where none is.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use mcplab::exec::{Link, RealServer, Secret, Server, ServerSpec};
use mcplab::model::{Boundary, FailureKind};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const KEY: &str = "Bearer key-31415926";

/// A server with one tool that repeats what it is given.
#[derive(Clone)]
struct Echo;

impl rmcp::ServerHandler for Echo {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = json!({"type": "object"}).as_object().cloned().unwrap_or_default();
        Ok(ListToolsResult::with_all_items(vec![Tool::new("echo", "repeats", schema)]))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        match call.name.as_ref() {
            "echo" => {
                let text = Value::Object(call.arguments.unwrap_or_default()).to_string();
                Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into())
            }
            "sleep" => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Ok(CallToolResult::success(vec![]).into())
            }
            "large" => Ok(CallToolResult::success(vec![ContentBlock::text("x".repeat(3 << 20))]).into()),
            other => Err(ErrorData::invalid_params(format!("Unknown tool: {other}"), None)),
        }
    }
}

async fn only_with_key(request: Request, next: Next) -> Response {
    match request.headers().get("authorization") {
        Some(value) if value == KEY => next.run(request).await,
        Some(value) => {
            let echoed = format!("the key {} is not known", value.to_str().unwrap_or_default());
            (StatusCode::UNAUTHORIZED, echoed).into_response()
        }
        None => (StatusCode::UNAUTHORIZED, [("www-authenticate", "Bearer realm=\"echo\"")]).into_response(),
    }
}

/// Serves on a free port; `stateful` decides between SSE and plain JSON answers.
async fn serve(stateful: bool) -> String {
    let mut config = StreamableHttpServerConfig::default();
    config.legacy_session_mode = stateful;
    config.json_response = !stateful;
    let service = StreamableHttpService::new(|| Ok(Echo), LocalSessionManager::default().into(), config);
    let router = Router::new().nest_service("/mcp", service).layer(middleware::from_fn(only_with_key));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn spec(url: &str, key: Option<&str>) -> ServerSpec {
    let mut spec = ServerSpec::http("web", url);
    if let (Link::Http(endpoint), Some(key)) = (&mut spec.link, key) {
        endpoint.headers.push(("Authorization".into(), Secret::new(key)));
    }
    spec.limits.start = Duration::from_secs(5);
    spec.limits.call = Duration::from_secs(2);
    spec.limits.answer_bytes = 1 << 20;
    spec
}

async fn start_error(spec: ServerSpec) -> String {
    match RealServer::start(spec).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn an_endpoint_is_listed_and_called() {
    for stateful in [true, false] {
        let url = serve(stateful).await;
        let mut server = RealServer::start(spec(&format!("{url}/mcp"), Some(KEY))).await.unwrap();
        assert_eq!(server.list().await.unwrap().tools[0]["name"], "echo");
        let outcome = server.call("echo", &json!({"a": [1, 2]})).await;
        assert_eq!(outcome.value().as_deref(), Some(&json!({"a": [1, 2]})));
        let unknown = server.call("frob", &json!({})).await.failure.unwrap();
        assert_eq!((unknown.boundary, unknown.kind), (Boundary::Server, FailureKind::UnknownTool));
        server.close().await;
    }
}

#[tokio::test]
async fn a_slow_call_fails_alone() {
    let url = serve(true).await;
    let mut server = RealServer::start(spec(&format!("{url}/mcp"), Some(KEY))).await.unwrap();
    let late = server.call("sleep", &json!({})).await.failure.unwrap();
    assert_eq!((late.boundary, late.kind), (Boundary::Transport, FailureKind::Timeout));
    assert_eq!(server.call("echo", &json!({})).await.text(), "{}");
}

#[tokio::test]
async fn an_answer_over_the_limit_fails_alone() {
    for stateful in [true, false] {
        let url = serve(stateful).await;
        let mut server = RealServer::start(spec(&format!("{url}/mcp"), Some(KEY))).await.unwrap();
        let large = server.call("large", &json!({})).await.failure.unwrap();
        assert_eq!(large.boundary, Boundary::Transport, "{large:?}");
        assert_eq!(server.call("echo", &json!({})).await.text(), "{}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_and_not_shown() {
    let url = serve(true).await;
    let message = start_error(spec(&format!("{url}/mcp?token=abc"), Some("Bearer wrong-2718281828"))).await;
    assert!(message.starts_with(&format!("reach server `web` at {url}/mcp: ")), "{message}");
    assert!(message.contains("401"), "{message}");
    assert!(!message.contains("2718281828") && !message.contains("abc"), "{message}");

    let message = start_error(spec(&format!("{url}/mcp"), None)).await;
    assert!(message.ends_with("authorization required: Bearer realm=\"echo\""), "{message}");
}

#[tokio::test]
async fn a_wrong_address_is_named() {
    let url = serve(true).await;
    let message = start_error(spec(&format!("{url}/nowhere"), Some(KEY))).await;
    assert!(message.contains("/nowhere: ") && message.contains("404"), "{message}");
    let message = start_error(spec("http://127.0.0.1:9/mcp?key=27182818", None)).await;
    assert!(!message.contains("27182818"), "{message}");
    assert!(message.to_lowercase().contains("connection refused"), "{message}");
    let message = start_error(spec("https://127.0.0.1:9/mcp", None)).await;
    assert!(message.to_lowercase().contains("connection refused"), "{message}");
}

#[tokio::test]
async fn a_header_that_http_does_not_allow_is_named() {
    let mut spec = spec("http://127.0.0.1:9/mcp", None);
    if let Link::Http(endpoint) = &mut spec.link {
        endpoint.headers.push(("bad name".into(), Secret::new("x")));
    }
    assert!(start_error(spec).await.ends_with("the header `bad name` is not allowed in HTTP"));
}
