//! The layer that repeats what failed for a moment.
//!
//! Asking a model has no effect on the world, so unlike a tool call it may be repeated; it may cost twice.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use super::{Ledger, Model, ModelError, Reply, Request};

/// How often and how long to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Tries after the first.
    pub retries: u32,
    /// The wait before the second try; every further one is twice as long. Jitter adds up to as much again.
    pub first_wait: Duration,
    /// The longest wait. An endpoint that asks for a longer one is not asked again.
    pub longest_wait: Duration,
}

/// A model that is asked again where that may help.
pub struct Retried<M> {
    inner: M,
    patience: Patience,
    ledger: Arc<Ledger>,
}

impl Default for Patience {
    fn default() -> Self {
        Self { retries: 6, first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(60) }
    }
}

impl<M: Model> Retried<M> {
    pub fn new(inner: M, patience: Patience, ledger: Arc<Ledger>) -> Self {
        Self { inner, patience, ledger }
    }

    /// The wait before the next try, from what backoff and the endpoint say; none if the endpoint asks for too much.
    fn wait(&self, error: &ModelError, backoff: Option<Duration>) -> Option<Duration> {
        let backoff = backoff?;
        let asked = error.retry_after().unwrap_or_default();
        (asked <= self.patience.longest_wait).then_some(backoff.max(asked))
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Retried<M> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let backoff = ExponentialBuilder::new()
            .with_min_delay(self.patience.first_wait)
            .with_max_delay(self.patience.longest_wait)
            .with_max_times(self.patience.retries as usize)
            .with_jitter();
        (|| self.inner.complete(request))
            .retry(backoff)
            .when(ModelError::is_transient)
            .adjust(|error, backoff| self.wait(error, backoff))
            .notify(|error, wait| {
                self.ledger.retried();
                tracing::warn!(%error, wait_ms = wait.as_millis(), "the model is asked again");
            })
            .await
    }
}
