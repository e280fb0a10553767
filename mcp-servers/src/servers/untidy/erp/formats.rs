//! Days and numbers as each module of the system writes them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

use crate::kit::types::read_text;
use crate::kit::{Day, ToolError, invalid, shorten};

/// `31.03.2026`
pub fn dotted(day: Day) -> String {
    format!("{:02}.{:02}.{:04}", day.day_of_month(), day.month(), day.year())
}

/// `03/31/2026`
pub fn american(day: Day) -> String {
    format!("{:02}/{:02}/{:04}", day.month(), day.day_of_month(), day.year())
}

/// `20260331`
pub fn compact(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day_of_month())
}

/// Seconds since 1970, at midnight.
pub fn unix(day: Day) -> i64 {
    day.since(Day::new(1970, 1, 1)) * 86_400
}

/// A day as a caller must write it: with dots, with slashes, or as eight digits (`8`).
#[derive(Debug, Clone, Copy)]
pub struct DayText<const FORM: char>(pub Day);

fn parse(form: char, text: &str) -> Option<Day> {
    let parts: Vec<&str> = match form {
        '8' if text.is_ascii() && text.len() == 8 => vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?],
        '8' => return None,
        _ => text.split(form).collect(),
    };
    let [first, second, third] = parts[..] else { return None };
    let (year, month, day) = match form {
        '8' => (first, second, third),
        '.' => (third, second, first),
        _ => (third, first, second),
    };
    let (year, month, number) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1900..=2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&number) {
        return None;
    }
    let day = Day::new(year, month, number);
    (day.day_of_month() == number).then_some(day)
}

const fn wanted(form: char) -> (&'static str, &'static str) {
    match form {
        '8' => ("a date as YYYYMMDD", "20260331"),
        '.' => ("a date as DD.MM.YYYY", "31.03.2026"),
        _ => ("a date as MM/DD/YYYY", "03/31/2026"),
    }
}

impl<'de, const FORM: char> Deserialize<'de> for DayText<FORM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = wanted(FORM).0;
        let text = read_text(deserializer, wanted)?;
        let day = parse(FORM, text.trim());
        day.map(Self).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl<const FORM: char> JsonSchema for DayText<FORM> {
    fn schema_name() -> Cow<'static, str> {
        format!("DayText{}", u32::from(FORM)).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "examples": [wanted(FORM).1]})
    }
}

/// A whole number that comes as text.
pub fn number(argument: &str, text: Option<&String>, usual: usize, most: usize) -> Result<usize, ToolError> {
    let Some(text) = text else { return Ok(usual) };
    let number = text.trim().parse::<usize>().ok().filter(|number| (1..=most).contains(number));
    number
        .ok_or_else(|| invalid(format!("Argument `{argument}`: {:?} is not a number from 1 to {most}.", shorten(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_survive_each_way_of_writing_them() {
        let day = Day::new(2026, 2, 28);
        for (form, text) in [('.', dotted(day)), ('/', american(day)), ('8', compact(day))] {
            assert_eq!(parse(form, &text), Some(day), "{text}");
        }
        for (form, text) in [('.', "30.02.2026"), ('8', "2026022é"), ('/', "13/01/2026"), ('.', "1.2"), ('8', "")] {
            assert_eq!(parse(form, text), None, "{text}");
        }
        assert_eq!(unix(Day::new(1970, 1, 2)), 86_400);
    }
}
