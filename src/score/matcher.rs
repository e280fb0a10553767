//! Comparators of values in states and in arguments of calls.
//!
//! A matcher is written as an object with `is`, e.g. `{ is = "number", value = 3, tolerance = { absolute = 0.5 } }`; every
//! other value means that it is to be equal.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::model::{Path, Segment};
use crate::score::claim::{Tolerance, folded, places, same};

/// How a value is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// The same JSON value; numbers by value, objects whatever their order.
    Equals(Value),
    /// A text that is the same but for case, accents and spacing.
    Text(String),
    /// A text that holds this one, or a list that holds this value.
    Contains(Value),
    Number {
        value: f64,
        tolerance: Tolerance,
    },
    /// The same day, or where both say a time with an offset the same moment.
    Date(String),
    OneOf(Vec<Value>),
    /// Anything but null and what is empty.
    Present,
    /// Null, empty, or not there at all.
    Empty,
}

/// The written form of what has an `is`; apart from [`Matcher`] so that a plain value can stand for itself.
#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Equals {
        value: Value,
    },
    Text {
        value: String,
    },
    Contains {
        value: Value,
    },
    Number {
        value: f64,
        #[serde(default)]
        tolerance: Tolerance,
    },
    Date {
        value: String,
    },
    OneOf {
        values: Vec<Value>,
    },
    Present {},
    Empty {},
}

impl Matcher {
    /// Whether a value that may not be there fits.
    pub fn fits(&self, value: Option<&Value>) -> bool {
        let Some(value) = value else { return matches!(self, Self::Empty) || self.expects_null() };
        match self {
            Self::Equals(expected) => equal(expected, value),
            Self::Text(expected) => value.as_str().is_some_and(|text| same(text, expected)),
            Self::Contains(expected) => contains(value, expected),
            Self::Number { value: expected, tolerance } => {
                number(value).is_some_and(|said| tolerance.allows(*expected, said))
            }
            Self::Date(expected) => value.as_str().is_some_and(|text| same_date(text, expected)),
            Self::OneOf(values) => values.iter().any(|expected| equal(expected, value)),
            Self::Present => !is_empty(value),
            Self::Empty => is_empty(value),
        }
    }

    /// A null that is expected may as well not be there.
    fn expects_null(&self) -> bool {
        match self {
            Self::Equals(expected) => expected.is_null(),
            Self::OneOf(values) => values.iter().any(Value::is_null),
            _ => false,
        }
    }
}

/// Whether every matcher fits what stands at its path inside of a value.
pub fn all_fit<'m>(matchers: impl IntoIterator<Item = (&'m Path, &'m Matcher)>, value: &Value) -> bool {
    let fits = |(path, matcher): (&Path, &Matcher)| {
        any_at(path.segments(), value, matcher).unwrap_or_else(|| matcher.fits(None))
    };
    matchers.into_iter().all(fits)
}

/// Whether a matcher fits one of the values that segments reach; none if they reach nothing.
fn any_at(segments: &[Segment], value: &Value, matcher: &Matcher) -> Option<bool> {
    let Some((first, rest)) = segments.split_first() else { return Some(matcher.fits(Some(value))) };
    let of = |value: &Value| any_at(rest, value, matcher);
    match (first, value) {
        (Segment::Field(name), _) => value.get(name).and_then(of),
        (Segment::Index(index), _) => value.get(index).and_then(of),
        (Segment::Each, Value::Array(items)) => items.iter().filter_map(of).max(),
        (Segment::Any, Value::Object(map)) => map.values().filter_map(of).max(),
        _ => None,
    }
}

/// The same JSON value, with `1` and `1.0` the same.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

/// Whether a text holds a text, or a list a value.
pub fn contains(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::String(text), Value::String(wanted)) => places(&folded(text), &folded(wanted)).next().is_some(),
        (Value::Array(items), _) => items.iter().any(|item| equal(item, expected)),
        (Value::Object(map), Value::String(name)) => map.contains_key(name),
        _ => false,
    }
}

pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A number, also one that is written as a text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
}

/// Days compare by their date, moments by the instant where both have an offset.
pub fn same_date(a: &str, b: &str) -> bool {
    if let (Ok(a), Ok(b)) = (a.parse::<Timestamp>(), b.parse::<Timestamp>()) {
        return a == b;
    }
    let civil = |text: &str| -> Option<(jiff::civil::Date, Option<jiff::civil::Time>)> {
        let date = crate::score::claim::iso(text)?;
        // Cut before the offset.
        let time =
            text.get(11..).and_then(|time| time.get(..8).or_else(|| time.get(..5))).and_then(|time| time.parse().ok());
        Some((date, time))
    };
    match (civil(a), civil(b)) {
        (Some((a, Some(at))), Some((b, Some(bt)))) => a == b && at == bt,
        (Some((a, _)), Some((b, _))) => a == b,
        _ => false,
    }
}

impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.get("is").is_none() {
            return Ok(Self::Equals(value));
        }
        let fail =
            |error| D::Error::custom(format!("read the matcher {value}: {error}; a plain value means equal to it"));
        Ok(match Written::deserialize(&value).map_err(fail)? {
            Written::Equals { value } => Self::Equals(value),
            Written::Text { value } => Self::Text(value),
            Written::Contains { value } => Self::Contains(value),
            Written::Number { value, tolerance } => Self::Number { value, tolerance },
            Written::Date { value } => Self::Date(value),
            Written::OneOf { values } => Self::OneOf(values),
            Written::Present {} => Self::Present,
            Written::Empty {} => Self::Empty,
        })
    }
}

impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self.clone() {
            // A plain value stands for itself, unless it looks like a matcher.
            Self::Equals(value) if value.as_object().and_then(|map: &Map<String, Value>| map.get("is")).is_none() => {
                return value.serialize(serializer);
            }
            Self::Equals(value) => Written::Equals { value },
            Self::Text(value) => Written::Text { value },
            Self::Contains(value) => Written::Contains { value },
            Self::Number { value, tolerance } => Written::Number { value, tolerance },
            Self::Date(value) => Written::Date { value },
            Self::OneOf(values) => Written::OneOf { values },
            Self::Present => Written::Present {},
            Self::Empty => Written::Empty {},
        };
        written.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(matcher: Value, fits: &[Value], not: &[Value]) {
        let matcher: Matcher = serde_json::from_value(matcher).unwrap();
        fits.iter().for_each(|value| assert!(matcher.fits(Some(value)), "{matcher:?} {value}"));
        not.iter().for_each(|value| assert!(!matcher.fits(Some(value)), "{matcher:?} {value}"));
        let written = serde_json::to_value(&matcher).unwrap();
        assert_eq!(serde_json::from_value::<Matcher>(written).unwrap(), matcher);
    }

    #[test]
    fn values_are_compared_by_type() {
        check(json!(1), &[json!(1.0)], &[json!("1"), json!(null)]);
        check(json!({"a": 1, "b": 2}), &[json!({"b": 2.0, "a": 1})], &[json!({"a": 1})]);
        check(json!({"is": "text", "value": "Zürich HB"}), &[json!("zurich  hb")], &[json!("Zürich")]);
        check(
            json!({"is": "contains", "value": "milk"}),
            &[json!("Buy Milk!"), json!(["milk"])],
            &[json!("milkshake")],
        );
        check(
            json!({"is": "number", "value": 2, "tolerance": {"absolute": 0.1}}),
            &[json!(2.1), json!("2")],
            &[json!(2.2)],
        );
        check(json!({"is": "one_of", "values": ["a", null]}), &[json!("a"), json!(null)], &[json!("b")]);
        check(json!({"is": "present"}), &[json!(0), json!(false)], &[json!(""), json!([]), json!(null)]);
        check(json!({"is": "equals", "value": {"is": "x"}}), &[json!({"is": "x"})], &[json!("x")]);
    }

    #[test]
    fn moments_are_the_same_whatever_their_offset() {
        let date = |value: &str| json!({"is": "date", "value": value});
        check(
            date("2026-12-31T23:30:00Z"),
            &[json!("2027-01-01T00:30:00+01:00")],
            &[json!("2026-12-31T23:30:00+01:00")],
        );
        check(
            date("2027-01-01"),
            &[json!("2027-01-01"), json!("2027-01-01T09:00:00+01:00")],
            &[json!("2026-12-31"), json!("1 January")],
        );
        check(date("2027-01-01T09:00"), &[json!("2027-01-01T09:00:00+01:00")], &[json!("2027-01-01T10:00:00")]);
    }

    #[test]
    fn what_is_not_there_is_empty_and_null() {
        let fits = |matcher: Value| serde_json::from_value::<Matcher>(matcher).unwrap().fits(None);
        assert!(fits(json!(null)) && fits(json!({"is": "empty"})));
        assert!(!fits(json!("")) && !fits(json!({"is": "present"})));
    }

    #[test]
    fn a_broken_matcher_says_what_is_wrong() {
        let error = serde_json::from_value::<Matcher>(json!({"is": "numbr", "value": 2})).unwrap_err().to_string();
        assert!(
            error.contains("unknown variant `numbr`") && error.contains("a plain value means equal to it"),
            "{error}"
        );
        let error = serde_json::from_value::<Matcher>(json!({"is": "present", "value": 2})).unwrap_err().to_string();
        assert!(error.contains("unknown field `value`"), "{error}");
    }
}
