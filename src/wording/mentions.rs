//! Words back to values: can a reader of the query find this value in it?
//!
//! The sufficiency gate asks this of every literal that the user must say, the grounding rule of every
//! argument that claims to come from the user. It shares no code with the writer that says values, so
//! a phrase that says one wrongly is caught here.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde_json::Value;

use super::clock::{Clock, MONTHS};
use super::meaning::{Meaning, meaning};

/// Everything that a text mentions, normalised.
#[derive(Debug, Default)]
pub struct Mentions {
    text: String,
    dates: BTreeSet<Date>,
    times: BTreeSet<Time>,
    numbers: Vec<f64>,
}

impl Mentions {
    /// A text in which words alone are looked for, not what they mean.
    pub fn of_text(text: &str) -> Self {
        Self { text: normalised(text), ..Self::default() }
    }

    pub fn dates(&self) -> impl Iterator<Item = Date> + '_ {
        self.dates.iter().copied()
    }

    pub fn times(&self) -> impl Iterator<Item = Time> + '_ {
        self.times.iter().copied()
    }

    pub fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.numbers.iter().copied()
    }

    /// Reads a text spoken at the clock's moment.
    pub fn read(text: &str, clock: &Clock) -> Self {
        let words = words(text);
        let mut mentions = Self { text: normalised(text), ..Self::default() };
        for at in 0..words.len() {
            mentions.dates.extend(date_at(&words, at, clock));
            mentions.times.extend(time_at(&words, at));
            mentions.numbers.extend(number_at(&words, at));
        }
        mentions
    }

    /// Whether the value can be recovered from the text.
    pub fn has(&self, value: &Value, name: &str) -> bool {
        match meaning(value, name) {
            Meaning::Date(date) => self.dates.contains(&date),
            Meaning::DateTime(moment) => self.dates.contains(&moment.date()) && self.times.contains(&minute_of(moment)),
            Meaning::Time(time) => self.times.contains(&time),
            Meaning::Minutes(minutes) => self.has_number(minutes as f64),
            Meaning::Number(number) => self.has_number(number),
            Meaning::Word(text) | Meaning::Text(text) => self.has_text(&text),
            // Some say the code.
            Meaning::Language(language) => {
                self.has_text(language) || value.as_str().is_some_and(|code| self.has_text(code))
            }
            // A flag is said by the phrase around it; there is no word to look for.
            Meaning::Flag(_) | Meaning::Nothing => true,
        }
    }

    fn has_number(&self, number: f64) -> bool {
        self.numbers.iter().any(|said| (said - number).abs() < 1e-9)
    }

    /// Whether a text stands in the mentions, whatever its case, spacing and quotation marks.
    pub fn has_text(&self, text: &str) -> bool {
        let wanted = normalised(text);
        wanted.is_empty() || bounded(&self.text, &wanted)
    }
}

/// Whether `wanted` stands in `text` with no letter or digit joined to either end.
fn bounded(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let starts = wanted.chars().next().is_some_and(char::is_alphanumeric);
        let ends = wanted.chars().next_back().is_some_and(char::is_alphanumeric);
        let inside = starts && joined(text[..at].chars().next_back());
        let goes_on = ends && joined(text[at + wanted.len()..].chars().next());
        !inside && !goes_on
    })
}

/// Lower case, single spaces, no quotation marks, `_` as space.
fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\u{201c}' | '\u{201d}' => {}
            '_' => out.push(' '),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.trim().to_owned()
}

fn minute_of(moment: DateTime) -> Time {
    Time::constant(moment.hour(), moment.minute(), 0, 0)
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '(' | ')' | '?' | '!' | ';' | '=' | '/' | '€' | '$' | '£')
    })
    .map(|word| word.trim_matches([',', '.', ':', '\'']).to_lowercase())
    .map(|word| word.strip_suffix("'s").map_or(word.clone(), str::to_owned))
    .filter(|word| !word.is_empty())
    .collect()
}

fn date_at(words: &[String], at: usize, clock: &Clock) -> Option<Date> {
    let word = words[at].as_str();
    let in_days = |days: i64| clock.today().checked_add(jiff::Span::new().days(days)).ok();
    match word {
        "today" | "tonight" => return in_days(0),
        "tomorrow" if at >= 2 && words[at - 2..at] == ["day", "after"] => return in_days(2),
        "tomorrow" => return in_days(1),
        "weeks" | "days" if at >= 2 && words[at - 2] == "in" => {
            let count = SMALL.iter().position(|small| *small == words[at - 1])?;
            return in_days(i64::try_from(count).ok()? * if word == "weeks" { 7 } else { 1 });
        }
        "yesterday" => return in_days(-1),
        _ => {}
    }
    if let Some(weekday) = weekday_of(word) {
        // "Friday 13 March" is dated by its day and month, not by its weekday.
        if words.get(at + 1).is_some_and(|next| next.parse::<i8>().is_ok())
            && words.get(at + 2).is_some_and(|next| month_of(next).is_some())
        {
            return None;
        }
        if words.get(at + 1).is_some_and(|next| next == "next") && words.get(at + 2).is_some_and(|week| week == "week")
        {
            return (1..=14).find_map(|days| {
                in_days(days).filter(|date| date.weekday() == weekday && clock.weeks_until(*date) == 1)
            });
        }
        let ahead = (1..=7).find_map(|days| in_days(days).filter(|date| date.weekday() == weekday));
        return ahead;
    }
    if let Some(month) = month_of(word) {
        let before = at.checked_sub(1).and_then(|i| words[i].parse::<i8>().ok());
        let year_at = |i: usize| words.get(i).and_then(|w| w.parse::<i16>().ok()).filter(|y| *y > 1900);
        if let Some(day) = before.filter(|day| (1..=31).contains(day)) {
            return nearest(year_at(at + 1), month, day, clock);
        }
        let after = words.get(at + 1).and_then(|w| w.trim_end_matches(char::is_alphabetic).parse::<i8>().ok());
        if let Some(day) = after.filter(|day| (1..=31).contains(day)) {
            return nearest(year_at(at + 2), month, day, clock);
        }
    }
    (word.len() == 10).then(|| word.parse().ok()).flatten()
}

/// A day and month without a year is of the clock's year.
fn nearest(year: Option<i16>, month: i8, day: i8, clock: &Clock) -> Option<Date> {
    Date::new(year.unwrap_or_else(|| clock.now.year()), month, day).ok()
}

/// The day of the week of an English name.
pub fn weekday_of(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The number of a month by its English name.
pub fn month_of(word: &str) -> Option<i8> {
    let position = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(word))?;
    i8::try_from(position + 1).ok()
}

fn time_at(words: &[String], at: usize) -> Option<Time> {
    let word = words[at].as_str();
    match word {
        "noon" => return Time::new(12, 0, 0, 0).ok(),
        "midnight" => return Time::new(0, 0, 0, 0).ok(),
        _ => {}
    }
    let (number, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(number), _) if !number.is_empty() => (number, Some("am")),
        (_, Some(number)) if !number.is_empty() => (number, Some("pm")),
        _ => (word, words.get(at + 1).map(String::as_str).filter(|next| matches!(*next, "am" | "pm"))),
    };
    let (hour, minute) = match number.split_once(':') {
        Some((hour, minute)) => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
        None if half.is_some() => (number.parse::<i8>().ok()?, 0),
        None => return None,
    };
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

const SMALL: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn number_at(words: &[String], at: usize) -> Vec<f64> {
    let word = words[at].as_str();
    let next = |n: usize| words.get(at + n).map(String::as_str).unwrap_or_default();
    let hours = |hours: f64| if next(1).starts_with("hour") { vec![hours * 60.0] } else { Vec::new() };
    if word == "half" && next(1) == "an" && next(2) == "hour" {
        return vec![30.0];
    }
    if (word == "an" || word == "one") && next(1) == "hour" {
        return vec![if next(2) == "and" && next(4) == "half" { 90.0 } else { 60.0 }];
    }
    if let Some(small) = SMALL.iter().position(|name| *name == word) {
        let mut found = vec![small as f64];
        found.extend(hours(small as f64));
        return found;
    }
    match word {
        "a" | "an" => return vec![1.0],
        "both" | "twice" | "couple" => return vec![2.0],
        _ => {}
    }
    let digits: String = word.chars().filter(|c| *c != ',' && *c != '%').collect();
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            let mut found = vec![number];
            found.extend(hours(number));
            found
        }
        _ => Vec::new(),
    }
}
