//! Prompts: conversations that a server knows how to begin, from arguments and from its state.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::args;
use super::call::Call;
use super::content::Content;
use super::error::ToolError;
use super::resource::{begins, title};
use super::schema;
use super::time::Time;

/// A message of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    User(String),
    Assistant(String),
    /// Something that the user shows: a picture, a resource.
    Shown(Content),
}

type Get<S> = Box<dyn Fn(&S, &Call, Map<String, Value>) -> Result<Vec<Message>, ToolError> + Send + Sync>;
type Complete<S> = Box<dyn Fn(&S) -> Vec<String> + Send + Sync>;

/// One prompt of a server with state `S`.
pub struct Prompt<S> {
    pub name: &'static str,
    arguments: fn() -> Value,
    pub(super) get: Get<S>,
    completes: Vec<(&'static str, Complete<S>)>,
}

/// A prompt whose argument struct's doc comment is its description. All arguments are texts (MCP has no others).
pub fn new<S, A>(
    name: &'static str,
    get: impl Fn(&S, Time, A) -> Result<Vec<Message>, ToolError> + Send + Sync + 'static,
) -> Prompt<S>
where
    A: DeserializeOwned + JsonSchema,
{
    asking(name, move |state: &S, call: &Call, args: A| get(state, call.now, args))
}

/// A prompt that may ask the user before it begins.
pub fn asking<S, A>(
    name: &'static str,
    get: impl Fn(&S, &Call, A) -> Result<Vec<Message>, ToolError> + Send + Sync + 'static,
) -> Prompt<S>
where
    A: DeserializeOwned + JsonSchema,
{
    let get: Get<S> = Box::new(move |state, call, object| get(state, call, args::parse(object)?));
    Prompt { name, arguments: schema::input::<A>, get, completes: Vec::new() }
}

impl<S> Prompt<S> {
    /// Gives what an argument can be, for completion.
    pub fn complete(
        mut self,
        argument: &'static str,
        values: impl Fn(&S) -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        self.completes.push((argument, Box::new(values)));
        self
    }

    /// The prompt as `prompts/list` shows it.
    pub fn listing(&self) -> Value {
        let schema = (self.arguments)();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let argument = |(name, property): (&String, &Value)| {
            json!({
                "name": name,
                "description": property["description"],
                "required": required.contains(&name.as_str()),
            })
        };
        let arguments: Vec<Value> = schema["properties"].as_object().into_iter().flatten().map(argument).collect();
        json!({
            "name": self.name,
            "title": title(self.name),
            "description": schema["description"],
            "arguments": arguments,
        })
    }

    /// Values of an argument that begin so; `None` for an argument that nobody completes.
    pub(super) fn completions(&self, state: &S, argument: &str, start: &str) -> Option<Vec<String>> {
        let (_, values) = self.completes.iter().find(|(name, _)| *name == argument)?;
        let mut values = values(state);
        values.retain(|value| begins(value, start) || value.split(' ').any(|word| begins(word, start)));
        values.sort();
        values.dedup();
        Some(values)
    }
}

impl Message {
    pub(super) fn to_json(&self) -> Value {
        let text = |text: &String| json!({"type": "text", "text": text});
        let (role, content) = match self {
            Self::User(words) => ("user", text(words)),
            Self::Assistant(words) => ("assistant", text(words)),
            Self::Shown(content) => ("user", content.to_json()),
        };
        json!({"role": role, "content": content})
    }
}
