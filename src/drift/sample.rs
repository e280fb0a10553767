//! A small inventory for tests, and arguments and results that its schemas allow.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use crate::drift::Inventory;
use crate::drift::schema::{alternatives, is_required, kind, text};
use crate::model::{Annotations, Tool};

fn tool(server: &str, name: &str, description: &str, input: Value, output: Option<Value>) -> Tool {
    Tool {
        server: server.to_owned(),
        name: name.to_owned(),
        title: None,
        description: description.to_owned(),
        input_schema: input,
        output_schema: output,
        annotations: Annotations::default(),
    }
}

/// Three servers whose tools have what every operator needs.
pub fn inventory() -> Inventory {
    let event = json!({"type": "object", "properties": {
        "event_id": {"type": "string"}, "title": {"type": "string"},
        "attendees": {"type": "array", "items": {"type": "object", "properties": {"email": {"type": "string"}, "name": {"type": "string"}}, "required": ["email"]}},
    }, "required": ["event_id", "title"]});
    vec![
        tool(
            "calendar",
            "create_event",
            "Create a new event. Returns the event.",
            json!({"type": "object", "properties": {
            "title": {"type": "string", "description": "What the event is called"},
            "day": {"type": "string", "format": "date"},
            "starts_at": {"type": "string", "format": "date-time"},
            "duration": {"type": "integer", "description": "Length in minutes", "minimum": 5, "default": 60},
            "visibility": {"type": "string", "enum": ["public", "private"], "default": "private"},
            "attendees": {"type": "array", "items": {"type": "string"}, "description": "Email addresses"},
            "place": {"type": "object", "properties": {"room": {"type": "string"}, "floor": {"type": "integer"}}},
        }, "required": ["title", "day"]}),
            Some(event.clone()),
        ),
        tool(
            "calendar",
            "delete_event",
            "Delete an event.",
            json!({"type": "object", "properties": {
            "event_id": {"type": "string"}, "notify": {"type": "boolean", "default": true},
        }, "required": ["event_id"]}),
            None,
        ),
        tool(
            "calendar",
            "get_event",
            "Get an event by its id.",
            json!({"type": "object", "properties": {
            "event_id": {"type": "string"},
        }, "required": ["event_id"]}),
            Some(event),
        ),
        tool(
            "calendar",
            "list_events",
            "List all events of a day.",
            json!({"type": "object", "properties": {
                "day": {"type": "string", "description": "As YYYY-MM-DD"}, "limit": {"type": "integer", "default": 10},
            }}),
            Some(json!({"type": "object", "properties": {
            "events": {"type": "array", "items": {"type": "object", "properties": {"event_id": {"type": "string"}, "title": {"type": "string"}}, "required": ["event_id"]}},
            "total": {"type": "integer"},
        }, "required": ["events"]})),
        ),
        tool(
            "shop",
            "addToCart",
            "Add a product to the cart.",
            json!({"type": "object", "properties": {
            "productId": {"type": "integer"}, "quantity": {"type": "integer", "minimum": 1},
            "giftWrap": {"type": "boolean", "default": false},
            "price": {"type": "integer", "description": "Price in cents"},
            "productName": {"type": "string"},
        }, "required": ["productId", "quantity"]}),
            Some(json!({"type": "object", "properties": {
            "cartId": {"type": "string"}, "total": {"type": "number"},
        }, "required": ["cartId"]})),
        ),
        tool(
            "shop",
            "removeFromCart",
            "Remove a product from the cart.",
            json!({"type": "object", "properties": {
            "productId": {"type": "integer"},
        }, "required": ["productId"]}),
            None,
        ),
        tool(
            "shop",
            "getStatus",
            "Gets the state of the shop.",
            json!({"type": "object", "properties": {}}),
            Some(json!({"type": "object", "properties": {
            "open": {"type": "boolean"}, "message": {"type": "string"},
        }, "required": ["open"]})),
        ),
        tool(
            "files",
            "read_file",
            "Read a file. The content is returned as text.",
            json!({"type": "object", "properties": {
            "path": {"type": "string"}, "encoding": {"type": "string", "enum": ["utf-8", "latin-1", "base64"], "default": "utf-8"},
            "distance": {"type": "number", "description": "How far from here, in meters"},
            "tags": {"type": "string", "description": "Comma-separated tags"},
            "sizes": {"type": "array", "items": {"type": "number"}},
        }, "required": ["path"]}),
            None,
        ),
        tool(
            "files",
            "write_file",
            "Write a file.",
            json!({"type": "object", "properties": {
            "path": {"type": "string"}, "content": {"type": "string"},
            "options": {"type": "object", "properties": {"mode": {"type": "string", "enum": ["append", "replace"]}, "backup": {"type": "boolean"}}, "required": ["mode"], "additionalProperties": false},
        }, "required": ["path", "content", "options"]}),
            None,
        ),
        tool(
            "files",
            "list_folders",
            "List folders.",
            json!({"type": "object", "properties": {"folder_name": {"type": "string"}}}),
            None,
        ),
    ]
}

/// A value that a schema allows. An optional object is left out rather than empty, and a default is left out rather than
/// spelled out: both say the same.
pub fn value(schema: &Value, rng: &mut ChaCha8Rng) -> Value {
    if let Some(value) = schema.get("const").or_else(|| alternatives(schema).choose(rng)) {
        return value.clone();
    }
    match schema.get("type") {
        Some(Value::Array(kinds)) if kinds.contains(&json!("null")) => return Value::Null,
        _ => {}
    }
    let least = schema.get("minimum").and_then(Value::as_i64);
    match kind(schema) {
        "string" => json!(string(schema, rng)),
        "integer" => json!(rng.random_range(least.unwrap_or(-20)..=least.unwrap_or(0).max(1000))),
        "number" => {
            let number = f64::from(rng.random_range(1..=99_999_u32)) / [1.0, 4.0, 10.0, 100.0][rng.random_range(0..4)];
            if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
        }
        "boolean" => json!(rng.random_bool(0.5)),
        "array" => {
            let items = schema.get("items").cloned().unwrap_or(json!({"type": "string"}));
            Value::Array((0..rng.random_range(0..4)).map(|_| value(&items, rng)).collect())
        }
        "object" => object(schema, rng),
        _ => json!("anything"),
    }
}

fn object(schema: &Value, rng: &mut ChaCha8Rng) -> Value {
    let mut object = Map::new();
    for name in crate::drift::schema::names(schema) {
        let property = &schema["properties"][name.as_str()];
        let required = is_required(schema, &crate::model::Path::root().field(name.as_str()));
        if required || rng.random_bool(0.6) {
            let value = value(property, rng);
            let says = !value.as_object().is_some_and(Map::is_empty) && property.get("default") != Some(&value);
            if required || says {
                object.insert(name, value);
            }
        }
    }
    Value::Object(object)
}

fn string(schema: &Value, rng: &mut ChaCha8Rng) -> String {
    let day =
        format!("20{:02}-{:02}-{:02}", rng.random_range(0..60), rng.random_range(1..=12), rng.random_range(1..=28));
    let time = format!("{:02}:{:02}:{:02}", rng.random_range(0..24), rng.random_range(0..60), rng.random_range(0..60));
    match text(schema, "format") {
        "date" => day,
        "date-time" => format!("{day}T{time}Z"),
        _ if text(schema, "description").contains("YYYY-MM-DD") => day,
        _ => {
            let words = ["alpha", "Zoë", "x-1", "two words", "4711", "", "\"quoted\""];
            words.choose(rng).copied().unwrap_or_default().to_owned()
        }
    }
}
