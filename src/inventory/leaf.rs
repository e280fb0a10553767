//! Leaf parameters: what remains of a JSON Schema when objects, arrays and references are walked through.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::walk::walk;
use super::{JsonType, Types};
use crate::model::{Path, Segment};

/// No more alternatives of an enum are kept than this.
const MAX_ENUM: usize = 200;

/// A parameter that takes or gives one scalar, or a value whose inside the schema does not tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Leaf {
    /// General path: `attendees[].email`, `labels[*]`.
    pub path: Path,
    /// What a value may be; empty where the schema does not say. `null` is told by `nullable` alone.
    pub types: Types,
    /// Required along the whole path, counting every array on the way as having an item.
    pub required: bool,
    /// Required by the object around it, which itself may be optional.
    pub required_here: bool,
    pub nullable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Of the innermost array around the leaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// Of the innermost array around the leaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
}

impl Leaf {
    /// The name a person would call it by: `id` of `users[].id`, `tags` of `tags[]`.
    pub fn name(&self) -> &str {
        self.path.last_field().unwrap_or_default()
    }

    /// Whether the leaf lies inside an array.
    pub fn repeated(&self) -> bool {
        self.path.segments().contains(&Segment::Each)
    }
}

/// The leaf parameters of a schema, in the order in which it names them.
pub fn leaves(schema: &Value) -> Vec<Leaf> {
    walk(schema).leaves
}

/// Takes over what a schema says of the value itself; what was said first stands.
pub(super) fn describe(leaf: &mut Leaf, object: &Map<String, Value>) {
    match object.get("type") {
        Some(Value::String(name)) => leaf.types.extend(Types::of(JsonType::from_name(name))),
        Some(Value::Array(names)) => {
            leaf.types.extend(Types::of(names.iter().filter_map(Value::as_str).filter_map(JsonType::from_name)));
        }
        _ => leaf.types.extend(implied(object)),
    }
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let number = |key: &str| object.get(key).and_then(Value::as_f64);
    let count = |key: &str| object.get(key).and_then(Value::as_u64);
    fill(&mut leaf.title, || text("title"));
    fill(&mut leaf.description, || text("description"));
    fill(&mut leaf.format, || text("format"));
    fill(&mut leaf.pattern, || text("pattern"));
    fill(&mut leaf.constant, || object.get("const").cloned());
    fill(&mut leaf.default, || object.get("default").filter(|value| !value.is_null()).cloned());
    // The integer beside an exclusive bound is the inclusive one; for other numbers the bound itself is near enough.
    let step = if leaf.types.has(JsonType::Integer) { 1.0 } else { 0.0 };
    fill(&mut leaf.minimum, || number("minimum").or_else(|| number("exclusiveMinimum").map(|bound| bound + step)));
    fill(&mut leaf.maximum, || number("maximum").or_else(|| number("exclusiveMaximum").map(|bound| bound - step)));
    fill(&mut leaf.min_length, || count("minLength"));
    fill(&mut leaf.max_length, || count("maxLength"));
    fill(&mut leaf.min_items, || count("minItems"));
    fill(&mut leaf.max_items, || count("maxItems"));
    leaf.nullable |= object.get("nullable").and_then(Value::as_bool).unwrap_or(false);
    let alternatives = array(object, "enum").iter().filter(|value| !value.is_null());
    leaf.enum_values.extend(alternatives.take(MAX_ENUM.saturating_sub(leaf.enum_values.len())).cloned());
    leaf.examples.extend(array(object, "examples").iter().chain(object.get("example")).take(3).cloned());
}

/// The type that other keywords imply where `type` is missing.
fn implied(object: &Map<String, Value>) -> Types {
    if object.contains_key("properties") || object.contains_key("additionalProperties") {
        return Types::of([JsonType::Object]);
    }
    if object.contains_key("items") || object.contains_key("prefixItems") {
        return Types::of([JsonType::Array]);
    }
    Types::of(array(object, "enum").iter().chain(object.get("const")).map(JsonType::of))
}

fn fill<T>(slot: &mut Option<T>, value: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = value();
    }
}

pub(super) fn array<'s>(object: &'s Map<String, Value>, key: &str) -> &'s [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
