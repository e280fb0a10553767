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
    let raw: Vec<&str> = plain.split_whitespace().collect();
    let words: Vec<&str> = raw.iter().copied().map(bare).collect();
    let month = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| month_of(word).is_some());
    let found = words.iter().enumerate().filter_map(|(at, word)| {
        let half = words.get(at + 1).is_some_and(|next| matches!(*next, "am" | "pm"));
        // "on 1 November (-870.00 EUR)" has a figure behind its date: days and years are plain, and nothing stands before them.
        let day = word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()) && raw[at].starts_with(word);
        let dated = month(Some(at + 1)) || day && (month(at.checked_sub(1)) || month(at.checked_sub(2)));
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
    // "2027-09-13.md" is a name.
    let whole = word.len() == 10 || word.get(10..11) == Some("T");
    let date = whole && word.get(..10).is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok());
    half || clock || date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_years_are_no_figures_and_what_stands_behind_a_date_is_one() {
        let written = |text: &str| figures(text).iter().map(|figure| figure.written().to_owned()).collect::<Vec<_>>();
        for dated in ["on 1 November 2026", "November 24, 2026.", "from 3 to 5 March", "the 3rd of March"] {
            assert!(written(dated).iter().all(|figure| figure == "3"), "{dated}: {:?}", written(dated));
        }
        assert_eq!(written("Rent on 1 November (-870.00 EUR), power on 2 May (12 EUR)"), ["870.00", "12"]);
        assert_eq!(written("Notes 2026-11-09.md of 2026-11-09 at 2026-11-09T10:00"), ["2026-11-09.md"]);
        assert_eq!(written("in March 1250.5 km, in April 90,000"), ["1250.5", "90,000"]);
    }
}
