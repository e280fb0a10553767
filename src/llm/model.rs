//! The one face of every model: the stages never learn whether an answer came over HTTP or from a recording.

use std::sync::Arc;

use super::{ModelError, Reply, Request};

/// Anything that answers requests, and any layer around it.
#[async_trait::async_trait]
pub trait Model: Send + Sync {
    /// The name of the model, as the endpoint knows it.
    fn name(&self) -> &str;

    /// Asks once. The caller may ask many at the same time, from any thread.
    async fn complete(&self, request: &Request) -> Result<Reply, ModelError>;
}

#[async_trait::async_trait]
impl<M: Model + ?Sized> Model for Arc<M> {
    fn name(&self) -> &str {
        (**self).name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        (**self).complete(request).await
    }
}
