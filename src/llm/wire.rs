//! JSON over HTTP: one POST, and an error for everything that is no answer.
//!
//! Redirects are not followed, for they would carry the key to an address that nobody named.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Response, Url, redirect};
use serde_json::Value;

use super::address::{BaseAddress, is_local};
use super::refusal::{refusal, short, status_within};
use super::{Key, ModelError, SettingsError};

/// More than any honest answer has.
const LARGEST: usize = 32 << 20;

/// Reaching a server at all takes less than this, or never.
const CONNECT: Duration = Duration::from_secs(10);

/// One address of an endpoint, with the headers that go with every request.
pub struct Wire {
    client: Client,
    url: Url,
    headers: HeaderMap,
    key: Option<Key>,
    timeout: Duration,
}

impl Wire {
    /// A wire to `path` below the base address.
    pub fn new(base: &BaseAddress, path: &str, key: Option<Key>, timeout: Duration) -> Result<Self, SettingsError> {
        let url = base.join(path)?;
        warn_of_plain_text(&url, key.as_ref());
        let client = client(&url).timeout(timeout).build();
        let client = client.map_err(|error| SettingsError::Client(root_cause(&error)))?;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        Ok(Self { client, url, headers, key, timeout })
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With the key in a header, if there is a key.
    pub(super) fn with_key(self, name: HeaderName, prefix: &str) -> Result<Self, SettingsError> {
        match self.key.as_ref().map(|key| key.header(prefix)).transpose()? {
            Some(value) => Ok(self.with_header(name, value)),
            None => Ok(self),
        }
    }

    /// Sends a body and reads the answer, which is JSON or an error.
    pub(super) async fn post(&self, body: &Value) -> Result<Value, ModelError> {
        let sent = self.client.post(self.url.clone()).headers(self.headers.clone()).body(body.to_string()).send().await;
        let response = sent.map_err(|error| self.lost(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = self.read(response).await?;
        match serde_json::from_str::<Value>(&text) {
            Ok(answer) if status.is_success() && answer["error"].is_null() => Ok(answer),
            Ok(answer) if status.is_success() => {
                Err(refusal(status_within(&answer).unwrap_or(status.as_u16()), &text, &answer, &headers))
            }
            Err(error) if status.is_success() => {
                Err(ModelError::BadAnswer(format!("no JSON ({error}): {}", short(&text))))
            }
            answer => Err(refusal(status.as_u16(), &text, &answer.unwrap_or_default(), &headers)),
        }
    }

    /// The body as text, within bounds and without the key.
    async fn read(&self, mut response: Response) -> Result<String, ModelError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.lost(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST {
                return Err(ModelError::BadAnswer(format!("more than {} MiB", LARGEST >> 20)));
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok(self.key.as_ref().map_or_else(|| text.to_string(), |key| key.redact(&text)))
    }

    fn lost(&self, error: &reqwest::Error) -> ModelError {
        if error.is_timeout() && !error.is_connect() {
            return ModelError::Timeout(self.timeout);
        }
        ModelError::Unreachable { endpoint: self.url.origin().ascii_serialization(), reason: root_cause(error) }
    }
}

/// What every client of an endpoint has in common. A proxy of the environment (`HTTPS_PROXY`) is used, but not for this
/// machine.
pub(super) fn client(url: &Url) -> ClientBuilder {
    // Without a provider the first request over TLS would panic. If there is one, it stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(redirect::Policy::none()).connect_timeout(CONNECT);
    let builder = if is_local(url) { builder.no_proxy() } else { builder };
    // Without TLS no certificates are needed, and a bare container has none to load.
    if url.scheme() == "http" { builder.tls_certs_only([]) } else { builder }
}

/// Says it when a key would travel readable for everyone on the way.
pub(super) fn warn_of_plain_text(url: &Url, key: Option<&Key>) {
    if key.is_some() && url.scheme() == "http" && !is_local(url) {
        tracing::warn!("the endpoint of the model is not encrypted, and the key travels with every request");
    }
}

/// The innermost reason, which names the cause and not the layers, without the address.
pub(super) fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let text = innermost.to_string();
    text.split(" for url (").next().unwrap_or_default().to_owned()
}
