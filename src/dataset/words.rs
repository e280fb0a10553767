//! Texts as words and shingles: what is left when case, punctuation and spacing do not count.

use crate::dataset::hash;

/// Words in a shingle of a text.
const SHINGLE: usize = 3;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Of the word in lower case.
    pub hash: u64,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The words of a text: runs of letters and figures.
///
/// Scripts that put no spaces between words (Chinese, Japanese) give a word a character. Letters are lower-cased and not
/// normalised otherwise: an accent written as a character of its own makes another word.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let mut open = false;
    for (at, char) in text.char_indices() {
        let alone = is_ideograph(char);
        if !(alone || char.is_alphanumeric()) {
            open = false;
            continue;
        }
        let end = at + char.len_utf8();
        match words.last_mut().filter(|_| open && !alone) {
            Some(word) => (word.hash, word.end) = (with(word.hash, char), end),
            None => words.push(Word { hash: with(0, char), start: at, end }),
        }
        open = !alone;
    }
    words
}

/// The word 3-shingles of a text as hashes, in their order and as often as they come; one for a text of fewer words, and
/// none for a text without words.
pub fn shingles(text: &str) -> Vec<u64> {
    grams(&words(text), SHINGLE)
}

/// The hashes of all runs of `n` words; a shorter text is one run.
pub fn grams(words: &[Word], n: usize) -> Vec<u64> {
    if words.is_empty() {
        return Vec::new();
    }
    words.windows(n.clamp(1, words.len())).map(|run| hash::of_all(run.iter().map(|word| word.hash))).collect()
}

/// The shingles of a chain of calls: its steps and its pairs of neighbours, the ends being marked.
///
/// Chains have 1 to 10 steps, far fewer than a text has words, so that runs of three alone would say too little. A step
/// that comes again counts again, else a chain of four equal calls would be the same as one of two.
pub fn skeleton_shingles(steps: &[String]) -> Vec<u64> {
    const ENDS: u64 = 1;
    let hashes: Vec<u64> = steps.iter().map(|step| hash::of_text(step)).collect();
    let nth = |at: usize| hashes[..at].iter().filter(|hash| **hash == hashes[at]).count() as u64;
    let steps = (0..hashes.len()).map(|at| hash::mix(hashes[at], nth(at)));
    let firsts = [ENDS].into_iter().chain(hashes.iter().copied());
    let seconds = hashes.iter().copied().chain([ENDS]);
    let pairs = firsts.zip(seconds).map(|(first, second)| hash::of_all([first, second]));
    steps.chain(pairs).collect()
}

/// Shingles as a set: sorted, each once.
pub fn set(mut shingles: Vec<u64>) -> Vec<u64> {
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

fn with(hash: u64, char: char) -> u64 {
    if char.is_ascii() {
        return hash::mix(hash, u64::from(char.to_ascii_lowercase()));
    }
    char.to_lowercase().fold(hash, |hash, char| hash::mix(hash, u64::from(char)))
}

fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| &text[word.start..word.end]).collect()
    }

    #[test]
    fn case_punctuation_and_spacing_do_not_count() {
        assert_eq!(shingles("Move it -- to  Friday!"), shingles("move IT to friday"));
        assert_ne!(shingles("move it to friday"), shingles("move it to monday"));
    }

    #[test]
    fn words_are_where_they_were() {
        assert_eq!(written("Ask Hải, at 9:30."), ["Ask", "Hải", "at", "9", "30"]);
        assert_eq!(written("会议 in 東京"), ["会", "议", "in", "東", "京"]);
    }

    #[test]
    fn short_texts_are_one_shingle_and_empty_ones_none() {
        assert_eq!((shingles("hello there").len(), shingles(" ... ").len()), (1, 0));
        assert_eq!(shingles("a b c d").len(), 2);
    }

    #[test]
    fn repeated_steps_and_the_order_of_steps_count() {
        let of =
            |steps: &[&str]| set(skeleton_shingles(&steps.iter().map(|step| step.to_string()).collect::<Vec<_>>()));
        assert_ne!(of(&["a", "a"]), of(&["a", "a", "a", "a"]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
        assert_eq!(of(&["a", "b"]).len(), 5);
    }
}
