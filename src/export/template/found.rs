//! Looking for values in rendered text, however the template writes them.

use serde_json::Value;

/// The JSON values that stand somewhere in a text, with those inside them.
pub(super) struct Found(Vec<Value>);

impl Found {
    pub fn within(text: &str) -> Self {
        let mut values = Vec::new();
        let mut at = 0;
        while let Some(next) = text[at..].find(['{', '[', '"']).map(|offset| at + offset) {
            let mut stream = serde_json::Deserializer::from_str(&text[next..]).into_iter::<Value>();
            match stream.next() {
                Some(Ok(value)) => {
                    at = next + stream.byte_offset().max(1);
                    values.push(value);
                }
                _ => at = next + 1,
            }
        }
        Self(values)
    }

    /// Whether a value stands there as JSON.
    pub fn has(&self, wanted: &Value) -> bool {
        self.0.iter().any(|value| holds(value, &|value| value == wanted))
    }

    /// Whether a value stands there as JSON inside a JSON string.
    pub fn has_encoded_twice(&self, wanted: &Value) -> bool {
        let encoded = |value: &Value| {
            value.as_str().is_some_and(|text| serde_json::from_str::<Value>(text).is_ok_and(|read| read == *wanted))
        };
        self.0.iter().any(|value| holds(value, &encoded))
    }
}

fn holds(value: &Value, is: &impl Fn(&Value) -> bool) -> bool {
    is(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| holds(item, is)),
            Value::Object(fields) => fields.values().any(|field| holds(field, is)),
            _ => false,
        }
}

/// Whether every leaf of a value, with the names on the way to it, stands in a text: how templates with one tag for a
/// parameter write arguments.
pub(super) fn spelled_out(text: &str, value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            fields.iter().all(|(name, field)| text.contains(name.as_str()) && spelled_out(text, field))
        }
        Value::Array(items) => items.iter().all(|item| spelled_out(text, item)),
        Value::String(leaf) => text.contains(leaf.trim()) || text.contains(value.to_string().trim_matches('"')),
        Value::Bool(leaf) => {
            text.contains(if *leaf { "true" } else { "false" }) || text.contains(if *leaf { "True" } else { "False" })
        }
        Value::Null => text.contains("null") || text.contains("None"),
        Value::Number(leaf) => text.contains(&leaf.to_string()),
    }
}
