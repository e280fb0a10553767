//! What a component gives, as JSON.

use serde_json::{Map, Number, Value, json};
use wasmtime::component::Val;

/// The JSON of a value. What JSON has no number for is a text, and handles are null: no tool gives one.
pub(super) fn of(value: &Val) -> Value {
    match value {
        Val::Bool(value) => json!(value),
        Val::S8(number) => json!(number),
        Val::U8(number) => json!(number),
        Val::S16(number) => json!(number),
        Val::U16(number) => json!(number),
        Val::S32(number) => json!(number),
        Val::U32(number) => json!(number),
        Val::S64(number) => json!(number),
        Val::U64(number) => json!(number),
        // By way of its shortest text, so that 0.1 is not 0.10000000149011612.
        Val::Float32(number) => float(number.to_string().parse().unwrap_or_else(|_| f64::from(*number))),
        Val::Float64(number) => float(*number),
        Val::Char(letter) => json!(letter),
        Val::String(text) | Val::Enum(text) => json!(text),
        Val::List(values) | Val::Tuple(values) | Val::FixedLengthList(values) => values.iter().map(of).collect(),
        Val::Flags(names) => json!(names),
        Val::Map(entries) => entries.iter().map(|(key, value)| json!({"key": of(key), "value": of(value)})).collect(),
        Val::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), of(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Val::Variant(tag, None) => json!({"tag": tag}),
        Val::Variant(tag, Some(value)) => json!({"tag": tag, "val": of(value)}),
        Val::Option(value) => optional(value.as_deref()),
        Val::Result(Ok(value)) => json!({"ok": optional(value.as_deref())}),
        Val::Result(Err(value)) => json!({"err": optional(value.as_deref())}),
        Val::Resource(_) | Val::Future(_) | Val::Stream(_) | Val::ErrorContext(_) => Value::Null,
    }
}

fn optional(value: Option<&Val>) -> Value {
    value.map_or(Value::Null, of)
}

fn float(number: f64) -> Value {
    let name = || {
        if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
    };
    Number::from_f64(number).map_or_else(|| json!(name()), Value::Number)
}
