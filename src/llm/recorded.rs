//! The layer that asks for nothing twice: equal requests are answered from the record folder, at once or years later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::{Ledger, Model, ModelError, RecordError, RecordFolder, Reply, Request};
use crate::model::Digest;

/// One answer, for all who ask for it at the same time.
type Flight = Arc<OnceCell<Result<Reply, ModelError>>>;

/// A model whose exchanges are kept. Without an inner model it only replays.
pub struct Recorded<M> {
    inner: Option<M>,
    name: String,
    folder: RecordFolder,
    ledger: Arc<Ledger>,
    flights: Mutex<HashMap<Digest, Flight>>,
}

impl<M: Model> Recorded<M> {
    pub fn new(inner: M, folder: RecordFolder, ledger: Arc<Ledger>) -> Self {
        let name = inner.name().to_owned();
        Self { inner: Some(inner), name, folder, ledger, flights: Mutex::default() }
    }

    /// Fails on whatever was not recorded, so that no run costs anything by mistake.
    pub fn replay_only(name: impl Into<String>, folder: RecordFolder, ledger: Arc<Ledger>) -> Self {
        Self { inner: None, name: name.into(), folder, ledger, flights: Mutex::default() }
    }

    /// The recorded reply, or one that is asked for and recorded. Files are read and written off the threads that serve
    /// the network.
    async fn find_or_ask(&self, key: Digest, request: &Request, asked: &mut bool) -> Result<Reply, ModelError> {
        let found = self.on_disk(request, |folder, request| folder.read(request)).await?;
        if let Some(reply) = found {
            return Ok(reply);
        }
        let Some(inner) = &self.inner else {
            let folder = self.folder.root().display().to_string();
            let missing = ModelError::NotRecorded { folder, key: key.to_string() };
            self.ledger.failed(&missing);
            return Err(missing);
        };
        *asked = true;
        let reply = inner.complete(request).await?;
        self.on_disk(request, move |folder, request| folder.write(request, &reply)).await
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        request: &Request,
        work: impl FnOnce(&RecordFolder, &Request) -> Result<T, RecordError> + Send + 'static,
    ) -> Result<T, ModelError> {
        let (folder, request) = (self.folder.clone(), request.clone());
        let place = folder.root().to_owned();
        let lost =
            |error: tokio::task::JoinError| RecordError::Io { action: "use", path: place, reason: error.to_string() };
        let done = tokio::task::spawn_blocking(move || work(&folder, &request)).await.map_err(lost).flatten();
        done.map_err(ModelError::Record).inspect_err(|error| self.ledger.failed(error))
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Digest, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Recorded<M> {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let key = self.folder.key(request);
        let flight = self.flights().entry(key).or_default().clone();
        // If the one who asks is dropped, the next who waits asks.
        let mut asked = false;
        let answered = flight.get_or_init(|| self.find_or_ask(key, request, &mut asked)).await.clone();
        // A failure is shared by those who waited for it, and whoever comes later tries again.
        let mut flights = self.flights();
        if flights.get(&key).is_some_and(|current| Arc::ptr_eq(current, &flight)) {
            flights.remove(&key);
        }
        drop(flights);
        if answered.is_ok() && !asked {
            self.ledger.replayed();
        }
        answered
    }
}
