//! Times of day in words: `14:00`, `2 pm`, `half past two`, `noon`.

use jiff::civil::Time;

use super::number::small;
use super::words::Word;

/// The times that begin at a word, more than one where morning and afternoon are left open, and the index behind them.
///
/// `2:30` is of the 24-hour clock; `2 o'clock` and `half past two` may be of the afternoon. Offsets are not read.
pub fn time_at(words: &[Word], at: usize) -> Option<(Vec<Time>, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    match (text(at), text(at + 1)) {
        ("noon" | "midday", _) => return Some((vec![time(12, 0)?], at + 1)),
        ("midnight", _) => return Some((vec![time(0, 0)?], at + 1)),
        ("half" | "quarter", "past" | "to") => {
            let hour = hour_of(text(at + 2))?;
            let minutes = match (text(at), text(at + 1)) {
                ("half", "past") => 30,
                ("quarter", "past") => 15,
                ("quarter", _) => -15,
                _ => return None,
            };
            let end = at + 3;
            let (halves, end) = half(words, end).map_or((None, end), |(half, end)| (Some(half), end));
            let all = [halves.map_or(hour, |half| half.of(hour)), (hour + 12) % 24];
            let taken = &all[..if halves.is_some() { 1 } else { 2 }];
            return Some((taken.iter().filter_map(|hour| shifted(*hour, minutes)).collect(), end));
        }
        _ => {}
    }
    let moment = super::date::iso(text(at)).and_then(|_| text(at).get(11..16)).and_then(clock);
    if let Some((hour, minute)) = moment {
        return Some((vec![time(hour, minute)?], at + 1));
    }
    if let Some((hour, minute)) = clock(text(at)) {
        return Some(match half(words, at + 1).or_else(|| shared_half(words, at)) {
            Some((half, end)) => (vec![time(half.of(hour), minute)?], end),
            None => (vec![time(hour, minute)?], at + 1),
        });
    }
    let hour = hour_of(text(at))?;
    if let Some((half, end)) = half(words, at + 1).or_else(|| shared_half(words, at)) {
        return Some((vec![time(half.of(hour), 0)?], end));
    }
    (text(at + 1) == "o'clock")
        .then(|| ([hour % 12, hour % 12 + 12].iter().filter_map(|hour| time(*hour, 0)).collect(), at + 2))
}

fn time(hour: i8, minute: i8) -> Option<Time> {
    Time::new(hour, minute, 0, 0).ok()
}

fn shifted(hour: i8, minutes: i16) -> Option<Time> {
    let minutes = (i16::from(hour) * 60 + minutes).rem_euclid(24 * 60);
    time(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?)
}

/// `14:00`, `9:05:30`, `14h00`.
fn clock(text: &str) -> Option<(i8, i8)> {
    let (hour, rest) = text.split_once(':').or_else(|| text.split_once('h'))?;
    let minute = rest.split(':').next()?.trim_end_matches('z');
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (hour, minute) = (digits(hour, 1..=2).then_some(hour)?, minute.get(..2).filter(|part| digits(part, 2..=2))?);
    Some((hour.parse().ok().filter(|hour| *hour < 24)?, minute.parse().ok().filter(|minute| *minute < 60)?))
}

fn hour_of(text: &str) -> Option<i8> {
    let hour = text.parse::<u32>().ok().filter(|_| text.len() <= 2).or_else(|| small(text))?;
    i8::try_from(hour).ok().filter(|hour| (1..=12).contains(hour))
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

impl Half {
    fn of(self, hour: i8) -> i8 {
        match self {
            Self::Morning if hour == 12 => 0,
            Self::Afternoon if hour < 12 => hour + 12,
            _ => hour,
        }
    }
}

/// `am`, `p.m.`, `in the evening`.
fn half(words: &[Word], at: usize) -> Option<(Half, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    match (text(at), text(at + 1), text(at + 2)) {
        ("am" | "a.m", ..) => Some((Half::Morning, at + 1)),
        ("pm" | "p.m", ..) => Some((Half::Afternoon, at + 1)),
        ("in", "the", "morning") => Some((Half::Morning, at + 3)),
        ("in", "the", "afternoon" | "evening") => Some((Half::Afternoon, at + 3)),
        _ => None,
    }
}

/// The half of the day that the end of a range says for its beginning: "2 to 3 pm". What follows is left to be read.
fn shared_half(words: &[Word], at: usize) -> Option<(Half, usize)> {
    let to = words.get(at + 1).is_some_and(|word| matches!(word.text.as_str(), "to" | "and" | "until"));
    to.then(|| half(words, at + 3)).flatten().map(|(half, _)| (half, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::claim::words::words;

    fn check(text: &str, expected: &[&str]) {
        let (_, words) = words(text);
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some((times, end)) = time_at(&words, at) else {
                at += 1;
                continue;
            };
            let names: Vec<String> = times.iter().map(|time| time.strftime("%H:%M").to_string()).collect();
            found.push(names.join("|"));
            at = end;
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        check("at 14:00, 2 pm, 2pm, 2:00 p.m. and 14h00", &["14:00"; 5]);
        check("2026-06-05T09:30:00+02:00", &["09:30"]);
        check("noon, midnight, 12 am, 12 pm", &["12:00", "00:00", "00:00", "12:00"]);
        check("half past two; quarter to three pm", &["02:30|14:30", "14:45"]);
        check("2 o'clock, 8 in the evening", &["02:00|14:00", "20:00"]);
        check("from 2 to 3 pm, 10:30–11:15am", &["14:00", "15:00", "10:30", "11:15"]);
        check("25:00 is no time, nor 3 or 10:99", &[]);
    }
}
