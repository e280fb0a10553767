//! The time of a configuration, RFC 3339 with offset, as nanoseconds since 1970.

const SECOND: i128 = 1_000_000_000;

/// None when `text` is no such time. Times that nanoseconds in 64 bits do not reach are moved to the nearest that they
/// do.
pub(super) fn nanoseconds(text: &str) -> Option<u64> {
    let mut rest = text;
    let (year, month, day) = (number(&mut rest, 4)?, after(&mut rest, "-")?, after(&mut rest, "-")?);
    rest = rest.strip_prefix(['T', 't', ' '])?;
    let (hour, minute, second) = (number(&mut rest, 2)?, after(&mut rest, ":")?, after(&mut rest, ":")?);
    let fraction = fraction(&mut rest)?;
    let offset = offset(rest)?;
    // A leap second is the first one of the next minute.
    let in_range = (1..=days_in(year, month)?).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
    let nanoseconds = i128::from(seconds) * SECOND + fraction;
    in_range.then(|| u64::try_from(nanoseconds.max(0)).unwrap_or(u64::MAX))
}

/// Takes a number of `digits` digits off `rest`.
fn number(rest: &mut &str, digits: usize) -> Option<i64> {
    let (taken, left) = rest.split_at_checked(digits)?;
    *rest = left;
    if taken.bytes().all(|byte| byte.is_ascii_digit()) { taken.parse().ok() } else { None }
}

/// Takes `mark` and a number of two digits off `rest`.
fn after(rest: &mut &str, mark: &str) -> Option<i64> {
    *rest = rest.strip_prefix(mark)?;
    number(rest, 2)
}

/// Takes the part of a second off `rest`, in nanoseconds; without one it is 0.
fn fraction(rest: &mut &str) -> Option<i128> {
    let Some(digits) = rest.strip_prefix('.') else { return Some(0) };
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, left) = digits.split_at_checked(count).filter(|(digits, _)| !digits.is_empty())?;
    *rest = left;
    format!("{digits:0<9}").get(..9)?.parse().ok()
}

/// The minutes by which a clock is ahead of UTC.
fn offset(mut text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    text = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = (number(&mut text, 2)?, after(&mut text, ":")?);
    (text.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in(year: i64, month: i64) -> Option<i64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => Some(29),
        2 => Some(28),
        _ => None,
    }
}

/// Days from 1970 to a date. Years begin in March here, so that the day that comes every four years is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T01:00:00+01:00", 0),
            ("1970-01-01T00:00:59z", 59),
            ("1999-12-31T23:59:60Z", 946_684_800),
            ("2000-02-29t12:00:00-00:30", 951_827_400),
            ("2026-03-02T09:00:00+01:00", 1_772_438_400),
            ("1969-12-31T23:59:59Z", 0),
        ] {
            assert_eq!(nanoseconds(text), Some(seconds * 1_000_000_000), "{text}");
        }
        assert_eq!(nanoseconds("1970-01-01 00:00:01.25Z"), Some(1_250_000_000));
        assert_eq!(nanoseconds("1970-01-01T00:00:00.1234567899Z"), Some(123_456_789));
        assert_eq!(nanoseconds("9999-01-01T00:00:00Z"), Some(u64::MAX));
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "", "now", "2026-03-02", "2026-03-02T09:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01:00x", "2026-01-01T00:00:00+24:00",
            "+026-01-01T00:00:00Z", "2026-01-0éT00:00:00Z",
        ] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
