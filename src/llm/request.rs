//! What a model is asked: the part of a recording's address, so every field that is left open is left out.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Message, ModelError};

/// The longest name that every endpoint takes.
const LONGEST_NAME: usize = 64;

/// One question to a model. Equal requests have equal recordings; another `seed` asks for another answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub messages: Vec<Message>,
    /// The shape of the answer, whose text is then JSON. The caller checks it: not every endpoint enforces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<AnswerSchema>,
    /// Shared by the requests of one conversation, and often of many.
    #[serde(default, skip_serializing_if = "is_none")]
    pub tools: Arc<[ToolSpec]>,
    /// As the settings say, if open; else as the endpoint likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// The longest answer, in tokens; as the settings say, if open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Where the answer ends; what it would be ended by is not part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
}

/// A JSON Schema with the name that endpoints want for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSchema {
    pub name: String,
    pub schema: Value,
}

/// A tool that the model may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolSpec {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// JSON Schema of the arguments.
    pub parameters: Value,
}

fn is_none(tools: &Arc<[ToolSpec]>) -> bool {
    tools.is_empty()
}

impl Request {
    pub fn new(messages: impl IntoIterator<Item = Message>) -> Self {
        Self { messages: messages.into_iter().collect(), ..Self::default() }
    }

    /// Asks for JSON of this shape.
    pub fn answered_by(mut self, name: impl Into<String>, schema: Value) -> Self {
        self.schema = Some(AnswerSchema { name: name.into(), schema });
        self
    }

    pub fn with_tools(mut self, tools: impl Into<Arc<[ToolSpec]>>) -> Self {
        self.tools = tools.into();
        self
    }

    pub fn with_temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    pub fn with_max_tokens(mut self, max_tokens: u32) -> Self {
        self.max_tokens = Some(max_tokens);
        self
    }

    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Ends the answer before a text.
    pub fn stopped_by(mut self, text: impl Into<String>) -> Self {
        self.stop.push(text.into());
        self
    }

    /// Refuses what endpoints refuse in many different words.
    pub fn check(&self) -> Result<(), ModelError> {
        if !self.messages.iter().any(|message| !matches!(message, Message::System { .. })) {
            return Err(ModelError::Request("there is no message but the system's".to_owned()));
        }
        let mut seen = BTreeSet::new();
        for name in self.tools.iter().map(|tool| &tool.name).chain(self.schema.iter().map(|schema| &schema.name)) {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            if name.is_empty() || name.len() > LONGEST_NAME || !plain {
                let rule = "endpoints take up to 64 letters, digits, `_` and `-`";
                return Err(ModelError::Request(format!("the name `{name}` of a tool or schema: {rule}")));
            }
            if !seen.insert(name) {
                return Err(ModelError::Request(format!("two tools or schemas are named `{name}`")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn open_fields_are_left_out_of_the_text() {
        let request = Request::new([Message::user("hi")]).with_seed(7);
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(text, r#"{"messages":[{"role":"user","content":"hi"}],"seed":7}"#);
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    }

    #[test]
    fn names_that_endpoints_refuse_are_refused_here() {
        let tool = |name: &str| ToolSpec { name: name.to_owned(), description: String::new(), parameters: json!({}) };
        let message = |request: Request| request.check().unwrap_err().to_string();
        let asked = Request::new([Message::user("hi")]);
        assert!(message(Request::new([Message::system("be brief")])).contains("no message"));
        assert!(message(asked.clone().with_tools([tool("mail.send")])).contains("`mail.send`"));
        assert!(message(asked.clone().with_tools([tool("a"), tool("a")])).contains("two tools"));
        assert!(asked.with_tools([tool("a")]).answered_by("b", json!({})).check().is_ok());
    }
}
