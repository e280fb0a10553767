//! Which requests are open on a pipe, and what was answered: the raw JSON that rmcp would lose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::model::RequestId;
use serde_json::Value;

/// What came for a request.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Result(Value),
    TooLong { bytes: usize },
}

/// Things on the stream that were no answer to anything.
#[derive(Clone, Debug, Default)]
pub struct Oddities {
    /// Lines that are no JSON-RPC message, and the head of the last one.
    pub noise: usize,
    pub last_noise: String,
    /// Answers to requests that nobody made, or that already had an answer.
    pub unasked: usize,
}

/// Shared by the pipe, which fills it, and the session, which empties it.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// Open requests; the value says whether the raw result is wanted.
    open: HashMap<RequestId, bool>,
    kept: HashMap<RequestId, Answer>,
    oddities: Oddities,
}

impl Answers {
    pub fn expect(&self, id: RequestId, keep: bool) {
        self.lock().open.insert(id, keep);
    }

    /// Ends a request. `None`: nobody asked, or it was answered before; otherwise whether to keep.
    pub fn arrived(&self, id: &RequestId) -> Option<bool> {
        let mut inner = self.lock();
        let open = inner.open.remove(id);
        inner.oddities.unasked += usize::from(open.is_none());
        open
    }

    pub fn keep(&self, id: RequestId, answer: Answer) {
        self.lock().kept.insert(id, answer);
    }

    /// The one open request, if there is exactly one.
    pub fn only_open(&self) -> Option<RequestId> {
        let inner = self.lock();
        let mut open = inner.open.keys();
        match (open.next(), open.next()) {
            (Some(id), None) => Some(id.clone()),
            _ => None,
        }
    }

    pub fn take(&self, id: &RequestId) -> Option<Answer> {
        self.lock().kept.remove(id)
    }

    /// Nobody waits any longer: a late answer is thrown away.
    pub fn give_up(&self, id: &RequestId) {
        let mut inner = self.lock();
        inner.open.remove(id);
        inner.kept.remove(id);
    }

    pub fn noise(&self, line: &[u8]) {
        let mut inner = self.lock();
        inner.oddities.noise += 1;
        inner.oddities.last_noise = String::from_utf8_lossy(line).trim().chars().take(80).collect();
    }

    pub fn oddities(&self) -> Oddities {
        self.lock().oddities.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Display for Oddities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.noise > 0 {
            write!(f, "; lines that are no JSON-RPC message: {}, the last one `{}`", self.noise, self.last_noise)?;
        }
        if self.unasked > 0 {
            write!(f, "; answers that nobody had asked for: {}", self.unasked)?;
        }
        Ok(())
    }
}
