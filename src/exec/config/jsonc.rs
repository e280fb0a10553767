//! JSON with comments and trailing commas, as VS Code writes it.
//!
//! Both are blanked out, so that a syntax error of the strict parser still names the right place.

/// The same text as plain JSON, every character at its old line and column.
pub fn to_plain_json(text: &str) -> String {
    let mut plain: Vec<char> = text.chars().collect();
    let mut comma = None;
    let mut at = 0;
    while at < plain.len() {
        let end = match (plain[at], plain.get(at + 1)) {
            ('"', _) => end_of_string(&plain, at),
            ('/', Some('/')) => end_of_line(&plain, at),
            ('/', Some('*')) => end_of_block(&plain, at),
            _ => at + 1,
        };
        match plain[at] {
            '/' if end > at + 1 => blank(&mut plain[at..end]),
            ',' => comma = Some(at),
            '}' | ']' => {
                if let Some(comma) = comma.take() {
                    plain[comma] = ' ';
                }
            }
            c if c.is_whitespace() || c == '\u{feff}' => {}
            _ => comma = None,
        }
        at = end;
    }
    if let Some(mark @ '\u{feff}') = plain.first_mut() {
        *mark = ' ';
    }
    plain.into_iter().collect()
}

fn end_of_string(text: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

fn end_of_line(text: &[char], start: usize) -> usize {
    text[start..].iter().position(|c| *c == '\n').map_or(text.len(), |length| start + length)
}

fn end_of_block(text: &[char], start: usize) -> usize {
    let body = &text[start + 2..];
    body.windows(2).position(|pair| pair == ['*', '/']).map_or(text.len(), |length| start + 2 + length + 2)
}

fn blank(text: &mut [char]) {
    for c in text.iter_mut().filter(|c| !c.is_whitespace()) {
        *c = ' ';
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn comments_and_trailing_commas_go() {
        let text = r#"{ // a "note"
            "url": "http://x/*y*/", /* two
            lines */ "list": [1, 2,], "quote": "\"//",
        }"#;
        let value: Value = serde_json::from_str(&to_plain_json(text)).unwrap();
        assert_eq!(value, json!({"url": "http://x/*y*/", "list": [1, 2], "quote": "\"//"}));
    }

    #[test]
    fn plain_json_and_its_places_stay_as_they_are() {
        for text in [r#"{"a": [1, "b,]"]}"#, "{\"a\" 1}", "\"unended", ",", "/"] {
            assert_eq!(to_plain_json(text), text);
        }
        assert_eq!(to_plain_json("/* ä */ [1,\n ]"), "        [1 \n ]");
    }
}
