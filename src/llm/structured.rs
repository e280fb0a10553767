//! JSON by schema: which schemas are strict, and the JSON in an answer that was to be nothing else.

use serde_json::Value;

/// Whether a schema keeps the rules of OpenAI's strict mode: every object is closed and requires all that it has.
/// Others are sent as they are and without the demand, for a schema that is rewritten is not the caller's.
pub(super) fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            let closed = match map.get("properties").and_then(Value::as_object) {
                Some(properties) => {
                    let required = map.get("required").and_then(Value::as_array);
                    let is_required = |name: &String| required.is_some_and(|all| all.iter().any(|one| one == name));
                    map.get("additionalProperties") == Some(&Value::Bool(false)) && properties.keys().all(is_required)
                }
                None => map.get("type") != Some(&Value::from("object")),
            };
            closed && map.values().all(is_strict)
        }
        Value::Array(items) => items.iter().all(is_strict),
        _ => true,
    }
}

/// The JSON in a text that was to be nothing but JSON. Models that nothing forces think aloud, fence it in and explain
/// it; a text without JSON stays as it is.
pub(super) fn json_text(text: &str) -> &str {
    let spoken = text.rsplit_once("</think>").map_or(text, |(_, spoken)| spoken).trim();
    if is_json(spoken) {
        return spoken;
    }
    let span = |open: char, close: char| spoken.get(spoken.find(open)?..=spoken.rfind(close)?);
    // Whichever opens first holds the other.
    let array_first = spoken.find('[').is_some_and(|array| spoken.find('{').is_none_or(|object| array < object));
    let spans = if array_first { [span('[', ']'), span('{', '}')] } else { [span('{', '}'), span('[', ']')] };
    spans.into_iter().flatten().find(|text| is_json(text)).unwrap_or(spoken)
}

pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_found_among_words() {
        for (text, json) in [
            (r#" {"a":1} "#, r#"{"a":1}"#),
            ("Sure:\n```json\n{\"a\":[1]}\n```\nThat is [it].", r#"{"a":[1]}"#),
            ("<think>{no}</think>\n[{\"a\":1}]", r#"[{"a":1}]"#),
            ("Here [you] go: {\"a\":1}", r#"{"a":1}"#),
            ("no idea", "no idea"),
            ("", ""),
        ] {
            assert_eq!(json_text(text), json, "{text}");
        }
    }

    #[test]
    fn only_closed_schemas_are_strict() {
        let part = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
            "additionalProperties": false});
        let mut open = part.clone();
        open["required"] = json!([]);
        assert!(is_strict(&part) && !is_strict(&open));
        assert!(
            is_strict(&json!({"type": "array", "items": part})) && !is_strict(&json!({"type": "array", "items": open}))
        );
        assert!(!is_strict(&json!({"type": "object"})) && is_strict(&json!({"type": "string"})));
    }
}
