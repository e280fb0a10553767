//! Pages of long lists: an opaque cursor and a limit, the same for every tool that lists.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

use super::types::{Int, read_text, shorten};

/// How many items a caller may ask for at once.
pub type Limit = Int<1, 50>;

/// Where the next page begins. Callers hand it back as they got it.
#[derive(Debug, Clone, Copy)]
pub struct Cursor(usize);

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "a next_cursor of an earlier page";
        let text = read_text(deserializer, wanted)?;
        let digits = text.strip_prefix("cur_").filter(|digits| digits.len() <= 6);
        let start = digits.and_then(|digits| digits.parse().ok());
        start.map(Self).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for Cursor {
    fn schema_name() -> Cow<'static, str> {
        "Cursor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// One page of a list, and the cursor of the next if there is one.
pub fn page<T>(items: Vec<T>, cursor: Option<Cursor>, limit: Option<Limit>, usual: usize) -> (Vec<T>, Option<String>) {
    let start = cursor.map_or(0, |cursor| cursor.0);
    let limit = limit.map_or(usual, |limit| limit.0 as usize);
    let end = start.saturating_add(limit);
    let next = (end < items.len()).then(|| format!("cur_{end}"));
    (items.into_iter().skip(start).take(limit).collect(), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_the_list_once() {
        let (first, next) = page((0..5).collect(), None, Some(Int(3)), 10);
        assert_eq!((first, next.as_deref()), (vec![0, 1, 2], Some("cur_3")));
        let (rest, next) = page((0..5).collect::<Vec<_>>(), Some(Cursor(3)), Some(Int(3)), 10);
        assert_eq!((rest, next), (vec![3, 4], None));
    }
}
