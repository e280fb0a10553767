//! Holes: a request in which something is left out, without the words that led to it.

use super::say::Form;
use crate::wording::weekday_of;

/// Stands where a value would; with its preposition, or without.
const BARE: char = '\u{1}';
const ADVERB: char = '\u{2}';

/// Words that lead to a value and go with it, longer ones before their ends.
const LEADS: &[&str] = &[
    "with the subject line", "with the description", "with the subject", "with the message", "with the title",
    "with the words", "with the text", "with the name", "with the note", "it should read", "it should say",
    "the text being", "under the name", "for the amount of", "at a price of", "and write", "and call it", "that says",
    "that reads", "which says", "which reads", "to say", "saying", "reading", "called", "named", "titled",
    "starting on", "starting at", "starting", "lasting", "beginning", "ending", "matching", "about", "worth", "dated",
    "until", "from", "over", "due", "for", "with", "into", "to", "at", "on", "by", "in", "of",
];

/// Words that lead to a day or time, and go with it.
const LEADS_TO_WHEN: &[&str] = &[
    "starting", "beginning", "ending", "expiring", "due", "dated", "first payment", "with the first payment", "running",
];

/// Words that cannot stand last.
const HANGING: &[&str] = &[
    "and", "the", "a", "an", "or", "is", "are", "between", "my", "our", "its", "their", "begins", "starts", "ends",
    "expires", "deliver", "first", "last", "that", "than", "against", "against:",
];

/// What a value that is left out looks like in a phrase.
pub fn mark(form: Form) -> String {
    match form {
        Form::Adverb => ADVERB.to_string(),
        Form::Plain | Form::Quote | Form::Possessive => BARE.to_string(),
    }
}

/// Whether something is left out of a text.
pub fn is_in(text: &str) -> bool {
    text.contains([BARE, ADVERB])
}

/// The text without its hole and the words that led there; `None` where there is no hole, or more than one, or what would
/// be left is no clause.
pub fn closed(text: &str) -> Option<String> {
    let mut holes = text.char_indices().filter(|(_, c)| matches!(*c, BARE | ADVERB));
    let (at, hole) = holes.next()?;
    if holes.next().is_some() {
        return None;
    }
    let before = text[..at].trim_end();
    let after = text[at + hole.len_utf8()..].trim_start();
    // Of a time from then to then, with the first left out, there is "until then" left.
    let end = after.strip_prefix("to ").filter(|end| before.ends_with(" from") && is_when(end));
    let until = end.map(|end| format!("until {end}"));
    let after = until.as_deref().unwrap_or(after);
    let led = |lead: &&str| before.strip_suffix(*lead).filter(|rest| rest.ends_with(' ')).map(str::trim_end);
    let before = match hole {
        ADVERB => LEADS_TO_WHEN.iter().find_map(led).unwrap_or(before),
        _ => LEADS.iter().find_map(led)?,
    };
    let last = before.rsplit(' ').next().unwrap_or_default();
    let apart = before.ends_with([',', ';', ':', '(']) || after.starts_with([';', ':', ')']);
    if HANGING.contains(&last) || LEADS.contains(&last) || apart || !before.contains(' ') {
        return None;
    }
    Some(match after.chars().next() {
        None => before.to_owned(),
        Some(',' | '.' | '?') => format!("{before}{after}"),
        Some(_) => format!("{before} {after}"),
    })
}

/// Whether a text begins with a day or a time of day.
fn is_when(text: &str) -> bool {
    let first = text.split([' ', ',', '.', '?']).next().unwrap_or_default().to_lowercase();
    let figures = first.starts_with(|c: char| c.is_ascii_digit());
    figures || matches!(first.as_str(), "today" | "tomorrow" | "noon") || weekday_of(&first).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_led_to_a_value_goes_with_it() {
        let closes = |text: &str| closed(&text.replace('_', "\u{1}"));
        assert_eq!(closes("add an event called _ tomorrow").as_deref(), Some("add an event tomorrow"));
        assert_eq!(closes("move it to _").as_deref(), Some("move it"));
        assert_eq!(closes("send Dana a mail that says _, please").as_deref(), Some("send Dana a mail, please"));
        assert_eq!(closes("convert _ to USD"), None);
        assert_eq!(closes("move it to Friday"), None);
        let on_call = closes("put Bo on call from _ to Thursday at 9:00");
        assert_eq!(on_call.as_deref(), Some("put Bo on call until Thursday at 9:00"));
        assert_eq!(closes("move 20 EUR from _ to my savings").as_deref(), Some("move 20 EUR to my savings"));
        assert_eq!(closes("check whether carriers deliver to _, the office"), None);
        assert_eq!(closes("pay it from _; the reason is rent"), None);
        let undated = |text: &str| closed(&text.replace('_', "\u{2}"));
        assert_eq!(undated("it expires _; the date of birth is known"), None);
        assert_eq!(undated("pay Bo by standing order, starting _, with rent as the text"), None);
        assert_eq!(undated("arrange a payment that begins _ and stops in May"), None);
        assert_eq!(undated("book a table starting _ for two").as_deref(), Some("book a table for two"));
        assert_eq!(undated("meet them _").as_deref(), Some("meet them"));
    }
}
