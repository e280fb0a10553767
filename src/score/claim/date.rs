//! Dates in words, ISO or spoken, seen from a moment.
//!
//! What a text leaves open stays open: a date without a year or a weekday alone may be one of several days, each of which is
//! a *candidate*. A weekday that contradicts its date leaves no candidate, for the statement is false.

use jiff::civil::{Date, Weekday};

use super::number::small;
use super::words::Word;

/// The days that a text may mean at one place.
pub type Candidates = Vec<Date>;

const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
];

/// The date that begins at a word, and the index behind it.
pub fn date_at(words: &[Word], at: usize, today: Date) -> Option<(Candidates, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    if let Some(date) = iso(text(at)) {
        return Some((vec![date], at + 1));
    }
    if let Some(candidates) = figures(text(at)) {
        return Some((candidates, at + 1));
    }
    if let Some(weekday) = weekday(text(at)) {
        let the = usize::from(text(at + 1) == "the");
        return Some(match calendar_day(words, at + 1 + the, today) {
            Some((dates, end)) => (dates.into_iter().filter(|date| date.weekday() == weekday).collect(), end),
            None => with_weekday(words, at, weekday, today),
        });
    }
    calendar_day(words, at, today).or_else(|| relative(words, at, today))
}

fn days(today: Date, days: i64) -> Option<Date> {
    today.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// `2026-06-05`, alone or before a clock time.
pub fn iso(word: &str) -> Option<Date> {
    let bytes = word.as_bytes();
    let shape =
        bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && matches!(bytes.get(10), None | Some(b't' | b'T'));
    shape.then(|| word.get(..10)?.parse().ok()).flatten()
}

/// The day that a server writes: `2026-06-05`, or as in America `06/05/2026`, alone or before a time.
pub fn day(text: &str) -> Option<Date> {
    iso(text).or_else(|| {
        let day = text.split(' ').next().filter(|day| day.contains('/'))?;
        figures(day)?.into_iter().next()
    })
}

/// `6/5/2026` may be of June or May; `2026/06/05` and `05.06.2026` have one reading.
fn figures(word: &str) -> Option<Candidates> {
    let separator = ['/', '.'].into_iter().find(|separator| word.matches(*separator).count() == 2)?;
    let parts: Vec<i16> = word.split(separator).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [a, b, c] = parts[..] else { return None };
    let date = |year: i16, month: i16, day: i16| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok();
    let mut candidates: Candidates = match (separator, a > 31) {
        (_, true) => date(a, b, c).into_iter().collect(),
        ('.', _) => date(c, b, a).into_iter().collect(),
        _ => date(c, a, b).into_iter().chain(date(c, b, a)).collect(),
    };
    candidates.retain(|date| date.year() > 1900);
    candidates.dedup();
    (!candidates.is_empty()).then_some(candidates)
}

/// "5 June", "June 5th, 2026", "the 5th of June": without a year the last and the next one.
fn calendar_day(words: &[Word], at: usize, today: Date) -> Option<(Candidates, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let of = usize::from(text(at + 1) == "of");
    let (month, day, mut end) = match (day_of(text(at)), month_of(text(at + 1 + of)), month_of(text(at))) {
        (Some(day), Some(month), _) => (month, day, at + 2 + of),
        (_, _, Some(month)) => {
            let the = usize::from(text(at + 1) == "the");
            (month, day_of(text(at + 1 + the))?, at + 2 + the)
        }
        _ => return None,
    };
    let year = text(end).parse::<i16>().ok().filter(|year| text(end).len() == 4 && (1900..2200).contains(year));
    if let Some(year) = year {
        end += 1;
        return Some((Date::new(year, month, day).into_iter().collect(), end));
    }
    let near = (today.year() - 1..=today.year() + 1).filter_map(|year| Date::new(year, month, day).ok());
    let within = near.filter(|date| date.duration_since(today).as_hours().abs() <= 24 * 366);
    Some((within.collect(), end))
}

fn day_of(word: &str) -> Option<i8> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number.parse().ok().filter(|day| (1..=31).contains(day) && number.len() <= 2)
}

/// The number of a month by its name, whole or cut to three letters; "may" and "march" are found beside days alone.
fn month_of(word: &str) -> Option<i8> {
    let known = |name: &str| name == word || name[..3] == *word || (word == "sept" && name == "september");
    MONTHS.iter().position(|name| known(name)).and_then(|at| i8::try_from(at + 1).ok())
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// "Friday", "next Friday", "last Friday", "Friday next week": the days that people mean by it.
fn with_weekday(words: &[Word], at: usize, weekday: Weekday, today: Date) -> (Candidates, usize) {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let before = at.checked_sub(1).map_or("", text);
    let monday = -i64::from(today.weekday().to_monday_zero_offset());
    let of_week = |week: i64| monday + week * 7 + i64::from(weekday.to_monday_zero_offset());
    let week = (text(at + 2) == "week").then(|| text(at + 1));
    // The first such day after today, and the last one before it.
    let (next, last) = {
        let distance = of_week(0).rem_euclid(7);
        (if distance == 0 { 7 } else { distance }, if distance == 0 { -7 } else { distance - 7 })
    };
    let (offsets, end) = match (week, before) {
        (Some("next"), _) => (vec![of_week(1)], at + 3),
        (Some("this"), _) => (vec![of_week(0)], at + 3),
        (Some("last"), _) => (vec![of_week(-1)], at + 3),
        (_, "next") => (vec![next, of_week(1)], at + 1),
        (_, "last" | "past") => (vec![last, of_week(-1)], at + 1),
        (_, "this" | "coming") => (vec![next, of_week(0)], at + 1),
        _ if next == 7 => (vec![0, 7, -7], at + 1),
        _ => (vec![next, last], at + 1),
    };
    let mut candidates: Candidates = offsets.into_iter().filter_map(|offset| days(today, offset)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    (candidates, end)
}

/// "today", "the day after tomorrow", "in three days", "two weeks ago", "New Year's Eve".
fn relative(words: &[Word], at: usize, today: Date) -> Option<(Candidates, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let one = |offset: i64, end: usize| days(today, offset).map(|date| (vec![date], end));
    match (text(at), text(at + 1), text(at + 2)) {
        ("day", "after", "tomorrow") => return one(2, at + 3),
        ("day", "before", "yesterday") => return one(-2, at + 3),
        ("today" | "tonight", ..) => return one(0, at + 1),
        ("tomorrow", ..) => return one(1, at + 1),
        ("yesterday", ..) => return one(-1, at + 1),
        ("christmas", "day", _) => return either(today, 12, 25, at + 2),
        ("christmas", "eve", _) => return either(today, 12, 24, at + 2),
        ("new", "year", "eve") => return either(today, 12, 31, at + 3),
        ("new", "year", "day") => return either(today, 1, 1, at + 3),
        _ => {}
    }
    let inside = usize::from(text(at) == "in");
    let count = match text(at + inside) {
        "a" | "one" => 1,
        word => word.parse::<i64>().ok().or_else(|| small(word).map(i64::from))?,
    };
    let length = match text(at + inside + 1) {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let end = at + inside + 2;
    let offset = count.checked_mul(length)?;
    match (text(end), text(end + 1)) {
        _ if inside == 1 => one(offset, end),
        ("ago", _) => one(-offset, end + 1),
        ("from", "now" | "today") => one(offset, end + 2),
        _ => None,
    }
}

fn either(today: Date, month: i8, day: i8, end: usize) -> Option<(Candidates, usize)> {
    let near = (today.year() - 1..=today.year() + 1).filter_map(|year| Date::new(year, month, day).ok());
    Some((near.filter(|date| date.duration_since(today).as_hours().abs() <= 24 * 366).collect(), end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::claim::words::words;

    fn check(today: &str, text: &str, expected: &[&str]) {
        let (_, words) = words(text);
        let today: Date = today.parse().unwrap();
        let mut at = 0;
        let mut found: Vec<String> = Vec::new();
        while at < words.len() {
            match date_at(&words, at, today) {
                Some((candidates, end)) => {
                    let names: Vec<String> = candidates.iter().map(Date::to_string).collect();
                    found.push(names.join("|"));
                    at = end;
                }
                None => at += 1,
            }
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_with_a_year_have_one_reading() {
        for text in [
            "2026-06-05", "on 2026-06-05T10:00:00Z.", "Friday 5 June 2026", "June 5th, 2026", "the 5th of June 2026",
            "Fri, Jun 5, 2026", "05.06.2026", "2026/06/05", "Friday, the 5th of June 2026",
        ] {
            check("2026-03-01", text, &["2026-06-05"]);
        }
        check("2026-03-01", "6/5/2026", &["2026-06-05|2026-05-06"]);
        check("2026-03-01", "Monday, June 5, 2026", &[""]);
        check("2026-03-01", "30 February 2026", &[""]);
        check("2026-03-01", "we may march 3 times at 12", &["2025-03-03|2026-03-03"]);
    }

    #[test]
    fn around_new_year_the_year_that_is_left_out_is_the_last_or_the_next() {
        check("2026-12-30", "2 January", &["2026-01-02|2027-01-02"]);
        check("2026-12-30", "Saturday 2 January", &["2027-01-02"]);
        check("2027-01-02", "on December 31st", &["2026-12-31|2027-12-31"]);
        check("2026-12-30", "on New Year's Day", &["2026-01-01|2027-01-01"]);
        check("2026-12-31", "tomorrow and the day after tomorrow", &["2027-01-01", "2027-01-02"]);
        check("2026-12-31", "in 3 days, two weeks ago", &["2027-01-03", "2026-12-17"]);
        check("2028-02-29", "29 February", &["2028-02-29"]);
    }

    #[test]
    fn weekdays_alone_are_near_days() {
        // A Wednesday.
        check("2026-12-30", "Friday", &["2026-12-25|2027-01-01"]);
        check("2026-12-30", "next Friday", &["2027-01-01|2027-01-08"]);
        check("2026-12-30", "Friday next week", &["2027-01-08"]);
        check("2026-12-30", "last Friday", &["2026-12-25"]);
        check("2026-12-30", "on Wednesday", &["2026-12-23|2026-12-30|2027-01-06"]);
    }
}
