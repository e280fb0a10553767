//! Quotations in a text, and the text without them.

const MARKS: [char; 3] = ['"', '\u{201c}', '\u{201d}'];

/// What stands in quotation marks.
pub fn quotations(text: &str) -> impl Iterator<Item = &str> {
    text.split(MARKS).skip(1).step_by(2).filter(|quoted| !quoted.trim().is_empty())
}

/// The text with something else in place of every quotation.
pub fn unquoted(text: &str, instead: &str) -> String {
    text.split(MARKS).step_by(2).collect::<Vec<_>>().join(instead)
}
