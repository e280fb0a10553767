//! Checks of the state, made from what a reference has changed.
//!
//! What a second run of the reference leaves otherwise, with more looking around in between, changes by itself: [`unstable`]
//! finds such places, and nobody is held to them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::{Path, Segment};
use crate::score::align::{Part, Place, align};
use crate::score::check::{Predicate, StateCheck, Where};
use crate::score::difference::{Difference, Lens, differences, is_later_version};
use crate::score::matcher::{Matcher, equal, is_empty};
use crate::score::minted::{Minted, is_handle};

/// What tells apart what was asked for from what came about by itself.
struct Given<'g> {
    end: &'g Value,
    lens: Lens<'g>,
    minted: Minted,
    said: &'g BTreeSet<String>,
}

/// The state check of a server that a reference took from a start to an end; `said` are the texts and numbers of its
/// arguments that do not come from results. None where a change cannot be told in a predicate: an item without any name of
/// its own whose likes are not told apart.
pub fn state_check(
    server: &str,
    start: &Value,
    end: &Value,
    volatile: Vec<Path>,
    said: &BTreeSet<String>,
) -> Option<StateCheck> {
    let mut volatile = volatile;
    volatile.extend(bookkeeping(start, end).into_iter().filter(|path| !volatile.contains(path)).collect::<Vec<_>>());
    let lens = Lens { volatile: &volatile, keys: &[] };
    let mut expect: Vec<Predicate> = Vec::new();
    let found = differences(start, end, lens);
    let given = Given { end, lens, minted: Minted::among(&found, start, said), said };
    for difference in &found {
        for predicate in given.predicates_of(difference)? {
            let alike = expect.iter_mut().find_map(|known| added_alike(known, &predicate));
            match alike {
                Some(count) => *count += 1,
                None => expect.push(predicate),
            }
        }
    }
    Some(StateCheck {
        name: format!("state of {server}"),
        server: server.to_owned(),
        expect,
        nothing_else: true,
        volatile,
        keys: Vec::new(),
    })
}

/// What stands beside the world itself in a document that has one as its `state`: counters of the server's own.
fn bookkeeping(start: &Value, end: &Value) -> Vec<Path> {
    const WORLD: &str = "state";
    let (Some(before), Some(after)) = (start.as_object(), end.as_object()) else { return Vec::new() };
    if !before.get(WORLD).is_some_and(Value::is_object) {
        return Vec::new();
    }
    let other = after.iter().filter(|(name, value)| name.as_str() != WORLD && before.get(name.as_str()) != Some(value));
    other.map(|(name, _)| Path::root().field(name)).collect()
}

/// Places at which two ends of the same reference differ, by their general paths.
pub fn unstable(one: &Value, other: &Value) -> Vec<Path> {
    let mut found: Vec<Path> = Vec::new();
    for difference in differences(one, other, Lens::default()) {
        let path = general(&difference.place.0, one);
        // Of an item that only one of them has, what tells it apart is what differs: its key.
        let path = match difference.place.0.last() {
            Some(Part::Keyed { key, .. }) => path.field(*key),
            _ => path,
        };
        if !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// The count of a predicate that demands one more of the same.
fn added_alike<'p>(known: &'p mut Predicate, new: &Predicate) -> Option<&'p mut usize> {
    match (known, new) {
        (Predicate::Added { at, filter, count, .. }, Predicate::Added { at: place, filter: wanted, .. })
        | (Predicate::Removed { at, filter, count }, Predicate::Removed { at: place, filter: wanted, .. }) => {
            (at == place && filter == wanted).then_some(count)
        }
        _ => None,
    }
}

impl Given<'_> {
    fn predicates_of(&self, difference: &Difference<'_>) -> Option<Vec<Predicate>> {
        let Difference { place, before, after } = difference;
        let at = item_path(&place.0, self.end);
        Some(match (place.0.last(), before, after) {
            // A new entry of a map is an item, whatever it is called.
            (Some(part @ Part::Field(_)), None, Some(item)) if at.segments().last() == Some(&Segment::Any) => {
                vec![Predicate::Added { at, filter: self.added(part, item, place), count: 1, exact: true }]
            }
            (Some(part @ (Part::Keyed { .. } | Part::Item { .. } | Part::Element(_))), None, Some(item)) => {
                vec![Predicate::Added { at, filter: self.added(part, item, place), count: 1, exact: item.is_object() }]
            }
            (Some(Part::Keyed { key, value }), Some(_), None) => {
                let filter = [(Path::root().field(*key), Matcher::Equals((*value).clone()))].into();
                vec![Predicate::Removed { at, filter, count: 1 }]
            }
            (Some(Part::Item { .. } | Part::Element(_)), Some(item), None) => {
                vec![Predicate::Removed { at, filter: self.told_apart(item, place, None), count: 1 }]
            }
            // How often something was changed is nobody's wish.
            (_, Some(before), Some(after)) if is_later_version(last_name(place), before, after) => {
                let (at, filter) = (exact(&place.0), self.holder(place)?);
                vec![Predicate::Changed { at, filter, from: None, to: Some(Matcher::Present) }]
            }
            (_, _, Some(value)) if !is_empty(value) => {
                let (at, filter) = (exact(&place.0), self.holder(place)?);
                if !self.is_shaky(place, value) {
                    return Some(vec![Predicate::Equals { at, value: (*value).clone(), filter }]);
                }
                let mut parts = Where::new();
                self.describe(place, Path::root(), value, false, &mut parts);
                let demand = |(path, matcher): (Path, Matcher)| {
                    let at = Path::from([at.segments(), path.segments()].concat());
                    let filter = filter.clone();
                    match matcher {
                        Matcher::Present => Predicate::Changed { at, filter, from: None, to: Some(Matcher::Present) },
                        value => Predicate::Matches { at, value, filter },
                    }
                };
                parts.into_iter().map(demand).collect()
            }
            (_, _, _) => {
                let (at, filter) = (exact(&place.0), self.holder(place)?);
                vec![Predicate::Changed { at, filter, from: None, to: Some(Matcher::Empty) }]
            }
        })
    }

    /// What a new item must be: all of it, but for what changes by itself and the names that it was given, its own above all.
    fn added(&self, part: &Part<'_>, item: &Value, place: &Place<'_>) -> Where {
        let mut filter = Where::new();
        let Value::Object(fields) = item else {
            self.describe(place, Path::root(), item, true, &mut filter);
            return filter;
        };
        for (name, value) in fields {
            let is_key = match part {
                Part::Keyed { key, .. } => key == name,
                // The name of an entry is its key, wherever it repeats it.
                Part::Field(entry) => value.as_str() == Some(entry),
                _ => false,
            };
            // A name that the user gave is hers.
            let own = is_key && !value.as_str().is_some_and(|name| self.said.contains(name));
            let (inner, path) = (place.then(Part::Field(name)), Path::root().field(name));
            match own && !is_empty(value) && !self.lens.is_volatile(&inner) {
                true => drop(filter.insert(path, Matcher::Present)),
                false => self.describe(&inner, path, value, true, &mut filter),
            }
        }
        filter
    }

    /// Demands on a value, part by part where not all of it is sure. Lists are looked into where items are chosen by `each`.
    fn describe(&self, place: &Place<'_>, path: Path, value: &Value, each: bool, filter: &mut Where) {
        if is_empty(value) || self.lens.is_volatile(place) {
            return;
        }
        if !self.is_shaky(place, value) {
            filter.entry(path).or_insert_with(|| matcher(value));
            return;
        }
        match value {
            Value::Object(fields) if !is_map(value) => {
                for (name, value) in fields {
                    self.describe(&place.then(Part::Field(name)), path.field(name), value, each, filter);
                }
            }
            Value::Array(items) if each && items.iter().all(Value::is_object) => {
                for (part, _, item) in align(place, None, Some(value), self.lens.keys) {
                    let Some(item) = item else { continue };
                    self.describe(&place.then(part), path.each(), item, each, filter);
                }
            }
            _ => drop(filter.insert(path, Matcher::Present)),
        }
    }

    /// Whether something in a value changes by itself, or is a name that a counter made.
    fn is_shaky(&self, place: &Place<'_>, value: &Value) -> bool {
        if self.lens.is_volatile(place) {
            return true;
        }
        match value {
            Value::Object(fields) => fields.iter().any(|(name, value)| {
                self.minted.has("", &Value::String(name.clone()))
                    || self.is_shaky(&place.then(Part::Field(name)), value)
            }),
            Value::Array(_) => align(place, None, Some(value), self.lens.keys)
                .into_iter()
                .any(|(part, _, item)| item.is_some_and(|item| self.is_shaky(&place.then(part), item))),
            value => self.minted.has(last_name(place), value),
        }
    }

    /// What chooses the item of a list that a place lies in; nothing where it lies in none, and none where the item cannot
    /// be told from the others.
    fn holder(&self, place: &Place<'_>) -> Option<Where> {
        let Some(at) = place.0.iter().rposition(|part| !matches!(part, Part::Field(_))) else {
            return Some(Where::new());
        };
        match &place.0[at] {
            Part::Keyed { key, value } => Some([(Path::root().field(*key), Matcher::Equals((*value).clone()))].into()),
            Part::Item { .. } => {
                let changed = match place.0.get(at + 1) {
                    Some(Part::Field(name)) => Some(*name),
                    _ => None,
                };
                let item = Place(place.0[..=at].to_vec());
                let filter = self.told_apart(reached(&place.0[..=at], self.end)?, &item, changed);
                (!filter.is_empty()).then_some(filter)
            }
            Part::Element(_) | Part::Field(_) => None,
        }
    }

    /// An item by its plain fields that are sure.
    fn told_apart(&self, item: &Value, place: &Place<'_>, but: Option<&str>) -> Where {
        let Value::Object(fields) = item else { return [(Path::root(), Matcher::Equals(item.clone()))].into() };
        let plain = |value: &Value| !value.is_object() && !value.is_array() && !is_empty(value);
        let named = fields.iter().filter(|(name, value)| Some(name.as_str()) != but && plain(value));
        let sure = named.filter(|(name, value)| !self.is_shaky(&place.then(Part::Field(name)), value));
        sure.map(|(name, value)| (Path::root().field(name), Matcher::Equals(value.clone()))).collect::<BTreeMap<_, _>>()
    }
}

/// The name of the field that a place lies in.
fn last_name<'v>(place: &Place<'v>) -> &'v str {
    let names = place.0.iter().rev().find_map(|part| match part {
        Part::Field(name) => Some(*name),
        _ => None,
    });
    names.unwrap_or_default()
}

/// Words are free in case and spacing; everything else is taken as it is.
fn matcher(value: &Value) -> Matcher {
    match value {
        Value::String(text) if text.contains(' ') => Matcher::Text(text.clone()),
        other => Matcher::Equals(other.clone()),
    }
}

/// What parts lead to in the document at the end.
fn reached<'v>(parts: &[Part<'_>], end: &'v Value) -> Option<&'v Value> {
    parts.iter().try_fold(end, |value, part| match part {
        Part::Field(name) => value.get(name),
        Part::Keyed { key, value: wanted } => {
            value.as_array()?.iter().find(|item| item.get(key).is_some_and(|found| equal(found, wanted)))
        }
        Part::Item { index, removed: false } => value.get(index),
        Part::Item { .. } | Part::Element(_) => None,
    })
}

/// A path in which items of lists are told by `where` and entries of maps by their names.
fn exact(parts: &[Part<'_>]) -> Path {
    Path::from(parts.iter().map(segment).collect::<Vec<_>>())
}

/// The path of an item in a list or of an entry in a map: it has no name in it, and the entries that hold it have.
fn item_path(parts: &[Part<'_>], document: &Value) -> Path {
    let (general, holder) = (general(parts, document), &parts[..parts.len().saturating_sub(1)]);
    let last = general.segments().last().cloned();
    Path::from(holder.iter().map(segment).chain(last).collect::<Vec<_>>())
}

/// A path in which items of lists and entries of maps have no names.
fn general(parts: &[Part<'_>], document: &Value) -> Path {
    let of = |(at, part): (usize, &Part<'_>)| match reached(&parts[..at], document) {
        Some(holder) if matches!(part, Part::Field(_)) && is_map(holder) => Segment::Any,
        _ => segment(part),
    };
    Path::from(parts.iter().enumerate().map(of).collect::<Vec<_>>())
}

fn segment(part: &Part<'_>) -> Segment {
    match part {
        Part::Field(name) => Segment::Field((*name).to_owned()),
        _ => Segment::Each,
    }
}

/// Whether the names of an object are keys of its entries: all are objects, and at least one is named like a handle, or as it
/// calls itself.
fn is_map(value: &Value) -> bool {
    let Value::Object(entries) = value else { return false };
    let handle = |name: &str| is_handle(name) || name.chars().any(|c| c.is_ascii_digit());
    let calls_itself = |name: &str, entry: &Value| entry.get("id").and_then(Value::as_str) == Some(name);
    entries.values().all(Value::is_object)
        && entries.iter().any(|(name, entry)| handle(name) || calls_itself(name, entry))
}

#[cfg(test)]
#[path = "derive_tests.rs"]
mod tests;
