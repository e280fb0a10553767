//! Denials: "not on Friday", "rather than 50" name a value and do not claim it.

use super::words::Word;

/// How many words a denial reaches.
const REACH: usize = 3;

/// Words between a denial and a value that make it no denial of the value: "not until Friday", "no more than 3".
const LIMITS: [&str; 16] = [
    "until", "before", "after", "only", "just", "more", "less", "fewer", "later", "earlier", "least", "exceed", "over",
    "under", "than", "but",
];

/// Whether the value that begins at a word is denied in its clause.
pub fn is_denied(words: &[Word], at: usize) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let mut place = at;
    for _ in 0..REACH {
        if place == 0 || words[place].after_comma || words[place - 1].sentence != words[at].sentence {
            return false;
        }
        place -= 1;
        let word = text(place);
        let pair = (text(place.wrapping_sub(1)), word);
        if matches!(pair, ("rather", "than") | ("instead", "of")) || is_denial(word) {
            return true;
        }
        if LIMITS.contains(&word) {
            return false;
        }
    }
    false
}

fn is_denial(word: &str) -> bool {
    matches!(word, "not" | "never" | "neither" | "nor" | "cannot" | "without") || word.ends_with("n't")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::claim::words::words;

    #[test]
    fn a_denial_reaches_to_the_end_of_its_clause_and_not_past_a_limit() {
        let denied = |text: &str| {
            let (_, words) = words(text);
            let at = words.iter().position(|word| word.text == "friday").unwrap();
            is_denied(&words, at)
        };
        for text in
            ["It is not on Friday.", "It isn't due on Friday", "Thursday rather than Friday", "instead of Friday"]
        {
            assert!(denied(text), "{text}");
        }
        for text in [
            "not until Friday", "If not, Friday", "I could not reach Anna. Friday works", "not only on Friday",
            "Friday, not Monday",
        ] {
            assert!(!denied(text), "{text}");
        }
    }
}
