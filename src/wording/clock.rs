//! The episode's clock as the user lives it: civil time at a fixed offset.

use jiff::civil::{Date, DateTime, Weekday};

/// The moment at which the user speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub now: DateTime,
}

/// A time stamp that is no RFC 3339 text.
#[derive(Debug, thiserror::Error)]
#[error("read the episode's clock {text:?}: expected RFC 3339, e.g. 2026-03-05T14:20:00+01:00")]
pub struct ClockError {
    text: String,
}

impl Clock {
    /// Takes the civil part of an RFC 3339 time.
    pub fn parse(text: &str) -> Result<Self, ClockError> {
        let fail = || ClockError { text: text.to_owned() };
        let now = text.get(..19).and_then(|civil| civil.parse().ok()).ok_or_else(fail)?;
        Ok(Self { now })
    }

    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Days from today to a date; negative in the past.
    pub fn days_until(&self, date: Date) -> i64 {
        date.duration_since(self.today()).as_hours() / 24
    }

    /// Weeks from this one to that of a date; weeks begin on Monday.
    pub fn weeks_until(&self, date: Date) -> i64 {
        let monday = i64::from(self.today().weekday().to_monday_zero_offset());
        (self.days_until(date) + monday).div_euclid(7)
    }
}

/// The English name of a day of the week.
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// English month names, January first.
pub const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// The English name of a date's month.
pub fn month_name(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or("")
}
