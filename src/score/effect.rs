//! What a run has done to a server, in a form in which two runs can be compared although each makes up its own names.
//!
//! Two ways to the same outcome differ in the ids that servers give to new things, in the order of lists, and in what
//! changes by itself. None of that is what a user asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::score::align::{Part, Place, align};
use crate::score::difference::{Lens, differences, is_later_version};
use crate::score::matcher::is_empty;
use crate::score::minted::Minted;

/// What stands for a name that a server made up.
const MADE_UP: &str = "*";
/// What stands for a version that is not the first one any more.
const LATER: &str = "later";

/// Changes of one state, each with how often it occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects(BTreeMap<Effect, usize>);

/// One change, at a place of the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Effect {
    place: String,
    before: String,
    after: String,
}

impl Effects {
    /// What lies between a start and an end. `said` are the texts and numbers that callers named.
    pub fn between(start: &Value, end: &Value, lens: Lens<'_>, said: &BTreeSet<String>) -> Self {
        let found = differences(start, end, lens);
        let minted = Minted::among(&found, start, said);
        let view = Plain { lens, minted };
        let mut effects = Self::default();
        for difference in &found {
            let told = |side: Option<&Value>| {
                side.filter(|value| !is_empty(value))
                    .map(|value| view.told(&difference.place, value))
                    .unwrap_or_default()
            };
            let (mut before, mut after) = (told(difference.before), told(difference.after));
            // Two changes make another version than one, and no other outcome.
            if let (Some(old), Some(new)) = (difference.before, difference.after)
                && is_later_version(field_of(&difference.place), old, new)
            {
                (before, after) = (String::new(), LATER.to_owned());
            }
            let effect = Effect { place: view.place(&difference.place), before, after };
            *effects.0.entry(effect).or_default() += 1;
        }
        effects
    }

    /// Whether others change the same places, whatever they make of them.
    pub fn is_like(&self, other: &Self) -> bool {
        fn places(effects: &Effects) -> Vec<(&str, usize)> {
            effects.0.iter().map(|(effect, count)| (effect.place.as_str(), *count)).collect()
        }
        places(self) == places(other)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of these changes others lack.
    pub fn lacking_in(&self, other: &Self) -> usize {
        let lack = |(effect, count): (&Effect, &usize)| count.saturating_sub(other.0.get(effect).copied().unwrap_or(0));
        self.0.iter().map(lack).sum()
    }
}

/// A state without what no two runs have in common.
struct Plain<'l> {
    lens: Lens<'l>,
    minted: Minted,
}

impl Plain<'_> {
    fn place(&self, place: &Place<'_>) -> String {
        let part = |part: &Part<'_>| match part {
            Part::Field(name) => format!(".{}", self.named(name)),
            Part::Keyed { key, value } if self.minted.has(key, value) => format!("[{key}={MADE_UP}]"),
            Part::Keyed { key, value } => format!("[{key}={value}]"),
            Part::Item { .. } | Part::Element(_) => "[]".to_owned(),
        };
        place.0.iter().map(part).collect()
    }

    fn named<'n>(&self, name: &'n str) -> &'n str {
        if self.minted.has("", &Value::String(name.to_owned())) { MADE_UP } else { name }
    }

    /// A value in one form: fields and objects of lists in one order, without what is empty or changes by itself.
    fn told(&self, place: &Place<'_>, value: &Value) -> String {
        let inside = || {
            let parts = align(place, None, Some(value), self.lens.keys).into_iter();
            parts
                .filter_map(|(part, _, value)| Some((place.then(part), value?)))
                .filter(|(place, value)| !is_empty(value) && !self.lens.is_volatile(place))
        };
        match value {
            Value::Object(_) => {
                let field = |(place, value): (Place<'_>, &Value)| match place.0.last() {
                    Some(Part::Field(name)) => format!("{}:{}", self.named(name), self.told(&place, value)),
                    _ => String::new(),
                };
                let mut fields: Vec<String> = inside().map(field).collect();
                fields.sort_unstable();
                format!("{{{}}}", fields.join(","))
            }
            Value::Array(items) => {
                let mut told: Vec<String> = inside().map(|(place, value)| self.told(&place, value)).collect();
                if items.iter().all(Value::is_object) {
                    told.sort_unstable();
                }
                format!("[{}]", told.join(","))
            }
            plain if self.minted.has(field_of(place), plain) => MADE_UP.to_owned(),
            plain => plain.to_string(),
        }
    }
}

/// The name of the field that a place lies in.
fn field_of<'v>(place: &Place<'v>) -> &'v str {
    let name = place.0.iter().rev().find_map(|part| match part {
        Part::Field(name) => Some(*name),
        _ => None,
    });
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Path;

    fn effects(end: &Value) -> Effects {
        let start = json!({"notes": {"nte_0a1b2c": {"id": "nte_0a1b2c", "text": "old"}}, "log": 1});
        let volatile: Vec<Path> = vec!["log".parse().unwrap()];
        Effects::between(&start, end, Lens { volatile: &volatile, keys: &[] }, &BTreeSet::new())
    }

    #[test]
    fn ids_and_order_of_new_things_are_no_part_of_what_was_done() {
        let note = |id: &str, text: &str| json!({"id": id, "text": text, "tags": []});
        let of = |notes: [(&str, &str); 2], log: u32| {
            let mut end = json!({"notes": {"nte_0a1b2c": note("nte_0a1b2c", "old")}, "log": log});
            for (id, text) in notes {
                end["notes"][id] = note(id, text);
            }
            effects(&end)
        };
        let one = of([("nte_7f3k2a", "a"), ("nte_bthgep", "b")], 3);
        assert_eq!(one, of([("nte_7f3k2a", "b"), ("nte_bthgep", "a")], 9));
        assert_eq!(one.lacking_in(&of([("nte_7f3k2a", "a"), ("nte_bthgep", "c")], 3)), 1);
        assert!(effects(&json!({"notes": {"nte_0a1b2c": note("nte_0a1b2c", "old")}, "log": 7})).is_empty());
    }

    #[test]
    fn a_change_of_something_old_is_another_one_than_of_something_else() {
        let end = |text: &str| effects(&json!({"notes": {"nte_0a1b2c": {"id": "nte_0a1b2c", "text": text}}, "log": 1}));
        assert_eq!(end("new").lacking_in(&end("new")), 0);
        assert_eq!(end("new").lacking_in(&end("other")), 1);
    }
}
