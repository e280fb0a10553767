//! Which conversions a property allows, by its schema, its name and its description.

use serde_json::{Number, Value};

use super::schema::is_number;
use super::{Conversion, DateForm, Items, Unit};
use crate::drift::case::words;
use crate::drift::schema::{alternatives, default, kind, text};

/// The conversions of values of a property, without those of enums and handles, which need more than a property.
pub fn fitting(name: &str, schema: &Value) -> Vec<Conversion> {
    let mut found = Vec::new();
    match kind(schema) {
        "number" | "integer" => {
            found.extend(units(name, schema));
            found.push(Conversion::NumberToText);
        }
        "array" => found.extend(items(schema).map(|items| Conversion::ListToText { items })),
        "string" => found.extend(of_text(name, schema)),
        "object" => {
            let fields = crate::drift::schema::names(schema);
            let whole = fields == ["id"] && schema.get("required") == Some(&serde_json::json!(["id"]));
            found.extend(whole.then(|| Conversion::Unwrap { field: "id".into() }));
        }
        _ => {}
    }
    let scalar = matches!(kind(schema), "string" | "integer" | "number");
    if scalar && words(name).last().is_some_and(|word| word == "id") {
        found.push(Conversion::Wrap { field: "id".into() });
    }
    found
}

fn of_text(name: &str, schema: &Value) -> Vec<Conversion> {
    let told = text(schema, "description").to_lowercase();
    let dates = |from, to: &[DateForm]| to.iter().map(|to| Conversion::Dates { from, to: *to }).collect::<Vec<_>>();
    match text(schema, "format") {
        "date" => return dates(DateForm::Date, &[DateForm::DayFirst, DateForm::Epoch]),
        "date-time" => return dates(DateForm::DateTime, &[DateForm::Epoch]),
        _ if told.contains("yyyy-mm-dd") && !told.contains("yyyy-mm-ddt") && !told.contains("hh:mm") => {
            return dates(DateForm::Date, &[DateForm::DayFirst, DateForm::Epoch]);
        }
        _ => {}
    }
    let numeral = |value: &Value| value.as_str().is_some_and(|text| serde_json::from_str::<Number>(text).is_ok());
    let values = alternatives(schema);
    let numerals = values.iter().chain(default(schema)).all(numeral) && values.len() + default(schema).iter().len() > 0;
    let pattern = text(schema, "pattern");
    if numerals || pattern == "^\\d+$" || pattern == "^[0-9]+$" || pattern == "^-?[0-9]" {
        return vec![Conversion::TextToNumber];
    }
    let listed =
        told.contains("comma-separated") || told.contains("comma separated") || told.contains("separated by commas");
    if listed && values.is_empty() && !words(name).is_empty() {
        return vec![Conversion::TextToList { items: Items::Texts }];
    }
    Vec::new()
}

fn items(schema: &Value) -> Option<Items> {
    let items = schema.get("items")?;
    match kind(items) {
        "string" => Some(Items::Texts),
        _ if is_number(items) => Some(Items::Numbers),
        _ => None,
    }
}

/// The other units of a number whose name or description tells its unit.
fn units(name: &str, schema: &Value) -> Vec<Conversion> {
    let mut told = words(name);
    told.extend(words(text(schema, "description")));
    let says = |names: &[&str]| told.iter().any(|word| names.contains(&word.as_str()));
    let pairs = [
        (["minutes", "mins"], Unit::Minutes, Unit::Seconds),
        (["seconds", "secs"], Unit::Seconds, Unit::Minutes),
        (["meters", "metres"], Unit::Meters, Unit::Kilometers),
        (["kilometers", "km"], Unit::Kilometers, Unit::Meters),
        (["cents", "pennies"], Unit::Cents, Unit::Units),
    ];
    let told = pairs.iter().filter(|(names, ..)| says(names)).collect::<Vec<_>>();
    // Two units in one description: which one counts is not told.
    match told.as_slice() {
        [(_, from, to)] => vec![Conversion::Units { from: *from, to: *to }],
        _ => Vec::new(),
    }
}
