//! A language model whose every reply is JSON of one shape: a call of a tool in view with arguments of its schema, or an answer.
//!
//! Endpoints that hold a model to a schema (vLLM, llama.cpp, Ollama, OpenAI) leave it no third way, such as telling the user what
//! she might call herself; others are asked for the shape in words. It says at once whether it calls or answers: small models that are
//! let think first describe the call that they would make, and then take that for the answer.

use serde_json::{Map, Value, json};

use super::told::{Manner, Said, Told};
use crate::eval::scene::Wanted;
use crate::llm::{Request, ToolSpec};

/// What a reply is called before the endpoint.
const NAME: &str = "reply";

const HOW: &str = "You call the tools yourself; the user cannot. Every reply of yours is one JSON object. To call a tool: \
     {\"tool\": \"its name\", \"arguments\": {..}}. You then get its result. Arguments come from what the user says and from \
     results: look up what you do not know. Only when the tools have done all that is asked: {\"answer\": \"what the user is to \
     read\"}.";

/// Replies of one shape.
pub struct Shaped;

/// Any model behind a loop over replies of one shape.
pub type Structured = Told<Shaped>;

impl Manner for Shaped {
    const NAME: &str = "structured";
    const HOW: &str = HOW;

    fn asks(request: Request, tools: &[ToolSpec]) -> Request {
        request.answered_by(NAME, shape(tools))
    }

    fn read(text: &str) -> Said {
        read(text)
    }

    fn result(tool: &str, text: &str) -> String {
        format!("Result of {tool}: {text}")
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

/// A text of another shape is an answer as it stands.
fn read(text: &str) -> Said {
    let as_it_stands = || Said::Answer(text.to_owned());
    let Ok(Value::Object(mut reply)) = serde_json::from_str(text) else { return as_it_stands() };
    let call = |name, arguments| {
        let wanted = Wanted { id: String::new(), name, arguments: Ok(arguments) };
        Said::Call { thought: None, wanted }
    };
    match (reply.remove("tool"), reply.remove("arguments"), reply.remove("answer")) {
        (Some(Value::String(tool)), None, _) => call(tool, Map::new()),
        (Some(Value::String(tool)), Some(Value::Object(arguments)), _) => call(tool, arguments),
        (None, _, Some(Value::String(answer))) => Said::Answer(answer),
        _ => as_it_stands(),
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
        let call = read(r#"{"tool": "find", "arguments": {"key": 1}}"#);
        let arguments = Map::from_iter([("key".to_owned(), json!(1))]);
        let wanted = Wanted { id: String::new(), name: "find".to_owned(), arguments: Ok(arguments) };
        assert_eq!(call, Said::Call { thought: None, wanted });
        let answer = |text: &str| Said::Answer(text.to_owned());
        assert_eq!(read(r#"{"answer": "5"}"#), answer("5"));
        assert_eq!(read(r#"{"answer": "t"#), answer(r#"{"answer": "t"#));
    }
}
