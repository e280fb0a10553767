//! Schemas as a careful server writes them: inlined, without names of Rust types, optional instead of nullable.

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

/// The schema of a tool's arguments. What a description calls the default is the schema's `default`, too, where it is a
/// value and not a rule: `(default 20)`, `(default false: all are shown)`.
pub fn input<T: JsonSchema>() -> Value {
    let mut schema = clean(SchemaSettings::draft2020_12().for_deserialize(), T::json_schema);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut() {
            if let (Some(default), Value::Object(property)) = (told_default(property), property) {
                property.insert("default".to_owned(), default);
            }
        }
    }
    schema
}

/// The default that a description tells of.
fn told_default(property: &Value) -> Option<Value> {
    let text = property.get("description")?.as_str()?;
    let told = text.split_once("(default ")?.1.split([')', ':', ';']).next()?;
    match (property.get("type")?.as_str()?, property.get("enum")) {
        ("integer" | "number" | "boolean", _) => {
            serde_json::from_str(told).ok().filter(|value: &Value| value.is_number() || value.is_boolean())
        }
        ("string", Some(Value::Array(values))) => values.iter().find(|value| value.as_str() == Some(told)).cloned(),
        _ => None,
    }
}

/// The schema of a tool's result.
pub fn output<T: JsonSchema>() -> Value {
    clean(SchemaSettings::draft2020_12().for_serialize(), T::json_schema)
}

/// The schema of a form that a person fills in: flat, as elicitation allows it.
pub fn form<T: JsonSchema>() -> Value {
    let mut form = input::<T>();
    if let Some(schema) = form.as_object_mut() {
        schema.remove("description");
        schema.remove("additionalProperties");
    }
    form
}

fn clean(mut settings: SchemaSettings, schema: fn(&mut SchemaGenerator) -> schemars::Schema) -> Value {
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut value = schema(&mut SchemaGenerator::new(settings)).to_value();
    tidy(&mut value);
    value
}

/// Works on one schema and those inside it; never on a map of properties, where `title` is a property's name.
fn tidy(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    for noise in ["title", "$schema"] {
        map.remove(noise);
    }
    if map.get("default").is_some_and(Value::is_null) {
        map.remove("default");
    }
    if map.get("type").is_some_and(|kind| kind == "integer") {
        map.remove("format");
    }
    drop_null_type(map);
    drop_null_branch(map);
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.values_mut().for_each(tidy);
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(schema) = map.get_mut(inner) {
            tidy(schema);
        }
    }
    for branches in ["anyOf", "oneOf"] {
        if let Some(Value::Array(schemas)) = map.get_mut(branches) {
            schemas.iter_mut().for_each(tidy);
        }
    }
}

fn drop_null_type(map: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = map.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

fn drop_null_branch(map: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = map.get_mut("anyOf") else { return };
    branches.retain(|branch| branch.get("type").is_none_or(|kind| kind != "null"));
    if let [Value::Object(only)] = branches.as_slice() {
        let only = only.clone();
        map.remove("anyOf");
        for (key, value) in only {
            // What stands beside the union (the field's own description) is nearer to the reader.
            map.entry(key).or_insert(value);
        }
        drop_null_type(map);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_values_are_defaults() {
        let default = |kind: &str, text: &str| told_default(&json!({"type": kind, "description": text}));
        assert_eq!(default("integer", "How many (default 20)."), Some(json!(20)));
        assert_eq!(default("boolean", "Whether all (default false: the open ones)."), Some(json!(false)));
        assert_eq!(default("integer", "Which year (default this year)."), None);
        assert_eq!(default("integer", "How many (default 2 or those of the event)."), None);
        assert_eq!(default("string", "Which (default all)."), None);
        let order = json!({"type": "string", "enum": ["new", "old"], "description": "Order (default new)."});
        assert_eq!(told_default(&order), Some(json!("new")));
    }
}
