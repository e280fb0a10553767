//! Days, times of day and lengths of time in a request, each with the words that it takes.

use jiff::Span;
use jiff::civil::{Date, Time, Weekday};

use super::words::Word;
use crate::wording::{Clock, month_of, weekday_of};

/// A day, with how many words say it.
pub(super) fn day_at(words: &[Word], at: usize, clock: &Clock) -> Option<(Date, usize)> {
    let word = |n: usize| words.get(at + n).map_or("", |word| word.text.as_str());
    let in_days = |days: i64| clock.today().checked_add(Span::new().days(days)).ok();
    match word(0) {
        "today" | "tonight" => return Some((in_days(0)?, 1)),
        "tomorrow" => return Some((in_days(1)?, 1)),
        "yesterday" => return Some((in_days(-1)?, 1)),
        "the" if [word(1), word(2), word(3)] == ["day", "after", "tomorrow"] => return Some((in_days(2)?, 4)),
        "day" if [word(1), word(2)] == ["after", "tomorrow"] => return Some((in_days(2)?, 3)),
        "day" if [word(1), word(2)] == ["before", "yesterday"] => return Some((in_days(-2)?, 3)),
        "in" => {
            let unit = match word(2) {
                "day" | "days" => 1,
                "week" | "weeks" => 7,
                _ => return None,
            };
            return Some((in_days(count(word(1))? * unit)?, 3));
        }
        "next" if word(1) == "week" => {
            let ahead = 7 - i64::from(clock.today().weekday().to_monday_zero_offset());
            return Some((in_days(ahead)?, 2));
        }
        "next" | "this" | "coming" => {
            let weekday = weekday_of(word(1))?;
            return Some((ahead(weekday, clock)?, 2));
        }
        _ => {}
    }
    if let Some(weekday) = weekday_of(word(0)) {
        if let Some((date, taken)) = dated(words, at + 1, clock) {
            return Some((date, taken + 1));
        }
        if word(1) == "next" && word(2) == "week" {
            let date = (1..=14).find_map(|days| {
                in_days(days).filter(|date| date.weekday() == weekday && clock.weeks_until(*date) == 1)
            })?;
            return Some((date, 3));
        }
        return Some((ahead(weekday, clock)?, 1));
    }
    dated(words, at, clock)
}

/// `3 May`, `May 3rd, 2027`, `2027-05-03`.
fn dated(words: &[Word], at: usize, clock: &Clock) -> Option<(Date, usize)> {
    let word = |n: usize| words.get(at + n).map_or("", |word| word.text.as_str());
    let named = |n: usize| words.get(at + n).filter(|word| word.capital).and_then(|word| month_of(&word.text));
    let number = |text: &str| {
        let digits = text.trim_end_matches(char::is_alphabetic);
        let end = &text[digits.len()..];
        matches!(end, "" | "st" | "nd" | "rd" | "th").then(|| digits.parse::<i8>().ok()).flatten()
    };
    let year = |n: usize| word(n).parse::<i16>().ok().filter(|year| (1900..2200).contains(year));
    let date = |month, day, n| match year(n) {
        Some(year) => Some((Date::new(year, month, day).ok()?, n + 1)),
        None => Some((Date::new(clock.now.year(), month, day).ok()?, n)),
    };
    if let (Some(day), Some(month)) = (number(word(0)), named(1)) {
        return date(month, day, 2);
    }
    if let (Some(month), Some(day)) = (named(0), number(word(1))) {
        return date(month, day, 2);
    }
    (word(0).len() == 10).then(|| word(0).parse().ok()).flatten().map(|date| (date, 1))
}

fn ahead(weekday: Weekday, clock: &Clock) -> Option<Date> {
    let days = (1..=7).filter_map(|days| clock.today().checked_add(Span::new().days(days)).ok());
    days.into_iter().find(|date| date.weekday() == weekday)
}

/// A time of day, with how many words say it.
pub(super) fn time_at(words: &[Word], at: usize) -> Option<(Time, usize)> {
    let word = words.get(at)?.text.as_str();
    let next = words.get(at + 1).map_or("", |word| word.text.as_str());
    match word {
        "noon" => return Some((Time::new(12, 0, 0, 0).ok()?, 1)),
        "midnight" => return Some((Time::midnight(), 1)),
        _ => {}
    }
    let joined = ["am", "pm"].into_iter().find(|half| word.ends_with(half) && word.len() > 2);
    let apart = ["am", "pm"].into_iter().find(|half| next == *half);
    let half = joined.or(apart);
    let digits = joined.map_or(word, |half| &word[..word.len() - half.len()]);
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
        None if half.is_some() => (digits.parse::<i8>().ok()?, 0),
        None => return None,
    };
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    Some((Time::new(hour, minute, 0, 0).ok()?, 1 + usize::from(joined.is_none() && apart.is_some())))
}

/// A length of time in minutes, with how many words say it.
pub(super) fn minutes_at(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let word = |n: usize| words.get(at + n).map_or("", |word| word.text.as_str());
    if [word(0), word(1), word(2)] == ["half", "an", "hour"] {
        return Some((30.0, 3));
    }
    let amount = match word(0) {
        "a" | "an" => 1.0,
        text => number(text)?,
    };
    match word(1) {
        "minute" | "minutes" | "min" | "mins" => Some((amount, 2)),
        "hour" | "hours" if [word(2), word(3), word(4)] == ["and", "a", "half"] => Some((amount * 60.0 + 30.0, 5)),
        "hour" | "hours" => Some((amount * 60.0, 2)),
        _ => None,
    }
}

/// A number in digits or as a small word.
pub(super) fn number(text: &str) -> Option<f64> {
    if let Some(small) = SMALL.iter().position(|name| *name == text) {
        return Some(small as f64);
    }
    let digits =
        text.trim_start_matches(['\u{20ac}', '$', '\u{a3}', '+']).trim_end_matches(['%', '\u{20ac}']).replace(',', "");
    if !digits.contains(|c: char| c.is_ascii_digit()) || digits.contains(char::is_alphabetic) {
        return None;
    }
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}

fn count(text: &str) -> Option<i64> {
    number(text).map(|number| number as i64)
}

const SMALL: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The place that an ordinal names, counted from zero; from the end where it is negative.
pub(super) fn ordinal(word: &str) -> Option<i64> {
    const PLACES: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if word == "last" {
        return Some(-1);
    }
    if let Some(place) = PLACES.iter().position(|place| *place == word) {
        return i64::try_from(place).ok();
    }
    let digits = word.trim_end_matches(char::is_alphabetic);
    let end = &word[digits.len()..];
    matches!(end, "st" | "nd" | "rd" | "th").then(|| digits.parse::<i64>().ok()).flatten().map(|place| place - 1)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn clock() -> Clock {
        Clock::parse("2026-03-05T14:20:00+01:00").unwrap()
    }

    #[test]
    fn days_are_read_as_they_are_said() {
        let cases = [
            ("tomorrow", "2026-03-06", 1),
            ("the day after tomorrow", "2026-03-07", 4),
            ("Friday 13 March", "2026-03-13", 3),
            ("Friday next week", "2026-03-13", 3),
            ("in two weeks", "2026-03-19", 3),
            ("11 March 1976", "1976-03-11", 3),
            ("March 3rd", "2026-03-03", 2),
        ];
        for (text, date, taken) in cases {
            assert_eq!(day_at(&words(text), 0, &clock()), Some((date.parse().unwrap(), taken)), "{text}");
        }
        assert_eq!(day_at(&words("may we"), 0, &clock()), None);
    }

    #[test]
    fn times_and_lengths_are_read_as_they_are_said() {
        let time = |text: &str| time_at(&words(text), 0).map(|(time, taken)| (time.to_string(), taken));
        assert_eq!(time("3:30 pm today"), Some(("15:30:00".into(), 2)));
        assert_eq!(time("9:00"), Some(("09:00:00".into(), 1)));
        assert_eq!(time("9"), None);
        assert_eq!(minutes_at(&words("an hour and a half"), 0), Some((90.0, 5)));
        assert_eq!(minutes_at(&words("45 minutes"), 0), Some((45.0, 2)));
    }
}
