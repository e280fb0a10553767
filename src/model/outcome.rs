//! What came back from a tool call, with failures attributed to the boundary they crossed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// The tool ran and said no (`isError`, or an error in the text of a success).
    Tool,
    /// The server answered with a protocol error.
    Server,
    /// No usable answer arrived: closed pipe, time-out, garbage.
    Transport,
    /// The sandbox stopped the guest: trap or limit.
    Sandbox,
}

/// What kind of failure, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    NotFound,
    Conflict,
    NotAllowed,
    Invalid,
    UnknownTool,
    Timeout,
    Closed,
    Protocol,
    Limit,
    Other,
}

/// A failed call: data of the trajectory, never a crash of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub boundary: Boundary,
    pub kind: FailureKind,
    pub message: String,
}

/// One content block of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Content {
    Text {
        text: String,
    },
    /// Any other block (image, audio, resource, resource link) as the server sent it.
    Other {
        block: Value,
    },
}

/// Where the answer of a recorded server came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Origin {
    /// The same call was recorded.
    Recorded,
    /// No such call was recorded: the answer was made from the nearest one (its arguments), or from the schema alone.
    Simulated {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Value>,
    },
    /// No such call was recorded: the real server was asked.
    Live,
}

/// A question that a tool put to the user in the middle of a call (elicitation), and the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What the server calls it.
    pub key: String,
    pub message: String,
    /// The JSON Schema of the form.
    pub form: Value,
    /// `{"action": "accept" | "decline" | "cancel", "content"?: {..}}`
    pub answer: Value,
}

/// The result of a call: structured and text content both kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Where the answer came from, where a recording stands in for a real server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What the tool asked the user before it acted, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// The result object as it came over the wire, where it says more than the typed view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
}

impl Outcome {
    /// An outcome that is nothing but a failure.
    pub fn failed(boundary: Boundary, kind: FailureKind, message: impl Into<String>) -> Self {
        Self { failure: Some(Failure { boundary, kind, message: message.into() }), ..Self::default() }
    }

    pub fn is_ok(&self) -> bool {
        self.failure.is_none()
    }

    /// The text a model sees: the text blocks, or the structured value as JSON, or the failure.
    pub fn text(&self) -> String {
        let texts: Vec<Cow<'_, str>> = self
            .content
            .iter()
            .map(|block| match block {
                Content::Text { text } => Cow::Borrowed(text.as_str()),
                Content::Other { block } => Cow::Owned(placeholder(block)),
            })
            .collect();
        match (texts.is_empty(), &self.structured, &self.failure) {
            (false, ..) => texts.join("\n"),
            (true, Some(value), _) => value.to_string(),
            (true, None, Some(failure)) => failure.message.clone(),
            (true, None, None) => String::new(),
        }
    }

    /// The value that later steps can draw from: structured content, or text that is JSON.
    pub fn value(&self) -> Option<Cow<'_, Value>> {
        if let Some(value) = &self.structured {
            return Some(Cow::Borrowed(value));
        }
        let [Content::Text { text }] = self.content.as_slice() else { return None };
        let start = text.trim_start();
        if !start.starts_with(['{', '[']) {
            return None;
        }
        serde_json::from_str(start).ok().map(Cow::Owned)
    }
}

/// Binary blocks are named, not spelled out, in what a model sees.
fn placeholder(block: &Value) -> String {
    let kind = block.get("type").and_then(Value::as_str).unwrap_or("unknown");
    match block.pointer("/resource/text").and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => format!("[{kind} content]"),
    }
}
