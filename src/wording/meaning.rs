//! What a JSON value means to a person: a date, a duration, a word.

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;

use super::language::language;

/// What a JSON scalar means to a person.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    Date(Date),
    DateTime(DateTime),
    Time(Time),
    Minutes(i64),
    Number(f64),
    Flag(bool),
    /// An enum-like word such as `in_transit`.
    Word(String),
    /// A language, of which the value is the code.
    Language(&'static str),
    Text(String),
    Nothing,
}

/// Reads the meaning of a value; `name` is the parameter's name, which decides what a number counts.
pub fn meaning(value: &Value, name: &str) -> Meaning {
    match value {
        Value::Null => Meaning::Nothing,
        Value::Bool(flag) => Meaning::Flag(*flag),
        Value::Number(number) => {
            let minutes = name.ends_with("minutes") || name.ends_with("_min");
            match (number.as_i64(), minutes) {
                (Some(count), true) => Meaning::Minutes(count),
                _ => number.as_f64().map_or(Meaning::Nothing, Meaning::Number),
            }
        }
        Value::String(text) => language(text, name).map_or_else(|| text_meaning(text), Meaning::Language),
        Value::Array(_) | Value::Object(_) => Meaning::Nothing,
    }
}

fn text_meaning(text: &str) -> Meaning {
    let digits_at = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if text.len() == 10
        && digits_at(0)
        && digits_at(9)
        && let Ok(date) = text.parse()
    {
        return Meaning::Date(date);
    }
    if text.len() >= 16 && digits_at(0) && text.as_bytes()[10] == b'T' {
        let civil = text.get(..19).unwrap_or(text);
        if let Ok(moment) = civil.parse() {
            return Meaning::DateTime(moment);
        }
    }
    if text.len() == 5
        && digits_at(0)
        && text.as_bytes()[2] == b':'
        && let Ok(time) = text.parse()
    {
        return Meaning::Time(time);
    }
    let word = text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if word { Meaning::Word(text.to_owned()) } else { Meaning::Text(text.to_owned()) }
}
