//! The text of a state, made of the text of an earlier one and of what a server tells of what has changed.
//!
//! A server that keeps its things in tables tells of a table no more than the rows that were touched:
//! `{"$touched": {ID: ROW or null}}`. The others stand in the earlier text, in the order of their ids.

use super::change::{Field, Index};
use super::skim::{Members, eat, value_end};

/// How the object is written that holds the touched fields of another.
const TOUCHED: &str = r#"{"$touched":"#;

/// The text of the later state; none if the parts do not fit each other.
pub fn splice(index: &Index, base: &str, changes: &str) -> Option<String> {
    let mut text = String::with_capacity(base.len() + changes.len());
    let mut at = 0;
    Splice { base, changes, text: &mut text }.object(index, &mut at)?;
    (at == changes.len()).then_some(text)
}

struct Splice<'t> {
    base: &'t str,
    changes: &'t str,
    text: &'t mut String,
}

impl Splice<'_> {
    /// An object whose fields are all told of.
    fn object(&mut self, index: &Index, at: &mut usize) -> Option<()> {
        let bytes = self.changes.as_bytes();
        let mut members = Members::begin(bytes, at)?;
        self.text.push('{');
        let mut expected = 0;
        while let Some(name) = members.next(bytes, at)? {
            let name = self.changes.get(name)?;
            let place = index.find(self.base.as_bytes(), name.as_bytes(), expected);
            expected = place.map_or(expected, |place| place + 1);
            self.begin(name);
            self.value(place.and_then(|place| index.fields.get(place)), at)?;
        }
        self.text.push('}');
        Some(())
    }

    /// A value, beside the field that it was before.
    fn value(&mut self, before: Option<&Field>, at: &mut usize) -> Option<()> {
        let end = value_end(self.changes.as_bytes(), *at)?;
        let now = self.changes.get(*at..end)?;
        if !now.contains(TOUCHED) {
            self.text.push_str(now);
            *at = end;
            return Some(());
        }
        let before = before?;
        let deeper;
        let (base, index) = match &before.inside {
            Some(inside) => (self.base, inside),
            // Deeper than the index reaches.
            None => {
                let (_, old) = before.within(self.base)?;
                deeper = Index::of(old)?;
                (old, &deeper)
            }
        };
        let mut splice = Splice { base, changes: self.changes, text: self.text };
        if !now.starts_with(TOUCHED) {
            return splice.object(index, at);
        }
        *at += TOUCHED.len();
        splice.touched(index, at)?;
        eat(self.changes.as_bytes(), at, b'}')
    }

    /// An object some of whose fields were touched; `index` tells where the others stand.
    fn touched(&mut self, index: &Index, at: &mut usize) -> Option<()> {
        let bytes = self.changes.as_bytes();
        let mut members = Members::begin(bytes, at)?;
        self.text.push('{');
        let mut others = index.fields.iter().map(|field| field.within(self.base)).peekable();
        while let Some(name) = members.next(bytes, at)? {
            let name = self.changes.get(name)?;
            let id = unquoted(name)?;
            while let Some(other) = others.peek() {
                let (other, value) = (*other)?;
                let known = unquoted(other)?;
                if known > id {
                    break;
                }
                if known != id {
                    self.begin(other);
                    self.text.push_str(value);
                }
                others.next();
            }
            let from = std::mem::replace(at, value_end(bytes, *at)?);
            let value = self.changes.get(from..*at)?;
            if value != "null" {
                self.begin(name);
                self.text.push_str(value);
            }
        }
        for other in others {
            let (other, value) = other?;
            self.begin(other);
            self.text.push_str(value);
        }
        self.text.push('}');
        Some(())
    }

    /// Begins a field.
    fn begin(&mut self, name: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.text.push_str(name);
        self.text.push(':');
    }
}

/// The name that stands between quotes.
fn unquoted(name: &str) -> Option<std::borrow::Cow<'_, str>> {
    let inner = name.strip_prefix('"')?.strip_suffix('"')?;
    match inner.contains('\\') {
        false => Some(inner.into()),
        true => serde_json::from_str::<String>(name).ok().map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"{"minted":3,"state":{"events":{"a":{"x":1.10},"c":{"x":"}"},"é\"":{}},"none":{},"deep":{"in":{"t":{"k":[1,2]}}},"last":[]}}"#;

    fn spliced(changes: &str) -> Option<String> {
        splice(&Index::of(BASE).unwrap(), BASE, changes)
    }

    #[test]
    fn rows_come_go_and_change_in_their_places() {
        let none = r#"{"minted":3,"state":{"events":{"$touched":{}},"none":{"$touched":{}},"deep":{"in":{"t":{"$touched":{}}}},"last":[]}}"#;
        assert_eq!(spliced(none).as_deref(), Some(BASE));
        let some = r#"{"minted":4,"state":{"events":{"$touched":{"0":{"n":0},"a":null,"b":{"x":{}},"c":{"x":2},"zz":null,"é\"":[]}},"none":{"$touched":{"n":1}},"deep":{"in":{"t":{"$touched":{"k":null,"z":"$touched"}}}},"last":[3]}}"#;
        let expected = r#"{"minted":4,"state":{"events":{"0":{"n":0},"b":{"x":{}},"c":{"x":2},"é\"":[]},"none":{"n":1},"deep":{"in":{"t":{"z":"$touched"}}},"last":[3]}}"#;
        assert_eq!(spliced(some).as_deref(), Some(expected));
    }

    #[test]
    fn fields_come_and_go_and_tables_may_be_told_whole() {
        let changes = r#"{"state":{"events":{"q":1},"new":{"a":1},"last":{}},"more":null}"#;
        assert_eq!(spliced(changes).as_deref(), Some(changes));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for changes in [
            r#"{"state":{"unknown":{"$touched":{}}}}"#, r#"{"state":{"unknown":{"in":{"$touched":{}}}}}"#,
            r#"{"state":{"last":{"$touched":{}}}}"#, r#"{"state":{"events":{"$touched":{}}}"#,
            r#"{"state":{"events":{"$touched":{},"more":1}}}"#, "null", "",
        ] {
            assert_eq!(spliced(changes), None, "{changes}");
        }
    }
}
