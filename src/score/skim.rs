//! JSON texts written as compactly as can be, walked without reading what is in them.

use std::ops::Range;

use serde_json::Value;

/// The fields of an object, one after the other.
pub struct Members {
    first: bool,
}

impl Members {
    pub fn begin(text: &[u8], at: &mut usize) -> Option<Self> {
        eat(text, at, b'{')?;
        Some(Self { first: true })
    }

    /// The name of the next field, with its quotes; then `at` is where its value begins. None inside: there are no more.
    pub fn next(&mut self, text: &[u8], at: &mut usize) -> Option<Option<Range<usize>>> {
        if eat(text, at, b'}').is_some() {
            return Some(None);
        }
        if !std::mem::take(&mut self.first) {
            eat(text, at, b',')?;
        }
        let from = *at;
        *at = text_end(text, *at)?;
        let name = from..*at;
        eat(text, at, b':')?;
        Some(Some(name))
    }
}

pub fn eat(text: &[u8], at: &mut usize, byte: u8) -> Option<()> {
    (text.get(*at) == Some(&byte)).then(|| *at += 1)
}

/// Reads a value.
pub fn value(text: &str, at: &mut usize) -> Option<Value> {
    let from = *at;
    *at = value_end(text.as_bytes(), from)?;
    serde_json::from_str(text.get(from..*at)?).ok()
}

/// Where a string that begins here ends.
fn text_end(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    eat(text, &mut at, b'"')?;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where a value that begins here ends, without a look at what it is.
pub fn value_end(text: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut open) = (from, 0_usize);
    loop {
        match text.get(at)? {
            b'"' => at = text_end(text, at)?,
            b'{' | b'[' => (at, open) = (at + 1, open + 1),
            b'}' | b']' if open == 0 => break,
            b'}' | b']' => (at, open) = (at + 1, open - 1),
            b',' if open == 0 => break,
            byte if byte.is_ascii_whitespace() => return None,
            _ => at += 1,
        }
        if open == 0 && matches!(text.get(at), None | Some(b',' | b'}' | b']')) {
            break;
        }
    }
    (at > from).then_some(at)
}
