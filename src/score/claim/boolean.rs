//! Yes or no: the words themselves, or phrases of the task that stand for them.

use super::denial::is_denied;
use super::text::{folded, places};
use super::words::Word;

/// Whether a text says yes, and whether it says no. `yes` and `no` are phrases of the task, e.g. "available", "sold out".
pub fn said(text: &str, words: &[Word], yes: &[String], no: &[String]) -> (bool, bool) {
    let mut says = (false, false);
    let mut claim = |value: bool, denied: bool| if value != denied { says.0 = true } else { says.1 = true };
    let phrases = yes.iter().map(|phrase| (phrase, true)).chain(no.iter().map(|phrase| (phrase, false)));
    let found: Vec<(usize, usize, bool)> = phrases
        .flat_map(|(phrase, value)| {
            let phrase = folded(phrase);
            places(text, &phrase).map(|(from, to)| (from, to, value)).collect::<Vec<_>>()
        })
        .collect();
    for (from, to, value) in &found {
        // "available" inside of "not available", where both are given.
        let inside = |(a, b, _): &(usize, usize, bool)| a <= from && to <= b && b - a > to - from;
        if !found.iter().any(inside) {
            let at = words.partition_point(|word| word.at <= *from).saturating_sub(1);
            claim(*value, is_denied(words, at));
        }
    }
    for (at, word) in words.iter().enumerate() {
        let ends = words.get(at + 1).is_none_or(|next| next.after_comma);
        match word.text.as_str() {
            "yes" | "yep" | "yeah" => claim(true, false),
            "true" | "correct" if found.is_empty() => claim(true, is_denied(words, at)),
            "false" | "incorrect" if found.is_empty() => claim(false, is_denied(words, at)),
            "nope" => claim(false, false),
            // "no" of "no results" answers nothing.
            "no" if ends && word.after_comma => claim(false, false),
            "no" if ends && at == 0 => claim(false, false),
            _ => {}
        }
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::claim::words::words;

    fn check(text: &str, yes: &[&str], no: &[&str], expected: (bool, bool)) {
        let owned = |phrases: &[&str]| phrases.iter().map(|phrase| (*phrase).to_owned()).collect::<Vec<_>>();
        let (folded, words) = words(text);
        assert_eq!(said(&folded, &words, &owned(yes), &owned(no)), expected, "{text}");
    }

    #[test]
    fn yes_and_no_are_told_from_other_words() {
        check("Yes, it is.", &[], &[], (true, false));
        check("No, it is full.", &[], &[], (false, true));
        check("There are no rooms.", &[], &[], (false, false));
        check("That is not true.", &[], &[], (false, true));
        check("The room is available.", &["available"], &[], (true, false));
        check("The room isn't available.", &["available"], &[], (false, true));
        check("It is not available", &["available"], &["not available"], (false, true));
        check("Yes and no. Yes. No.", &[], &[], (true, true));
    }
}
