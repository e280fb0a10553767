//! What the store holds and shows.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::kit::types::read_text;
use crate::kit::{Time, shorten};

/// Longest value, in letters.
pub const LONGEST: usize = 4_000;

/// A key: letters, digits and `: _ - . /`, at most 120 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub String);

impl Key {
    pub fn check(text: &str) -> Result<(), String> {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || ":_-./".contains(letter);
        if text.is_empty() || text.len() > 120 || !text.chars().all(fits) {
            return Err(format!(
                "{:?} is not a key: 1 to 120 letters, digits and any of : _ - . / are allowed",
                shorten(text)
            ));
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = read_text(deserializer, "a key such as atlas-api:timeout_ms")?;
        Self::check(&text).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

impl JsonSchema for Key {
    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Za-z0-9:_./-]{1,120}$"})
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Namespace {
    pub description: String,
    pub read_only: bool,
    /// How many keys may live in it.
    pub max_keys: usize,
    /// Time to live of keys that are set without one.
    pub default_ttl_seconds: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    pub namespace: String,
    pub key: String,
    pub value: String,
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
    pub expires_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    Number,
    Json,
    Text,
}

impl Entry {
    pub fn lives(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|at| at > now)
    }

    pub fn kind(&self) -> ValueType {
        match self.value.starts_with(['{', '[']) {
            true => ValueType::Json,
            false if self.value.parse::<i64>().is_ok() => ValueType::Number,
            false => ValueType::Text,
        }
    }

    pub fn view(&self) -> KvEntry {
        KvEntry {
            namespace: self.namespace.clone(),
            key: self.key.clone(),
            value: self.value.clone(),
            value_type: self.kind(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            expires_at: self.expires_at,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct KvEntry {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: String,
    /// The value, always as text.
    pub value: String,
    /// What the text looks like.
    pub value_type: ValueType,
    /// How often it was written, from 1; for expected_version.
    pub version: i64,
    /// When the key was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
    /// When it vanishes, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}
