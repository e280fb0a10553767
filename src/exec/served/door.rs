//! The ways in: standard input and output for one client, streamable HTTP for many.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use rmcp::ServiceExt;
use rmcp::transport::io::stdio_pipes;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

use super::handler::Handler;
use super::hub::Hub;
use crate::exec::secret::Secret;

/// How long requests may take to end when the port closes.
const PARTING: Duration = Duration::from_secs(3);

/// One server behind streamable HTTP.
pub(super) type Service = StreamableHttpService<Handler, LocalSessionManager>;

/// An open port with the addresses of its servers.
pub struct Door {
    listener: TcpListener,
    router: Router,
    services: Vec<Service>,
    pub address: SocketAddr,
    /// The path of each server, in the order of the hubs.
    pub paths: Vec<String>,
}

/// Serves one client on standard input and output, until it hangs up.
///
/// # Errors
/// When the client does not shake hands.
pub async fn serve_stdio(hub: &Arc<Hub>) -> io::Result<()> {
    let service = Handler::new(hub).serve(stdio_pipes()).await.map_err(io::Error::other)?;
    service.waiting().await.map_err(io::Error::other)?;
    hub.close().await;
    Ok(())
}

/// Opens a port on which each hub has the path `/NAME/mcp`, and a single one also `/mcp`. With a token, requests must
/// bear it.
///
/// # Errors
/// When the port cannot be opened.
pub async fn serve_http(hubs: &[Arc<Hub>], address: SocketAddr, token: Option<Secret>) -> io::Result<Door> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let mut router = Router::new();
    let (mut services, mut paths) = (Vec::new(), Vec::new());
    for hub in hubs {
        let path = format!("/{}/mcp", hub.name());
        let service = service(hub, token.is_some(), LocalSessionManager::default());
        router = router.nest_service(&path, service.clone());
        if hubs.len() == 1 {
            router = router.nest_service("/mcp", service.clone());
        }
        services.push(service);
        paths.push(path);
    }
    if hubs.len() == 1 {
        paths = vec!["/mcp".to_owned()];
    }
    if let Some(token) = token {
        router = protected(router, &token);
    }
    Ok(Door { listener, router, services, address, paths })
}

impl Door {
    /// Lets clients in until `stop` comes.
    ///
    /// # Errors
    /// When the port fails.
    pub async fn open(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let services = self.services;
        let close = move || services.iter().for_each(|service| service.config.cancellation_token.cancel());
        serve_until(self.listener, self.router, stop, close).await
    }
}

/// Serves until `stop` comes. Streams go on for ever and end only by `close`; whatever else is under way has a moment.
///
/// # Errors
/// When the port fails.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    close: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let (told, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        close();
        // Nobody waits for it where all has ended at once.
        let _ = told.send(());
    };
    let parted = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(PARTING).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(stop) => served,
        () = parted => Ok(()),
    }
}

/// The same, for requests alone that bear the token.
pub fn protected(router: Router, token: &Secret) -> Router {
    router.layer(middleware::from_fn_with_state(Arc::new(token.clone()), only_with_token))
}

/// Where a token is asked for, a server may be reached by any name of its machine.
pub(super) fn service(hub: &Arc<Hub>, with_token: bool, sessions: LocalSessionManager) -> Service {
    let hub = Arc::clone(hub);
    // Pages of other origins must not reach a server on this machine (DNS rebinding); tools in a local browser may.
    let mut config = StreamableHttpServerConfig::default();
    config.allowed_origins = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"].map(str::to_owned).into();
    if with_token {
        config = config.disable_allowed_hosts();
    }
    StreamableHttpService::new(move || Ok(Handler::new(&hub)), sessions.into(), config)
}

async fn only_with_token(State(token): State<Arc<Secret>>, request: Request, next: Next) -> Response {
    let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // Hashes are compared, so that the time it takes tells nothing of the token.
    if blake3::hash(given.as_bytes()) == blake3::hash(token.reveal().as_bytes()) {
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], "a bearer token is needed").into_response()
    }
}
