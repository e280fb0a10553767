//! Texts made comparable: case, accents, quotation marks, spacing and markdown do not count.

/// The folded text: lower case, without accents and markdown, single spaces, digits and dashes as in ASCII.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '"' | '*' | '`' | '\u{201c}'..='\u{201f}' | '«' | '»' => {}
            // Combining marks, soft hyphens and what has no width.
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '_' | '|' => space(&mut out),
            c if c.is_whitespace() => space(&mut out),
            c if c.is_ascii() => out.push(c),
            '\u{ff10}'..='\u{ff19}' => out.extend(char::from_digit(c as u32 - 0xff10, 10)),
            c => c.to_lowercase().for_each(|c| match c {
                '\u{300}'..='\u{36f}' => {}
                c => match without_accent(c) {
                    Some(plain) => out.push_str(plain),
                    None => out.push(c),
                },
            }),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn without_accent(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ß' => "ss",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// Where the folded `wanted` stands in the folded `text`, with no letter or digit joined to either end.
pub fn places<'t>(text: &'t str, wanted: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let starts = joined(wanted.chars().next());
    let ends = joined(wanted.chars().next_back());
    let found = text.match_indices(wanted).map(|(at, found)| (at, at + found.len()));
    found.filter(move |(from, to)| {
        let inside = starts && joined(text[..*from].chars().next_back());
        let goes_on = ends && joined(text[*to..].chars().next());
        !wanted.is_empty() && !inside && !goes_on
    })
}

/// Whether two texts are the same but for what folding takes away.
pub fn same(a: &str, b: &str) -> bool {
    // Folding keeps ASCII letters and digits, so most texts that differ are told apart without it.
    fn kept(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
    }
    let may_be = !a.is_ascii() || !b.is_ascii() || kept(a).eq(kept(b));
    a == b || (may_be && folded(a) == folded(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_markdown_and_width_do_not_count() {
        assert_eq!(folded("  **Zürich**  \u{201c}Straße\u{201d}\n"), "zurich strasse");
        assert!(same("Jose\u{301}", "JOSÉ"));
        assert!(same("it\u{2019}s 12\u{2013}14", "It's 12-14"));
        assert_eq!(folded("\u{ff11}\u{ff12}\u{200b}円"), "12円");
        assert_eq!(folded("İ"), "i");
        assert!(!same("東京", "京都"));
    }

    #[test]
    fn words_are_found_whole() {
        let has = |text: &str, wanted: &str| places(&folded(text), &folded(wanted)).next().is_some();
        assert!(has("Send it to Anna.", "anna"));
        assert!(!has("Send it to Annabel.", "anna"));
        assert!(has("costs $5", "$5"));
        assert!(!has("anything", ""));
    }
}
