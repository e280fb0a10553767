//! OpenAI's chat completions, which Ollama, vLLM, llama.cpp, OpenRouter and many others speak as well.

use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use super::structured::is_strict;
use super::{Arguments, Finish, Message, Model, ModelError, Reply, Request, SettingsError, ToolCall, Usage, Wire};

/// A model behind `POST /chat/completions`.
pub struct OpenAi {
    name: String,
    wire: Wire,
    /// OpenAI's newer models refuse `max_tokens` and want `max_completion_tokens`, which others do not know.
    renamed_limit: AtomicBool,
}

impl OpenAi {
    pub const PATH: &str = "chat/completions";

    pub fn new(name: impl Into<String>, wire: Wire) -> Result<Self, SettingsError> {
        let wire = wire.with_key(AUTHORIZATION, "Bearer ")?;
        Ok(Self { name: name.into(), wire, renamed_limit: AtomicBool::new(false) })
    }
}

#[async_trait::async_trait]
impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let renamed = self.renamed_limit.load(Ordering::Relaxed);
        let answered = match self.wire.post(&body(&self.name, request, renamed)).await {
            Err(ModelError::Status { status: 400, message, .. })
                if !renamed && message.contains("max_completion_tokens") =>
            {
                self.renamed_limit.store(true, Ordering::Relaxed);
                self.wire.post(&body(&self.name, request, true)).await
            }
            answered => answered,
        };
        read(&answered?)
    }
}

fn body(name: &str, request: &Request, renamed_limit: bool) -> Value {
    let messages: Vec<Value> = request.messages.iter().map(message).collect();
    let mut body = Map::from_iter([("model".to_owned(), json!(name)), ("messages".to_owned(), json!(messages))]);
    let mut put = |key: &str, value: Option<Value>| value.map(|value| body.insert(key.to_owned(), value));
    let tools: Vec<Value> = request
        .tools
        .iter()
        .map(|tool| {
            let function = json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters});
            json!({"type": "function", "function": function})
        })
        .collect();
    put("tools", (!tools.is_empty()).then(|| json!(tools)));
    let schema = request.schema.as_ref().map(|schema| {
        let strict = is_strict(&schema.schema);
        let format = json!({"name": schema.name, "strict": strict, "schema": schema.schema});
        json!({"type": "json_schema", "json_schema": format})
    });
    put("response_format", schema);
    put("temperature", request.temperature.map(Value::from));
    let limit = if renamed_limit { "max_completion_tokens" } else { "max_tokens" };
    put(limit, request.max_tokens.map(Value::from));
    put("seed", request.seed.map(Value::from));
    put("stop", (!request.stop.is_empty()).then(|| json!(request.stop)));
    Value::Object(body)
}

fn message(message: &Message) -> Value {
    match message {
        Message::System { content } => json!({"role": "system", "content": content}),
        Message::User { content } => json!({"role": "user", "content": content}),
        Message::Assistant { content, tool_calls } if tool_calls.is_empty() => {
            json!({"role": "assistant", "content": content})
        }
        Message::Assistant { content, tool_calls } => {
            let content = if content.is_empty() { Value::Null } else { json!(content) };
            let calls: Vec<Value> = tool_calls
                .iter()
                .map(|call| {
                    let function = json!({"name": call.name, "arguments": call.arguments.text()});
                    json!({"id": call.id, "type": "function", "function": function})
                })
                .collect();
            json!({"role": "assistant", "content": content, "tool_calls": calls})
        }
        Message::Tool { call_id, content } => json!({"role": "tool", "tool_call_id": call_id, "content": content}),
    }
}

fn read(answer: &Value) -> Result<Reply, ModelError> {
    let choice = answer.pointer("/choices/0").ok_or_else(|| ModelError::BadAnswer("no choices".to_owned()))?;
    let message = choice["message"].as_object().ok_or_else(|| ModelError::BadAnswer("no message".to_owned()))?;
    let said = |key: &str| message.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let text = match message.get("content") {
        Some(Value::Array(parts)) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => said("content").or(said("refusal")).unwrap_or_default().to_owned(),
    };
    let tool_calls = match message.get("tool_calls") {
        Some(Value::Array(calls)) => calls.iter().enumerate().map(call).collect::<Result<Vec<_>, _>>()?,
        _ => Vec::new(),
    };
    let finish = match choice["finish_reason"].as_str().unwrap_or_default() {
        _ if said("refusal").is_some() => Finish::Refused,
        // Some endpoints say "stop" after calls, or the other way round.
        "stop" | "tool_calls" | "function_call" if !tool_calls.is_empty() => Finish::ToolCalls,
        "stop" | "tool_calls" | "function_call" => Finish::Stop,
        "length" => Finish::Length,
        "content_filter" => Finish::Refused,
        other => Finish::Other(other.to_owned()),
    };
    Ok(Reply { text, tool_calls, usage: usage(&answer["usage"]), finish })
}

fn call((place, call): (usize, &Value)) -> Result<ToolCall, ModelError> {
    let function = &call["function"];
    let name =
        function["name"].as_str().ok_or_else(|| ModelError::BadAnswer("a tool call without a name".to_owned()))?;
    let arguments = match &function["arguments"] {
        Value::String(text) => Arguments::parse(text),
        other => Arguments::of(other.clone()),
    };
    // Older servers give no ids; a number is one, and it is the same in a replay.
    let id = call["id"].as_str().filter(|id| !id.is_empty()).map_or_else(|| format!("call_{place}"), str::to_owned);
    Ok(ToolCall { id, name: name.to_owned(), arguments })
}

pub(super) fn usage(usage: &Value) -> Option<Usage> {
    let input_tokens = usage["prompt_tokens"].as_u64()?;
    Some(Usage { input_tokens, output_tokens: usage["completion_tokens"].as_u64().unwrap_or_default() })
}
