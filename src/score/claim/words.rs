//! A text as words with what stands around them: signs of currency, percent, ends of sentences.

use super::text::folded;

/// A word of a text, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// A sign of its own: currency, `%`, `-` before a figure, `to` in place of a dash between figures.
    pub sign: bool,
    /// Number of the sentence or line, from zero.
    pub sentence: usize,
    /// Where the chunk that it is part of begins in the folded text.
    pub at: usize,
    /// A comma or bracket stands before it: what was denied before is not denied here.
    pub after_comma: bool,
}

/// A text folded, with its words in order.
pub fn words(text: &str) -> (String, Vec<Word>) {
    let mut lexer = Lexer::default();
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let line = folded(&joined_thousands(line));
        if line.is_empty() {
            continue;
        }
        let mut at = whole.len();
        for (place, chunk) in line.split(' ').enumerate() {
            lexer.at = at;
            if !(place == 0 && chunk.len() < line.len() && is_list_mark(chunk)) {
                lexer.chunk(chunk);
            }
            at += chunk.len() + 1;
        }
        lexer.end();
        whole.push_str(&line);
        whole.push(' ');
    }
    whole.truncate(whole.trim_end().len());
    (whole, lexer.words)
}

/// `1.` or `2)` at the beginning of a line counts lines and says nothing.
fn is_list_mark(chunk: &str) -> bool {
    let number = chunk.trim_end_matches(['.', ')']);
    number.len() < chunk.len() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Figures in groups of three with thin spaces between, written together.
fn joined_thousands(line: &str) -> String {
    let thin = |c: char| matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}');
    if !line.contains(thin) {
        return line.to_owned();
    }
    let chars: Vec<char> = line.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let group = |at: usize| (1..=3).all(|next| digit(at + next)) && !digit(at + 4);
    let dropped = |at: usize| thin(chars[at]) && at > 0 && digit(at - 1) && group(at);
    (0..chars.len()).filter(|at| !dropped(*at)).map(|at| chars[at]).collect()
}

const CURRENCY: [char; 7] = ['$', '€', '£', '¥', '₹', '₩', '円'];

/// Their stop ends no sentence.
const ABBREVIATIONS: [&str; 9] = ["a.m", "p.m", "e.g", "i.e", "dr", "mr", "mrs", "ms", "approx"];

#[derive(Default)]
struct Lexer {
    words: Vec<Word>,
    sentence: usize,
    at: usize,
    after_comma: bool,
}

impl Lexer {
    fn end(&mut self) {
        self.sentence += 1;
        self.after_comma = true;
    }

    fn push(&mut self, text: &str, sign: bool) {
        let after_comma = std::mem::take(&mut self.after_comma);
        self.words.push(Word { text: text.to_owned(), sign, sentence: self.sentence, at: self.at, after_comma });
    }

    /// What stands between two spaces.
    fn chunk(&mut self, chunk: &str) {
        let mut rest = chunk;
        while let Some(first) = rest.chars().next() {
            let next = &rest[first.len_utf8()..];
            if (first.is_alphanumeric() && !CURRENCY.contains(&first))
                || (first == '.' && next.starts_with(|c: char| c.is_ascii_digit()))
            {
                let length = run(rest);
                self.word(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
            match first {
                '-' if next.starts_with(|c: char| c.is_ascii_digit() || CURRENCY.contains(&c)) => {
                    let range = self.words.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
                    self.push(if range && rest.len() < chunk.len() { "to" } else { "-" }, true);
                }
                '%' | '°' | '~' => self.push(&first.to_string(), true),
                c if CURRENCY.contains(&c) => self.push(&first.to_string(), true),
                ',' | '(' | ')' | '[' | ']' | ':' => self.after_comma = true,
                '.' if self.words.last().is_some_and(|word| ABBREVIATIONS.contains(&word.text.as_str())) => {}
                '.' | '!' | '?' | '。' if next.chars().all(|c| !c.is_alphanumeric()) => self.end(),
                ';' => self.end(),
                _ => {}
            }
            rest = next;
        }
    }

    /// A run of letters, digits and what joins them.
    fn word(&mut self, run: &str) {
        let figures = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
        if let Some((from, to)) = run.split_once('-')
            && is_range_end(from)
            && is_range_end(to)
        {
            self.word(from);
            self.push("to", true);
            return self.word(to);
        }
        // "a 30-minute talk"
        if let Some((from, to)) = run.split_once('-')
            && figures(from)
            && to.chars().all(char::is_alphabetic)
        {
            self.push(from, false);
            return self.push(to, false);
        }
        // "10km", "5k", "3pm": a figure and what it counts.
        if run.is_ascii() || run.starts_with(|c: char| c.is_ascii_digit()) {
            let letters = run.find(|c: char| c.is_alphabetic());
            if let Some(at) = letters.filter(|at| figures(&run[..*at]))
                && run[at..].chars().all(char::is_alphabetic)
                && !matches!(&run[at..], "st" | "nd" | "rd" | "th")
            {
                self.push(run[..at].trim_end_matches(['.', ',']), false);
                return self.push(&run[at..], false);
            }
        }
        // "usd20"
        let letters = run.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        if super::money::currencies(&run[..letters]).is_some() && figures(&run[letters..]) {
            self.push(&run[..letters], false);
            return self.push(&run[letters..], false);
        }
        self.push(run.strip_suffix("'s").unwrap_or(run), false);
    }
}

/// `5`, `10:30`, `3pm`: what a range goes from and to; not the parts of a date or a code.
fn is_range_end(text: &str) -> bool {
    let number = text.trim_end_matches(char::is_alphabetic);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || ".,:".contains(c))
        && matches!(&text[number.len()..], "" | "am" | "pm" | "k" | "m" | "km" | "h" | "min")
}

/// How long the run at the start of a text is: joints count only between letters or digits.
fn run(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let joint = ".,:'/-+@#&".contains(c) && next.is_some_and(char::is_alphanumeric);
        if CURRENCY.contains(&c) || !(c.is_alphanumeric() || joint) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<String> = words(text).1.into_iter().map(|word| word.text).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn signs_units_and_ranges_are_words_of_their_own() {
        check("It costs **€1,234.50** (10% off).", "it costs € 1,234.50 10 % off");
        check("1.234,50€, US$20, 5k", "1.234,50 € us $ 20 5 k");
        check("From 10:30–11am; -5°C", "from 10:30 to 11 am - 5 ° c");
        check("2026-06-05T10:00 and BG-1417", "2026-06-05t10:00 and bg-1417");
        check("June 5th, Anna's", "june 5th anna");
        check("12\u{202f}345 km and 1 234", "12345 km and 1 234");
        check("USD20 .5", "usd 20 .5");
        check("¥5,000 5000円", "¥ 5,000 5000 円");
    }

    #[test]
    fn sentences_end_at_stops_and_lines_but_not_in_figures() {
        let sentences = |text: &str| words(text).1.last().map(|word| word.sentence);
        assert_eq!(sentences("It is 3.5 degrees"), Some(0));
        assert_eq!(sentences("One. Two! Three"), Some(2));
        assert_eq!(sentences("- a\n- b"), Some(1));
        assert_eq!(sentences(""), None);
    }
}
