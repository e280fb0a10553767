//! State documents as scoring compares them: the text that a server tells, read where somebody looks into it.
//!
//! Most of what stands in a state at the end stood there at the start, so the end is read as what differs from the start,
//! and as a whole only where that is asked for.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::change::{Changes, Index, Side};
use super::splice::splice;
use crate::model::Digest;

/// A state document. Clones share it.
#[derive(Clone)]
pub struct Document(Arc<Inner>);

struct Inner {
    text: Box<str>,
    value: OnceLock<Value>,
    digest: OnceLock<Digest>,
    /// Where its parts stand in the text, for documents that are compared with it.
    index: OnceLock<Option<Index>>,
    /// What it was read beside, and how it differs from that.
    beside: Option<(Document, Changes)>,
}

impl Document {
    /// A document that is looked into later; none if the text is no JSON.
    pub fn read(text: String) -> Option<Self> {
        serde_json::from_str::<&RawValue>(&text).ok()?;
        Some(Self::of(text, None))
    }

    /// Reads a document that has most in common with another; none if the text is no JSON.
    pub fn read_beside(base: &Self, text: String) -> Option<Self> {
        if *text == *base.0.text {
            return Some(base.clone());
        }
        let index = base.0.index.get_or_init(|| Index::of(&base.0.text));
        match index.as_ref().and_then(|index| index.changes(&base.0.text, &text)) {
            Some(changes) => Some(Self::of(text, Some((base.clone(), changes)))),
            None => Self::read(text),
        }
    }

    /// The document that another has become, where a server tells what has changed; none if that does not fit.
    pub fn changed(base: &Self, changes: &str) -> Option<Self> {
        let index = base.0.index.get_or_init(|| Index::of(&base.0.text)).as_ref()?;
        Self::read_beside(base, splice(index, &base.0.text, changes)?)
    }

    fn of(text: String, beside: Option<(Self, Changes)>) -> Self {
        Self(Arc::new(Inner {
            text: text.into(),
            value: OnceLock::new(),
            digest: OnceLock::new(),
            index: OnceLock::new(),
            beside,
        }))
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The digest of the text.
    pub fn digest(&self) -> Digest {
        *self.0.digest.get_or_init(|| Digest::of_bytes(self.0.text.as_bytes()))
    }

    /// The whole of it.
    pub fn value(&self) -> &Value {
        self.0.value.get_or_init(|| serde_json::from_str(&self.0.text).unwrap_or_default())
    }

    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// This document beside one from before: what differs, where that is known.
    pub(super) fn since<'v>(&'v self, before: &'v Self) -> Side<'v> {
        match &self.0.beside {
            Some((base, changes)) if base.is(before) => Side::Changed(base.value(), changes),
            _ => Side::Whole(self.value()),
        }
    }
}

impl Deref for Document {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.value()
    }
}

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        let document = Self::of(value.to_string(), None);
        document.0.value.get_or_init(|| value);
        document
    }
}

impl From<Box<RawValue>> for Document {
    /// A document that is looked into later.
    fn from(text: Box<RawValue>) -> Self {
        Self::of(Box::<str>::from(text).into(), None)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0.text == other.0.text || self.value() == other.value()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}
