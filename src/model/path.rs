//! Paths into JSON values and schemas: `users[].id` for a parameter, `users[2].id` for a value.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Field(String),
    /// Every item of an array.
    Each,
    /// One item of an array.
    Index(usize),
    /// Every value of a map with free keys.
    Any,
}

/// A path from the root of a value. The empty path is the root and is written `$`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Segment>);

/// A text that is no path.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a path at character {at} of {text:?}: {reason}")]
pub struct PathError {
    text: String,
    at: usize,
    reason: &'static str,
}

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path with one more segment.
    #[must_use]
    pub fn then(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    #[must_use]
    pub fn field(&self, name: impl Into<String>) -> Self {
        self.then(Segment::Field(name.into()))
    }

    #[must_use]
    pub fn each(&self) -> Self {
        self.then(Segment::Each)
    }

    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Segment::Index(index))
    }

    /// The path without its last segment; the root's parent is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The path up to and with its first index: the item of the outermost list, e.g. `users[2]` of `users[2].id`.
    #[must_use]
    pub fn item(&self) -> Option<Self> {
        let at = self.0.iter().position(|segment| matches!(segment, Segment::Index(_)))?;
        Some(Self(self.0[..=at].to_vec()))
    }

    /// The same place in the next item of the outermost list, and in the one before.
    pub fn in_neighbours(&self) -> impl Iterator<Item = Self> + '_ {
        let at = self.0.iter().position(|segment| matches!(segment, Segment::Index(_)));
        let index = at.and_then(|at| if let Segment::Index(index) = self.0[at] { Some((at, index)) } else { None });
        index.into_iter().flat_map(move |(at, index)| {
            [index.checked_add(1), index.checked_sub(1)].into_iter().flatten().map(move |other| {
                let mut segments = self.0.clone();
                segments[at] = Segment::Index(other);
                Self(segments)
            })
        })
    }

    /// Whether the last field stands in an object that has a name of its own, not in a list item: `owner.email`, but not
    /// `users[2].email`.
    fn is_within_a_field(&self) -> bool {
        matches!(self.0.as_slice(), [.., Segment::Field(_), Segment::Field(_)])
    }

    /// Whether two places may hold the same of a thing, by their last names: an `id` may be the `order_id`, but an owner's
    /// `email` is not the author's.
    pub fn is_like(&self, other: &Self) -> bool {
        const GENERAL: [&str; 6] = ["email", "id", "key", "mail", "name", "number"];
        let words = |path: &Self| -> Vec<String> {
            let fields: Vec<&str> = path.fields().collect();
            let own = fields.last().copied().unwrap_or_default();
            let words = |name: &str| -> Vec<String> {
                let parts = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
                parts.filter(|word| !word.is_empty() && !GENERAL.contains(&word.as_str())).collect()
            };
            match words(own) {
                // `owner.email` is called after the owner.
                none if none.is_empty() && path.is_within_a_field() => words(fields[fields.len() - 2]),
                own => own,
            }
        };
        let (a, b) = (words(self), words(other));
        a.is_empty() || b.is_empty() || a.iter().any(|word| b.contains(word))
    }

    /// The last field name, e.g. `id` of `users[].id` and `tags` of `tags[]`.
    pub fn last_field(&self) -> Option<&str> {
        self.fields().last()
    }

    /// The field names from the root down.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The parameter that a concrete path belongs to: every index becomes *each*.
    #[must_use]
    pub fn generalised(&self) -> Self {
        let general = |segment: &Segment| match segment {
            Segment::Index(_) => Segment::Each,
            other => other.clone(),
        };
        Self(self.0.iter().map(general).collect())
    }

    /// The value at a concrete path.
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(value, |value, segment| match segment {
            Segment::Field(name) => value.get(name),
            Segment::Index(index) => value.get(index),
            Segment::Each | Segment::Any => None,
        })
    }

    /// Every value that a general path reaches, with its concrete path, in document order.
    pub fn all<'v>(&self, value: &'v Value) -> Vec<(Self, &'v Value)> {
        let mut found = vec![(Self::root(), value)];
        for segment in &self.0 {
            let mut next = Vec::new();
            for (path, value) in found {
                match (segment, value) {
                    (Segment::Field(name), Value::Object(map)) => {
                        next.extend(map.get(name).map(|value| (path.field(name), value)));
                    }
                    (Segment::Index(index), Value::Array(items)) => {
                        next.extend(items.get(*index).map(|value| (path.index(*index), value)));
                    }
                    (Segment::Each, Value::Array(items)) => {
                        next.extend(items.iter().enumerate().map(|(i, value)| (path.index(i), value)));
                    }
                    (Segment::Any, Value::Object(map)) => {
                        next.extend(map.iter().map(|(name, value)| (path.field(name), value)));
                    }
                    _ => {}
                }
            }
            found = next;
        }
        found
    }

    /// Sets the value at a concrete path, making objects and arrays on the way.
    /// An index beyond the end of an array appends.
    pub fn set(&self, root: &mut Value, new: Value) {
        let mut place = root;
        for segment in &self.0 {
            place = match segment {
                Segment::Field(name) => {
                    if !place.is_object() {
                        *place = Value::Object(serde_json::Map::new());
                    }
                    match place.as_object_mut() {
                        Some(map) => map.entry(name.clone()).or_insert(Value::Null),
                        None => return,
                    }
                }
                Segment::Index(index) => {
                    if !place.is_array() {
                        *place = Value::Array(Vec::new());
                    }
                    let Some(items) = place.as_array_mut() else { return };
                    let index = (*index).min(items.len());
                    if index == items.len() {
                        items.push(Value::Null);
                    }
                    &mut items[index]
                }
                Segment::Each | Segment::Any => return,
            };
        }
        *place = new;
    }

    /// Takes out the value at a concrete path: a field goes, an item of a list becomes null.
    pub fn remove(&self, root: &mut Value) {
        let Some((last, before)) = self.0.split_last() else {
            *root = Value::Null;
            return;
        };
        let holder = before.iter().try_fold(root, |value, segment| match segment {
            Segment::Field(name) => value.get_mut(name),
            Segment::Index(index) => value.get_mut(index),
            Segment::Each | Segment::Any => None,
        });
        match (last, holder) {
            (Segment::Field(name), Some(Value::Object(map))) => drop(map.shift_remove(name)),
            (Segment::Index(index), Some(Value::Array(items))) => {
                items.get_mut(*index).into_iter().for_each(|item| *item = Value::Null);
            }
            _ => {}
        }
    }

    /// Every scalar leaf of a value with its concrete path, in document order.
    /// Empty arrays and objects are leaves too.
    pub fn leaves(value: &Value) -> Vec<(Self, &Value)> {
        fn walk<'v>(path: Path, value: &'v Value, out: &mut Vec<(Path, &'v Value)>) {
            match value {
                Value::Object(map) if !map.is_empty() => {
                    map.iter().for_each(|(name, value)| walk(path.field(name), value, out));
                }
                Value::Array(items) if !items.is_empty() => {
                    items.iter().enumerate().for_each(|(i, value)| walk(path.index(i), value, out));
                }
                leaf => out.push((path, leaf)),
            }
        }
        let mut out = Vec::new();
        walk(Self::root(), value, &mut out);
        out
    }
}

impl From<Vec<Segment>> for Path {
    fn from(segments: Vec<Segment>) -> Self {
        Self(segments)
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['.', '[', ']', '"', '$', '*'])
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("$");
        }
        for (i, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Field(name) if is_plain(name) => {
                    write!(f, "{}{name}", if i == 0 { "" } else { "." })?;
                }
                Segment::Field(name) => write!(f, "[{}]", Value::String(name.clone()))?,
                Segment::Each => f.write_str("[]")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Any => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let fail = |at: usize, reason| PathError { text: text.to_owned(), at, reason };
        if text == "$" || text.is_empty() {
            return Ok(Self::root());
        }
        let mut segments = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if rest.starts_with("[\"") {
                let mut names = serde_json::Deserializer::from_str(&rest[1..]).into_iter::<String>();
                let name = names.next().and_then(Result::ok).ok_or_else(|| fail(at, "a broken quoted name"))?;
                at += 1 + names.byte_offset();
                if !text[at..].starts_with(']') {
                    return Err(fail(at, "expected ]"));
                }
                at += 1;
                segments.push(Segment::Field(name));
            } else if rest.starts_with('[') {
                let end = rest.find(']').ok_or_else(|| fail(at, "a [ without ]"))?;
                segments.push(match &rest[1..end] {
                    "" => Segment::Each,
                    "*" => Segment::Any,
                    number => Segment::Index(number.parse().map_err(|_| fail(at, "expected a number"))?),
                });
                at += end + 1;
            } else {
                let start = usize::from(rest.starts_with('.') && !segments.is_empty());
                let name_len = rest[start..].find(['.', '[']).unwrap_or(rest.len() - start);
                if name_len == 0 {
                    return Err(fail(at, "an empty name"));
                }
                segments.push(Segment::Field(rest[start..start + name_len].to_owned()));
                at += start + name_len;
            }
        }
        Ok(Self(segments))
    }
}

impl Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
