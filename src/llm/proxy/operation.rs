//! Which API is spoken, and what stands where in its responses.

use axum::http::Method;
use serde_json::{Value, json};

use super::event::Events;
use super::{chat, message, response};
use crate::llm::{Usage, anthropic, openai};

/// A call that is understood; all others are only passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// OpenAI's `POST /v1/chat/completions`.
    Chat,
    /// OpenAI's `POST /v1/responses`.
    Response,
    /// Anthropic's `POST /v1/messages`.
    Message,
}

impl Operation {
    /// Base addresses without `/v1` are common mistakes that some endpoints forgive; those of gateways have more before it.
    pub fn of(method: &Method, path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let is =
            |name: &str| path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with("/v1"));
        match *method {
            Method::POST if path.ends_with("/chat/completions") => Some(Self::Chat),
            Method::POST if is("/responses") => Some(Self::Response),
            Method::POST if is("/messages") => Some(Self::Message),
            _ => None,
        }
    }

    /// The response that the events of a stream tell, and whether they tell all of it.
    pub fn assemble(self, events: Events) -> Option<(Value, bool)> {
        let whole = match self {
            Self::Chat => chat::assemble(events.values),
            Self::Response => response::assemble(events.values),
            Self::Message => message::assemble(events.values),
        }?;
        let ended = match self {
            Self::Chat => events.done || chat::is_ended(&whole),
            Self::Response => response::is_ended(&whole),
            Self::Message => message::is_ended(&whole),
        };
        Some((whole, ended))
    }

    pub fn usage(self, response: &Value) -> Option<Usage> {
        let usage = &response["usage"];
        match self {
            Self::Chat => openai::usage(usage),
            // What was read from a cache is part of the input here.
            Self::Response => Some(Usage {
                input_tokens: usage["input_tokens"].as_u64()?,
                output_tokens: usage["output_tokens"].as_u64().unwrap_or_default(),
            }),
            Self::Message => anthropic::usage(usage),
        }
    }

    /// Name and arguments of each call that the agent is to make. Tools of the provider itself are not among them.
    pub fn calls(self, response: &Value) -> Vec<(String, String)> {
        match self {
            Self::Chat => items(&response["choices"]).flat_map(|choice| chat_calls(&choice["message"])).collect(),
            Self::Response => items(&response["output"]).filter_map(response_call).collect(),
            Self::Message => items(&response["content"])
                .filter(|block| block["type"] == "tool_use")
                .filter_map(|block| call(&block["name"], &block["input"]))
                .collect(),
        }
    }

    /// A refusal of the proxy's own, in the form in which clients look for one.
    pub fn refusal(operation: Option<Self>, message: &str) -> Value {
        match operation {
            Some(Self::Message) => json!({"type": "error", "error": {"type": "api_error", "message": message}}),
            _ => json!({"error": {"message": message, "type": "proxy_error", "param": null, "code": null}}),
        }
    }
}

fn chat_calls(message: &Value) -> Vec<(String, String)> {
    let old = &message["function_call"];
    let calls = items(&message["tool_calls"]).filter_map(|tool| {
        let (function, custom) = (&tool["function"], &tool["custom"]);
        call(&function["name"], &function["arguments"]).or_else(|| call(&custom["name"], &custom["input"]))
    });
    calls.chain(call(&old["name"], &old["arguments"])).collect()
}

fn response_call(item: &Value) -> Option<(String, String)> {
    match item["type"].as_str()? {
        "function_call" => call(&item["name"], &item["arguments"]),
        "custom_tool_call" => call(&item["name"], &item["input"]),
        _ => None,
    }
}

fn call(name: &Value, arguments: &Value) -> Option<(String, String)> {
    let text = match arguments {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some((name.as_str()?.to_owned(), text))
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_told_by_their_paths() {
        let of = |path| Operation::of(&Method::POST, path);
        assert_eq!(of("/v1/chat/completions"), Some(Operation::Chat));
        assert_eq!(of("/openai/deployments/x/chat/completions"), Some(Operation::Chat));
        assert_eq!(of("/responses/"), Some(Operation::Response));
        assert_eq!(of("/v1/messages"), Some(Operation::Message));
        for other in ["/v1/messages/count_tokens", "/v1/threads/t/messages", "/v1/responses/r/cancel", "/v1/models"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(Operation::of(&Method::GET, "/v1/chat/completions"), None);
    }

    #[test]
    fn tokens_from_a_cache_are_input() {
        let usage = json!({"usage": {"input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 5}});
        let tokens = |operation: Operation| operation.usage(&usage).map(|u| (u.input_tokens, u.output_tokens));
        assert_eq!(tokens(Operation::Message), Some((7, 5)));
        assert_eq!(tokens(Operation::Response), Some((3, 5)));
        assert_eq!(tokens(Operation::Chat), None);
    }

    #[test]
    fn every_form_of_a_call_is_found() {
        let chat = json!({"choices": [{"message": {"tool_calls": [
            {"type": "function", "function": {"name": "a", "arguments": "{"}}, {"type": "custom", "custom": {"name": "b", "input": "x"}}],
            "function_call": {"name": "c", "arguments": "{}"}}}]});
        let is = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        assert_eq!(Operation::Chat.calls(&chat), is(&[("a", "{"), ("b", "x"), ("c", "{}")]));
        let response = json!({"output": [{"type": "reasoning"}, {"type": "function_call", "name": "a", "arguments": "{}"},
            {"type": "mcp_call", "name": "theirs", "arguments": "{}"}, {"type": "custom_tool_call", "name": "b", "input": "x"}]});
        assert_eq!(Operation::Response.calls(&response), is(&[("a", "{}"), ("b", "x")]));
        let message = json!({"content": [{"type": "text", "text": "t"}, {"type": "server_tool_use", "name": "theirs"},
            {"type": "tool_use", "name": "a", "input": {"x": 1}}]});
        assert_eq!(Operation::Message.calls(&message), is(&[("a", r#"{"x":1}"#)]));
    }
}
