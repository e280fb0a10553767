//! What values a schema allows, as far as it says so plainly: the types, and the bounds.

use std::collections::BTreeSet;

use serde_json::Value;

/// Bounds from below and from above.
const LEAST: [(&str, &str); 3] = [("minimum", "exclusiveMinimum"), ("minLength", ""), ("minItems", "")];
const MOST: [(&str, &str); 3] = [("maximum", "exclusiveMaximum"), ("maxLength", ""), ("maxItems", "")];

/// Integers beyond this are none in JavaScript, whose schemas say so of every integer.
const SAFE: f64 = 9_007_199_254_740_991.0;

/// The names of the JSON types that a schema allows; none where it does not say, or says it by reference.
pub(super) fn types(schema: &Value) -> Option<BTreeSet<String>> {
    let named = |value: &Value| value.as_str().map(str::to_owned);
    let mut types: BTreeSet<String> = match schema.get("type") {
        Some(Value::String(one)) => [one.clone()].into(),
        Some(Value::Array(many)) => many.iter().filter_map(named).collect(),
        _ => match ["anyOf", "oneOf"].iter().find_map(|key| schema.get(*key)?.as_array()) {
            Some(branches) => {
                let branches: Option<Vec<BTreeSet<String>>> = branches.iter().map(types).collect();
                branches?.into_iter().flatten().collect()
            }
            None => schema.get("enum")?.as_array()?.iter().map(|value| kind_of(value).to_owned()).collect(),
        },
    };
    if types.contains("number") {
        types.insert("integer".to_owned());
    }
    // What leaving it out means can be said, whatever the schema says.
    types.extend(schema.get("default").map(|value| kind_of(value).to_owned()));
    Some(types)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The bounds of a schema that leave out values which another allows.
pub(super) fn narrower(old: &Value, new: &Value) -> Vec<String> {
    // No text and no list has less than nothing.
    let zero = |key: &str| if key.starts_with("min") && key != "minimum" { Some(0.0) } else { None };
    let least = LEAST.iter().filter_map(|(key, beyond)| {
        let now = bound(new, key, beyond, 1.0)?;
        let before = bound(old, key, beyond, 1.0).or(zero(key));
        before.is_none_or(|before| now > before).then(|| format!("{key} {now}"))
    });
    let most = MOST.iter().filter_map(|(key, beyond)| {
        let now = bound(new, key, beyond, -1.0)?;
        bound(old, key, beyond, -1.0).is_none_or(|before| now < before).then(|| format!("{key} {now}"))
    });
    least.chain(most).collect()
}

/// A bound; one that is itself left out is told by the next whole number.
fn bound(schema: &Value, key: &str, beyond: &str, step: f64) -> Option<f64> {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    number(key).or(number(beyond).map(|bound| bound + step)).filter(|bound| bound.abs() < SAFE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(schema: Value, expect: &[&str]) {
        let types = types(&schema).unwrap_or_default();
        assert_eq!(types.iter().map(String::as_str).collect::<Vec<_>>(), expect, "{schema}");
    }

    #[test]
    fn types_are_read_from_every_place_that_says_them() {
        check(json!({"type": ["string", "null"]}), &["null", "string"]);
        check(json!({"anyOf": [{"type": "number"}, {"type": "null"}]}), &["integer", "null", "number"]);
        check(json!({"type": "string", "default": null}), &["null", "string"]);
        check(json!({"enum": ["a", 1]}), &["integer", "string"]);
        check(json!({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/x"}]}), &[]);
    }

    #[test]
    fn bounds_are_narrower_where_they_leave_values_out() {
        let check = |old: Value, new: Value, expect: &[&str]| assert_eq!(narrower(&old, &new), expect);
        check(json!({}), json!({"minItems": 1}), &["minItems 1"]);
        check(json!({"exclusiveMinimum": 0}), json!({"minimum": 1}), &[]);
        check(json!({"minItems": 1}), json!({}), &[]);
        check(json!({}), json!({"minLength": 0, "maximum": 9_007_199_254_740_991_i64}), &[]);
        check(json!({"maximum": 10, "minimum": 1}), json!({"maximum": 5, "minimum": 1}), &["maximum 5"]);
    }
}
