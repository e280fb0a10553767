//! Names that servers make up while they are called: ids and numbers of new things, by a counter.
//!
//! Whoever makes two things in another order, or one more on the way, gets other names. A check may demand that one is
//! there, and not which.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::score::align::Part;
use crate::score::difference::{Difference, Lens, differences};

/// A number of fewer digits is seldom a name.
const DIGITS: usize = 5;
/// A name of fewer characters is not looked for inside of texts.
const LONG: usize = 6;

/// The names that stand for things that were not there at the start.
#[derive(Debug, Default)]
pub struct Minted {
    names: BTreeSet<String>,
}

impl Minted {
    /// Names that came between a start and an end.
    pub fn between(start: &Value, end: &Value, said: &BTreeSet<String>) -> Self {
        Self::among(&differences(start, end, Lens::default()), start, said)
    }

    /// Names in what is new, but for those that stood at the start, or that callers `said`.
    pub fn among(found: &[Difference<'_>], start: &Value, said: &BTreeSet<String>) -> Self {
        let mut names = BTreeSet::new();
        for difference in found {
            let (Some(after), last) = (difference.after, difference.place.0.last()) else { continue };
            match (difference.before, last) {
                (None, Some(Part::Keyed { value, .. })) => names.extend(name_of(value)),
                // The name of a new entry, if the entry is called so.
                (None, Some(Part::Field(name))) if calls_itself(name, after) => drop(names.insert((*name).to_owned())),
                _ => {}
            }
            collect(after, &mut names);
        }
        names.retain(|name| !said.contains(name));
        if !names.is_empty() {
            forget(start, &mut names);
        }
        Self { names }
    }

    /// Whether a value that stands in a field is such a name, or a text that holds one.
    pub fn has(&self, field: &str, value: &Value) -> bool {
        match value {
            Value::String(text) => {
                let inside = |name: &String| name.len() >= LONG && text.contains(name.as_str());
                self.names.contains(text) || self.names.iter().any(inside)
            }
            Value::Number(number) => {
                let last = field.rsplit('_').next().unwrap_or_default().to_ascii_lowercase();
                let is_name =
                    ["id", "number", "no", "nr", "ref", "reference", "key"].iter().any(|end| last.ends_with(end));
                is_name && self.names.contains(&number.to_string())
            }
            _ => false,
        }
    }
}

fn calls_itself(name: &str, entry: &Value) -> bool {
    let Value::Object(fields) = entry else { return false };
    is_handle(name) || fields.values().any(|value| name_of(value).as_deref() == Some(name))
}

/// What a key says, if it is long enough to be a name.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()).filter(|digits| digits.len() >= DIGITS),
        _ => None,
    }
}

/// Texts inside of something new that look as if a counter had made them, and the ids of what is in it.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_handle(text) || is_counted(text) => drop(names.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(fields) => {
            names.extend(fields.get("id").and_then(name_of));
            names.extend(fields.keys().filter(|name| is_handle(name)).cloned());
            fields.values().for_each(|value| collect(value, names));
        }
        _ => {}
    }
}

/// Strikes what stands in a document already.
fn forget(document: &Value, names: &mut BTreeSet<String>) {
    match document {
        Value::String(text) => drop(names.remove(text)),
        Value::Array(items) => items.iter().for_each(|item| forget(item, names)),
        Value::Object(fields) => {
            for (name, value) in fields {
                names.remove(name);
                forget(value, names);
            }
        }
        _ => {}
    }
}

/// Whether a text is a kind and six letters or digits, such as `evt_7f3k2a`.
pub fn is_handle(text: &str) -> bool {
    let Some((kind, rest)) = text.rsplit_once('_') else { return false };
    // The letters of handles: none that is mistaken for another.
    let letter = |c: char| c.is_ascii_digit() || (c.is_ascii_lowercase() && !"ilou".contains(c));
    let short = (2..=8).contains(&kind.len()) && kind.chars().all(|c| c.is_ascii_lowercase());
    short && rest.len() == 6 && rest.chars().all(letter)
}

/// Whether a text is a number of eight digits or more behind a few letters, such as `TRK10293847`, or a digest.
fn is_counted(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase() || matches!(c, '#' | '-'));
    let numbered = (1..=4).contains(&(text.len() - digits.len()))
        && digits.len() >= 8
        && digits.chars().all(|c| c.is_ascii_digit());
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let digest = text.len() >= 7
        && text.chars().all(|c| hex(c) || c == '-')
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_lowercase());
    numbered || digest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_new_things_are_minted_unless_they_were_known_or_said() {
        let start = json!({"folders": {"fld_0a1b2c": {"id": "fld_0a1b2c"}}, "tickets": [], "keys": {}});
        let end = json!({
            "folders": {"fld_0a1b2c": {"id": "fld_0a1b2c"}, "fld_bthgep": {"id": "fld_bthgep", "parent": "fld_0a1b2c"}},
            "tickets": [{"id": 10293847, "ref": "TRK99887766", "answers": 10293847, "amount": "55592380", "folder": "fld_bthgep"}],
            "keys": {"theme": {"name": "theme", "value": "dark_blue1"}},
        });
        let minted = Minted::between(&start, &end, &["theme".to_owned()].into());
        assert!(minted.has("folder", &json!("fld_bthgep")));
        assert!(minted.has("uri", &json!("files://fld_bthgep/x")));
        assert!(minted.has("ref", &json!("TRK99887766")));
        assert!(minted.has("ticket_number", &json!(10293847)));
        assert!(!minted.has("price", &json!(10293847)));
        assert!(!minted.has("parent", &json!("fld_0a1b2c")));
        assert!(!minted.has("name", &json!("theme")));
        assert!(!minted.has("amount", &json!("55592380")));
    }

    #[test]
    fn a_handle_needs_no_digit() {
        assert!(is_handle("txn_bthgep") && is_handle("evt_7f3k2a"));
        assert!(
            !is_handle("in_transit")
                && !is_handle("total_amount")
                && !is_handle("txn_bthge")
                && !is_handle("due_daily")
        );
    }
}
