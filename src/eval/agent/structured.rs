//! A language model whose every reply is JSON of one shape: a call of a tool in view with arguments of its schema, or an answer.
//!
//! Endpoints that hold a model to a schema (vLLM, llama.cpp, Ollama, OpenAI) leave it no third way, such as telling the user what
//! she might call herself; others are asked for the shape in words. It says at once whether it calls or answers: small models that are
//! let think first describe the call that they would make, and then take that for the answer.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::native::asked;
use super::told::Manual;
use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::world::Worlds;
use crate::llm::{Message, Model, Request, ToolSpec};

/// What a reply is called before the endpoint.
const NAME: &str = "reply";

const HOW: &str = "You call the tools yourself; the user cannot. Every reply of yours is one JSON object. To call a tool: \
     {\"tool\": \"its name\", \"arguments\": {..}}. You then get its result. Arguments come from what the user says and from \
     results: look up what you do not know. Only when the tools have done all that is asked: {\"answer\": \"what the user is to \
     read\"}.";

/// Any model behind a loop over replies of one shape.
pub struct Structured {
    model: Arc<dyn Model>,
    name: String,
}

impl Structured {
    pub fn new(model: Arc<dyn Model>) -> Self {
        let name = format!("{} (structured)", model.name());
        Self { model, name }
    }
}

#[async_trait::async_trait]
impl Agent for Structured {
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent) {
        let mut spent = Spent::default();
        let mut talk = Manual::of(&scene);
        while scene.ended().is_none() {
            let tools = scene.view().specs();
            talk.update(&tools, HOW);
            let request =
                Request::new(talk.messages.clone()).with_seed(u64::from(trial)).answered_by(NAME, shape(&tools));
            let Some(reply) = asked(self.model.as_ref(), &request, &mut scene, &mut spent).await else { break };
            talk.messages.push(Message::assistant(&reply.text));
            let next = match read(reply.text) {
                Said::Call { tool, arguments } => {
                    let wanted = Wanted { id: String::new(), name: tool.clone(), arguments: Ok(arguments) };
                    let results = scene.act(worlds, None, vec![wanted]).await;
                    format!("Result of {tool}: {}", results.join("\n"))
                }
                Said::Answer(answer) => match scene.say(answer) {
                    Some(reply) => reply,
                    None => break,
                },
            };
            talk.messages.push(Message::user(next));
        }
        (scene, spent)
    }
}

/// The JSON Schema of a reply.
fn shape(tools: &[ToolSpec]) -> Value {
    let object = |properties: Value| {
        let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
        json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
    };
    let call =
        |tool: &ToolSpec| object(json!({"tool": {"const": tool.name}, "arguments": arguments(&tool.parameters)}));
    let answer = object(json!({"answer": {"type": "string"}}));
    json!({"anyOf": tools.iter().map(call).chain([answer]).collect::<Vec<_>>()})
}

/// A tool's schema within another. References in it are from its own root, so one that has any is left open.
fn arguments(parameters: &Value) -> Value {
    fn refers(schema: &Value) -> bool {
        match schema {
            Value::Object(map) => map.contains_key("$ref") || map.values().any(refers),
            Value::Array(items) => items.iter().any(refers),
            _ => false,
        }
    }
    match parameters {
        Value::Object(map) if !refers(parameters) => {
            let mut map = map.clone();
            map.remove("$schema");
            Value::Object(map)
        }
        _ => json!({"type": "object"}),
    }
}

/// What a model said.
#[derive(Debug, PartialEq)]
enum Said {
    Call { tool: String, arguments: Map<String, Value> },
    Answer(String),
}

/// A text of another shape is an answer as it stands.
fn read(text: String) -> Said {
    let Ok(Value::Object(mut reply)) = serde_json::from_str(&text) else { return Said::Answer(text) };
    match (reply.remove("tool"), reply.remove("arguments"), reply.remove("answer")) {
        (Some(Value::String(tool)), None, _) => Said::Call { tool, arguments: Map::new() },
        (Some(Value::String(tool)), Some(Value::Object(arguments)), _) => Said::Call { tool, arguments },
        (None, _, Some(Value::String(answer))) => Said::Answer(answer),
        _ => Said::Answer(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(name: &str, parameters: Value) -> ToolSpec {
        ToolSpec { name: name.to_owned(), description: String::new(), parameters }
    }

    #[test]
    fn a_reply_is_a_call_with_arguments_of_the_tool_or_an_answer_and_nothing_else() {
        let find = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": {"key": {"type": "string"}}, "required": ["key"],
        });
        let tied =
            json!({"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"type": "null"}}});
        let shape = jsonschema::validator_for(&shape(&[tool("find", find), tool("tie", tied)])).unwrap();
        let fits = |value: Value| shape.is_valid(&value);
        assert!(fits(json!({"tool": "find", "arguments": {"key": "A-1"}})));
        assert!(fits(json!({"tool": "tie", "arguments": {"a": 1}})));
        assert!(fits(json!({"answer": "It is 5."})));
        assert!(!fits(json!({"tool": "find", "arguments": {}})));
        assert!(!fits(json!({"tool": "seek", "arguments": {"key": "A-1"}})));
        assert!(!fits(json!({"tool": "find", "arguments": {"key": "A-1"}, "answer": "x"})));
    }

    #[test]
    fn replies_are_read_and_what_is_cut_off_is_an_answer() {
        let call = read(r#"{"tool": "find", "arguments": {"key": 1}}"#.to_owned());
        let arguments = Map::from_iter([("key".to_owned(), json!(1))]);
        assert_eq!(call, Said::Call { tool: "find".to_owned(), arguments });
        let answer = |text: &str| Said::Answer(text.to_owned());
        assert_eq!(read(r#"{"answer": "5"}"#.to_owned()), answer("5"));
        assert_eq!(read(r#"{"answer": "t"#.to_owned()), answer(r#"{"answer": "t"#));
    }
}
