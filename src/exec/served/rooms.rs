//! Servers that come and go behind one port, each under an address of its own: `/e/ID/mcp`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

use super::door::{Service, protected, service};
use super::hub::Hub;
use crate::exec::secret::Secret;

/// The servers that are there now.
#[derive(Default)]
pub struct Rooms(Mutex<HashMap<String, Service>>);

impl Rooms {
    /// Lets clients of this address in.
    pub fn open(&self, id: &str, hub: &Arc<Hub>) {
        let mut sessions = LocalSessionManager::default();
        // A session lasts as long as its server is there: a model may think for longer than any proxy keeps a line.
        sessions.session_config.keep_alive = None;
        self.lock().insert(id.to_owned(), service(hub, true, sessions));
    }

    /// Lets nobody in any more, and ends the sessions of those who are.
    pub fn close(&self, id: &str) {
        if let Some(service) = self.lock().remove(id) {
            service.config.cancellation_token.cancel();
        }
    }

    /// The same, for all.
    pub fn close_all(&self) {
        self.lock().drain().for_each(|(_, service)| service.config.cancellation_token.cancel());
    }

    /// The way in, for requests that bear the token.
    pub fn router(self: &Arc<Self>, token: &Secret) -> Router {
        protected(Router::new().route("/e/{id}/mcp", any(enter)).with_state(Arc::clone(self)), token)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Service>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn enter(State(rooms): State<Arc<Rooms>>, Path(id): Path<String>, request: Request) -> Response {
    let service = rooms.lock().get(&id).cloned();
    match service {
        Some(service) => service.handle(request).await.map(Body::new),
        None => (StatusCode::NOT_FOUND, "no episode of this id is open").into_response(),
    }
}
