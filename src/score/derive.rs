//! Checks of the state, made from what a reference has changed.
//!
//! What a second run of the reference leaves otherwise, with more looking around in between, changes by itself: [`unstable`]
//! finds such places, and nobody is held to them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Path, Segment};
use crate::score::align::{Part, Place};
use crate::score::check::{Predicate, StateCheck, Where};
use crate::score::difference::{Difference, Lens, differences};
use crate::score::matcher::{Matcher, equal, is_empty};

/// The state check of a server that a reference took from a start to an end. None where a change cannot be told in a
/// predicate: an item without any name of its own whose likes are not told apart.
pub fn state_check(server: &str, start: &Value, end: &Value, volatile: Vec<Path>) -> Option<StateCheck> {
    let mut volatile = volatile;
    volatile.extend(bookkeeping(start, end).into_iter().filter(|path| !volatile.contains(path)).collect::<Vec<_>>());
    let lens = Lens { volatile: &volatile, keys: &[] };
    let mut expect: Vec<Predicate> = Vec::new();
    for difference in differences(start, end, lens) {
        let predicate = predicate_of(&difference, end, lens)?;
        let alike = expect.iter_mut().find_map(|known| added_alike(known, &predicate));
        match alike {
            Some(count) => *count += 1,
            None => expect.push(predicate),
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

fn predicate_of(difference: &Difference<'_>, end: &Value, lens: Lens<'_>) -> Option<Predicate> {
    let Difference { place, before, after } = difference;
    let at = general(&place.0, end);
    match (place.0.last(), before, after) {
        // A new entry of a map is an item, whatever it is called.
        (Some(part @ Part::Field(_)), None, Some(item)) if at.segments().last() == Some(&Segment::Any) => {
            let filter = added(part, item, place, lens);
            Some(Predicate::Added { at, filter, count: 1, exact: true })
        }
        (Some(part @ (Part::Keyed { .. } | Part::Item { .. } | Part::Element(_))), None, Some(item)) => {
            let filter = added(part, item, place, lens);
            Some(Predicate::Added { at, filter, count: 1, exact: item.is_object() })
        }
        (Some(Part::Keyed { key, value }), Some(_), None) => {
            let filter = [(Path::root().field(*key), Matcher::Equals((*value).clone()))].into();
            Some(Predicate::Removed { at, filter, count: 1 })
        }
        (Some(Part::Item { .. } | Part::Element(_)), Some(item), None) => {
            Some(Predicate::Removed { at, filter: told_apart(item, None), count: 1 })
        }
        (_, _, Some(value)) if !is_empty(value) => {
            let (at, filter) = (exact(&place.0), holder(place, end)?);
            Some(Predicate::Equals { at, value: (*value).clone(), filter })
        }
        (_, _, _) => {
            let at = exact(&place.0);
            Some(Predicate::Changed { at, filter: holder(place, end)?, from: None, to: Some(Matcher::Empty) })
        }
    }
}

/// What a new item must be: all of it, but that its own key may be another.
fn added(part: &Part<'_>, item: &Value, place: &Place<'_>, lens: Lens<'_>) -> Where {
    let Value::Object(fields) = item else { return [(Path::root(), matcher(item))].into() };
    let mut filter = Where::new();
    for (name, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
        if lens.is_volatile(&place.then(Part::Field(name))) {
            continue;
        }
        let is_key = match part {
            Part::Keyed { key, .. } => key == name,
            // The name of an entry is its key, wherever it repeats it.
            Part::Field(entry) => value.as_str() == Some(entry),
            _ => false,
        };
        let expected = if is_key { Matcher::Present } else { matcher(value) };
        filter.insert(Path::root().field(name), expected);
    }
    filter
}

/// Words are free in case and spacing; everything else is taken as it is.
fn matcher(value: &Value) -> Matcher {
    match value {
        Value::String(text) if text.contains(' ') => Matcher::Text(text.clone()),
        other => Matcher::Equals(other.clone()),
    }
}

/// What chooses the item of a list that a place lies in; nothing where it lies in none, and none where the item cannot be
/// told from the others.
fn holder(place: &Place<'_>, end: &Value) -> Option<Where> {
    let Some(at) = place.0.iter().rposition(|part| !matches!(part, Part::Field(_))) else { return Some(Where::new()) };
    match &place.0[at] {
        Part::Keyed { key, value } => Some([(Path::root().field(*key), Matcher::Equals((*value).clone()))].into()),
        Part::Item { .. } => {
            let changed = match place.0.get(at + 1) {
                Some(Part::Field(name)) => Some(*name),
                _ => None,
            };
            let filter = told_apart(reached(&place.0[..=at], end)?, changed);
            (!filter.is_empty()).then_some(filter)
        }
        Part::Element(_) | Part::Field(_) => None,
    }
}

/// An item by its plain fields.
fn told_apart(item: &Value, but: Option<&str>) -> Where {
    let Value::Object(fields) = item else { return [(Path::root(), Matcher::Equals(item.clone()))].into() };
    let plain = |value: &Value| !value.is_object() && !value.is_array() && !is_empty(value);
    let named = fields.iter().filter(|(name, value)| Some(name.as_str()) != but && plain(value));
    named.map(|(name, value)| (Path::root().field(name), Matcher::Equals(value.clone()))).collect::<BTreeMap<_, _>>()
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
    let handle = |name: &str| name.chars().any(|c| c.is_ascii_digit());
    let calls_itself = |name: &str, entry: &Value| entry.get("id").and_then(Value::as_str) == Some(name);
    entries.values().all(Value::is_object)
        && entries.iter().any(|(name, entry)| handle(name) || calls_itself(name, entry))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::score::Episode;

    fn judged(check: &StateCheck, start: &Value, end: &Value) -> Option<bool> {
        let states = |state: &Value| [("shop".to_owned(), state.clone().into())].into();
        check.judge(&Episode { start: states(start), end: states(end), ..Episode::default() }).passed
    }

    fn start() -> Value {
        json!({
            "orders": [{"id": 1, "state": "open", "lines": []}, {"id": 2, "state": "open", "lines": []}],
            "tags": ["a"], "log": [{"text": "begun", "by": "x"}], "owner": {"name": "Bo", "phone": "1"}, "seen": 3,
        })
    }

    #[test]
    fn what_was_done_passes_and_anything_less_more_or_other_does_not() {
        let mut end = start();
        end["orders"][1]["state"] = json!("sent");
        end["orders"].as_array_mut().unwrap().push(json!({"id": 3, "state": "open", "note": "for Bo", "lines": []}));
        end["tags"] = json!(["a", "b", "b"]);
        end["owner"]["phone"] = json!(null);
        end["log"].as_array_mut().unwrap().push(json!({"text": "order made", "by": "me"}));
        end["seen"] = json!(5);
        let volatile = unstable(&end, &{
            let mut other = end.clone();
            other["seen"] = json!(9);
            other
        });
        assert_eq!(volatile, ["seen".parse::<Path>().unwrap()]);
        let check = state_check("shop", &start(), &end, volatile).unwrap();
        assert_eq!(judged(&check, &start(), &end), Some(true), "{check:?}");
        assert_eq!(judged(&check, &start(), &start()), Some(false));
        let other = |edit: &dyn Fn(&mut Value)| {
            let mut end = end.clone();
            edit(&mut end);
            judged(&check, &start(), &end)
        };
        // Another id of its own, another spelling of words, and what changes by itself are no difference.
        assert_eq!(other(&|end| end["orders"][2]["id"] = json!(4)), Some(true));
        assert_eq!(other(&|end| end["orders"][2]["note"] = json!("For  bo")), Some(true));
        assert_eq!(other(&|end| end["seen"] = json!(77)), Some(true));
        assert_eq!(other(&|end| end["orders"][0]["state"] = json!("sent")), Some(false));
        assert_eq!(other(&|end| end["orders"][2]["note"] = json!("for Cy")), Some(false));
        assert_eq!(other(&|end| end["orders"][2]["gift"] = json!(true)), Some(false));
        assert_eq!(other(&|end| end["tags"] = json!(["a", "b"])), Some(false));
        assert_eq!(other(&|end| end["owner"]["phone"] = json!("1")), Some(false));
        assert_eq!(other(&|end| end["log"] = json!([])), Some(false));
    }

    #[test]
    fn entries_of_maps_are_items_and_the_counters_of_a_server_are_nobodys_affair() {
        let start = json!({"minted": 0, "state": {"lists": {"lst_1": {"id": "lst_1", "name": "a", "at": 1}}}});
        let made = |key: &str, name: &str, at: u32, minted: u32| {
            let mut end = start.clone();
            end["state"]["lists"][key] = json!({"id": key, "name": name, "at": at});
            end["minted"] = json!(minted);
            end
        };
        let end = made("lst_2", "b", 5, 1);
        let volatile = unstable(&end, &made("lst_2", "b", 6, 1));
        assert_eq!(volatile, ["state.lists[*].at".parse::<Path>().unwrap()]);
        let check = state_check("shop", &start, &end, volatile).unwrap();
        assert_eq!(judged(&check, &start, &made("lst_9", "b", 77, 3)), Some(true), "{check:?}");
        assert_eq!(judged(&check, &start, &made("lst_2", "c", 5, 1)), Some(false));
        let mut both = made("lst_2", "b", 5, 1);
        both["state"]["lists"]["lst_3"] = json!({"id": "lst_3", "name": "b", "at": 5});
        assert_eq!(judged(&check, &start, &both), Some(false));
    }

    #[test]
    fn what_is_taken_away_must_be_gone_and_nothing_else() {
        let mut end = start();
        end["orders"].as_array_mut().unwrap().remove(0);
        end["log"] = json!([]);
        let check = state_check("shop", &start(), &end, Vec::new()).unwrap();
        assert_eq!(judged(&check, &start(), &end), Some(true), "{check:?}");
        let mut more = end.clone();
        more["orders"] = json!([]);
        assert_eq!(judged(&check, &start(), &more), Some(false));
    }
}
