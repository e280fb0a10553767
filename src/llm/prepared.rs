//! The outermost layer: a request as it is recorded and sent, with what the settings say where the caller left it open.

use super::{Model, ModelError, Reply, Request, Settings};

/// A model that is asked completely, so that another setting finds another recording.
pub struct Prepared<M> {
    inner: M,
    temperature: Option<f64>,
    max_tokens: u32,
}

impl<M: Model> Prepared<M> {
    pub fn new(inner: M, settings: &Settings) -> Self {
        Self { inner, temperature: settings.temperature, max_tokens: settings.max_tokens }
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Prepared<M> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        request.check()?;
        let mut request = request.clone();
        request.temperature = request.temperature.or(self.temperature);
        request.max_tokens = request.max_tokens.or(Some(self.max_tokens));
        self.inner.complete(&request).await
    }
}
