//! Language: what people read is whole text of one language, with nothing left over from templates and encodings.

use super::case::{Case, Rule, finding};
use crate::model::{Action, Finding, Message};
use crate::wording;

/// The rule. It knows languages by their small words; a text without any is not held against anybody.
pub struct Language;

/// Share of English among the small words under which a text is hardly English.
const ENGLISH_SHARE: f64 = 0.6;
/// Fewer small words of other languages tell nothing.
const FEW_WORDS: usize = 3;
/// Share of letters beyond ASCII over which it is hardly English.
const FOREIGN_SHARE: f64 = 0.25;

const SMALL: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "do", "done", "for", "from", "has", "have", "here", "how", "i", "if", "in", "is", "it", "its",
    "me", "my", "no", "not", "now", "of", "on", "or", "our", "please", "so", "that", "the", "them", "then", "there",
    "they", "this", "to", "up", "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would",
    "you", "your",
];

/// Small words of German, French, Spanish, Italian, Portuguese and Dutch that are no English words.
const OTHERS: &[&str] = &[
    "aber", "alles", "auch", "auf", "aus", "dem", "der", "dort", "ein", "eine", "haben", "habe", "ich", "ist", "jetzt",
    "mit", "nicht", "oder", "sie", "sind", "und", "von", "wir", "wo", "zu", "avec", "dans", "est", "et", "je", "les",
    "mais", "ne", "nous", "pas", "pour", "que", "qui", "sur", "une", "vous", "con", "esta", "las", "los", "muy",
    "para", "pero", "por", "una", "sono", "não", "uma", "een", "het", "niet", "voor", "zijn",
];

/// What bytes of one encoding look like that were read in another.
const BROKEN: &[&str] = &["\u{fffd}", "Ã¤", "Ã¶", "Ã¼", "Ã©", "Ã¨", "Ã±", "â€™", "â€œ", "â€“", "Â "];

impl Rule for Language {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (at, message) in case.trajectory.messages.iter().enumerate() {
            let text = match message {
                Message::User { text } | Message::Assistant { text: Some(text), .. } => text,
                _ => continue,
            };
            let turn = case.turn_at(at);
            if let Some(broken) = BROKEN.iter().find(|broken| text.contains(**broken)) {
                report(turn, finding("language.broken_encoding", Action::Drop, *broken));
            }
            let plain = unquoted(text);
            if let Some(slot) = leftover(&plain) {
                report(turn, finding("language.template_left", Action::Drop, slot));
            }
            if let Some(gap) = gap(text) {
                report(turn, finding("language.gap", Action::Drop, gap));
            }
            // What is quoted may be of any language.
            if !is_english(&plain) {
                report(turn, finding("language.not_english", Action::Drop, text.chars().take(80).collect::<String>()));
            }
        }
    }
}

/// A slot that nobody filled, or the name that a program gives to nothing.
fn leftover(unquoted: &str) -> Option<String> {
    if let Some(start) = unquoted.find('{') {
        let slot: String = unquoted[start + 1..].chars().take_while(|c| *c != '}').take(30).collect();
        let name = slot.trim_matches('{');
        let wordy = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ' '));
        if wordy && unquoted[start..].contains('}') {
            return Some(format!("{{{name}}}"));
        }
    }
    let mut words = unquoted.split(|c: char| !c.is_alphanumeric());
    words.find(|word| ["undefined", "null", "NaN"].contains(word)).map(str::to_owned)
}

/// Punctuation that has lost what it stood beside, with the words before it.
fn gap(text: &str) -> Option<String> {
    let own = text.split("\n\n").next().unwrap_or_default();
    // A quotation is a word.
    let plain = own.split('"').step_by(2).collect::<Vec<_>>().join("x");
    let at = [":.", ":?", ":,", ": ,", " ,", ", ,", " ?", " ()"].iter().find_map(|gap| {
        plain
            .match_indices(gap)
            .map(|(at, _)| at)
            .find(|at| !plain[at + gap.len()..].starts_with(char::is_alphanumeric))
    })?;
    let start = plain[..at].char_indices().rev().nth(30).map_or(0, |(start, _)| start);
    Some(plain[start..].chars().take(40).collect())
}

/// The text without what stands in quotation marks, and without what follows an empty line, which is quoted as it is.
fn unquoted(text: &str) -> String {
    wording::unquoted(text.split("\n\n").next().unwrap_or_default(), " ")
}

fn is_english(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let foreign = text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    if foreign as f64 > FOREIGN_SHARE * letters as f64 {
        return false;
    }
    let words: Vec<String> = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let count = |small: &[&str]| words.iter().filter(|word| small.contains(&word.as_str())).count();
    let (english, other) = (count(SMALL), count(OTHERS));
    other < FEW_WORDS || english as f64 >= ENGLISH_SHARE * (english + other) as f64
}
