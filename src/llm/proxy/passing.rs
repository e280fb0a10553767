//! Bodies that are copied as they pass, piece by piece, so that nothing waits for the end of a stream.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::draft::{Draft, Ending};
use super::kept::Kept;
use super::mask::Mask;
use crate::llm::wire::root_cause;

/// The body of a request, on its way to the endpoint.
pub(super) struct Asking {
    /// Behind a lock because the client wants bodies that threads could share; nobody ever waits for it.
    body: Mutex<Body>,
    kept: Arc<Mutex<Kept>>,
}

/// The body of a response, on its way to the agent. Dropping it before its end is how the agent hangs up.
pub(super) struct Answering {
    body: reqwest::Body,
    /// Bytes that are still to come, if the endpoint has said how many.
    left: Option<u64>,
    mask: Mask,
    draft: Draft,
}

impl Asking {
    pub fn new(body: Body, kept: Arc<Mutex<Kept>>) -> Self {
        Self { body: Mutex::new(body), kept }
    }
}

impl HttpBody for Asking {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(data);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

impl Answering {
    pub fn new(body: reqwest::Body, mask: Mask, draft: Draft) -> Self {
        let left = body.size_hint().exact();
        let mut answering = Self { body, left, mask, draft };
        answering.end_if_all_came();
        answering
    }

    /// What the agent gets of a piece.
    fn pass(&mut self, data: Bytes) -> Bytes {
        self.draft.heard(&data);
        self.left = self.left.map(|left| left.saturating_sub(data.len() as u64));
        self.end_if_all_came();
        self.mask.pass(data)
    }

    /// Records the exchange before the agent has its last byte.
    fn end_if_all_came(&mut self) {
        if self.left == Some(0) {
            self.draft.close(&Ending::Whole);
        }
    }
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        loop {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
            let passed = match frame {
                // Trailers end at a proxy like the header that announces them.
                Some(Ok(frame)) => frame.into_data().map(|data| self.pass(data)).unwrap_or_default(),
                Some(Err(error)) => {
                    let reason = format!("the endpoint broke off: {}", root_cause(&error));
                    self.draft.close(&Ending::Failed(reason));
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.draft.close(&Ending::Whole);
                    let rest = self.mask.rest();
                    return Poll::Ready((!rest.is_empty()).then(|| Ok(Frame::data(rest))));
                }
            };
            if !passed.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(passed))));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.mask.held() == 0 && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.body.size_hint();
        let held = self.mask.held();
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + held);
        }
        hint.set_lower(hint.lower() + held);
        hint
    }
}
