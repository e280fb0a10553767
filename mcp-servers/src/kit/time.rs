//! Time as an episode knows it: one fixed offset, a clock that only calls move, and words people use for days.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::types::read_text;

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The years a caller may name. Far inside what the calendar can count, so that sums never run over.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A moment, written with the offset of some place. Times are ordered by the moment, whatever their offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    local: DateTime,
    offset: Offset,
}

impl Time {
    /// Reads an RFC 3339 text; an offset is needed.
    pub fn parse(text: &str) -> Option<Self> {
        match When::parse(text)? {
            When::Zoned(time) => Some(time),
            When::Local(_) => None,
        }
    }

    pub(super) fn new(local: DateTime, offset: Offset) -> Self {
        Self { local, offset }
    }

    pub(super) fn civil(self) -> DateTime {
        self.local
    }

    pub(super) fn offset(self) -> Offset {
        self.offset
    }

    /// The same moment as clocks of another offset show it.
    pub(super) fn in_offset(self, offset: Offset) -> Self {
        let shift = offset.seconds() - self.offset.seconds();
        Self { offset, ..self.plus_seconds(i64::from(shift)) }
    }

    pub fn day(self) -> Day {
        Day(self.local.date())
    }

    /// Minutes from the other moment to this one; offsets are minded.
    pub fn minutes_since(self, other: Self) -> i64 {
        self.in_offset(other.offset).local.duration_since(other.local).as_mins()
    }

    /// Minutes since midnight.
    pub fn minute(self) -> i64 {
        i64::from(self.local.hour()) * 60 + i64::from(self.local.minute())
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        let local = self.local.saturating_add(SignedDuration::from_secs(seconds));
        Self { local, ..self }
    }

    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes * 60)
    }

    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days * 86_400)
    }

    /// The moment so many minutes after midnight of a day, with this moment's offset.
    pub fn at(self, day: Day, minute: i64) -> Self {
        let midnight = Self { local: day.midnight(), ..self };
        midnight.plus_minutes(minute)
    }

    /// A caller's time, in this moment's offset.
    pub fn resolve(self, when: When) -> Self {
        match when {
            When::Local(local) => Self { local, ..self },
            When::Zoned(time) => time.in_offset(self.offset),
        }
    }

    /// `14:30`
    pub fn clock(self) -> String {
        format!("{:02}:{:02}", self.local.hour(), self.local.minute())
    }

    /// `Thursday 12 March at 14:30`
    pub fn spoken(self) -> String {
        format!("{} at {}", self.day().spoken(), self.clock())
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        let moment = |time: &Self| (time.in_offset(Offset::UTC).local, time.offset);
        moment(self).cmp(&moment(other))
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (t, seconds) = (self.local, self.offset.seconds());
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        write!(f, "{}T{:02}:{:02}:{:02}", self.day(), t.hour(), t.minute(), t.second())?;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

/// A time as a caller writes it: with an offset, or as the owner's wall clock shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Local(DateTime),
    Zoned(Time),
}

impl When {
    fn parse(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        let local = DateTime::from_parts(pieces.date(), pieces.time()?);
        // Leap seconds and fractions would not survive the way back to text.
        let local = local.with().subsec_nanosecond(0).build().ok()?;
        if !YEARS.contains(&local.year()) {
            return None;
        }
        Some(match pieces.to_numeric_offset() {
            Some(offset) => Self::Zoned(Time { local, offset }),
            None => Self::Local(local),
        })
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "a date and time with offset such as 2026-03-05T14:30:00+01:00";
        let text = read_text(deserializer, wanted)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not {wanted}")))
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// A day of the world; days that do not exist become the first of the month.
    pub fn new(year: i16, month: i8, day: i8) -> Self {
        Self(Date::new(year, month, day).or_else(|_| Date::new(year, month, 1)).unwrap_or(Date::ZERO))
    }

    pub(super) fn midnight(self) -> DateTime {
        self.0.at(0, 0, 0, 0)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(SignedDuration::from_hours(days * 24)))
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        self.0.weekday().to_monday_zero_offset() as usize
    }

    /// Days from the other day to this one.
    pub fn since(self, other: Self) -> i64 {
        self.0.duration_since(other.0).as_hours() / 24
    }

    pub fn is_weekend(self) -> bool {
        self.0.weekday().to_monday_zero_offset() >= 5
    }

    /// `12 March`
    pub fn short(self) -> String {
        format!("{} {}", self.0.day(), MONTHS[(self.0.month() - 1) as usize])
    }

    /// `March`
    pub fn month_name(self) -> &'static str {
        MONTHS[(self.0.month() - 1) as usize]
    }

    /// `Thursday`
    pub fn weekday_name(self) -> &'static str {
        DAYS[self.0.weekday().to_monday_zero_offset() as usize]
    }

    /// `Thursday 12 March`
    pub fn spoken(self) -> String {
        format!("{} {}", self.weekday_name(), self.short())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "a date such as 2026-03-05";
        let text = read_text(deserializer, wanted)?;
        let date = text.parse::<Date>().ok().filter(|date| YEARS.contains(&date.year()) && text.len() == 10);
        date.map(Self).ok_or_else(|| D::Error::custom(format!("{text:?} is not {wanted}")))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_the_offset_of_the_episode() {
        let now = Time::parse("2026-03-05T14:30:00+01:00").expect("a time");
        let utc = When::parse("2026-03-05T23:30:00Z").expect("a time");
        assert_eq!(now.resolve(utc).to_string(), "2026-03-06T00:30:00+01:00");
        let wall = When::parse("2026-03-05T09:00").expect("a time");
        assert_eq!(now.resolve(wall).to_string(), "2026-03-05T09:00:00+01:00");
        assert_eq!(now.plus_days(-5).spoken(), "Saturday 28 February at 14:30");
        assert!(Time::parse("2026-03-05T14:30:00").is_none());
    }

    #[test]
    fn times_are_ordered_by_the_moment() {
        let time = |text| Time::parse(text).expect("a time");
        let (berlin, london) = (time("2026-03-05T14:30:00+01:00"), time("2026-03-05T13:45:00+00:00"));
        assert!(berlin < london);
        assert!(london > berlin);
        assert_eq!(berlin.minutes_since(london), -15);
    }

    #[test]
    fn days_are_counted_both_ways() {
        let day = Day::new(2026, 2, 27);
        assert_eq!(day.plus_days(3).to_string(), "2026-03-02");
        assert_eq!(day.plus_days(3).since(day), 3);
        assert!(day.plus_days(1).is_weekend());
    }
}
