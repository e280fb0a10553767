//! The layer that bounds how many calls run at once, and lowers the bound while the endpoint is overloaded.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::pace::{Change, Pace};
use super::{Model, ModelError, Reply, Request};

/// A model that is never asked by more callers at once than it takes.
pub struct Throttled<M> {
    inner: M,
    pace: Arc<Mutex<Pace>>,
    permits: Arc<Semaphore>,
    /// A longer wait than this that an endpoint asks for holds up one call, not all of them.
    longest_wait: Duration,
}

/// The right to run one call, given back when it ends or is dropped.
struct Slot {
    permit: Option<OwnedSemaphorePermit>,
    pace: Arc<Mutex<Pace>>,
    cuts: u64,
}

impl<M: Model> Throttled<M> {
    pub fn new(inner: M, concurrency: usize, longest_wait: Duration) -> Self {
        let pace = Pace::new(concurrency);
        let permits = Arc::new(Semaphore::new(pace.limit()));
        Self { inner, pace: Arc::new(Mutex::new(pace)), permits, longest_wait }
    }

    /// How many may run at once now.
    pub fn limit(&self) -> usize {
        lock(&self.pace).limit()
    }

    async fn slot(&self) -> Slot {
        // The semaphore is never closed; without a permit the call would run unbounded, which harms nobody.
        let permit = self.permits.clone().acquire_owned().await.ok();
        while let Some(until) = self.pause() {
            tokio::time::sleep_until(until).await;
        }
        let cuts = lock(&self.pace).cuts();
        Slot { permit, pace: self.pace.clone(), cuts }
    }

    /// Until when the endpoint asked to be left alone, if that is yet to come.
    fn pause(&self) -> Option<Instant> {
        lock(&self.pace).not_before().filter(|until| *until > Instant::now())
    }

    /// Enters how a call ended.
    fn learn(&self, cuts: u64, answered: &Result<Reply, ModelError>) {
        let mut pace = lock(&self.pace);
        let change = match answered {
            Ok(_) => pace.well(cuts),
            Err(error) if error.is_overload() => {
                let wait = error.retry_after().filter(|wait| *wait <= self.longest_wait);
                pace.overloaded(cuts, wait, Instant::now())
            }
            Err(_) => Change::None,
        };
        match change {
            Change::None => {}
            Change::Grow => self.permits.add_permits(1),
            Change::Shrink(fewer) => {
                let taken = self.permits.forget_permits(fewer);
                pace.owed(fewer - taken);
                tracing::debug!(limit = pace.limit(), "the endpoint is overloaded");
            }
        }
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Throttled<M> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let slot = self.slot().await;
        let answered = self.inner.complete(request).await;
        self.learn(slot.cuts, &answered);
        answered
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take()
            && lock(&self.pace).keeps()
        {
            permit.forget();
        }
    }
}

fn lock(pace: &Mutex<Pace>) -> MutexGuard<'_, Pace> {
    pace.lock().unwrap_or_else(PoisonError::into_inner)
}
