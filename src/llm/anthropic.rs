//! Anthropic's messages. An answer of a given shape is asked for as the call of a tool, which all of its models can.

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::{
    AnswerSchema, Arguments, Finish, Message, Model, ModelError, Reply, Request, SettingsError, ToolCall, Usage, Wire,
};

/// The version of the API that is spoken here.
const VERSION: &str = "2023-06-01";

/// The API has no default for the longest answer.
const MAX_TOKENS: u32 = 1024;

/// A model behind `POST /messages`.
pub struct Anthropic {
    name: String,
    wire: Wire,
}

impl Anthropic {
    pub const PATH: &str = "messages";

    pub fn new(name: impl Into<String>, wire: Wire) -> Result<Self, SettingsError> {
        let version = HeaderName::from_static("anthropic-version");
        let wire = wire
            .with_header(version, HeaderValue::from_static(VERSION))
            .with_key(HeaderName::from_static("x-api-key"), "")?;
        Ok(Self { name: name.into(), wire })
    }
}

#[async_trait::async_trait]
impl Model for Anthropic {
    fn name(&self) -> &str {
        &self.name
    }

    /// Anthropic takes no seed; it only tells recordings apart.
    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let answer = self.wire.post(&body(&self.name, request)).await?;
        let reply = read(&answer)?;
        Ok(match &request.schema {
            Some(schema) => given(&answer, schema, reply),
            None => reply,
        })
    }
}

fn body(name: &str, request: &Request) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Option<Value>| value.map(|value| body.insert(key.to_owned(), value));
    put("model", Some(json!(name)));
    put("max_tokens", Some(json!(request.max_tokens.unwrap_or(MAX_TOKENS))));
    put("stop_sequences", (!request.stop.is_empty()).then(|| json!(request.stop)));
    let system: Vec<&str> = request
        .messages
        .iter()
        .filter_map(|message| match message {
            Message::System { content } => Some(content.as_str()),
            _ => None,
        })
        .collect();
    put("system", (!system.is_empty()).then(|| json!(system.join("\n\n"))));
    put("messages", Some(messages(&request.messages)));
    let answer = request.schema.as_ref().map(|schema| {
        json!({"name": schema.name, "description": "Gives the answer. Call it once.", "input_schema": schema.schema})
    });
    let tools = request
        .tools
        .iter()
        .map(|tool| json!({"name": tool.name, "description": tool.description, "input_schema": tool.parameters}));
    let tools: Vec<Value> = tools.chain(answer).collect();
    put("tools", (!tools.is_empty()).then(|| json!(tools)));
    let choice = request.schema.as_ref().map(|schema| match request.tools.is_empty() {
        true => json!({"type": "tool", "name": schema.name}),
        false => json!({"type": "any"}),
    });
    put("tool_choice", choice);
    put("temperature", request.temperature.map(Value::from));
    Value::Object(body)
}

/// The messages after the system's. Results of tools are the user's there, all results of one turn in one message.
fn messages(messages: &[Message]) -> Value {
    let mut out: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in messages {
        let (role, blocks) = match message {
            Message::System { .. } => continue,
            Message::User { content } => ("user", vec![text(content)]),
            Message::Tool { call_id, content } => {
                ("user", vec![json!({"type": "tool_result", "tool_use_id": call_id, "content": content})])
            }
            Message::Assistant { content, tool_calls } => {
                let said = (!content.is_empty()).then(|| text(content));
                ("assistant", said.into_iter().chain(tool_calls.iter().map(tool_use)).collect())
            }
        };
        match out.last_mut() {
            Some((last, open)) if *last == role => open.extend(blocks),
            _ => out.push((role, blocks)),
        }
    }
    out.into_iter().map(|(role, content)| json!({"role": role, "content": content})).collect()
}

fn text(content: &str) -> Value {
    json!({"type": "text", "text": content})
}

fn tool_use(call: &ToolCall) -> Value {
    let input = match &call.arguments {
        Arguments::Object(arguments) => Value::Object(arguments.clone()),
        // Only objects are taken, and the model should still see what it wrote.
        Arguments::Broken { text, .. } => json!({"broken_json": text}),
    };
    json!({"type": "tool_use", "id": call.id, "name": call.name, "input": input})
}

fn read(answer: &Value) -> Result<Reply, ModelError> {
    let blocks = answer["content"].as_array().ok_or_else(|| ModelError::BadAnswer("no content".to_owned()))?;
    // Thoughts are not part of the answer.
    let of_type = |kind: &'static str| blocks.iter().filter(move |block| block["type"] == kind);
    let text: String = of_type("text").filter_map(|block| block["text"].as_str()).collect();
    let tool_calls = of_type("tool_use").map(call).collect::<Result<Vec<_>, _>>()?;
    let finish = match answer["stop_reason"].as_str().unwrap_or_default() {
        "tool_use" | "end_turn" | "stop_sequence" if !tool_calls.is_empty() => Finish::ToolCalls,
        "tool_use" | "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Refused,
        other => Finish::Other(other.to_owned()),
    };
    Ok(Reply { text, tool_calls, usage: usage(&answer["usage"]), finish })
}

/// A reply in which the call that gives the answer has become the answer.
fn given(answer: &Value, schema: &AnswerSchema, mut reply: Reply) -> Reply {
    let mut blocks = answer["content"].as_array().into_iter().flatten();
    let given = blocks.find(|block| block["type"] == "tool_use" && block["name"] == schema.name.as_str());
    // Servers that copy the API do not all force the call; what they say instead stays.
    if let Some(block) = given {
        reply.text = block["input"].to_string();
    }
    reply.tool_calls.retain(|call| call.name != schema.name);
    if reply.finish == Finish::ToolCalls && reply.tool_calls.is_empty() {
        reply.finish = Finish::Stop;
    }
    reply
}

fn call(block: &Value) -> Result<ToolCall, ModelError> {
    let part = |key: &str| {
        let text = block[key].as_str().map(str::to_owned);
        text.ok_or_else(|| ModelError::BadAnswer(format!("a tool call without {key}")))
    };
    Ok(ToolCall { id: part("id")?, name: part("name")?, arguments: Arguments::of(block["input"].clone()) })
}

/// Tokens read from a cache or written to it are counted apart there.
pub(super) fn usage(usage: &Value) -> Option<Usage> {
    let count = |key: &str| usage[key].as_u64();
    let cached = ["cache_read_input_tokens", "cache_creation_input_tokens"].into_iter().filter_map(count);
    let input_tokens = cached.fold(count("input_tokens")?, u64::saturating_add);
    Some(Usage { input_tokens, output_tokens: count("output_tokens").unwrap_or_default() })
}
