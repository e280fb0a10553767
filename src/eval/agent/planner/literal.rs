//! Literals of a request: what the user says that can stand in a call as it is.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::moment::{day_at, minutes_at, number, time_at};
use super::words::{Deed, Word, deed_of, is_filler};
use crate::wording::Clock;

/// What a literal is.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// In quotation marks.
    Quote,
    /// Words with capitals.
    Name,
    Email,
    Phone,
    Url,
    /// A path or the name of a file.
    Path,
    /// A word with digits or joints: `ORB-12`, `orbit-web`.
    Code,
    Number(f64),
    /// A number with a sign or name of a currency.
    Money(f64),
    Minutes(f64),
    Date(Date),
    Time(Time),
    Moment(Date, Time),
    /// A plain word that no interface knows.
    Loose,
}

/// A literal with its place and the words around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    pub said: Said,
    /// As it is written, without quotation marks.
    pub text: String,
    /// Bytes of the request.
    pub place: Range<usize>,
}

impl Literal {
    /// Whether a word is a part of it.
    pub fn has(&self, word: &Word) -> bool {
        word.from < self.place.end && word.to > self.place.start
    }
}

/// The literals of a text, in order, none inside of another.
pub fn literals(text: &str, words: &[Word], clock: &Clock) -> Vec<Literal> {
    let quotes = quotes(text);
    let mut found = quotes.clone();
    let mut at = 0;
    while at < words.len() {
        let word = &words[at];
        if let Some(quote) = quotes.iter().find(|quote| quote.has(word)) {
            at += 1;
            while at < words.len() && words[at].from < quote.place.end {
                at += 1;
            }
            continue;
        }
        let end = quotes.iter().map(|quote| quote.place.start).find(|start| *start > word.from).unwrap_or(text.len());
        let free = words[at..].iter().take_while(|word| word.to <= end).count();
        match literal_at(text, &words[..at + free], at, clock) {
            Some((said, taken)) => {
                let place = word.from..words[at + taken - 1].to;
                found.push(Literal { said, text: text[place.clone()].to_owned(), place });
                at += taken;
            }
            None => at += 1,
        }
    }
    found.sort_by_key(|literal| literal.place.start);
    found
}

/// What stands in quotation marks.
fn quotes(text: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '"' | '\u{201c}' | '\u{201d}')) {
        match open.take() {
            None => open = Some(at + c.len_utf8()),
            Some(start) if !text[start..at].trim().is_empty() => {
                found.push(Literal { said: Said::Quote, text: text[start..at].to_owned(), place: start..at });
            }
            Some(_) => {}
        }
    }
    found
}

fn literal_at(text: &str, words: &[Word], at: usize, clock: &Clock) -> Option<(Said, usize)> {
    let word = &words[at];
    if let Some((date, taken)) = day_at(words, at, clock) {
        let joint = words.get(at + taken).is_some_and(|word| matches!(word.text.as_str(), "at" | "from"));
        let skip = taken + usize::from(joint);
        return Some(match time_at(words, at + skip) {
            Some((time, more)) => (Said::Moment(date, time), skip + more),
            None => (Said::Date(date), taken),
        });
    }
    if let Some((time, taken)) = time_at(words, at) {
        let joint = words.get(at + taken).is_some_and(|word| word.text == "on");
        let skip = taken + usize::from(joint);
        return Some(match day_at(words, at + skip, clock) {
            Some((date, more)) => (Said::Moment(date, time), skip + more),
            None => (Said::Time(time), taken),
        });
    }
    if let Some((minutes, taken)) = minutes_at(words, at) {
        return Some((Said::Minutes(minutes), taken));
    }
    let lower = word.text.as_str();
    if lower.contains('@') && lower.contains('.') {
        return Some((Said::Email, 1));
    }
    if lower.contains("://") || lower.starts_with("www.") {
        return Some((Said::Url, 1));
    }
    if let Some(taken) = phone(words, at) {
        return Some((Said::Phone, taken));
    }
    if let Some(number) = number(lower) {
        let coin = |word: Option<&Word>| word.is_some_and(|word| is_coin(&text[word.from..word.to]));
        let marked = lower.contains(['\u{20ac}', '$', '\u{a3}']);
        if marked || is_amount(lower) || coin(words.get(at + 1)) {
            return Some((Said::Money(number), 1));
        }
        let small = lower.chars().all(char::is_alphabetic);
        let pronoun = lower == "one" || lower == "zero";
        return (!small || !pronoun).then_some((Said::Number(number), 1));
    }
    if is_path(lower) {
        return Some((Said::Path, 1));
    }
    if let Some(taken) = name(text, words, at) {
        return Some((Said::Name, taken));
    }
    let joined = lower.contains(['-', '_', ':', '#', '.']) && lower.len() > 2;
    let mixed = lower.contains(|c: char| c.is_ascii_digit()) && lower.contains(char::is_alphabetic);
    (joined && !lower.contains('\'') || mixed).then_some((Said::Code, 1))
}

/// `+55 11 5550 7273`
fn phone(words: &[Word], at: usize) -> Option<usize> {
    if !words[at].text.starts_with('+') {
        return None;
    }
    let digits = |word: &&Word| word.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')'));
    Some(words[at..].iter().take_while(digits).count().max(1))
}

/// `200.00`: two digits behind the point.
fn is_amount(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(whole, cents)| {
        cents.len() == 2
            && cents.bytes().all(|c| c.is_ascii_digit())
            && whole.bytes().all(|c| c.is_ascii_digit() || c == b',')
    })
}

fn is_coin(word: &str) -> bool {
    const COINS: [&str; 12] =
        ["euro", "euros", "dollar", "dollars", "pound", "pounds", "franc", "francs", "yen", "cent", "cents", "zloty"];
    COINS.contains(&word) || word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase())
}

/// `/home/notes.md`, `config/app.toml`, `notes.md`.
fn is_path(word: &str) -> bool {
    let end = word.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty()
            && (1..=4).contains(&end.len())
            && end.chars().all(char::is_alphanumeric)
            && end.contains(char::is_alphabetic)
            && stem.chars().any(char::is_alphabetic)
    });
    word.len() > 2 && (word.starts_with('/') || word.contains('/') && !word.starts_with("and/") || end)
}

/// How many words the name that begins here has. A sentence begins with a capital anyway.
fn name(text: &str, words: &[Word], at: usize) -> Option<usize> {
    let word = &words[at];
    let is_name = |word: &Word| word.capital && word.text != "i" && !word.text.starts_with("i'");
    if !is_name(word) {
        return None;
    }
    let goes_on = |word: &Word, next: &Word| {
        let between = &text[word.to..next.from];
        between.trim().is_empty() || between.trim() == "&"
    };
    let called = at
        .checked_sub(1)
        .is_some_and(|at| matches!(words[at].text.as_str(), "called" | "named" | "titled" | "labelled"));
    let mut taken = 1;
    while let (Some(last), Some(next)) = (words.get(at + taken - 1), words.get(at + taken)) {
        let number = next.text.chars().all(|c| c.is_ascii_digit() || c == '.')
            && !is_amount(&next.text)
            && !is_coin(&text[last.from..last.to]);
        let joint = matches!(next.text.as_str(), "of" | "de" | "da" | "van" | "von" | "der" | "for" | "the")
            && words.get(at + taken + 1).is_some_and(|after| is_name(after) && goes_on(next, after))
            && taken > 0
            && !matches!(next.text.as_str(), "for" | "the");
        let told = called && !is_filler(&next.text);
        if !goes_on(last, next) || !(is_name(next) && !next.first || number || joint || told) {
            break;
        }
        taken += 1 + usize::from(joint);
    }
    let plain = |word: &Word| is_filler(&word.text) || deed_of(&word.stem) != Deed::None || is_opening(&word.text);
    if word.first && (taken == 1 || plain(word)) {
        return None;
    }
    (!is_filler(&word.text) || taken > 1).then_some(taken)
}

fn is_opening(word: &str) -> bool {
    matches!(
        word,
        "after"
            | "before"
            | "once"
            | "first"
            | "next"
            | "finally"
            | "sorry"
            | "ok"
            | "okay"
            | "good"
            | "use"
            | "see"
            | "go"
            | "actually"
            | "wait"
            | "oh"
            | "instead"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(Said, String)> {
        use super::super::words;
        let clock = Clock::parse("2026-03-05T14:20:00+01:00").unwrap();
        literals(text, &words::words(text), &clock).into_iter().map(|l| (l.said, l.text)).collect()
    }

    #[test]
    fn every_kind_is_told_from_the_others() {
        let found = check(
            "Email Dana Okafor (dana@x.example, +1 555 0149) about \"Budget, Q3\" for ORB-12 by Friday at 9:00 with 20 euros",
        );
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            ["Dana Okafor", "dana@x.example", "+1 555 0149", "Budget, Q3", "ORB-12", "Friday at 9:00", "20"]
        );
        assert!(matches!(found[5].0, Said::Moment(..)));
        assert_eq!(found[6].0, Said::Money(20.0));
    }

    #[test]
    fn a_sentence_does_not_begin_with_a_name_because_of_its_capital() {
        assert_eq!(check("Cancel the meeting. Please tell Dana."), [(Said::Name, "Dana".to_owned())]);
    }
}
