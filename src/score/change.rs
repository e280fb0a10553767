//! What differs between the texts of two state documents, found without reading what is alike.
//!
//! The fields of objects are compared as text, some objects deep; only what is new or another is read. A text of another
//! form than expected (spaces between its tokens, say) is not skimmed but read as a whole by whoever asked.

use std::ops::Range;
use std::sync::OnceLock;

use serde_json::Value;

use super::align::{Part, Place, align};
use super::skim::{Members, value, value_end};

/// Objects inside of each other whose fields are compared one by one: a document, its state, a table of it.
const DEEP: usize = 3;

/// Fields of an object that are not what they were.
#[derive(Debug, Default)]
pub struct Changes {
    fields: Vec<(String, Change)>,
    /// The object as it is now, where somebody looked at it.
    whole: OnceLock<Value>,
}

#[derive(Debug)]
enum Change {
    Gone,
    Now(Value),
    Inside(Changes),
}

/// One side of a comparison: a value, or one from before with what has changed in it.
#[derive(Clone, Copy)]
pub enum Side<'v> {
    Whole(&'v Value),
    Changed(&'v Value, &'v Changes),
}

impl<'v> Side<'v> {
    pub fn value(self) -> &'v Value {
        match self {
            Self::Whole(value) => value,
            Self::Changed(base, changes) => changes.whole(base),
        }
    }

    pub fn field(self, name: &str) -> Option<Self> {
        match self {
            Self::Whole(value) => value.get(name).map(Self::Whole),
            Self::Changed(base, changes) => {
                let before = base.get(name);
                match changes.field(name) {
                    None => before.map(Self::Whole),
                    Some(change) => change.after(before),
                }
            }
        }
    }

    /// The parts of this value beside those of one from before, of which it is made if it is `Changed`.
    pub fn parts(this: Option<Self>, before: Option<&'v Value>, place: &Place<'v>, keys: &[String]) -> Vec<Parts<'v>> {
        let (base, changes) = match this {
            Some(Self::Changed(base, changes)) => (base, changes),
            _ => {
                let pairs = align(place, before, this.map(Self::value), keys);
                return pairs.into_iter().map(|(part, before, after)| (part, before, after.map(Self::Whole))).collect();
            }
        };
        let old = base.as_object().into_iter().flatten().map(|(name, value)| {
            let after = changes.field(name).map_or(Some(Self::Whole(value)), |change| change.after(Some(value)));
            (Part::Field(name), Some(value), after)
        });
        old.chain(changes.parts(base).filter(|(_, before, _)| before.is_none())).collect()
    }
}

/// A part of both documents; one side may lack it.
pub type Parts<'v> = (Part<'v>, Option<&'v Value>, Option<Side<'v>>);

impl Change {
    fn after<'v>(&'v self, before: Option<&'v Value>) -> Option<Side<'v>> {
        match self {
            Self::Gone => None,
            Self::Now(value) => Some(Side::Whole(value)),
            Self::Inside(changes) => before.map(|before| Side::Changed(before, changes)),
        }
    }
}

impl Changes {
    fn field(&self, name: &str) -> Option<&Change> {
        self.fields.iter().find(|(changed, _)| changed == name).map(|(_, change)| change)
    }

    /// The fields that are others, those that were there before first.
    pub fn parts<'v>(&'v self, base: &'v Value) -> impl Iterator<Item = Parts<'v>> {
        self.fields.iter().map(|(name, change)| {
            let before = base.get(name);
            (Part::Field(name), before, change.after(before))
        })
    }

    fn whole(&self, base: &Value) -> &Value {
        self.whole.get_or_init(|| {
            let mut fields = base.as_object().cloned().unwrap_or_default();
            for (name, change) in &self.fields {
                match change.after(base.get(name)) {
                    None => drop(fields.shift_remove(name)),
                    Some(side) => drop(fields.insert(name.clone(), side.value().clone())),
                }
            }
            Value::Object(fields)
        })
    }
}

/// Where the fields of an object stand in a text.
#[derive(Debug)]
pub struct Index {
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Field {
    /// The name with its quotes.
    pub name: Range<u32>,
    pub value: Range<u32>,
    pub inside: Option<Index>,
}

impl Field {
    /// The name with its quotes, and the value, in the text that was read.
    pub fn within<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let part = |range: &Range<u32>| text.get(range.start as usize..range.end as usize);
        Some((part(&self.name)?, part(&self.value)?))
    }
}

impl Index {
    /// Reads an object; none if it is none, or if it is not written as compactly as can be.
    pub fn of(text: &str) -> Option<Self> {
        let mut at = 0;
        let index = Self::read(text.as_bytes(), &mut at, DEEP)?;
        (at == text.len()).then_some(index)
    }

    fn read(text: &[u8], at: &mut usize, deep: usize) -> Option<Self> {
        let mut fields = Vec::new();
        let range = |from: usize, to: usize| Some(u32::try_from(from).ok()?..u32::try_from(to).ok()?);
        let mut members = Members::begin(text, at)?;
        while let Some(name) = members.next(text, at)? {
            let from = *at;
            let inside = match text.get(*at..*at + 2) {
                Some(b"{}") => None,
                Some([b'{', _]) if deep > 1 => Some(Self::read(text, at, deep - 1)?),
                _ => None,
            };
            if inside.is_none() {
                *at = value_end(text, *at)?;
            }
            fields.push(Field { name: range(name.start, name.end)?, value: range(from, *at)?, inside });
        }
        Some(Self { fields })
    }

    /// The place of the field with a name (with its quotes) in the text that was read; mostly it is the expected one.
    pub(super) fn find(&self, base: &[u8], name: &[u8], expected: usize) -> Option<usize> {
        let named =
            |field: &Field| base.get(field.name.start as usize..field.name.end as usize).is_some_and(|own| own == name);
        let place = self.fields.get(expected).filter(|field| named(field)).map(|_| expected);
        place.or_else(|| self.fields.iter().position(named))
    }

    /// What is another in a text than in the one that was read; none if that cannot be told.
    pub fn changes(&self, base: &str, text: &str) -> Option<Changes> {
        let mut at = 0;
        let changes = self.compare(base.as_bytes(), text, &mut at)?;
        (at == text.len()).then_some(changes)
    }

    fn compare(&self, base: &[u8], text: &str, at: &mut usize) -> Option<Changes> {
        let bytes = text.as_bytes();
        let old = |range: &Range<u32>| base.get(range.start as usize..range.end as usize).unwrap_or_default();
        let mut found = vec![false; self.fields.len()];
        let (mut others, mut added) = (Vec::new(), Vec::new());
        let mut expected = 0;
        let mut members = Members::begin(bytes, at)?;
        while let Some(name) = members.next(bytes, at)? {
            let raw = &bytes[name];
            let Some(place) = self.find(base, raw, expected) else {
                let (name, value) = (serde_json::from_slice(raw).ok()?, value(text, at)?);
                added.push((name, Change::Now(value)));
                continue;
            };
            expected = place + 1;
            let field = &self.fields[place];
            // A name that comes twice is nothing to skim.
            if std::mem::replace(found.get_mut(place)?, true) {
                return None;
            }
            let before = old(&field.value);
            let alike = bytes[*at..].starts_with(before);
            if alike && matches!(bytes.get(*at + before.len()), Some(b',' | b'}')) {
                *at += before.len();
                continue;
            }
            let change = match (&field.inside, bytes.get(*at..*at + 2)) {
                (Some(inside), Some([b'{', next])) if *next != b'}' => Change::Inside(inside.compare(base, text, at)?),
                _ => Change::Now(value(text, at)?),
            };
            others.push((place, serde_json::from_slice(raw).ok()?, change));
        }
        for (place, field) in self.fields.iter().enumerate() {
            if !found[place] {
                others.push((place, serde_json::from_slice(old(&field.name)).ok()?, Change::Gone));
            }
        }
        others.sort_by_key(|(place, ..)| *place);
        let fields = others.into_iter().map(|(_, name, change)| (name, change)).chain(added).collect();
        Some(Changes { fields, whole: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::score::difference::{Lens, differences, differences_since};
    use crate::score::document::Document;

    fn start() -> Value {
        json!({"minted": 3, "seed": 7, "state": {
            "events": {"e1": {"title": "a \"q\" }", "tags": ["x"]}, "e2": {"title": "b, {c}", "at": null}},
            "empty": {}, "owner": {"name": "Zoë"}, "list": [1, {"a": 2}],
        }})
    }

    /// Both ways to the differences come to the same, and the whole of what was skimmed is what was written.
    #[track_caller]
    fn check(end: &Value, skimmed: bool) {
        let base = Document::from(start());
        let read = Document::read_beside(&base, end.to_string()).unwrap();
        let side = read.since(&base);
        assert_eq!(matches!(side, Side::Changed(..)), skimmed, "{end}");
        let found = differences_since(base.value(), side, Lens::default());
        let expected = differences(&base, end, Lens::default());
        assert_eq!(found, expected, "{end}");
        assert_eq!(side.value(), end);
        assert_eq!(read.value(), end);
    }

    #[test]
    fn what_was_skimmed_differs_as_what_was_read() {
        let edits: [(&str, Value); 12] = [
            ("/minted", json!(4)),
            ("/minted", json!("text with \\ and \" in it")),
            ("/state/events/e1/title", json!("z")),
            ("/state/events/e2", json!({})),
            ("/state/events", json!({})),
            ("/state/empty", json!({"new": {"id": 1}})),
            ("/state/owner", json!("Zoë")),
            ("/state/list", json!([1])),
            ("/state/events/e1/tags", json!(["x", "y"])),
            ("/state/owner/name", json!("Ü")),
            ("/seed", json!(70)),
            ("/seed", json!({"a": 1})),
        ];
        for (pointer, value) in &edits {
            let mut end = start();
            *end.pointer_mut(pointer).unwrap() = value.clone();
            check(&end, true);
        }
        let mut end = start();
        for (pointer, value) in edits {
            if let Some(place) = end.pointer_mut(pointer) {
                *place = value;
            }
        }
        check(&end, true);
    }

    #[test]
    fn fields_come_and_go() {
        let mut end = start();
        let events = end["state"]["events"].as_object_mut().unwrap();
        events.shift_remove("e1");
        events.shift_insert(0, "e0".to_owned(), json!({"title": "first"}));
        events.insert("e9".to_owned(), json!({"title": "last"}));
        end.as_object_mut().unwrap().shift_remove("seed");
        check(&end, true);
        check(&json!({}), true);
        check(&json!([]), false);
        check(&json!(3), false);
    }

    #[test]
    fn a_text_of_another_form_is_read_as_a_whole() {
        let base = Document::from(start());
        let spaced = serde_json::to_string_pretty(&start()).unwrap();
        let read = Document::read_beside(&base, spaced).unwrap();
        assert!(matches!(read.since(&base), Side::Whole(_)));
        assert_eq!(*read, start());
        for broken in ["", "{", "{\"minted\":3", "{\"minted\":3}}", "{\"minted\" 3}", "{\"minted\":}"] {
            assert!(Document::read_beside(&base, broken.to_owned()).is_none(), "{broken}");
        }
        let other = Document::from(start());
        assert!(matches!(
            Document::read_beside(&base, json!({"minted": 4}).to_string()).unwrap().since(&other),
            Side::Whole(_)
        ));
    }
}
