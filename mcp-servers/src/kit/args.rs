//! Reads a tool's arguments so that every mistake names its field: serde alone says what was wrong, but not where.

use std::cell::RefCell;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess};
use serde_json::{Map, Value};

use super::error::{ToolError, invalid};
use super::types::shorten;

/// Turns the arguments object into a tool's argument struct.
pub fn parse<A: DeserializeOwned>(object: Map<String, Value>) -> Result<A, ToolError> {
    let current = RefCell::new(None);
    let fields = Fields { rest: object.into_iter(), value: None, current: &current };
    A::deserialize(MapAccessDeserializer::new(fields)).map_err(|error| {
        let field = current.borrow().clone();
        invalid(sentence(field, &error.to_string()))
    })
}

/// Serde repeats what it was given; a message that is all argument helps nobody.
fn without_flood(error: &str) -> String {
    const ENDS: usize = 200;
    let length = error.chars().count();
    if length <= 2 * ENDS {
        return error.to_owned();
    }
    error.chars().take(ENDS).chain(" ... ".chars()).chain(error.chars().skip(length - ENDS)).collect()
}

fn sentence(field: Option<String>, error: &str) -> String {
    let error = without_flood(error);
    if let Some(field) = field {
        let field = shorten(&field);
        return format!("Argument `{field}`: {error}.");
    }
    for (serde_says, we_say) in [("missing field", "Missing argument"), ("unknown field", "Unknown argument")] {
        if let Some(rest) = error.strip_prefix(serde_says) {
            return format!("{we_say}{rest}.");
        }
    }
    format!("The arguments are wrong: {error}.")
}

/// Walks the object and remembers which field's value is being read.
struct Fields<'a> {
    rest: serde_json::map::IntoIter,
    value: Option<Value>,
    current: &'a RefCell<Option<String>>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        self.current.replace(None);
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        let read = seed.deserialize(Value::String(key.clone()))?;
        self.value = Some(value);
        self.current.replace(Some(key));
        Ok(Some(read))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        let value = self.value.take().ok_or_else(|| Self::Error::custom("a field without a value"))?;
        seed.deserialize(value)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Args {
        #[expect(dead_code, reason = "only its absence matters here")]
        title: String,
        #[expect(dead_code, reason = "only its type matters here")]
        #[serde(default)]
        count: Option<u8>,
    }

    fn check(arguments: Value, expect: &str) {
        let Value::Object(object) = arguments else { panic!("a test passes objects") };
        let error = parse::<Args>(object).expect_err("a mistake");
        assert_eq!(error.to_string(), expect);
    }

    #[test]
    fn every_mistake_names_its_field() {
        check(json!({}), "Missing argument `title`.");
        check(json!({"title": "x", "colour": 1}), "Unknown argument `colour`, expected `title` or `count`.");
        check(json!({"title": 5}), "Argument `title`: invalid type: integer `5`, expected a string.");
        check(json!({"title": "x", "count": "y"}), "Argument `count`: invalid type: string \"y\", expected u8.");
    }
}
