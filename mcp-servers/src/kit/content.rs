//! Content as tools return it where there is no structure to speak of.

use serde_json::{Value, json};

/// One block of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// Base64 text and its type.
    Image(String, &'static str),
    /// Base64 text and its type.
    Audio(String, &'static str),
    /// A resource by its address: contents and their type.
    Resource {
        uri: String,
        mime: &'static str,
        text: String,
    },
    /// Where a resource can be read.
    Link {
        uri: String,
        name: String,
    },
}

impl Content {
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!({"type": "text", "text": text}),
            Self::Image(data, mime) => json!({"type": "image", "data": data, "mimeType": mime}),
            Self::Audio(data, mime) => json!({"type": "audio", "data": data, "mimeType": mime}),
            Self::Resource { uri, mime, text } => {
                json!({"type": "resource", "resource": {"uri": uri, "mimeType": mime, "text": text}})
            }
            Self::Link { uri, name } => json!({"type": "resource_link", "uri": uri, "name": name}),
        }
    }
}

/// The blocks of a result. A text alone is one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents(pub Vec<Content>);

impl From<String> for Contents {
    fn from(text: String) -> Self {
        Self(vec![Content::Text(text)])
    }
}

impl From<&str> for Contents {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Vec<Content>> for Contents {
    fn from(blocks: Vec<Content>) -> Self {
        Self(blocks)
    }
}

impl Contents {
    /// The blocks as a `CallToolResult`.
    pub fn to_result(&self) -> String {
        let mut result = json!({"content": self.0.iter().map(Content::to_json).collect::<Vec<_>>()});
        result.sort_all_objects();
        result.to_string()
    }
}
