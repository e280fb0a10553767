//! The JSON types a parameter may have, as a small set.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    pub const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Number, Self::String, Self::Array, Self::Object];

    /// The type of a value; whole numbers are integers.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Reads a type name as servers write it; `String`, `int` and the like are understood too.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "null" | "none" => Self::Null,
            "boolean" | "bool" => Self::Boolean,
            "integer" | "int" | "long" => Self::Integer,
            "number" | "float" | "double" | "decimal" => Self::Number,
            "string" | "str" | "text" => Self::String,
            "array" | "list" => Self::Array,
            "object" | "dict" | "map" => Self::Object,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A set of types. The empty set means that nothing was said: any type is allowed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Types(u8);

impl Types {
    pub fn of(kinds: impl IntoIterator<Item = JsonType>) -> Self {
        let mut types = Self::default();
        kinds.into_iter().for_each(|kind| types.insert(kind));
        types
    }

    pub fn insert(&mut self, kind: JsonType) {
        self.0 |= 1 << kind as u8;
    }

    pub fn remove(&mut self, kind: JsonType) {
        self.0 &= !(1 << kind as u8);
    }

    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the type was named; an empty set names none.
    pub fn has(self, kind: JsonType) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether a value of this type fits: named, or a whole number where any number fits, or nothing was said.
    pub fn accepts(self, kind: JsonType) -> bool {
        self.is_any() || self.has(kind) || (kind == JsonType::Integer && self.has(JsonType::Number))
    }

    pub fn is_any(self) -> bool {
        self.0 == 0
    }

    /// Whether something other than arrays and objects is named, or nothing is.
    pub fn scalar(self) -> bool {
        self.is_any() || self.iter().any(|kind| !matches!(kind, JsonType::Array | JsonType::Object | JsonType::Null))
    }

    pub fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_any() {
            return f.write_str("any");
        }
        for (i, kind) in self.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { " or " }, kind.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Types {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of(Vec::<JsonType>::deserialize(deserializer)?))
    }
}
