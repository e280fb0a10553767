//! Conversions of one value into another form of it and back: a number as text, minutes as seconds, a name as a handle.
//!
//! What a conversion does to a value, the file `schema` does to the schema of such values, and `fitting` tells which
//! conversions a property allows.

mod dates;
mod fitting;
mod schema;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

pub use dates::DateForm;
pub use fitting::fitting;

/// A change of form; every one has an inverse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case", deny_unknown_fields)]
pub enum Conversion {
    NumberToText,
    /// Of numerals that are written as JSON writes them.
    TextToNumber,
    /// Joined by commas.
    ListToText {
        items: Items,
    },
    TextToList {
        items: Items,
    },
    /// `7` to `{"id": 7}`.
    Wrap {
        field: String,
    },
    Unwrap {
        field: String,
    },
    Dates {
        from: DateForm,
        to: DateForm,
    },
    Units {
        from: Unit,
        to: Unit,
    },
    /// Other values of an enum: pairs of old and new.
    Values {
        pairs: Vec<(Value, Value)>,
    },
    /// An opaque handle: the prefix, and the text's bytes as hexadecimal figures.
    NameToHandle {
        prefix: String,
    },
    HandleToName {
        prefix: String,
    },
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Items {
    Texts,
    Numbers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Meters,
    Kilometers,
    Seconds,
    Minutes,
    Cents,
    /// Dollars, euros: what has a hundred cents.
    Units,
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Meters => "meters",
            Self::Kilometers => "kilometers",
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Cents => "cents",
            Self::Units => "currency units",
        }
    }

    /// How many of the smallest unit of its kind it has.
    fn size(self) -> f64 {
        match self {
            Self::Meters | Self::Seconds | Self::Cents => 1.0,
            Self::Kilometers => 1000.0,
            Self::Minutes => 60.0,
            Self::Units => 100.0,
        }
    }
}

impl Conversion {
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::NumberToText => Self::TextToNumber,
            Self::TextToNumber => Self::NumberToText,
            Self::ListToText { items } => Self::TextToList { items },
            Self::TextToList { items } => Self::ListToText { items },
            Self::Wrap { field } => Self::Unwrap { field },
            Self::Unwrap { field } => Self::Wrap { field },
            Self::Dates { from, to } => Self::Dates { from: to, to: from },
            Self::Units { from, to } => Self::Units { from: to, to: from },
            Self::Values { pairs } => Self::Values { pairs: pairs.into_iter().map(|(old, new)| (new, old)).collect() },
            Self::NameToHandle { prefix } => Self::HandleToName { prefix },
            Self::HandleToName { prefix } => Self::NameToHandle { prefix },
        }
    }

    /// The value in its other form, or nothing if it has none.
    pub fn convert(&self, value: &Value) -> Option<Value> {
        match self {
            Self::NumberToText => value.is_number().then(|| Value::String(value.to_string())),
            Self::TextToNumber => serde_json::from_str::<Number>(value.as_str()?).ok().map(Value::Number),
            Self::ListToText { items } => join(value.as_array()?, *items).map(Value::String),
            Self::TextToList { items } => split(value.as_str()?, *items).map(Value::Array),
            Self::Wrap { field } => Some(json!({ field: value })),
            Self::Unwrap { field } => value.as_object().filter(|object| object.len() == 1)?.get(field).cloned(),
            Self::Dates { from, to } => to.write(from.read(value)?),
            Self::Units { from, to } => scale(value, from.size() / to.size()),
            Self::Values { pairs } => exchange(pairs, value),
            Self::NameToHandle { prefix } => {
                let figures: String = value.as_str()?.bytes().map(|byte| format!("{byte:02x}")).collect();
                Some(Value::String(format!("{prefix}{figures}")))
            }
            Self::HandleToName { prefix } => bytes(value.as_str()?.strip_prefix(prefix.as_str())?).map(Value::String),
        }
    }

    /// The value in its other form, if it comes back unchanged.
    pub fn convert_exactly(&self, value: &Value) -> Option<Value> {
        self.convert(value).filter(|new| self.inverse().convert(new).is_some_and(|back| same(&back, value)))
    }
}

/// Whether two values are equal, 7 and 7.0 being the same number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => one == other,
    }
}

fn join(list: &[Value], items: Items) -> Option<String> {
    let text = |item: &Value| match items {
        Items::Texts => item.as_str().filter(|text| !text.contains(',')).map(str::to_owned),
        Items::Numbers => item.is_number().then(|| item.to_string()),
    };
    Some(list.iter().map(text).collect::<Option<Vec<_>>>()?.join(","))
}

fn split(text: &str, items: Items) -> Option<Vec<Value>> {
    let item = |text: &str| match items {
        Items::Texts => Some(Value::String(text.to_owned())),
        Items::Numbers => serde_json::from_str::<Number>(text).ok().map(Value::Number),
    };
    if text.is_empty() { Some(Vec::new()) } else { text.split(',').map(item).collect() }
}

/// Multiplies so that multiplying by the reciprocal gives the value back wherever that is possible.
fn scale(value: &Value, factor: f64) -> Option<Value> {
    let number = value.as_f64()?;
    let short = |number: f64| format!("{number:.13e}").parse::<f64>().ok();
    let new = if factor >= 1.0 {
        short(number * factor)?
    } else {
        let (exact, rounded) = (number / (1.0 / factor).round(), short(number * factor)?);
        if short(rounded * (1.0 / factor).round()) == Some(number) { rounded } else { exact }
    };
    // Beyond 2^53 floats do not tell neighbours apart.
    if new.fract() == 0.0 && new.abs() < 9e15 {
        return Some(json!(new as i64));
    }
    Number::from_f64(new).map(Value::Number)
}

fn exchange(pairs: &[(Value, Value)], value: &Value) -> Option<Value> {
    match pairs.iter().find(|(old, _)| old == value) {
        Some((_, new)) => Some(new.clone()),
        // A value that only the other side knows.
        None if pairs.iter().any(|(_, new)| new == value) => None,
        None => Some(value.clone()),
    }
}

fn bytes(figures: &str) -> Option<String> {
    if !figures.len().is_multiple_of(2) || !figures.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&figures[at..at + 2], 16).ok();
    String::from_utf8((0..figures.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?).ok()
}

/// Converts what a schema says about values by example: its default, its alternatives.
fn each_value(schema: &mut Map<String, Value>, conversion: &Conversion) {
    for key in ["default", "const", "example"] {
        if let Some(new) = schema.get(key).and_then(|value| conversion.convert(value)) {
            schema.insert(key.to_owned(), new);
        } else if schema.get(key).is_some_and(|value| !value.is_null()) {
            schema.shift_remove(key);
        }
    }
    for key in ["enum", "examples"] {
        if let Some(values) = schema.get_mut(key).and_then(Value::as_array_mut) {
            *values = values.iter().filter_map(|value| conversion.convert(value)).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(conversion: &Conversion, old: Value, new: Value) {
        assert_eq!(conversion.convert_exactly(&old), Some(new.clone()), "{conversion:?}");
        assert_eq!(conversion.inverse().convert(&new), Some(old), "{conversion:?} back");
    }

    #[test]
    fn values_come_back_as_they_were() {
        let units = |from, to| Conversion::Units { from, to };
        check(&Conversion::NumberToText, json!(2.5), json!("2.5"));
        check(&Conversion::ListToText { items: Items::Texts }, json!(["a", "b c"]), json!("a,b c"));
        check(&Conversion::ListToText { items: Items::Numbers }, json!([1, 2.5]), json!("1,2.5"));
        check(&Conversion::ListToText { items: Items::Texts }, json!([]), json!(""));
        check(&Conversion::Wrap { field: "id".into() }, json!(7), json!({"id": 7}));
        check(&units(Unit::Minutes, Unit::Seconds), json!(90), json!(5400));
        check(&units(Unit::Seconds, Unit::Minutes), json!(7), json!(7.0 / 60.0));
        check(&units(Unit::Meters, Unit::Kilometers), json!(1234.5), json!(1.2345));
        check(&units(Unit::Cents, Unit::Units), json!(1999), json!(19.99));
        check(&Conversion::NameToHandle { prefix: "prj_".into() }, json!("Zoë"), json!("prj_5a6fc3ab"));
        check(&Conversion::Values { pairs: vec![(json!("low"), json!("minor"))] }, json!("high"), json!("high"));
    }

    #[test]
    fn values_without_the_other_form_are_refused() {
        let texts = Conversion::ListToText { items: Items::Texts };
        assert_eq!(texts.convert_exactly(&json!(["a,b"])), None);
        assert_eq!(texts.convert_exactly(&json!([""])), None);
        assert_eq!(Conversion::TextToNumber.convert_exactly(&json!("007")), None);
        let values = Conversion::Values { pairs: vec![(json!("low"), json!("minor"))] };
        assert_eq!(values.inverse().convert(&json!("low")), None);
    }
}
