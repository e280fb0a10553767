//! Input schemas cut to the keywords that Inspect knows: it fails to load a log with others of their values in the place.

use serde_json::{Map, Value, json};

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "array", "object", "null"];

/// Words about a schema without a demand, whose loss changes nothing.
const SILENT: [&str; 5] = ["$schema", "$id", "$comment", "title", "deprecated"];

/// What the parameters as a whole may say.
const OUTER: [&str; 4] = ["type", "properties", "required", "additionalProperties"];

/// The parameters of a tool, and whether a demand of the schema was left out.
pub fn parameters(schema: &Value) -> (Value, bool) {
    let mut cut = false;
    let mut parameters = known(schema, &mut cut);
    if let Some(map) = parameters.as_object_mut() {
        map.retain(|key, _| {
            let kept = OUTER.contains(&key.as_str());
            cut |= !kept && key != "description";
            kept
        });
    }
    parameters["type"] = "object".into();
    for (key, usual) in [("properties", json!({})), ("required", json!([])), ("additionalProperties", true.into())] {
        // Inspect takes further properties for forbidden where a schema is silent about them; JSON Schema does not.
        if parameters.get(key).is_none() {
            parameters[key] = usual;
        }
    }
    (parameters, cut)
}

fn known(schema: &Value, cut: &mut bool) -> Value {
    let mut kept = Map::new();
    for (key, value) in schema.as_object().into_iter().flatten() {
        match kept_of(key, value, cut) {
            Some(value) => _ = kept.insert(key.clone(), value),
            None => *cut |= !SILENT.contains(&key.as_str()) && !value.is_null(),
        }
    }
    *cut |= schema == &Value::Bool(false);
    Value::Object(kept)
}

fn kept_of(key: &str, value: &Value, cut: &mut bool) -> Option<Value> {
    let is_type = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
    let fits = match key {
        "type" => is_type(value) || value.as_array().is_some_and(|names| names.iter().all(is_type)),
        "format" | "description" | "pattern" => value.is_string(),
        "default" => true,
        "enum" | "examples" => value.is_array(),
        "required" => value.as_array().is_some_and(|names| names.iter().all(Value::is_string)),
        "minLength" | "maxLength" => value.is_i64(),
        "minimum" | "maximum" => value.is_number(),
        "items" => return value.is_object().then(|| known(value, cut)),
        "additionalProperties" if value.is_boolean() => true,
        "additionalProperties" => return value.is_object().then(|| known(value, cut)),
        "properties" => {
            let fields = value.as_object()?.iter().map(|(name, schema)| (name.clone(), known(schema, cut)));
            return Some(Value::Object(fields.collect()));
        }
        "anyOf" => return Some(value.as_array()?.iter().map(|schema| known(schema, cut)).collect()),
        _ => false,
    };
    fits.then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_inspect_knows_stays_and_what_it_would_choke_on_goes() {
        let schema = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "properties": {
                "n": {"type": ["integer", "null"], "minimum": 0, "title": "N"},
                "any": true,
                "pair": {"type": "array", "items": [{"type": "string"}, {"type": "number"}]},
            },
            "required": ["n"],
        });
        let (parameters, cut) = parameters(&schema);
        assert!(cut);
        assert_eq!(
            parameters,
            json!({
                "properties": {"n": {"type": ["integer", "null"], "minimum": 0}, "any": {}, "pair": {"type": "array"}},
                "required": ["n"], "type": "object", "additionalProperties": true,
            })
        );
    }

    #[test]
    fn a_schema_that_fits_is_not_said_to_be_cut() {
        let schema = json!({"type": "object", "title": "T", "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "number"}});
        let (parameters, cut) = parameters(&schema);
        assert_eq!((cut, &parameters["additionalProperties"]), (false, &json!({"type": "number"})));
        assert!(super::parameters(&json!({"properties": {"a": {"$ref": "#/$defs/A"}}})).1);
    }
}
