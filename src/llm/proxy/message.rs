//! The events of a streamed message of Anthropic, put together to the message.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::piece::merge;

/// One block of the message.
#[derive(Default)]
struct Block {
    whole: Map<String, Value>,
    /// The text of the input of a tool, which comes in pieces that are no JSON.
    input: String,
}

/// None if there is no event of a message.
pub(super) fn assemble(events: Vec<Value>) -> Option<Value> {
    let mut message = Map::new();
    let mut blocks: BTreeMap<u64, Block> = BTreeMap::new();
    for mut event in events {
        let number = event["index"].as_u64().unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "message_start" => {
                if let Value::Object(start) = event["message"].take() {
                    message = start;
                }
            }
            "content_block_start" => {
                if let Value::Object(whole) = event["content_block"].take() {
                    blocks.insert(number, Block { whole, input: String::new() });
                }
            }
            "content_block_delta" => blocks.entry(number).or_default().add(event["delta"].take()),
            "message_delta" => end(&mut message, event),
            "error" => drop(message.insert("error".to_owned(), event["error"].take())),
            _ => {}
        }
    }
    if message.is_empty() && blocks.is_empty() {
        return None;
    }
    if !blocks.is_empty() {
        message.insert("content".to_owned(), blocks.into_values().map(Block::end).collect());
    }
    Some(Value::Object(message))
}

/// Whether the message has its end.
pub(super) fn is_ended(message: &Value) -> bool {
    message["stop_reason"].is_string()
}

/// Takes in what is known of the whole message only at its end.
fn end(message: &mut Map<String, Value>, event: Value) {
    let Value::Object(event) = event else { return };
    for (key, value) in event {
        match (key.as_str(), value) {
            ("type", _) => {}
            ("delta", Value::Object(delta)) => message.extend(delta),
            // Counts go on from those of the beginning, and none takes one back.
            ("usage", Value::Object(usage)) => {
                let counts = message.entry(key).or_insert_with(|| json!({}));
                for (count, value) in usage.into_iter().filter(|(_, value)| !value.is_null()) {
                    if let Some(counts) = counts.as_object_mut() {
                        counts.insert(count, value);
                    }
                }
            }
            (_, value) => drop(message.insert(key, value)),
        }
    }
}

impl Block {
    fn add(&mut self, delta: Value) {
        let Value::Object(delta) = delta else { return };
        for (key, value) in delta {
            match (key.as_str(), value) {
                ("type", _) => {}
                ("partial_json", Value::String(piece)) => self.input.push_str(&piece),
                ("citation", citation) => self.grow("citations", json!([citation])),
                (_, value) => self.grow(&key, value),
            }
        }
    }

    fn grow(&mut self, key: &str, piece: Value) {
        merge(key, self.whole.entry(key).or_insert(Value::Null), piece);
    }

    /// The block as it stands in a message. A torn input stays the text that it is.
    fn end(mut self) -> Value {
        if !self.input.is_empty() {
            let input = serde_json::from_str(&self.input).unwrap_or(Value::String(self.input));
            self.whole.insert("input".to_owned(), input);
        }
        Value::Object(self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Value {
        json!({"type": "message_start", "message": {"id": "m", "content": [], "stop_reason": null,
            "usage": {"input_tokens": 5, "output_tokens": 1, "cache_read_input_tokens": 2}}})
    }

    fn block(index: u64, block: Value) -> Value {
        json!({"type": "content_block_start", "index": index, "content_block": block})
    }

    fn delta(index: u64, delta: Value) -> Value {
        json!({"type": "content_block_delta", "index": index, "delta": delta})
    }

    #[test]
    fn blocks_of_every_kind_are_put_together() {
        let whole = assemble(vec![
            start(),
            block(0, json!({"type": "thinking", "thinking": "", "signature": ""})),
            json!({"type": "ping"}),
            delta(0, json!({"type": "thinking_delta", "thinking": "Hm"})),
            delta(0, json!({"type": "thinking_delta", "thinking": "m"})),
            delta(0, json!({"type": "signature_delta", "signature": "sig"})),
            block(1, json!({"type": "text", "text": "", "citations": null})),
            delta(1, json!({"type": "text_delta", "text": "Hi"})),
            delta(1, json!({"type": "citations_delta", "citation": {"cited_text": "x"}})),
            block(2, json!({"type": "tool_use", "id": "t", "name": "a", "input": {}})),
            delta(2, json!({"type": "input_json_delta", "partial_json": ""})),
            delta(2, json!({"type": "input_json_delta", "partial_json": "{\"x\":"})),
            delta(2, json!({"type": "input_json_delta", "partial_json": "1}"})),
            block(3, json!({"type": "tool_use", "id": "u", "name": "b", "input": {}})),
            json!({"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": null},
                "usage": {"output_tokens": 9, "cache_read_input_tokens": null}}),
            json!({"type": "message_stop"}),
        ]);
        let expected = json!({"id": "m", "stop_reason": "tool_use", "stop_sequence": null,
            "usage": {"input_tokens": 5, "output_tokens": 9, "cache_read_input_tokens": 2}, "content": [
                {"type": "thinking", "thinking": "Hmm", "signature": "sig"},
                {"type": "text", "text": "Hi", "citations": [{"cited_text": "x"}]},
                {"type": "tool_use", "id": "t", "name": "a", "input": {"x": 1}},
                {"type": "tool_use", "id": "u", "name": "b", "input": {}}]});
        assert_eq!(whole, Some(expected.clone()));
        assert!(is_ended(&expected));
    }

    #[test]
    fn a_torn_input_stays_text_and_an_error_stays() {
        let whole = assemble(vec![
            start(),
            block(0, json!({"type": "tool_use", "name": "a", "input": {}})),
            delta(0, json!({"type": "input_json_delta", "partial_json": "{\"x\":"})),
            json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
        ])
        .unwrap();
        assert_eq!(whole["content"][0]["input"], json!("{\"x\":"));
        assert_eq!(whole["error"]["message"], "Overloaded");
        assert!(!is_ended(&whole));
        assert_eq!(assemble(vec![json!({"type": "response.created"})]), None);
    }
}
