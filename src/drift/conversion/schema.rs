//! What a conversion of values does to the schema of such values.

use serde_json::{Map, Value, json};

use super::{Conversion, DateForm, Items, each_value};
use crate::drift::schema::kind;

/// What tells of numbers only, of texts only, of lists only.
const BOUNDS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const TEXTUAL: [&str; 4] = ["minLength", "maxLength", "pattern", "format"];
const LISTED: [&str; 5] = ["items", "minItems", "maxItems", "uniqueItems", "prefixItems"];

impl Conversion {
    /// The schema of the converted values.
    pub fn schema(&self, old: &Value) -> Value {
        let mut new = old.as_object().cloned().unwrap_or_default();
        match self {
            Self::Wrap { field } => return wrap(new, field),
            Self::Unwrap { field } => return unwrap(&new, field),
            _ => each_value(&mut new, self),
        }
        let drop = |new: &mut Map<String, Value>, keys: &[&str]| {
            keys.iter().for_each(|key| drop_key(new, key));
        };
        match self {
            Self::NumberToText => {
                drop(&mut new, &BOUNDS);
                new.insert("type".into(), json!("string"));
                new.insert("pattern".into(), json!("^-?[0-9]"));
            }
            Self::TextToNumber => {
                drop(&mut new, &TEXTUAL);
                new.insert("type".into(), json!("number"));
            }
            Self::ListToText { .. } => {
                drop(&mut new, &LISTED);
                new.insert("type".into(), json!("string"));
                note(&mut new, "separated by commas");
            }
            Self::TextToList { items } => {
                drop(&mut new, &TEXTUAL);
                new.insert("type".into(), json!("array"));
                let items = if *items == Items::Texts { "string" } else { "number" };
                new.insert("items".into(), json!({"type": items}));
                note(&mut new, "as a list");
            }
            Self::Dates { to, .. } => {
                drop(&mut new, &TEXTUAL);
                drop(&mut new, &BOUNDS);
                new.insert("type".into(), json!(if *to == DateForm::Epoch { "integer" } else { "string" }));
                match to {
                    DateForm::Date => new.insert("format".into(), json!("date")),
                    DateForm::DateTime => new.insert("format".into(), json!("date-time")),
                    DateForm::DayFirst => new.insert("pattern".into(), json!("^[0-9]{2}/[0-9]{2}/[0-9]{4}$")),
                    DateForm::Epoch => None,
                };
                note(&mut new, to.name());
            }
            Self::Units { from, to } => {
                for key in &BOUNDS[..4] {
                    if let Some(bound) = new.get(*key).and_then(|bound| self.convert(bound)) {
                        new.insert((*key).into(), bound);
                    }
                }
                drop(&mut new, &["multipleOf"]);
                if from.size() < to.size() {
                    new.insert("type".into(), json!("number"));
                }
                note(&mut new, &format!("in {}", to.name()));
            }
            Self::NameToHandle { prefix } => {
                drop(&mut new, &TEXTUAL);
                new.insert("pattern".into(), json!(format!("^{prefix}[0-9a-f]*$")));
                note(&mut new, "as a handle");
            }
            Self::HandleToName { .. } => drop(&mut new, &["pattern"]),
            Self::Values { .. } | Self::Wrap { .. } | Self::Unwrap { .. } => {}
        }
        Value::Object(new)
    }
}

fn drop_key(schema: &mut Map<String, Value>, key: &str) {
    schema.shift_remove(key);
}

/// Says the new form at the end of the description.
fn note(schema: &mut Map<String, Value>, words: &str) {
    let old = schema.get("description").and_then(Value::as_str).unwrap_or_default().trim_end_matches('.');
    let new = if old.is_empty() { words.to_owned() } else { format!("{old} ({words})") };
    schema.insert("description".into(), Value::String(new));
}

fn wrap(mut inner: Map<String, Value>, field: &str) -> Value {
    let mut outer = Map::new();
    outer.insert("type".into(), json!("object"));
    for key in ["title", "description"] {
        outer.extend(inner.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    let default = inner.shift_remove("default").filter(|value| !value.is_null());
    outer.extend(default.map(|value| ("default".to_owned(), json!({ field: value }))));
    outer.insert("properties".into(), json!({ field: inner }));
    outer.insert("required".into(), json!([field]));
    outer.insert("additionalProperties".into(), json!(false));
    Value::Object(outer)
}

fn unwrap(outer: &Map<String, Value>, field: &str) -> Value {
    let inner = outer.get("properties").and_then(|properties| properties.get(field));
    let mut inner = inner.and_then(Value::as_object).cloned().unwrap_or_default();
    for key in ["title", "description"] {
        inner.extend(outer.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    let default = outer.get("default").and_then(|value| value.get(field));
    inner.extend(default.map(|value| ("default".to_owned(), value.clone())));
    Value::Object(inner)
}

/// Whether a schema is of numbers.
pub(super) fn is_number(schema: &Value) -> bool {
    matches!(kind(schema), "number" | "integer")
}
