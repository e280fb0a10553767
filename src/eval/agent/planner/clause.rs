//! Clauses: a request taken apart into the things that it asks for, one after the other.

use std::ops::Range;

use super::literal::{Literal, Said};
use super::moment::ordinal;
use super::words::{Deed, PHRASES, Word, akin, deed_of, is_filler, stem};

/// Words of sentences that only keep a talk going.
const TALK: &[&str] = &[
    "advance", "alright", "appreciate", "awesome", "bother", "bunch", "cheers", "could", "day", "ever", "favour",
    "forget", "glad", "good", "grateful", "great", "help", "helped", "helping", "helps", "item", "know", "lot", "me",
    "mind", "moment", "morning", "much", "next", "nice", "ok", "okay", "once", "perfect", "question", "quick",
    "record", "right", "so", "sorry", "sure", "that's", "thank", "thanks", "there", "very", "well", "wondering",
    "works", "asking", "hand", "hoping", "if", "like", "looking", "please", "possible", "quickly", "real", "trying",
    "want", "wanted", "would", "let's", "have", "afternoon", "evening", "before", "after", "done", "interesting",
    "lovely", "super", "cool", "noted", "got", "ask",
];

/// A plural counts among the first words only.
const PLURAL: usize = 4;

/// One thing that is asked for.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// The words outside of quotations and names, as they stand.
    pub words: Vec<Word>,
    /// Telling stems of those words, each once; phrases stand as the word that they mean.
    pub stems: Vec<String>,
    /// How many prepositions stand before the word of every stem: the head of the phrase has none before it.
    pub depths: Vec<usize>,
    pub literals: Vec<Literal>,
    pub question: bool,
    pub deed: Deed,
    /// Refers to what was spoken of before.
    pub refers: bool,
    /// Does so by a word that can mean nothing else.
    pub leans: bool,
    /// Says that something is to go into what was spoken of before.
    pub into: bool,
    /// Speaks of several things in the plural.
    pub plural: bool,
    /// Speaks of all or each of several things.
    pub all: bool,
    /// The item that an ordinal picks.
    pub ordinal: Option<i64>,
    /// Wants the most or least of something, by the stem of a superlative.
    pub superlative: Option<Superlative>,
}

/// What a superlative picks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Superlative {
    Latest,
    Earliest,
    Cheapest,
    Dearest,
}

impl Clause {
    /// The clause that stands in a range of a text.
    pub fn of(text: &str, range: Range<usize>, all: &[Word], literals: &[Literal]) -> Self {
        let inside = |from: usize| range.contains(&from);
        let literals: Vec<Literal> = literals.iter().filter(|literal| inside(literal.place.start)).cloned().collect();
        let words: Vec<Word> = all
            .iter()
            .filter(|word| inside(word.from) && !literals.iter().any(|literal| literal.has(word)))
            .cloned()
            .collect();
        let piece = text[range].trim_end();
        Self::from_parts(words, literals, piece.ends_with('?'))
    }

    /// A clause of known parts.
    fn from_parts(words: Vec<Word>, literals: Vec<Literal>, asked: bool) -> Self {
        let first = literals.first().map_or(usize::MAX, |literal| literal.place.start);
        let skipped = skipped(&words, first);
        let words: Vec<Word> = words.into_iter().skip(skipped).collect();
        let question = asked && skipped == 0 || words.first().is_some_and(|word| is_question(&word.text));
        let (stems, depths): (Vec<String>, Vec<usize>) = stems(&words).into_iter().unzip();
        let deed = match question {
            true => Deed::Read,
            false => stems.iter().map(|stem| deed_of(stem)).find(|deed| *deed != Deed::None).unwrap_or(Deed::None),
        };
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
        // "that order" refers, "the order that lists me" does not.
        let named = words.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "that" | "those" | "these")
                && deed_of(&pair[1].stem) == Deed::None
                && !is_filler(&pair[1].text)
        });
        let leans = named || has(&["it", "them", "they", "their", "her", "his", "him", "its", "ones", "one"]);
        let into = words.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "in" | "inside" | "into" | "under" | "to" | "on")
                && matches!(pair[1].text.as_str(), "it" | "there" | "them")
        });
        let plural = words.iter().take(PLURAL).any(|word| {
            word.text.ends_with('s') && !word.text.ends_with("ss") && word.stem != word.text && !is_filler(&word.text)
        });
        let superlative = words.iter().find_map(|word| superlative(&word.text));
        Self {
            refers: leans || has(&["that", "this", "there", "same"]),
            leans,
            into,
            plural,
            all: has(&["all", "each", "every", "both", "everyone", "everything"]),
            ordinal: words.iter().find_map(|word| ordinal(&word.text)),
            superlative,
            words,
            stems,
            depths,
            literals,
            question,
            deed,
        }
    }

    /// Makes literals of plain words that no tool speaks of, where a value may stand: "for coffee in winter".
    pub fn loosen(&mut self, known: &dyn Fn(&str) -> bool) {
        let loose = |word: &Word| {
            let plain =
                !is_filler(&word.text) && !TALK.contains(&word.text.as_str()) && deed_of(&word.stem) == Deed::None;
            let form = word.text.ends_with("ed") || word.text.ends_with("ing") || word.text.len() < 3;
            plain && !form && !known(&word.stem) && superlative(&word.text).is_none() && ordinal(&word.text).is_none()
        };
        let leads = |word: &Word| {
            matches!(word.text.as_str(), "in" | "of" | "from" | "to" | "for" | "about" | "replace" | "under")
        };
        let mut found: Vec<Literal> = Vec::new();
        for pair in self.words.windows(2) {
            let [before, word] = pair else { continue };
            let touches = before.to + 1 == word.from;
            match found.last_mut().filter(|run| run.place.end == before.to && touches && loose(word)) {
                Some(run) => {
                    run.text = format!("{} {}", run.text, word.text);
                    run.place.end = word.to;
                }
                None if leads(before) && touches && loose(word) => {
                    found.push(Literal { said: Said::Loose, text: word.text.clone(), place: word.from..word.to });
                }
                None => {}
            }
        }
        self.words.retain(|word| !found.iter().any(|literal| literal.has(word)));
        self.literals.extend(found);
        self.literals.sort_by_key(|literal| literal.place.start);
    }

    /// A clause with what a later message adds; `about` are the words that were asked for.
    pub fn extended(&self, more: &Self, about: &[Word]) -> Self {
        let end = self.words.last().map_or(0, |word| word.to).max(self.literals.last().map_or(0, |l| l.place.end)) + 1;
        let ahead = about.last().map_or(0, |word| word.to) + 1;
        let moved = |word: &Word, by: usize| Word { from: word.from + by, to: word.to + by, ..word.clone() };
        let words = self.words.iter().cloned().chain(about.iter().map(|word| moved(word, end)));
        let words = words.chain(more.words.iter().map(|word| moved(word, end + ahead))).collect();
        let later = more.literals.iter().map(|literal| Literal {
            place: literal.place.start + end + ahead..literal.place.end + end + ahead,
            ..literal.clone()
        });
        let literals = self.literals.iter().cloned().chain(later).collect();
        let joined = Self::from_parts(words, literals, self.question);
        Self { question: self.question, deed: self.deed, ..joined }
    }

    /// The part of the clause whose words and literals begin at such places.
    pub fn part(&self, inside: &dyn Fn(usize) -> bool) -> Self {
        let words = self.words.iter().filter(|word| inside(word.from)).cloned().collect();
        let literals = self.literals.iter().filter(|literal| inside(literal.place.start)).cloned().collect();
        Self { question: self.question, deed: self.deed, ..Self::from_parts(words, literals, false) }
    }

    /// Whether it asks for nothing: a greeting, thanks.
    pub fn is_empty(&self) -> bool {
        let talk = |word: &Word| is_filler(&word.text) || TALK.contains(&word.text.as_str());
        self.literals.is_empty() && self.words.iter().all(talk)
    }

    /// The words before a literal, nearest first, and those behind it, up to its neighbours.
    pub fn around(&self, literal: &Literal) -> (Vec<&Word>, Vec<&Word>) {
        let start = self.literals.iter().map(|other| other.place.end).filter(|end| *end <= literal.place.start).max();
        let end = self.literals.iter().map(|other| other.place.start).filter(|at| *at >= literal.place.end).min();
        let before = self.words.iter().rev().filter(|word| word.to <= literal.place.start);
        let before = before.filter(|word| word.from >= start.unwrap_or(0)).take(6).collect();
        let after = self.words.iter().filter(|word| word.from >= literal.place.end);
        let after = after.filter(|word| word.to <= end.unwrap_or(usize::MAX)).take(4).collect();
        (before, after)
    }

    /// Whether the clause has a word of this stem or of a family of it.
    pub fn speaks_of(&self, stem: &str) -> bool {
        self.stems.iter().any(|own| akin(own, stem))
    }
}

/// How many words stand before what is asked for: "it would help me a lot if you could".
fn skipped(words: &[Word], until: usize) -> usize {
    const LONGEST: usize = 18;
    let at = |n: usize| words.get(n).map_or("", |word| word.text.as_str());
    let asks = |n: &usize| {
        let to = at(n + 1) == "to" && matches!(at(*n), "need" | "have" | "want" | "trying" | "like");
        let i = matches!(at(n.wrapping_sub(1)), "i" | "we" | "i'm" | "i'd");
        let you = matches!((at(*n), at(n + 1)), ("you", "could" | "to") | ("could" | "can" | "would" | "will", "you"));
        words[*n].to < until && (you || to && i)
    };
    let last = (0..words.len().min(LONGEST)).rev().find(asks);
    let mut skipped = last.map_or(0, |last| last + 2);
    while skipped < words.len() && words[skipped].from < until {
        let (word, next) = (at(skipped), at(skipped + 1));
        let keeps = is_question(word) && !(word == "do" && next == "me");
        let named = matches!(word, "it" | "them") && !matches!(next, "would" | "will");
        if keeps || named || !(is_filler(word) || TALK.contains(&word)) {
            break;
        }
        skipped += 1;
    }
    skipped
}

/// Whether a word begins a question.
pub(super) fn is_question(word: &str) -> bool {
    matches!(
        word,
        "how"
            | "what"
            | "when"
            | "where"
            | "who"
            | "which"
            | "why"
            | "whose"
            | "is"
            | "are"
            | "does"
            | "do"
            | "did"
            | "has"
            | "was"
            | "will"
    )
}

fn superlative(word: &str) -> Option<Superlative> {
    Some(match word {
        "latest" | "newest" | "recent" => Superlative::Latest,
        "earliest" | "oldest" | "soonest" => Superlative::Earliest,
        "cheapest" | "lowest" => Superlative::Cheapest,
        "dearest" | "highest" | "priciest" | "largest" | "biggest" => Superlative::Dearest,
        _ => return None,
    })
}

/// The phrase of several words that stands at a place, with the word that it means.
pub(super) fn phrase_at(words: &[Word], at: usize) -> Option<(&'static str, &'static str)> {
    let said = |phrase: &str| {
        let mut parts = phrase.split(' ').enumerate();
        parts.all(|(n, part)| words.get(at + n).is_some_and(|word| word.text == part || word.stem == stem(part)))
    };
    PHRASES.into_iter().find(|(phrase, _)| said(phrase))
}

/// Words that lead from a thing to what tells which one is meant.
const PREPOSITIONS: &[&str] = &[
    "of", "for", "by", "behind", "from", "in", "with", "about", "to", "on", "whoever", "that", "who", "which", "at",
    "into", "inside", "under", "near", "watched", "assigned",
];

/// Telling stems with their depths, each once; `look for` is `find`, and `how long` is `duration`.
fn stems(words: &[Word]) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < words.len() {
        let mut add = |word: &str| {
            let stem = stem(word);
            if !stem.is_empty() && !found.iter().any(|(known, _)| *known == stem) {
                found.push((stem, depth));
            }
        };
        if let Some((phrase, means)) = phrase_at(words, at) {
            means.split(' ').for_each(&mut add);
            at += phrase.split(' ').count();
            continue;
        }
        let word = &words[at];
        if matches!(word.text.as_str(), "when" | "where" | "who" | "why")
            || !is_filler(&word.text) && word.text.len() > 1
        {
            add(&word.text);
            word.text.split(['-', '_', '/']).filter(|part| part.len() > 2 && *part != word.text).for_each(&mut add);
        }
        depth += usize::from(at > 0 && !found.is_empty() && PREPOSITIONS.contains(&word.text.as_str()));
        at += 1;
    }
    found
}
