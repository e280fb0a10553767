//! Slips of the fingers: what a request looks like that was typed in a hurry.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Shorter words are seldom mistyped, and a slip in them makes another word.
const LEAST: usize = 5;

/// What a slip must not make of "shift" and "public".
const RUDE: &[&str] = &["shit", "pubic"];

/// The text with one letter of one plain word swapped, doubled or left out. Quotations, names and figures stay as they
/// are: they are what the calls are about.
pub fn slipped(text: &str, rng: &mut ChaCha8Rng) -> String {
    let mut quoted = false;
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(' ') {
        let inside = quoted;
        quoted ^= word.matches('"').count() % 2 == 1;
        let bare = word.trim_end();
        let plain = bare.len() >= LEAST && bare.chars().all(|c| c.is_ascii_lowercase());
        if plain && !inside && !quoted {
            words.push((start, bare));
        }
        start += word.len();
    }
    let Some((start, word)) = words.choose(rng).copied() else { return text.to_owned() };
    let at = rng.random_range(1..word.len() - 1);
    let mut letters: Vec<char> = word.chars().collect();
    match rng.random_range(0..3) {
        0 => letters.swap(at, at + 1),
        1 => letters.insert(at, word.as_bytes()[at].into()),
        _ => drop(letters.remove(at)),
    }
    let slipped: String = letters.into_iter().collect();
    if RUDE.contains(&slipped.as_str()) {
        return text.to_owned();
    }
    format!("{}{slipped}{}", &text[..start], &text[start + word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Seed;

    #[test]
    fn only_one_plain_word_is_mistyped() {
        let text = "Please move \"Budget review\" to Friday and tell Dana Okafor about 12 things.";
        let mut changed = 0;
        for seed in 0..60 {
            let slipped = slipped(text, &mut Seed(seed).rng());
            assert!(slipped.contains("\"Budget review\"") && slipped.contains("Dana Okafor") && slipped.contains("12"));
            let pairs = text.split(' ').zip(slipped.split(' '));
            assert!(pairs.filter(|(a, b)| a != b).count() <= 1, "{slipped}");
            changed += usize::from(slipped != text);
        }
        assert!(changed > 50);
        assert_eq!(slipped("Move it to 5.", &mut Seed(1).rng()), "Move it to 5.");
    }
}
