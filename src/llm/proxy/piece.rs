//! JSON that comes in pieces: texts grow, lists get longer, objects are filled.

use serde_json::Value;

/// Adds what came under a key to what was there. Null says nothing.
pub(super) fn merge(key: &str, whole: &mut Value, piece: Value) {
    match (whole, piece) {
        (_, Value::Null) => {}
        (Value::String(whole), Value::String(piece)) => grow(key, whole, piece),
        (Value::Array(whole), Value::Array(piece)) => piece.into_iter().for_each(|item| add(whole, item)),
        (Value::Object(whole), Value::Object(piece)) => {
            for (key, value) in piece {
                merge(&key, whole.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (whole, piece) => *whole = piece,
    }
}

/// Names of kinds are not continued but repeated, and some servers repeat the name of a function as well.
fn grow(key: &str, whole: &mut String, piece: String) {
    match key {
        "id" | "type" | "role" | "format" if piece.is_empty() => {}
        "id" | "type" | "role" | "format" => *whole = piece,
        "name" if *whole == piece => {}
        _ => whole.push_str(&piece),
    }
}

/// Items with a number are pieces of the item of that number, others are whole.
fn add(items: &mut Vec<Value>, item: Value) {
    let index = item["index"].as_u64();
    match items.iter_mut().find(|there| index.is_some() && there["index"].as_u64() == index) {
        Some(there) => merge("", there, item),
        None => items.push(item),
    }
}
