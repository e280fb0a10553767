//! rmcp's streamable HTTP transport, set up so that it repeats nothing by itself.

use std::collections::HashMap;
use std::error::Error;

use http::{HeaderName, HeaderValue};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::{StreamableHttpClientTransportConfig, StreamableHttpError};

use crate::exec::config::Endpoint;

/// A transport to an endpoint. Fails on a header that HTTP does not allow, naming it.
pub fn transport(
    endpoint: &Endpoint,
    answer_bytes: usize,
) -> Result<StreamableHttpClientTransport<reqwest::Client>, String> {
    let mut headers = HashMap::new();
    for (name, value) in &endpoint.headers {
        let wrong = || format!("the header `{name}` is not allowed in HTTP");
        let header = HeaderName::try_from(name.as_str()).map_err(|_| wrong())?;
        let mut value = HeaderValue::try_from(value.reveal()).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    // Without a provider the first request over TLS would panic. If there is one, it stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut config = StreamableHttpClientTransportConfig::with_uri(endpoint.url.as_str())
        .custom_headers(headers)
        // A call must not run twice because a session was lost on the way.
        .reinit_on_expired_session(false)
        .max_sse_event_size(answer_bytes);
    config.max_json_response_size = answer_bytes;
    Ok(StreamableHttpClientTransport::from_config(config))
}

/// The innermost reason of an error, which names the cause and not the layers. The address is cut off,
/// since its query may hold a secret.
pub fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = source(innermost) {
        innermost = source;
    }
    let text = innermost.to_string();
    text.split(" for url (").next().unwrap_or_default().to_owned()
}

/// rmcp does not name the HTTP client's error as a source of its own.
fn source<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error.downcast_ref::<StreamableHttpError<reqwest::Error>>() {
        Some(StreamableHttpError::Client(client)) => Some(client),
        _ => error.source(),
    }
}
