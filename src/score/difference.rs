//! What has changed between two state documents, place by place.

use std::fmt;

use serde_json::Value;

use crate::model::Path;
use crate::score::align::{Pair, Part, Place, align};
use crate::score::change::Side;
use crate::score::matcher::{equal, is_empty};

/// A place at which the documents differ. An item or field that only one of them has is one difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'v> {
    pub place: Place<'v>,
    pub before: Option<&'v Value>,
    pub after: Option<&'v Value>,
}

/// What does not count as a difference, and how items are told apart.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lens<'c> {
    /// Places, wherever they stand, that change by themselves.
    pub volatile: &'c [Path],
    /// Names of keys that go before the usual ones.
    pub keys: &'c [String],
}

impl Lens<'_> {
    pub fn is_volatile(&self, place: &Place<'_>) -> bool {
        self.volatile.iter().any(|path| place.mentions(path.segments()))
    }
}

/// The differences in document order. Null, empty and not there are the same; so is the order of a list's objects.
pub fn differences<'v>(start: &'v Value, end: &'v Value, lens: Lens<'_>) -> Vec<Difference<'v>> {
    let mut found = Vec::new();
    walk(Place::default(), Some(start), Some(end), lens, &mut found);
    found
}

/// The same where the end is known by what differs from the start.
pub fn differences_since<'v>(start: &'v Value, end: Side<'v>, lens: Lens<'_>) -> Vec<Difference<'v>> {
    let mut found = Vec::new();
    inside(Place::default(), Some(start), Some(end), lens, &mut found);
    found
}

fn inside<'v>(
    place: Place<'v>,
    before: Option<&'v Value>,
    after: Option<Side<'v>>,
    lens: Lens<'_>,
    found: &mut Vec<Difference<'v>>,
) {
    match after {
        Some(Side::Changed(base, changes)) if !lens.is_volatile(&place) => {
            for (part, before, after) in changes.parts(base) {
                inside(place.then(part), before, after, lens, found);
            }
        }
        Some(Side::Changed(..)) => {}
        after => walk(place, before, after.map(Side::value), lens, found),
    }
}

fn walk<'v>(
    place: Place<'v>,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
    lens: Lens<'_>,
    found: &mut Vec<Difference<'v>>,
) {
    let nothing = |side: Option<&Value>| side.is_none_or(is_empty);
    if before == after || (nothing(before) && nothing(after)) || lens.is_volatile(&place) {
        return;
    }
    let alike = match (before, after) {
        (Some(Value::Object(_)), Some(Value::Object(_))) | (Some(Value::Array(_)), Some(Value::Array(_))) => true,
        (Some(before), Some(after)) if equal(before, after) => return,
        _ => false,
    };
    if !alike {
        found.push(Difference { place, before, after });
        return;
    }
    let seen = found.len();
    let pairs = align(&place, before, after, lens.keys);
    let elements = pairs.iter().all(|(part, ..)| matches!(part, Part::Element(_)));
    let kept = pairs.iter().all(|(_, before, after)| before.is_some() && after.is_some());
    for (part, before, after) in pairs.into_iter().filter(|(_, before, after)| before != after) {
        walk(place.then(part), before, after, lens, found);
    }
    // The same values in another order.
    if elements && kept && found.len() == seen {
        found.push(Difference { place, before, after });
    }
}

/// The places of everything inside of a value that only one side has.
pub fn leaves<'v>(place: &Place<'v>, value: &'v Value, lens: Lens<'_>) -> Vec<Place<'v>> {
    let pairs = align(place, None, Some(value), lens.keys);
    if pairs.is_empty() {
        return if is_empty(value) || lens.is_volatile(place) { Vec::new() } else { vec![place.clone()] };
    }
    let inside = |(part, _, value): Pair<'v>| {
        let place = place.then(part);
        value.filter(|_| !lens.is_volatile(&place)).map(|value| leaves(&place, value, lens)).unwrap_or_default()
    };
    pairs.into_iter().flat_map(inside).collect()
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.before, self.after) {
            (None, Some(after)) => write!(f, "{} added: {}", self.place, shown(after)),
            (Some(before), None) => write!(f, "{} removed: {}", self.place, shown(before)),
            (Some(before), Some(after)) => write!(f, "{}: {} -> {}", self.place, shown(before), shown(after)),
            (None, None) => write!(f, "{}", self.place),
        }
    }
}

/// Whether a field counts the changes of what it stands in, and has gone on.
pub fn is_later_version(field: &str, before: &Value, after: &Value) -> bool {
    let counts = ["version", "revision"].contains(&field.rsplit('_').next().unwrap_or_default());
    counts && before.as_u64().zip(after.as_u64()).is_some_and(|(before, after)| after > before)
}

/// A value as evidence: long ones are cut.
pub fn shown(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(start: Value, end: Value, expected: &[&str]) {
        let found: Vec<String> = differences(&start, &end, Lens::default()).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn items_with_ids_are_the_same_wherever_they_stand() {
        check(
            json!({"events": [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}, {"id": 3, "title": "c"}]}),
            json!({"events": [{"id": 4, "title": "d"}, {"id": 2, "title": "B"}, {"id": 1, "title": "a"}]}),
            &[
                r#"events[id=2].title: "b" -> "B""#, r#"events[id=3] removed: {"id":3,"title":"c"}"#,
                r#"events[id=4] added: {"id":4,"title":"d"}"#,
            ],
        );
        check(
            json!({"orders": [{"user_id": 1, "order_id": "a", "n": 1}, {"user_id": 2, "order_id": "b", "n": 1}]}),
            json!({"orders": [{"user_id": 1, "order_id": "b", "n": 1}]}),
            &[
                r#"orders[order_id="a"] removed: {"user_id":1,"order_id":"a","n":1}"#,
                r#"orders[order_id="b"].user_id: 2 -> 1"#,
            ],
        );
    }

    #[test]
    fn items_without_ids_are_paired_by_likeness() {
        check(
            json!({"lists": [{"name": "a", "n": 1, "x": 1}, {"name": "b", "n": 2, "x": 1}, {"name": "c", "n": 3, "x": 2}]}),
            json!({"lists": [{"name": "c", "n": 3, "x": 2}, {"name": "B", "n": 2, "x": 1}]}),
            &[r#"lists[0] removed: {"name":"a","n":1,"x":1}"#, r#"lists[1].name: "b" -> "B""#],
        );
    }

    #[test]
    fn values_of_lists_are_counted_and_their_order_matters() {
        check(
            json!({"tags": ["a", "b", "b"]}),
            json!({"tags": ["b", "a", "c"]}),
            &[r#"tags[] removed: "b""#, r#"tags[] added: "c""#],
        );
        check(json!({"queue": [1, 2]}), json!({"queue": [2, 1]}), &["queue: [1,2] -> [2,1]"]);
    }

    #[test]
    fn null_empty_and_missing_are_one() {
        check(json!({"a": null, "b": [], "c": 1}), json!({"c": 1.0, "d": "", "e": {}}), &[]);
        check(json!({"a": "x"}), json!({"a": null}), &[r#"a: "x" -> null"#]);
        check(
            json!({"name": "Zoë", "😀": 1}),
            json!({"name": "Zoe", "😀": 2}),
            &[r#"name: "Zoë" -> "Zoe""#, "😀: 1 -> 2"],
        );
    }

    #[test]
    fn a_document_never_differs_from_itself_and_each_edit_is_found() {
        let start =
            json!({"users": [{"id": "u1", "tags": ["x"], "at": {"city": "Köln"}}], "count": 3, "map": {"k": [1, [2]]}});
        check(start.clone(), start.clone(), &[]);
        for (path, value) in Path::leaves(&start) {
            let mut end = start.clone();
            path.set(&mut end, json!("edited"));
            let found = differences(&start, &end, Lens::default());
            assert!(!found.is_empty(), "{path} {value}");
            let back = differences(&end, &start, Lens::default());
            assert_eq!(back.len(), found.len(), "{path}");
            let volatile = [path.generalised()];
            let lens = Lens { volatile: &volatile, keys: &[] };
            // The place of a key names what was removed and added, so that is no edit of the key.
            if !path.to_string().ends_with("].id") && !path.to_string().contains("k[1]") {
                assert_eq!(differences(&start, &end, lens), [], "{path}");
            }
        }
    }
}
