//! Two state documents side by side: which part of one is which part of the other.
//!
//! Fields belong together by name. Objects of a list belong together by an `id`-like key where all have one, otherwise the
//! equal ones first and then the most alike. Everything else in lists belongs together by value. An item that only one side
//! has was added or removed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use serde_json::Value;

use crate::model::Segment;

/// One step of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part<'v> {
    Field(&'v str),
    /// The object of a list with this value of the key.
    Keyed {
        key: &'v str,
        value: &'v Value,
    },
    /// An object of a list without keys, by its index at the end; of a removed one by that at the start.
    Item {
        index: usize,
        removed: bool,
    },
    /// A value of a list that holds no objects.
    Element(&'v Value),
}

/// Where something stands in both documents, e.g. `events[id="e7"].title`.
///
/// It borrows from the documents, for most places that are looked at hold nothing of interest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place<'v>(pub Vec<Part<'v>>);

/// A part of both documents; one side may lack it.
pub type Pair<'v> = (Part<'v>, Option<&'v Value>, Option<&'v Value>);

impl<'v> Place<'v> {
    #[must_use]
    pub fn then(&self, part: Part<'v>) -> Self {
        let mut parts = Vec::with_capacity(self.0.len() + 1);
        parts.extend_from_slice(&self.0);
        parts.push(part);
        Self(parts)
    }

    /// Whether this is the other place or one that holds it.
    pub fn holds(&self, other: &Place<'_>) -> bool {
        other.0.len() >= self.0.len() && self.0.iter().zip(&other.0).all(|(own, part)| own == part)
    }

    /// Whether the segments of a general path are found in it one behind the other, wherever they begin.
    pub fn mentions(&self, segments: &[Segment]) -> bool {
        let fits = |parts: &[Part<'v>]| parts.iter().zip(segments).all(|(part, segment)| part.is(segment));
        !segments.is_empty() && self.0.windows(segments.len()).any(fits)
    }

    /// The name of the list or object that its parts stand in.
    fn last_field(&self) -> Option<&'v str> {
        self.0.iter().rev().find_map(|part| match part {
            Part::Field(name) => Some(*name),
            _ => None,
        })
    }
}

impl Part<'_> {
    /// Whether a segment of a general path reaches it.
    pub fn is(&self, segment: &Segment) -> bool {
        match (self, segment) {
            (Self::Field(name), Segment::Field(wanted)) => *name == wanted,
            (Self::Field(_), Segment::Any) => true,
            (Self::Field(_), _) => false,
            (_, segment) => *segment == Segment::Each,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("$");
        }
        for (at, part) in self.0.iter().enumerate() {
            match part {
                Part::Field(name) => write!(f, "{}{name}", if at == 0 { "" } else { "." })?,
                Part::Keyed { key, value } => write!(f, "[{key}={value}]")?,
                Part::Item { index, .. } => write!(f, "[{index}]")?,
                Part::Element(_) => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

/// The parts of two values that stand at one place. `keys` are names of keys that go before the usual ones.
pub fn align<'v>(
    place: &Place<'v>,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
    keys: &[String],
) -> Vec<Pair<'v>> {
    match (before, after) {
        (Some(Value::Object(_)), _) | (_, Some(Value::Object(_))) => {
            let fields = |side: Option<&'v Value>| side.and_then(Value::as_object).into_iter().flatten();
            let of = |side: Option<&'v Value>, name: &str| side.and_then(|side| side.get(name));
            let old = fields(before).map(|(name, value)| (Part::Field(name), Some(value), of(after, name)));
            let new = fields(after).filter(|(name, _)| of(before, name).is_none());
            old.chain(new.map(|(name, value)| (Part::Field(name), None, Some(value)))).collect()
        }
        (Some(Value::Array(_)), _) | (_, Some(Value::Array(_))) => {
            let items = |side: Option<&'v Value>| side.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let (before, after) = (items(before), items(after));
            match key_of(place, before, after, keys) {
                Some(keys) => keyed(&keys, before, after),
                None => unkeyed(before, after),
            }
        }
        _ => Vec::new(),
    }
}

/// A key and its values in both lists: looked up once, for that is what most of the time goes into.
struct Keys<'v> {
    key: &'v str,
    before: Vec<&'v Value>,
    after: Vec<&'v Value>,
}

fn keyed<'v>(keys: &Keys<'v>, before: &'v [Value], after: &'v [Value]) -> Vec<Pair<'v>> {
    let part = |value: &'v Value| Part::Keyed { key: keys.key, value };
    // Most lists begin alike.
    let alike = keys.before.iter().zip(&keys.after).take_while(|(old, new)| old == new).count();
    let mut pairs: Vec<Pair<'v>> = Vec::with_capacity(before.len().max(after.len()));
    pairs.extend((0..alike).map(|at| (part(keys.before[at]), Some(&before[at]), Some(&after[at]))));
    let by_key = |values: &[&'v Value]| -> HashMap<Cow<'v, str>, usize> {
        let rest = values.iter().enumerate().skip(alike);
        rest.filter_map(|(at, value)| Some((name_of(value)?, at))).collect()
    };
    let (old, new) = (by_key(&keys.before), by_key(&keys.after));
    let partner = |value: &'v Value| name_of(value).and_then(|name| new.get(&name)).map(|at| &after[*at]);
    let kept = (alike..before.len()).map(|at| (at, keys.before[at]));
    pairs.extend(kept.map(|(at, value)| (part(value), Some(&before[at]), partner(value))));
    let added = (alike..after.len()).map(|at| (at, keys.after[at]));
    let added = added.filter(|(_, value)| name_of(value).is_none_or(|name| !old.contains_key(&name)));
    pairs.extend(added.map(|(at, value)| (part(value), None, Some(&after[at]))));
    pairs
}

fn unkeyed<'v>(before: &'v [Value], after: &'v [Value]) -> Vec<Pair<'v>> {
    // Equal ones belong together, each to one.
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    before.iter().enumerate().rev().for_each(|(at, item)| same.entry(item.to_string()).or_default().push(at));
    let mut partner: Vec<Option<usize>> =
        after.iter().map(|item| same.get_mut(&item.to_string()).and_then(Vec::pop)).collect();
    let mut left: BTreeSet<usize> = same.into_values().flatten().collect();
    for (at, item) in after.iter().enumerate() {
        if partner[at].is_none()
            && let Some(old) = most_alike(item, before, &left)
        {
            left.remove(&old);
            partner[at] = Some(old);
        }
    }
    let part = |item: &'v Value, index: usize, removed: bool| match item {
        Value::Object(_) => Part::Item { index, removed },
        other => Part::Element(other),
    };
    let removed = left.iter().map(|at| (part(&before[*at], *at, true), Some(&before[*at]), None));
    let kept = after.iter().zip(&partner).enumerate();
    let kept = kept.map(|(at, (item, old))| (part(item, at, false), old.map(|old| &before[old]), Some(item)));
    removed.chain(kept).collect()
}

/// The object, among those at `left`, with which an object shares most fields; none if they share none.
fn most_alike(item: &Value, before: &[Value], left: &BTreeSet<usize>) -> Option<usize> {
    /// Of more objects without a key, the first ones are compared.
    const COMPARED: usize = 64;
    let fields = item.as_object()?;
    let alike = |old: &usize| {
        let shared = fields.iter().filter(|(name, value)| before[*old].get(*name) == Some(*value)).count();
        (shared > 0).then_some((shared, std::cmp::Reverse(*old)))
    };
    left.iter().take(COMPARED).filter_map(alike).max().map(|(_, old)| old.0)
}

const USUAL: [&str; 6] = ["id", "uuid", "guid", "key", "slug", "code"];

/// The field that tells the objects of both lists apart. Names and titles are no keys, for things are renamed.
fn key_of<'v>(place: &Place<'v>, before: &'v [Value], after: &'v [Value], keys: &[String]) -> Option<Keys<'v>> {
    let first = before.first().or(after.first())?.as_object()?;
    let own = |name: &str| first.get_key_value(name).map(|(name, _)| name.as_str());
    let stem = |name: &'v str| {
        name.strip_suffix("_id").or_else(|| name.strip_suffix("Id")).or_else(|| name.strip_suffix("ID"))
    };
    // `order_id` of `orders`.
    let named = || {
        let list = place.last_field().unwrap_or_default().to_lowercase();
        let is_of = |stem: &str| !stem.is_empty() && list.starts_with(&stem.trim_end_matches('y').to_lowercase());
        first.keys().map(String::as_str).find(|name| stem(name).is_some_and(is_of))
    };
    let leading = || first.keys().next().map(String::as_str).filter(|name| stem(name).is_some());
    let usual = USUAL.iter().filter_map(|name| own(name));
    let names = keys.iter().filter_map(|name| own(name)).chain(usual);
    let names = names.chain(std::iter::once_with(named).flatten()).chain(std::iter::once_with(leading).flatten());
    let values = |key: &str, items: &'v [Value]| -> Option<Vec<&'v Value>> {
        let mut seen = HashSet::with_capacity(items.len());
        let value =
            |item: &'v Value| item.get(key).filter(|value| name_of(value).is_some_and(|name| seen.insert(name)));
        items.iter().map(value).collect()
    };
    names.into_iter().find_map(|key| Some(Keys { key, before: values(key, before)?, after: values(key, after)? }))
}

/// What a key says.
fn name_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
