//! Numbers in words: figures, number words, multiples, percent and units.

use super::unit::Unit;
use super::words::Word;

/// A number that a text says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub value: f64,
    pub unit: Option<Unit>,
    /// Digits behind the point as written: what is written shorter stands for all that rounds to it.
    pub decimals: u32,
    /// "a", "one": often no number at all.
    pub vague: bool,
}

/// A number that is read, with the index behind its last word.
pub struct Read {
    pub number: Number,
    pub end: usize,
}

/// The number that begins at a word.
pub fn number_at(words: &[Word], at: usize) -> Option<Read> {
    let bare = bare_number(words, at)?;
    let mut read = with_unit(words, bare);
    // "1 hour and 30 minutes" is one number.
    while let Some(unit) = read.number.unit.filter(|unit| unit.is_time()) {
        let and = usize::from(words.get(read.end).is_some_and(|word| word.text == "and"));
        if and == 1 && word(words, read.end + 1) == "a" && word(words, read.end + 2) == "half" {
            read.number.value += 0.5;
            read.end += 3;
            break;
        }
        let Some(next) = bare_number(words, read.end + and).map(|next| with_unit(words, next)) else { break };
        let Some(smaller) = next.number.unit.filter(|next| next.is_time() && next.factor < unit.factor) else { break };
        if words[read.end].sentence != words[read.end - 1].sentence {
            break;
        }
        read.number.value = read.number.value * unit.factor / smaller.factor + next.number.value;
        read.number.unit = Some(smaller);
        read.end = next.end;
    }
    Some(read)
}

fn word(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |word| word.text.as_str())
}

fn with_unit(words: &[Word], mut read: Read) -> Read {
    if word(words, read.end) == "°" {
        read.end += 1;
    }
    let per_cent = word(words, read.end) == "per" && word(words, read.end + 1) == "cent";
    if per_cent {
        read.number.unit = Unit::of("%");
        read.end += 2;
    } else if let Some(unit) = Unit::of(word(words, read.end)) {
        read.number.unit = Some(unit);
        read.end += 1;
    }
    read
}

fn bare_number(words: &[Word], at: usize) -> Option<Read> {
    let minus = word(words, at) == "minus" || (word(words, at) == "-" && words[at].sign);
    let at = at + usize::from(minus);
    // "half an hour"
    if word(words, at) == "half" && matches!(word(words, at + 1), "a" | "an") {
        return Some(Read { number: Number { value: 0.5, unit: None, decimals: 1, vague: true }, end: at + 2 });
    }
    if let Some(both) = clock_like(word(words, at)) {
        return Some(Read { number: both, end: at + 1 });
    }
    let (mut value, mut decimals, mut end, vague) = match figure(word(words, at)) {
        Some((value, decimals)) => (value, decimals, at + 1, false),
        None => {
            let (value, end) = spelled(words, at)?;
            (value, 0, end, end == at + 1 && matches!(word(words, at), "a" | "an" | "one"))
        }
    };
    if word(words, end) == "and" && word(words, end + 1) == "a" && word(words, end + 2) == "half" {
        value += 0.5;
        end += 3;
    }
    if let Some(multiple) = multiple(word(words, end)) {
        value *= multiple;
        decimals = decimals.saturating_sub(multiple.log10() as u32);
        end += 1;
    }
    Some(Read { number: Number { value: if minus { -value } else { value }, unit: None, decimals, vague }, end })
}

/// `1h30`, `1h30m`: minutes.
fn clock_like(text: &str) -> Option<Number> {
    let (hours, minutes) = text.split_once('h')?;
    let minutes = minutes.trim_end_matches("min").trim_end_matches('m');
    let value = hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok().filter(|minutes| *minutes < 60)?;
    Some(Number { value: f64::from(value), unit: Unit::of("min"), decimals: 0, vague: false })
}

fn multiple(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "k" | "thousand" => 1e3,
        "million" | "mio" | "mn" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// A number in figures with its digits behind the point. Separators are read as in English where they could be either:
/// `1,234` is more than a thousand and `1.234` less than two; `12,5`, `1.234,50` and `1'234` have one reading.
pub fn figure(text: &str) -> Option<(f64, u32)> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || first == b'.') || !text.bytes().all(|b| b.is_ascii_digit() || b".,'".contains(&b)) {
        return None;
    }
    let thousands = |whole: &str, separator: char| {
        let mut groups = whole.split(separator);
        let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && group != "0");
        // Two digits between separators, as in India.
        first
            && groups.clone().all(|group| matches!(group.len(), 2 | 3))
            && groups.next_back().is_some_and(|g| g.len() == 3)
    };
    let text = text.replace('\'', "");
    let (whole, fraction) = match (text.rfind('.'), text.rfind(',')) {
        (None, None) => (text.clone(), ""),
        (Some(_), None) if text.matches('.').count() > 1 => (thousands(&text, '.').then(|| text.replace('.', ""))?, ""),
        (Some(point), None) => (text[..point].to_owned(), &text[point + 1..]),
        (None, Some(_)) if thousands(&text, ',') => (text.replace(',', ""), ""),
        (None, Some(comma)) if text.matches(',').count() == 1 => (text[..comma].to_owned(), &text[comma + 1..]),
        (None, Some(_)) => return None,
        (Some(point), Some(comma)) => {
            let (at, separator) = if point > comma { (point, ',') } else { (comma, '.') };
            (thousands(&text[..at], separator).then(|| text[..at].replace(separator, ""))?, &text[at + 1..])
        }
    };
    let value =
        format!("{}.{}", if whole.is_empty() { "0" } else { &whole }, if fraction.is_empty() { "0" } else { fraction });
    Some((value.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

const SMALL: [&str; 20] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
];

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A small number by its name, and what `twenty-one` is.
pub fn small(word: &str) -> Option<u32> {
    let place = |names: &[&str], word: &str| names.iter().position(|name| *name == word).map(|at| at as u32);
    let tens = |word: &str| place(&TENS, word).map(|at| 20 + at * 10);
    place(&SMALL, word).or_else(|| tens(word)).or_else(|| {
        let (ten, one) = word.split_once('-')?;
        Some(tens(ten)? + place(&SMALL[..10], one)?)
    })
}

/// "two hundred and five thousand": the value and the index behind it.
fn spelled(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let part = |at: usize| -> Option<(f64, usize)> {
        let value = small(word(words, at))?;
        let ones =
            (value >= 20 && value % 10 == 0).then(|| small(word(words, at + 1))).flatten().filter(|ones| *ones < 10);
        Some((f64::from(value + ones.unwrap_or(0)), at + 1 + usize::from(ones.is_some())))
    };
    let (mut value, mut end) = match word(words, at) {
        "a" | "an" => (1.0, at + 1),
        "both" | "twice" => return Some((2.0, at + 1)),
        "couple" => return Some((2.0, at + 1)),
        "no" | "none" => return None,
        _ => part(at)?,
    };
    if word(words, end) == "hundred" {
        value *= 100.0;
        end += 1;
        let and = usize::from(word(words, end) == "and");
        if let Some((more, behind)) = part(end + and) {
            value += more;
            end = behind;
        }
    }
    if word(words, end) == "thousand" {
        value *= 1000.0;
        end += 1;
        let and = usize::from(word(words, end) == "and");
        if let Some((more, behind)) = spelled(words, end + and).filter(|(more, _)| *more < 1000.0)
            && word(words, end + and) != "a"
        {
            value += more;
            end = behind;
        }
    }
    Some((value, end))
}
