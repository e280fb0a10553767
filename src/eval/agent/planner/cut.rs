//! Cutting a request into clauses: at the ends of sentences, and before verbs that ask for one more thing.

use super::clause::{Clause, is_question, phrase_at};
use super::literal::{Literal, Said, literals};
use super::words::{Deed, Word, deed_of, stem, words};
use crate::wording::Clock;

/// What may stand between two clauses.
const JOINTS: &[&str] = &["and", "then", "also", "plus", "but", "or"];

/// Courtesy between a joint and the verb.
const COURTESY: &[&str] = &[
    "please", "i", "need", "you", "to", "could", "would", "can", "like", "want", "i'd", "finally", "afterwards",
    "after", "that", "next", "just", "kindly", "let's", "have",
];

/// Further verbs that ask for something.
const VERBS: &[&str] = &[
    "allow", "apply", "block", "charge", "collect", "connect", "enter", "escalate", "export", "freeze", "go",
    "install", "let", "link", "lock", "lower", "make", "measure", "page", "pair", "pick", "pin", "ping", "play",
    "pull", "put", "rate", "react", "remind", "replace", "roll", "skip", "sort", "swap", "sync", "take", "unlock",
    "use", "warn", "water",
];

/// Words that begin the object of a verb.
const OBJECTS: &[&str] = &[
    "the", "a", "an", "my", "our", "it", "them", "that", "this", "all", "each", "those", "these", "her", "him", "me",
    "down", "every", "both", "everyone",
];

/// Verbs that are names of parts as well.
const NOUNS: &[&str] = &[
    "amount", "answer", "book", "call", "check", "comment", "copy", "count", "date", "description", "document",
    "draft", "email", "end", "file", "flag", "label", "last", "list", "log", "mail", "mark", "message", "name", "note",
    "number", "open", "order", "place", "plan", "post", "record", "report", "request", "start", "status", "subject",
    "tag", "text", "title",
];

/// The longest lead before a colon, in words.
const LEAD: usize = 5;

/// The clauses of a message; `verbs` tells further stems that ask for something.
pub(super) fn clauses(text: &str, clock: &Clock, verbs: &dyn Fn(&str) -> bool) -> Vec<Clause> {
    let all = words(text);
    let literals = literals(text, &all, clock);
    let plain = all.iter().filter(|word| !literals.iter().any(|literal| literal.has(word))).collect();
    let reading = Reading { text, plain, literals: &literals, verbs };
    let mut cuts: Vec<usize> = vec![0];
    cuts.extend(lead(text));
    for at in 1..reading.plain.len() {
        cuts.extend(reading.cut(at).filter(|cut| cuts.last().is_some_and(|last| last < cut)));
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    let ranges = cuts.iter().copied().zip(ends).map(|(from, to)| from..to);
    ranges.map(|range| Clause::of(text, range, &all, &literals)).filter(|clause| !clause.is_empty()).collect()
}

/// Where a message goes on after a few words with a colon: "For the record: who is there?"
fn lead(text: &str) -> Option<usize> {
    let (lead, _) = text.split_once(": ")?;
    (lead.split_whitespace().count() <= LEAD && !lead.contains(['.', '"', '\u{201c}'])).then_some(lead.len() + 2)
}

/// A message as it is read.
struct Reading<'r> {
    text: &'r str,
    /// The words that are no part of a literal.
    plain: Vec<&'r Word>,
    literals: &'r [Literal],
    verbs: &'r dyn Fn(&str) -> bool,
}

impl Reading<'_> {
    /// Where a clause begins whose first word is this one.
    fn cut(&self, at: usize) -> Option<usize> {
        let word = self.plain[at];
        if word.first {
            return Some(word.from);
        }
        let before = self.text[self.plain[at - 1].to..word.from].trim_end();
        if !before.ends_with([',', ';', '\u{2014}']) && !JOINTS.contains(&word.text.as_str()) {
            return None;
        }
        let skipped = |word: &&&Word| [JOINTS, COURTESY].iter().any(|list| list.contains(&word.text.as_str()));
        let verb = at + self.plain[at..].iter().take_while(skipped).count();
        let to = self.plain.get(verb)?.from;
        // Nothing but courtesy may stand there, no literal either.
        let between = |literal: &Literal| literal.place.start >= word.from && literal.place.end <= to;
        (self.begins(verb) && !self.literals.iter().any(between)).then_some(word.from)
    }

    /// Whether a word is a verb that asks for something, or begins a question.
    fn begins(&self, at: usize) -> bool {
        let word = self.plain[at];
        if is_question(&word.text) {
            return !matches!(word.text.as_str(), "which" | "who");
        }
        let rest: Vec<Word> = self.plain[at..].iter().take(3).map(|word| (*word).clone()).collect();
        if phrase_at(&rest, 0).is_some_and(|(_, means)| deed_of(&stem(means)) != Deed::None) {
            return true;
        }
        let more = VERBS.contains(&word.text.as_str());
        let verb = more || deed_of(&word.stem) != Deed::None || (self.verbs)(&word.stem);
        if !verb || word.text.ends_with("ing") || word.text.ends_with("ed") {
            return false;
        }
        !NOUNS.iter().any(|noun| stem(noun) == word.stem) || self.has_object(at)
    }

    /// "and text "..." and "and note "..." name parts; "and email Dana" and "and book the room" ask for something.
    fn has_object(&self, at: usize) -> bool {
        let word = self.plain[at];
        let next = self.plain.get(at + 1);
        let until = next.map_or(usize::MAX, |next| next.from);
        let literal =
            self.literals.iter().find(|literal| literal.place.start >= word.to && literal.place.start < until);
        match literal {
            Some(literal) => literal.said == Said::Name && literal.place.start <= word.to + 1,
            None => next.is_some_and(|next| OBJECTS.contains(&next.text.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<String> {
        let clock = Clock::parse("2026-03-05T14:20:00+01:00").unwrap();
        let found = clauses(text, &clock, &|_| false);
        found.iter().map(|clause| clause.stems.join(" ")).collect()
    }

    #[test]
    fn a_request_is_cut_before_its_verbs() {
        let found = check(
            "Hi, please find the \"Orbit\" item and then create a file called \"a.md\" with the text \"Go, and stop.\" \
             and email Dana Okafor. When is the meeting?",
        );
        assert_eq!(found, ["find item", "creat fil call text", "email", "when meet"]);
    }

    #[test]
    fn parts_of_one_thing_stay_together() {
        assert_eq!(check("Send a message to Dana with subject \"A\" and text \"B\".").len(), 1);
        assert_eq!(check("Get rid of it and call off the trip."), ["delet", "cancel trip"]);
    }
}
