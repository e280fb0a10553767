//! Values that give away who told them.

use serde_json::Value;

use super::Mentions;

/// The first of some values that a text mentions though nobody had to say it; values that stand in a text by chance do not
/// count.
pub fn leaked<'v>(
    mentions: &Mentions,
    said: impl Iterator<Item = &'v Value>,
    mut values: impl Iterator<Item = &'v Value>,
) -> Option<String> {
    let said: Vec<String> = said.map(|value| plain(value).to_lowercase()).collect();
    values.find_map(|value| {
        let text = plain(value);
        let known = || said.iter().any(|said| said.contains(&text.to_lowercase()));
        (is_telling(&text) && mentions.has_text(&text) && !known()).then_some(text)
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Handles, addresses, long names and big numbers do not stand in a text by chance.
fn is_telling(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let length = text.chars().count();
    length <= 200 && ((digits >= 3 && length >= 4) || text.contains('@') || (letters >= 9 && text.contains(' ')))
}
