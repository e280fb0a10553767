//! Words with digits in a text: the numbers and codes that a reader would check.

use super::mentions::month_of;
use super::quotes::unquoted;

/// A word with digits, as it is written and without what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// `1,234.50`
    Number(String, f64),
    /// `BG1417`
    Code(String),
}

impl Figure {
    /// As it is written.
    pub fn written(&self) -> &str {
        match self {
            Self::Number(written, _) | Self::Code(written) => written,
        }
    }
}

/// The figures outside quotation marks, but for those of dates and clock times, which [`super::Mentions`] reads.
pub fn figures(text: &str) -> Vec<Figure> {
    let plain = unquoted(text, " ");
    let words: Vec<&str> = plain.split_whitespace().map(bare).collect();
    let month = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| month_of(word).is_some());
    let found = words.iter().enumerate().filter_map(|(at, word)| {
        let half = words.get(at + 1).is_some_and(|next| matches!(*next, "am" | "pm"));
        let dated = month(Some(at + 1)) || month(at.checked_sub(1)) || month(at.checked_sub(2));
        // "3 out of 5" has one number.
        let scale = at > 1 && words[at - 2..at] == ["out", "of"];
        if !word.contains(|c: char| c.is_ascii_digit()) || half || dated || scale || is_time(word) {
            return None;
        }
        let number = word.replace(',', "").parse().ok().filter(|_| !word.contains(char::is_alphabetic));
        Some(
            number
                .map_or_else(|| Figure::Code((*word).to_owned()), |number| Figure::Number((*word).to_owned(), number)),
        )
    });
    found.collect()
}

/// A word without punctuation, brackets and signs of currency around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// `10:30`, `11am`, `2027-09-13`, `1st`: what has a meaning of its own.
fn is_time(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let half = ["am", "pm", "st", "nd", "rd", "th"].iter().filter_map(|end| word.strip_suffix(end)).any(digits);
    let clock = word
        .trim_end_matches(char::is_alphabetic)
        .split_once(':')
        .is_some_and(|(hour, minute)| digits(hour) && digits(minute));
    let date = word.len() >= 10 && word.get(..10).is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok());
    half || clock || date
}
