//! A JSON value that knows where it stands in its record, so that every complaint names the place.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::import::unreadable::Unreadable;

/// How a place without a path is called.
const ROOT: &str = "the record";

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Spot<'v> {
    value: &'v Value,
    place: String,
}

impl<'v> Spot<'v> {
    pub fn root(value: &'v Value) -> Self {
        Self::at(String::new(), value)
    }

    pub fn at(place: impl Into<String>, value: &'v Value) -> Self {
        Self { value, place: place.into() }
    }

    pub fn value(&self) -> &'v Value {
        self.value
    }

    pub fn place(&self) -> String {
        if self.place.is_empty() { ROOT.to_owned() } else { self.place.clone() }
    }

    /// The field, if it is there and not null: most writers of such files make no difference.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Self::at(self.beside(key), value))
    }

    pub fn need(&self, key: &str, wanted: &'static str) -> Result<Self, Unreadable> {
        self.get(key).ok_or_else(|| Unreadable::Missing { place: self.beside(key), wanted })
    }

    pub fn items(&self, wanted: &'static str) -> Result<Vec<Self>, Unreadable> {
        let items = self.value.as_array().ok_or_else(|| self.wrong(wanted))?;
        Ok(items.iter().enumerate().map(|(at, item)| Self::at(format!("{}[{at}]", self.place), item)).collect())
    }

    pub fn text(&self, wanted: &'static str) -> Result<&'v str, Unreadable> {
        self.value.as_str().ok_or_else(|| self.wrong(wanted))
    }

    pub fn object(&self, wanted: &'static str) -> Result<&'v Map<String, Value>, Unreadable> {
        self.value.as_object().ok_or_else(|| self.wrong(wanted))
    }

    /// The value itself, or the value that its text holds: tables keep JSON inside strings.
    pub fn unfolded(&self, wanted: &'static str) -> Result<Cow<'v, Value>, Unreadable> {
        let Value::String(text) = self.value else { return Ok(Cow::Borrowed(self.value)) };
        let fault =
            |error: serde_json::Error| Unreadable::NotJson { place: self.place(), fault: error.to_string(), wanted };
        serde_json::from_str(text).map(Cow::Owned).map_err(fault)
    }

    /// The same place with another value, such as the unfolded one.
    pub fn holding<'w>(&self, value: &'w Value) -> Spot<'w> {
        Spot::at(self.place.clone(), value)
    }

    pub fn wrong(&self, wanted: &'static str) -> Unreadable {
        Unreadable::Mistyped { place: self.place(), found: described(self.value), wanted }
    }

    fn beside(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }
}

/// A short scalar as the text of a label.
pub fn label_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn described(value: &Value) -> String {
    const SHOWN: usize = 40;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("{value}"),
        Value::String(text) if text.chars().count() <= SHOWN => format!("the text {text:?}"),
        Value::String(text) => format!("the text {:?}..", text.chars().take(SHOWN).collect::<String>()),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
