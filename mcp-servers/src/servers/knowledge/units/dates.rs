//! The tools that count days.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Units;
use super::holidays::Holiday;
use crate::kit::{Call, Day, Int, Ordered, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DayCount {
    /// Days from the first to the second date; negative if the second is earlier.
    pub days: i64,
    /// Whole weeks in it.
    pub weeks: i64,
    /// Days left beside the whole weeks.
    pub days_beyond_weeks: i64,
    /// Working days after the first date up to and including the second.
    pub working_days: i64,
    /// Holidays in between that fall on a weekday.
    pub holidays: Vec<Holiday>,
    /// Weekday of the second date.
    pub weekday: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkingDate {
    /// The date that was looked for.
    pub date: Day,
    /// Its weekday.
    pub weekday: String,
    /// How many calendar days lie in between.
    pub calendar_days: i64,
    /// Holidays that were skipped.
    pub skipped_holidays: Vec<Holiday>,
}

/// Counts days and working days between two dates, holidays of the user's company left out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountDaysBetween {
    /// First date.
    pub from_date: Day,
    /// Second date.
    pub to_date: Day,
}

/// Finds the date so many working days after a date, or before it for a negative number. Use it for deadlines.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWorkingDays {
    /// Date to count from (default today); it does not count itself.
    pub start_date: Option<Day>,
    /// How many working days to add; negative to go back, not 0.
    pub working_days: Int<-2000, 2000>,
    /// Whether the company's holidays count as working days (default false).
    pub ignore_holidays: Option<bool>,
}

pub fn count_days_between(units: &Units, _: &Call, args: CountDaysBetween) -> Result<DayCount> {
    let (from, to) = (args.from_date, args.to_date);
    let days = to.since(from);
    if days.abs() > 20_000 {
        return Err(invalid("Argument `to_date`: the dates lie more than 20000 days apart."));
    }
    let (first, last, sign) = if days < 0 { (to, from, -1) } else { (from, to, 1) };
    let between = |holiday: &&Holiday| holiday.date > first && holiday.date <= last && !holiday.date.is_weekend();
    let mut holidays: Vec<Holiday> = units.holidays.values().filter(between).cloned().collect();
    holidays.order_by_key(|holiday| holiday.date);
    let weekdays = (1..=days.abs()).filter(|day| !first.plus_days(*day).is_weekend()).count() as i64;
    Ok(DayCount {
        days,
        weeks: days / 7,
        days_beyond_weeks: days % 7,
        working_days: sign * (weekdays - holidays.len() as i64),
        holidays,
        weekday: to.weekday_name().to_owned(),
    })
}

pub fn add_working_days(units: &Units, call: &Call, args: AddWorkingDays) -> Result<WorkingDate> {
    let start = args.start_date.unwrap_or(call.now.day());
    let wanted = args.working_days.0;
    if wanted == 0 {
        return Err(conflict("Argument `working_days`: 0 working days lead nowhere; give another number."));
    }
    let step = wanted.signum();
    let (mut date, mut left) = (start, wanted.abs());
    let mut skipped = Vec::new();
    while left > 0 {
        date = date.plus_days(step);
        if date.is_weekend() {
            continue;
        }
        let holiday = units.holidays.get(&date.to_string()).filter(|_| !args.ignore_holidays.unwrap_or(false));
        match holiday {
            Some(holiday) => skipped.push(holiday.clone()),
            None => left -= 1,
        }
    }
    Ok(WorkingDate {
        date,
        weekday: date.weekday_name().to_owned(),
        calendar_days: date.since(start),
        skipped_holidays: skipped,
    })
}
