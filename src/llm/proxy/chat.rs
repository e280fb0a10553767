//! The chunks of a streamed chat completion, put together to the completion.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::piece::merge;

/// One of the answers that were asked for.
#[derive(Default)]
struct Choice {
    message: Map<String, Value>,
    calls: Vec<Call>,
    /// What stands beside the message: `finish_reason`, `logprobs` and what servers add.
    rest: Map<String, Value>,
}

/// A call with the number that its pieces bear.
struct Call {
    index: Option<u64>,
    whole: Value,
}

/// None if there is no chunk of a completion.
pub(super) fn assemble(chunks: Vec<Value>) -> Option<Value> {
    let mut whole = Map::new();
    let mut choices: BTreeMap<u64, Choice> = BTreeMap::new();
    for chunk in chunks {
        let Value::Object(chunk) = chunk else { continue };
        for (key, value) in chunk {
            match (key.as_str(), value) {
                ("choices", Value::Array(pieces)) => {
                    whole.entry(key).or_insert(Value::Null);
                    for piece in pieces {
                        choices.entry(piece["index"].as_u64().unwrap_or_default()).or_default().add(piece);
                    }
                }
                ("object", _) => drop(whole.insert(key, json!("chat.completion"))),
                // Filling that hides the length of the chunks.
                ("obfuscation", _) => {}
                // Some servers count on with every chunk.
                ("usage", value) if !value.is_null() => drop(whole.insert(key, value)),
                (_, value) => {
                    let slot = whole.entry(key).or_insert(Value::Null);
                    if slot.is_null() {
                        *slot = value;
                    }
                }
            }
        }
    }
    if whole.contains_key("choices") {
        whole["choices"] = choices.into_iter().map(|(index, choice)| choice.end(index)).collect();
    }
    (whole.contains_key("choices") || whole.contains_key("error")).then_some(Value::Object(whole))
}

/// Whether every answer has its end.
pub(super) fn is_ended(completion: &Value) -> bool {
    let choices = completion["choices"].as_array();
    choices.is_some_and(|all| !all.is_empty() && all.iter().all(|choice| choice["finish_reason"].is_string()))
}

impl Choice {
    fn add(&mut self, piece: Value) {
        let Value::Object(piece) = piece else { return };
        for (key, value) in piece {
            match (key.as_str(), value) {
                ("index", _) => {}
                ("delta", Value::Object(delta)) => self.say(delta),
                ("logprobs", value) => merge(&key, self.rest.entry("logprobs").or_insert(Value::Null), value),
                (_, Value::Null) => drop(self.rest.entry(key).or_insert(Value::Null)),
                (_, value) => drop(self.rest.insert(key, value)),
            }
        }
    }

    fn say(&mut self, delta: Map<String, Value>) {
        for (key, value) in delta {
            match (key.as_str(), value) {
                ("tool_calls", Value::Array(pieces)) => pieces.into_iter().for_each(|piece| self.call(piece)),
                (_, value) => merge(&key, self.message.entry(key.clone()).or_insert(Value::Null), value),
            }
        }
    }

    /// Adds a piece of a call to its call. Some servers count no calls, and some give every call the number 0; a new id
    /// is a new call.
    fn call(&mut self, mut piece: Value) {
        let index = piece["index"].as_u64();
        if let Some(piece) = piece.as_object_mut() {
            piece.shift_remove("index");
        }
        let id = piece["id"].as_str().filter(|id| !id.is_empty());
        let named = |call: &Call| call.whole["id"].as_str().filter(|id| !id.is_empty()).map(str::to_owned);
        let fits = |call: &Call| id.is_none() || named(call).is_none_or(|known| Some(known.as_str()) == id);
        let place = match index {
            Some(_) => self.calls.iter().rposition(|call| call.index == index && fits(call)),
            None => self.calls.iter().rposition(fits),
        };
        match place {
            Some(place) => merge("", &mut self.calls[place].whole, piece),
            None => self.calls.push(Call { index, whole: piece }),
        }
    }

    /// The choice as it stands in a completion.
    fn end(mut self, index: u64) -> Value {
        let mut message =
            Map::from_iter([("role".to_owned(), json!("assistant")), ("content".to_owned(), Value::Null)]);
        message.append(&mut self.message);
        if !self.calls.is_empty() {
            self.calls.sort_by_key(|call| call.index);
            message.insert("tool_calls".to_owned(), self.calls.into_iter().map(Call::end).collect());
        }
        let mut choice = Map::from_iter([("index".to_owned(), json!(index)), ("message".to_owned(), message.into())]);
        choice.append(&mut self.rest);
        choice.entry("finish_reason").or_insert(Value::Null);
        Value::Object(choice)
    }
}

impl Call {
    fn end(mut self) -> Value {
        if let Some(call) = self.whole.as_object_mut().filter(|call| call.contains_key("function")) {
            call.entry("type").or_insert_with(|| json!("function"));
        }
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(delta: Value) -> Value {
        json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": null}]})
    }

    fn calls(pieces: &[Value]) -> Value {
        let chunks = pieces.iter().map(|piece| delta(json!({"tool_calls": [piece]}))).collect();
        assemble(chunks).unwrap()["choices"][0]["message"]["tool_calls"].take()
    }

    #[test]
    fn several_choices_are_kept_apart_with_all_that_stands_in_them() {
        let chunks = vec![
            json!({"id": "c", "object": "chat.completion.chunk", "model": "m", "obfuscation": "x", "usage": null, "choices": [
                {"index": 1, "delta": {"role": "assistant", "content": "b"}, "finish_reason": null}]}),
            json!({"id": "c", "choices": [{"index": 0, "delta": {"content": "a", "reasoning_content": "be"},
                "logprobs": {"content": [{"token": "a"}]}, "finish_reason": null}]}),
            json!({"id": "c", "choices": [{"index": 0, "delta": {"content": "c", "reasoning_content": "cause"},
                "logprobs": {"content": [{"token": "c"}]}, "finish_reason": "stop"}]}),
            json!({"id": "c", "choices": [{"index": 1, "delta": {}, "finish_reason": "length"}]}),
            json!({"id": "c", "choices": [], "usage": {"prompt_tokens": 1}}),
        ];
        let expected = json!({"id": "c", "object": "chat.completion", "model": "m", "usage": {"prompt_tokens": 1}, "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "ac", "reasoning_content": "because"},
                "logprobs": {"content": [{"token": "a"}, {"token": "c"}]}, "finish_reason": "stop"},
            {"index": 1, "message": {"role": "assistant", "content": "b"}, "finish_reason": "length"}]});
        let whole = assemble(chunks).unwrap();
        assert_eq!(whole, expected);
        assert!(is_ended(&whole));
    }

    #[test]
    fn calls_are_told_apart_however_servers_count_them() {
        let call = |id: &str, name: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}});
        let with = |mut call: Value, index: u64| {
            call["index"] = json!(index);
            call
        };
        let both = json!([call("1", "a", "{}"), call("2", "b", "{}")]);
        let torn = |index: u64, text: &str| json!({"index": index, "function": {"arguments": text}});
        // As OpenAI does, with the pieces of two calls mixed.
        let openai =
            [with(call("2", "b", ""), 1), with(call("1", "a", "{"), 0), torn(1, "{"), torn(0, "}"), torn(1, "}")];
        assert_eq!(calls(&openai), both);
        // Every call has the number 0.
        assert_eq!(calls(&[with(call("1", "a", "{}"), 0), with(call("2", "b", "{"), 0), torn(0, "}")]), both);
        // No call has a number.
        let unnumbered = json!({"function": {"arguments": "}"}});
        assert_eq!(calls(&[call("1", "a", "{}"), call("2", "b", "{"), unnumbered]), both);
        // Id and name are repeated.
        let repeated = [call("1", "a", "{"), call("1", "a", "}"), call("2", "b", "{}")];
        assert_eq!(calls(&repeated), both);
    }

    #[test]
    fn a_torn_stream_has_no_end_and_an_error_stays() {
        let whole = assemble(vec![delta(json!({"content": "a"})), json!({"error": {"message": "busy"}})]).unwrap();
        assert_eq!(whole["choices"][0]["message"]["content"], "a");
        assert_eq!(whole["error"]["message"], "busy");
        assert!(!is_ended(&whole));
        assert_eq!(assemble(vec![json!({"type": "ping"})]), None);
    }
}
