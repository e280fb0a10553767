//! The records of wasmcp as the JSON of the Model Context Protocol, of which they are a copy in WIT.
//!
//! Only names differ in a regular way, so the records are walked without a list of their fields: later versions that
//! add some need no change here.

use serde_json::{Map, Value, json};
use wasmtime::component::Val;

use super::json;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The JSON of a `tool` or a `call-tool-result`, or why it has none.
pub(super) fn of(record: &Val) -> Result<Value, String> {
    match record {
        Val::Record(fields) => object(fields),
        _ => Err("it is no record".to_owned()),
    }
}

/// What an `error-code` says.
pub(super) fn message(error: &Val) -> String {
    let record = match error {
        Val::Variant(_, Some(record)) => record,
        other => other,
    };
    let message = match field(record, "message") {
        Some(Val::String(message)) => message.clone(),
        _ => json::of(error).to_string(),
    };
    match field(record, "data").map(unwrapped) {
        Some(Some(Val::String(data))) => format!("{message}: {data}"),
        _ => message,
    }
}

/// A field of a record.
pub(super) fn field<'a>(record: &'a Val, name: &str) -> Option<&'a Val> {
    match record {
        Val::Record(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, value)| value),
        _ => None,
    }
}

/// A value, or what is in it if it is an option.
pub(super) fn unwrapped(value: &Val) -> Option<&Val> {
    match value {
        Val::Option(inner) => inner.as_deref(),
        other => Some(other),
    }
}

fn object(fields: &[(String, Val)]) -> Result<Value, String> {
    let mut object = Map::new();
    add(fields, &mut object)?;
    Ok(Value::Object(object))
}

fn add(fields: &[(String, Val)], object: &mut Map<String, Value>) -> Result<(), String> {
    for (name, value) in fields {
        let Some(value) = unwrapped(value) else { continue };
        let value = match (name.as_str(), value) {
            ("options", Val::Record(fields)) => {
                add(fields, object)?;
                continue;
            }
            ("meta" | "input-schema" | "output-schema" | "structured-content", Val::String(text)) => {
                serde_json::from_str(text).map_err(|error| format!("{name} is no JSON: {error}"))?
            }
            ("content", Val::List(blocks)) => blocks.iter().map(content).collect::<Result<_, _>>()?,
            _ => any(value)?,
        };
        object.insert(key(name), value);
    }
    Ok(())
}

fn any(value: &Val) -> Result<Value, String> {
    match value {
        Val::Record(fields) => object(fields),
        Val::List(values) => values.iter().map(any).collect(),
        Val::Variant(case, Some(value)) => match (case.as_str(), &**value) {
            ("text-stream" | "blob-stream", _) => Err("it gives a stream, which the sandbox does not read".to_owned()),
            ("blob", Val::List(bytes)) => Ok(json!(base64(bytes))),
            (_, value) => any(value),
        },
        Val::Variant(case, None) => Ok(json!(case)),
        Val::Option(None) => Ok(Value::Null),
        Val::Option(Some(value)) => any(value),
        other => Ok(json::of(other)),
    }
}

/// A block of content, which MCP tells apart by a type.
fn content(block: &Val) -> Result<Value, String> {
    let Val::Variant(case, Some(record)) = block else { return Err("a block of content is empty".to_owned()) };
    let mut content = of(record)?;
    content["type"] = match case.as_str() {
        "resource-link" => json!("resource_link"),
        "embedded-resource" => json!("resource"),
        other => json!(other),
    };
    Ok(content)
}

/// A name as MCP writes it.
fn key(name: &str) -> String {
    if name == "meta" {
        return "_meta".to_owned();
    }
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut key, word| {
        let mut letters = word.chars();
        key.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        key.extend(letters);
        key
    })
}

fn base64(bytes: &[Val]) -> String {
    let bytes: Vec<u8> = bytes.iter().map(|byte| if let Val::U8(byte) = byte { *byte } else { 0 }).collect();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for piece in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, at| number << 8 | usize::from(piece.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = ALPHABET.get(number >> (18 - 6 * place) & 63).copied().map_or('=', char::from);
            text.push(if place <= piece.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
        Val::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn text(text: &str) -> Val {
        Val::String(text.to_owned())
    }

    fn some(value: Val) -> Val {
        Val::Option(Some(Box::new(value)))
    }

    fn case(name: &str, value: Val) -> Val {
        Val::Variant(name.to_owned(), Some(Box::new(value)))
    }

    fn bytes(bytes: &[u8]) -> Val {
        Val::List(bytes.iter().copied().map(Val::U8).collect())
    }

    #[test]
    fn tools_are_what_mcp_lists() {
        let hints = record([("title", Val::Option(None)), ("read-only-hint", some(Val::Bool(true)))]);
        let icon = record([("src", text("data:,")), ("theme", some(Val::Enum("dark".to_owned())))]);
        let options = record([
            ("meta", some(text(r#"{"a":1}"#))),
            ("annotations", some(hints)),
            ("description", some(text("Adds."))),
            ("output-schema", Val::Option(None)),
            ("icons", some(Val::List(vec![icon]))),
        ]);
        let schema = r#"{"type":"object"}"#;
        let tool = record([("name", text("add")), ("input-schema", text(schema)), ("options", some(options))]);
        let expected = json!({
            "name": "add",
            "inputSchema": {"type": "object"},
            "_meta": {"a": 1},
            "annotations": {"readOnlyHint": true},
            "description": "Adds.",
            "icons": [{"src": "data:,", "theme": "dark"}],
        });
        assert_eq!(of(&tool), Ok(expected));
        let broken = record([("name", text("add")), ("input-schema", text("{"))]);
        assert!(of(&broken).unwrap_err().starts_with("input-schema is no JSON: "));
    }

    #[test]
    fn results_are_what_mcp_answers() {
        let audience = Val::List(vec![Val::Enum("user".to_owned())]);
        let annotations = record([("audience", some(audience)), ("priority", some(Val::Float64(0.5)))]);
        let options = some(record([("annotations", some(annotations)), ("meta", Val::Option(None))]));
        let blob = || case("blob", bytes(b"abcd"));
        let inner = record([
            ("uri", text("a:b")),
            ("blob", blob()),
            ("options", some(record([("mime-type", some(text("x/y")))]))),
        ]);
        let blocks = vec![
            case("text", record([("text", case("text", text("hi"))), ("options", options)])),
            case("image", record([("data", blob()), ("mime-type", text("image/png"))])),
            case("resource-link", record([("uri", text("a:b")), ("name", text("b")), ("options", Val::Option(None))])),
            case("embedded-resource", record([("resource", case("blob", inner))])),
        ];
        let result = record([
            ("meta", Val::Option(None)),
            ("content", Val::List(blocks)),
            ("is-error", some(Val::Bool(false))),
            ("structured-content", some(text("[1]"))),
        ]);
        let expected = json!({
            "content": [
                {"type": "text", "text": "hi", "annotations": {"audience": ["user"], "priority": 0.5}},
                {"type": "image", "data": "YWJjZA==", "mimeType": "image/png"},
                {"type": "resource_link", "uri": "a:b", "name": "b"},
                {"type": "resource", "resource": {"uri": "a:b", "blob": "YWJjZA==", "mimeType": "x/y"}},
            ],
            "isError": false,
            "structuredContent": [1],
        });
        assert_eq!(of(&result), Ok(expected));
        let stream = case("text", record([("text", case("text-stream", Val::U8(0)))]));
        let result = record([("content", Val::List(vec![stream]))]);
        assert!(of(&result).unwrap_err().contains("stream"));
    }

    #[test]
    fn errors_are_told_with_their_data() {
        let error = |data| {
            let record = record([("code", Val::S64(-32602)), ("message", text("no")), ("data", data)]);
            message(&case("invalid-params", record))
        };
        assert_eq!(error(Val::Option(None)), "no");
        assert_eq!(error(some(text(r#""because""#))), r#"no: "because""#);
        assert_eq!(message(&Val::Enum("odd".to_owned())), r#""odd""#);
    }

    #[test]
    fn bytes_are_base64() {
        for (given, expected) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"\xff\xfe", "//4="),
        ] {
            assert_eq!(any(&case("blob", bytes(given))), Ok(json!(expected)));
        }
    }
}
