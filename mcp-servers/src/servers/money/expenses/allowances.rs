//! The tools that work out flat sums: per diems and mileage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Expenses;
use crate::kit::{Call, Day, Int, Money, Text, ToolError, invalid, shorten};
use crate::world::atlas::CITIES;
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

/// Euro cents for a whole day, by country; elsewhere the last one.
const PER_DIEMS: [(&str, i64); 24] = [
    ("United Kingdom", 5_200),
    ("United States", 6_300),
    ("Germany", 2_800),
    ("France", 5_300),
    ("Spain", 4_200),
    ("Italy", 4_200),
    ("Poland", 3_400),
    ("Türkiye", 3_400),
    ("Vietnam", 3_600),
    ("Nigeria", 4_600),
    ("India", 3_800),
    ("Japan", 3_300),
    ("Sweden", 6_600),
    ("Brazil", 4_600),
    ("Czechia", 3_200),
    ("Netherlands", 4_700),
    ("Greece", 4_000),
    ("Kenya", 5_100),
    ("Switzerland", 6_400),
    ("Austria", 5_000),
    ("Portugal", 3_200),
    ("Singapore", 7_100),
    ("Canada", 5_400),
    ("Australia", 5_700),
];
const ELSEWHERE: i64 = 4_000;
/// Road kilometres for ten of the straight line.
const ROADS: i64 = 13;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PerDiem {
    /// Country of the trip.
    pub country: String,
    /// For a whole day.
    pub full_day_rate: Money,
    /// Days that count as whole ones.
    pub full_days: i64,
    /// Days of departure and return, which count half.
    pub half_days: i64,
    /// What is taken off for meals that others paid.
    pub deduction: Money,
    /// The allowance.
    pub total: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Mileage {
    /// City of departure.
    pub from_city: String,
    /// City of arrival.
    pub to_city: String,
    /// Kilometres by road, both ways if it is a round trip.
    pub kilometres: i64,
    /// Paid for each kilometre.
    pub rate_per_kilometre: Money,
    /// The allowance; use it as amount of a mileage expense with the kilometres as quantity.
    pub total: Money,
}

/// Calculates the meal allowance of a trip: whole days in full, days of departure and return half, less meals that others paid.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalculatePerDiem {
    /// Country of the trip.
    #[schemars(example = &"Germany", example = &"Japan")]
    pub country: Text<60>,
    /// Day of departure.
    pub departure_date: Day,
    /// Day of return.
    pub return_date: Day,
    /// Breakfasts that somebody else paid, such as at the hotel (default 0).
    pub breakfasts_provided: Option<Int<0, 60>>,
    /// Lunches and dinners that somebody else paid (default 0).
    pub meals_provided: Option<Int<0, 120>>,
}

/// Calculates the allowance for a drive in the own car between two cities, at the company's rate per kilometre.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalculateMileage {
    /// City of departure.
    #[schemars(example = &"Berlin", example = &"Lyon")]
    pub from_city: Text<60>,
    /// City of arrival.
    #[schemars(example = &"Hamburg", example = &"Paris")]
    pub to_city: Text<60>,
    /// Whether the way back counts, too (default true).
    pub round_trip: Option<bool>,
}

pub fn calculate_per_diem(expenses: &Expenses, _: &Call, args: CalculatePerDiem) -> Result<PerDiem> {
    let wanted = &args.country.0;
    let city = CITIES.iter().find(|city| city.country.to_lowercase() == wanted.to_lowercase());
    let country = city.map(|city| city.country).ok_or_else(|| {
        ToolError::NotFound(format!(
            "No per diem is known for {}. Give the English name of the country.",
            shorten(wanted)
        ))
    })?;
    let nights = args.return_date.since(args.departure_date);
    if !(0..=60).contains(&nights) {
        return Err(invalid("Argument `return_date`: a trip ends on the day it began or up to 60 days later."));
    }
    let cents = PER_DIEMS.iter().find(|(name, _)| *name == country).map_or(ELSEWHERE, |(_, cents)| *cents);
    let rate = expenses.currency().price(cents);
    let (full_days, half_days) = if nights == 0 { (0, 1) } else { (nights - 1, 2) };
    let earned = rate * full_days + rate * half_days / 2;
    let breakfasts = args.breakfasts_provided.map_or(0, |count| count.0) * rate / 5;
    let meals = args.meals_provided.map_or(0, |count| count.0) * rate * 2 / 5;
    let deduction = (breakfasts + meals).min(earned);
    Ok(PerDiem {
        country: country.to_owned(),
        full_day_rate: expenses.money(rate),
        full_days,
        half_days,
        deduction: expenses.money(deduction),
        total: expenses.money(earned - deduction),
    })
}

pub fn calculate_mileage(expenses: &Expenses, _: &Call, args: CalculateMileage) -> Result<Mileage> {
    let (from, to) = (city(&args.from_city.0)?, city(&args.to_city.0)?);
    if from == to {
        return Err(invalid(
            "Argument `to_city`: the same city; drives within a city are entered by their kilometres.",
        ));
    }
    let one_way = from.distance_km(to) as i64 * ROADS / 10;
    if one_way > 1_500 {
        return Err(invalid(format!("Argument `to_city`: {one_way} km is too far for a car; travel by rail or air.")));
    }
    let kilometres = if args.round_trip.unwrap_or(true) { 2 * one_way } else { one_way };
    Ok(Mileage {
        from_city: from.name.to_owned(),
        to_city: to.name.to_owned(),
        kilometres,
        rate_per_kilometre: expenses.mileage_rate.clone(),
        total: expenses.money(kilometres * expenses.mileage_rate.minor()),
    })
}

fn city(name: &str) -> Result<&'static City> {
    let found = CITIES.iter().find(|city| city.name.to_lowercase() == name.to_lowercase());
    found.ok_or_else(|| ToolError::NotFound(format!("The distance table has no city called {}.", shorten(name))))
}
