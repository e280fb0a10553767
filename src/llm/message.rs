//! What is said in a conversation with a model, by whom.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One message. Only an assistant calls tools, and only a tool answers a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
pub enum Message {
    System {
        content: String,
    },
    User {
        content: String,
    },
    Assistant {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        content: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<ToolCall>,
    },
    Tool {
        /// The id of the call that this answers.
        call_id: String,
        content: String,
    },
}

/// A call that a model wants to have made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    pub arguments: Arguments,
}

/// The arguments of a call. Small models write broken JSON, which is for the caller to judge and not an error of the
/// endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arguments {
    Object(Map<String, Value>),
    /// The text as the model wrote it, and why it is no JSON object.
    Broken {
        text: String,
        reason: String,
    },
}

impl Message {
    pub fn system(content: impl Into<String>) -> Self {
        Self::System { content: content.into() }
    }

    pub fn user(content: impl Into<String>) -> Self {
        Self::User { content: content.into() }
    }

    pub fn assistant(content: impl Into<String>) -> Self {
        Self::Assistant { content: content.into(), tool_calls: Vec::new() }
    }

    pub fn calls(content: impl Into<String>, tool_calls: Vec<ToolCall>) -> Self {
        Self::Assistant { content: content.into(), tool_calls }
    }

    pub fn tool(call_id: impl Into<String>, content: impl Into<String>) -> Self {
        Self::Tool { call_id: call_id.into(), content: content.into() }
    }
}

impl Arguments {
    /// Reads the text of a call. No text at all is how some models say "no arguments".
    pub fn parse(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Object(Map::new());
        }
        match serde_json::from_str(text) {
            Ok(value) => Self::of(value),
            Err(error) => Self::Broken { text: text.to_owned(), reason: error.to_string() },
        }
    }

    /// Takes arguments that an endpoint sends as JSON.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(arguments) => Self::Object(arguments),
            Value::Null => Self::Object(Map::new()),
            other => Self::Broken { text: other.to_string(), reason: "not a JSON object".to_owned() },
        }
    }

    /// The text that was written, or what stands for it.
    pub fn text(&self) -> String {
        match self {
            Self::Object(arguments) => Value::Object(arguments.clone()).to_string(),
            Self::Broken { text, .. } => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_arguments_keep_their_text() {
        assert_eq!(Arguments::parse(" "), Arguments::Object(Map::new()));
        assert_eq!(Arguments::parse(r#"{"a":1}"#).text(), r#"{"a":1}"#);
        let Arguments::Broken { text, reason } = Arguments::parse(r#"{"a":"#) else { panic!("it is broken") };
        assert_eq!(text, r#"{"a":"#);
        assert!(reason.contains("EOF"), "{reason}");
        assert!(matches!(Arguments::parse("[1]"), Arguments::Broken { .. }));
    }
}
