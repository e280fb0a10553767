//! A month of the calendar as statements and reviews name it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::kit::{Day, shorten, types::read_text};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Reads `2026-02`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return None;
        }
        let parsed = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        ((1900..=2200).contains(&parsed.year) && (1..=12).contains(&parsed.month)).then_some(parsed)
    }

    pub fn first_day(self) -> Day {
        Day::new(self.year, self.month, 1)
    }

    pub fn last_day(self) -> Day {
        Self::of(self.first_day().plus_days(31)).first_day().plus_days(-1)
    }

    pub fn next(self) -> Self {
        Self::of(self.last_day().plus_days(1))
    }

    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }

    /// `February 2026`
    pub fn spoken(self) -> String {
        format!("{} {}", self.first_day().month_name(), self.year)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "a month such as 2026-02";
        let text = read_text(deserializer, wanted)?;
        Self::parse(text.trim()).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for Month {
    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": r"^\d{4}-\d{2}$", "examples": ["2026-02"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_know_their_days() {
        let month = Month::parse("2024-02").expect("a month");
        assert_eq!((month.last_day().to_string(), month.next().to_string()), ("2024-02-29".into(), "2024-03".into()));
        for wrong in ["2024-13", "2024-1", "24-01", "2024-02-01", "", "+024-01"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
