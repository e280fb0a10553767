//! The copy of a body that is kept while the body passes.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::Value;

/// What is kept of a longer body.
pub(super) const LARGEST: usize = 16 << 20;

/// The beginning of a body, which is all of it for any honest exchange.
#[derive(Debug, Default)]
pub(super) struct Kept {
    bytes: Vec<u8>,
    /// Of the whole body.
    length: u64,
    /// How the bytes are compressed.
    encoding: Option<String>,
    event_stream: bool,
}

impl Kept {
    /// Reads from the headers what the body will be.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase);
        let encoding = text(CONTENT_ENCODING).filter(|encoding| encoding != "identity");
        let event_stream = text(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/event-stream"));
        Self { encoding, event_stream, ..Self::default() }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        let room = LARGEST - self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    pub fn is_cut(&self) -> bool {
        self.length > self.bytes.len() as u64
    }

    pub fn is_event_stream(&self) -> bool {
        self.event_stream && self.encoding.is_none()
    }

    /// JSON, the text of what is none, or null for nothing.
    pub fn value(&self) -> Value {
        match &self.encoding {
            _ if self.bytes.is_empty() => Value::Null,
            Some(encoding) => Value::String(format!("[{encoding}, {} bytes]", self.length)),
            None => serde_json::from_slice(&self.bytes).unwrap_or_else(|_| Value::String(self.text())),
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    fn kept(bytes: &[u8]) -> Kept {
        let mut kept = Kept::default();
        kept.push(bytes);
        kept
    }

    #[test]
    fn broken_json_is_text_and_nothing_is_null() {
        assert_eq!(kept(br#"{"a":1}"#).value(), json!({"a": 1}));
        assert_eq!(kept(br#"{"a":"#).value(), json!(r#"{"a":"#));
        assert_eq!(kept(b"\xffa").value(), json!("\u{fffd}a"));
        assert_eq!(kept(b"").value(), Value::Null);
    }

    #[test]
    fn a_long_body_is_cut_and_marked() {
        let mut long = kept(&vec![b'a'; LARGEST]);
        assert!(!long.is_cut());
        long.push(b"bc");
        assert!(long.is_cut());
        assert_eq!(long.text().len(), LARGEST);
    }

    #[test]
    fn compressed_bytes_are_not_shown_as_text() {
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        let mut kept = Kept::of(&headers);
        kept.push(&[0x1f, 0x8b, 8]);
        assert_eq!(kept.value(), json!("[gzip, 3 bytes]"));
    }
}
