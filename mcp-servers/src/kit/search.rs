//! How every server searches: words, without regard to case or accents, all of them somewhere in the item.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

use super::types::read_text;

/// Base letters of U+00C0..U+0180 and of U+1E00..U+1F00, one per code point.
const LATIN: &str = "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuytyaaaaaaccccccccddddeeeeeeeeee\
    gggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnn?nnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppp\
    rrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas????aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeee\
    eeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

/// A letter in lower case and without its accent.
pub fn fold(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let code = letter as usize;
    let base = match code {
        0xC0..0x180 => LATIN.as_bytes().get(code - 0xC0),
        0x1E00..0x1F00 => LATIN_MORE.as_bytes().get(code - 0x1E00),
        _ => None,
    };
    match base {
        Some(&base) if base != b'?' => char::from(base),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

/// What a user searches for: a few words.
#[derive(Debug, Clone)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    fn new(text: &str) -> Self {
        let folded: String = text.chars().map(fold).collect();
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { words: words.map(str::to_owned).collect() }
    }

    /// Whether each word begins some word of the item's texts.
    pub fn matches<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let mut found = vec![false; self.words.len()];
        let mut folded = String::new();
        for text in texts {
            folded.clear();
            folded.extend(text.chars().map(fold));
            for word in folded.split(|c: char| !c.is_alphanumeric()) {
                for (found, wanted) in found.iter_mut().zip(&self.words) {
                    *found |= word.starts_with(wanted.as_str());
                }
            }
            if found.iter().all(|found| *found) {
                return true;
            }
        }
        false
    }
}

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = read_text(deserializer, "words to search for")?;
        let query = Self::new(&text);
        if query.words.is_empty() || text.len() > 1_000 {
            return Err(D::Error::custom("a search needs at least one word, and at most 1000 letters"));
        }
        Ok(query)
    }
}

impl JsonSchema for Query {
    fn schema_name() -> Cow<'static, str> {
        "Query".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, texts: &[&str], expect: bool) {
        assert_eq!(Query::new(query).matches(texts.iter().copied()), expect, "{query} in {texts:?}");
    }

    #[test]
    fn all_words_must_begin_words_of_the_item() {
        check("dana okafor", &["Dana Okafor"], true);
        check("OKAF", &["Dana Okafor"], true);
        check("dana work", &["Dana Okafor", "work"], true);
        check("dana home", &["Dana Okafor", "work"], false);
        check("ana", &["Dana Okafor"], false);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        check("nguyen", &["Nguyễn Thị Lan"], true);
        check("MULLER", &["Jörg Müller"], true);
        check("yilmaz", &["Işıl Yılmaz"], true);
        check("Müller", &["muller"], true);
    }
}
