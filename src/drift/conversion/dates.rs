//! Dates in the forms that interfaces give them, without a calendar crate: days are counted as Howard Hinnant does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

const DAY: i64 = 86_400;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateForm {
    /// `2026-03-09`
    Date,
    /// `2026-03-09T14:30:00Z`, of whole seconds and in UTC.
    DateTime,
    /// `09/03/2026`
    DayFirst,
    /// Seconds since 1970, in UTC.
    Epoch,
}

impl DateForm {
    /// Seconds since 1970.
    pub(super) fn read(self, value: &Value) -> Option<i64> {
        match self {
            Self::Epoch => value.as_i64(),
            Self::Date => date(value.as_str()?),
            Self::DayFirst => {
                let text = value.as_str()?;
                let [day, month, year] = text.split('/').collect::<Vec<_>>().try_into().ok()?;
                date(&format!("{year}-{month}-{day}"))
            }
            Self::DateTime => {
                let (day, time) = value.as_str()?.strip_suffix('Z')?.split_once('T')?;
                let [hours, minutes, seconds] = time.split(':').collect::<Vec<_>>().try_into().ok()?;
                let parts = [two(hours, 23)?, two(minutes, 59)?, two(seconds, 59)?];
                Some(date(day)? + parts[0] * 3600 + parts[1] * 60 + parts[2])
            }
        }
    }

    pub(super) fn write(self, seconds: i64) -> Option<Value> {
        let (year, month, day) = civil(seconds.div_euclid(DAY));
        let rest = seconds.rem_euclid(DAY);
        if !(0..=9999).contains(&year) || rest != 0 && matches!(self, Self::Date | Self::DayFirst) {
            return None;
        }
        Some(match self {
            Self::Epoch => Value::from(seconds),
            Self::Date => Value::String(format!("{year:04}-{month:02}-{day:02}")),
            Self::DayFirst => Value::String(format!("{day:02}/{month:02}/{year:04}")),
            Self::DateTime => {
                let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
                Value::String(format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z"))
            }
        })
    }

    /// How a description names the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "a date as YYYY-MM-DD",
            Self::DateTime => "an ISO 8601 time in UTC",
            Self::DayFirst => "a date as DD/MM/YYYY",
            Self::Epoch => "seconds since 1970-01-01 UTC",
        }
    }
}

fn two(text: &str, most: i64) -> Option<i64> {
    let figures = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| figures && *number <= most)
}

fn date(text: &str) -> Option<i64> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, two(month, 12)?, two(day, 31)?);
    let days = days(year, month, day);
    (civil(days) == (year, month, day)).then_some(days * DAY)
}

/// Days since 1970 of a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_the_same_in_all_forms() {
        let check = |from: DateForm, old: Value, to: DateForm, new: Value| {
            assert_eq!(from.read(&old).and_then(|seconds| to.write(seconds)), Some(new));
        };
        check(DateForm::Date, json!("2024-02-29"), DateForm::DayFirst, json!("29/02/2024"));
        check(DateForm::DateTime, json!("2026-03-09T14:30:00Z"), DateForm::Epoch, json!(1_773_066_600));
        check(DateForm::Epoch, json!(-86_400), DateForm::Date, json!("1969-12-31"));
        assert!((-800_000..800_000).step_by(7).all(|number| {
            let (year, month, day) = civil(number);
            days(year, month, day) == number
        }));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["2023-02-29", "2023-13-01", "23-01-01", "2023-1-1", "soon"] {
            assert_eq!(DateForm::Date.read(&json!(text)), None, "{text}");
        }
        assert_eq!(DateForm::DateTime.read(&json!("2026-03-09T14:30:00+02:00")), None);
    }
}
