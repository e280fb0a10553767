//! One server that many clients share.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use super::listeners::Listeners;
use crate::exec::server::{Offers, RequestError, Server, ServerError};
use crate::inventory::Listing;
use crate::model::Episode;

/// A started server with what its clients have asked to hear.
pub struct Hub {
    pub(super) about: Listing,
    pub(super) offers: Offers,
    /// Time between two notes of progress of a long call.
    pub(super) pace: Duration,
    pub(super) listeners: Listeners,
    server: Mutex<Box<dyn Server>>,
}

impl Hub {
    /// Starts an episode on a server and finds out what it offers.
    ///
    /// # Errors
    /// When it cannot be started or listed.
    pub async fn open(mut server: Box<dyn Server>, episode: &Episode, pace: Duration) -> Result<Self, ServerError> {
        server.reset(episode).await?;
        let about = server.list().await?;
        let offers = server.offers().await;
        server.events().await;
        Ok(Self { about, offers, pace, listeners: Listeners::default(), server: Mutex::new(server) })
    }

    pub fn name(&self) -> &str {
        &self.about.server
    }

    /// The server, for one request at a time.
    pub(super) async fn server(&self) -> MutexGuard<'_, Box<dyn Server>> {
        self.server.lock().await
    }

    /// Makes a request and passes on what follows from it.
    pub(super) async fn request(&self, method: &str, params: &Value) -> Result<Value, RequestError> {
        let (result, events) = {
            let mut server = self.server().await;
            let result = match server.request(method, params).await {
                // Servers that know calls alone still have their listing.
                Err(error) if error.code == -32601 && method == "tools/list" => Ok(
                    json!({"tools": server.list().await.map_err(|error| RequestError::internal(error.to_string()))?.tools}),
                ),
                other => other,
            };
            (result, server.events().await)
        };
        self.listeners.tell(&events).await;
        result
    }

    /// Ends the server.
    pub async fn close(&self) {
        self.server().await.close().await;
    }
}
