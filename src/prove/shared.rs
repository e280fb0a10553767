//! A server that cannot be forked, asked as if it could: all forks are the same server. Sound only for tools that change
//! nothing, so no other is ever called on it.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Mutex;

use crate::exec::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Digest, Episode, Outcome, ServerKind};

/// One of several handles of a server.
#[derive(Clone)]
pub(super) struct Shared {
    name: String,
    kind: ServerKind,
    server: Arc<Mutex<Box<dyn Server>>>,
}

impl Shared {
    pub fn of(server: Box<dyn Server>) -> Self {
        Self { name: server.name().to_owned(), kind: server.kind(), server: Arc::new(Mutex::new(server)) }
    }
}

#[async_trait::async_trait]
impl Server for Shared {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> ServerKind {
        self.kind
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        self.server.lock().await.list().await
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        self.server.lock().await.call(tool, arguments).await
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        self.server.lock().await.request(method, params).await
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        self.server.lock().await.reset(episode).await
    }

    fn state_digest(&mut self) -> Option<Digest> {
        None
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        Ok(Box::new(self.clone()))
    }

    async fn close(&mut self) {
        self.server.lock().await.close().await;
    }
}
