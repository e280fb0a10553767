//! Quotations in a text, and the text without them.

const MARKS: [char; 3] = ['"', '\u{201c}', '\u{201d}'];

/// What stands in quotation marks.
pub fn quotations(text: &str) -> impl Iterator<Item = &str> {
    text.split(MARKS).skip(1).step_by(2).filter(|quoted| !quoted.trim().is_empty())
}

/// The text with what stands outside of quotations changed.
pub fn outside(text: &str, change: impl Fn(&str) -> String) -> String {
    let parts = text.split_inclusive(MARKS).enumerate().map(|(at, part)| match at % 2 {
        0 => {
            let plain = part.trim_end_matches(MARKS);
            change(plain) + &part[plain.len()..]
        }
        _ => part.to_owned(),
    });
    parts.collect()
}

/// The text with something else in place of every quotation.
pub fn unquoted(text: &str, instead: &str) -> String {
    text.split(MARKS).step_by(2).collect::<Vec<_>>().join(instead)
}
